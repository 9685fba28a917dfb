"""Writes layers.json: embeddings, bilinear maps, margins, shuffled pixels and resampled images; golden.py tells the form.

    python3 layers.py > layers.json
"""
import torch
import torch.nn.functional as F

from golden import case, draw, write

torch.manual_seed(41)
torch.set_default_dtype(torch.float64)

# Embeddings: the table is the input, the numbers are arguments.
x = torch.tensor([[1, 4, 0], [4, 4, 2]])
for padding in [None, 4, -5]:
    for frequency in [False, True]:
        case("Embedding", lambda w: F.embedding(x, w, padding, scale_grad_by_freq=frequency), [draw(5, 3)], second=False, x=x, paddingIndex=padding,
             frequency=frequency, maxNorm=None)
table = draw(5, 3) * 2
case("Embedding", lambda w: F.embedding(x, table.clone(), max_norm=1.5), [table], differentiable=False, x=x, paddingIndex=None, frequency=False, maxNorm=1.5)
row, offsets = torch.tensor([1, 4, 0, 2, 2, 3]), torch.tensor([0, 2, 2, 5])
for mode in ["mean", "sum", "max"]:
    for padding in [None, 2]:
        case("EmbeddingBag", lambda w: F.embedding_bag(x, w, mode=mode, padding_idx=padding), [draw(5, 3)], second=False, x=x, offsets=None, mode=mode,
             paddingIndex=padding, last=False, weights=None)
        for last in [False, True]:
            at = torch.cat([offsets, torch.tensor([6])]) if last else offsets
            case("EmbeddingBag", lambda w: F.embedding_bag(row, w, at, mode=mode, padding_idx=padding, include_last_offset=last), [draw(5, 3)], second=False,
                 x=row, offsets=at, mode=mode, paddingIndex=padding, last=last, weights=None)
weights = draw(6)
case("EmbeddingBag", lambda w: F.embedding_bag(row, w, offsets, mode="sum", per_sample_weights=weights), [draw(5, 3)], second=False, x=row, offsets=offsets,
     mode="sum", paddingIndex=None, last=False, weights=weights)

for lead in [(), (3,), (2, 2)]:
    case("Bilinear", F.bilinear, [draw(*lead, 2), draw(*lead, 3), draw(4, 2, 3), draw(4)])
case("Bilinear", F.bilinear, [draw(2, 2), draw(2, 3), draw(4, 2, 3)])

# Margins: pairs are given from the first axis to the last here, and in PyTorch the other way round.
for shape, pairs in [((2, 2, 4), [(2, 1)]), ((1, 2, 3, 4), [(1, 2), (3, 0)]), ((1, 1, 2, 3, 2), [(1, 0), (2, 1), (0, 1)])]:
    flat = [n for pair in reversed(pairs) for n in pair]
    for mode in ["constant", "reflect", "replicate", "circular"]:
        case("Pad", lambda x: F.pad(x, flat, mode, *([0.5] if mode == "constant" else [])), [draw(*shape)], pairs=[n for pair in pairs for n in pair], mode=mode)

for shape, r in [((1, 8, 2, 3), 2), ((9, 1, 2), 3), ((2, 2, 4, 1, 2), 2)]:
    case("PixelShuffle", lambda x: F.pixel_shuffle(x, r), [draw(*shape)], factor=r)
for shape, r in [((1, 2, 4, 6), 2), ((1, 3, 6), 3)]:
    case("PixelUnshuffle", lambda x: F.pixel_unshuffle(x, r), [draw(*shape)], factor=r)

for shape, sizes in [((1, 2, 4), [(7,), (3,), (1,)]), ((1, 2, 3, 4), [(5, 9), (2, 3), (1, 4)]), ((1, 1, 2, 3, 2), [(3, 2, 5)])]:
    modes = {1: ["nearest", "linear"], 2: ["nearest", "bilinear", "bicubic"], 3: ["nearest", "trilinear"]}[len(shape) - 2]
    for mode in modes:
        ours = "nearest" if mode == "nearest" else "bicubic" if mode == "bicubic" else "linear"
        for corners in [None] if mode == "nearest" else [False, True]:
            for size in sizes:
                case("Interpolate", lambda x: F.interpolate(x, size, mode=mode, align_corners=corners), [draw(*shape)], size=size, mode=ours, corners=bool(corners))
            for scale in [2.0, 1.7, 0.6]:
                case("Interpolate", lambda x: F.interpolate(x, scale_factor=scale, mode=mode, align_corners=corners), [draw(*shape)], scale=scale, mode=ours,
                     corners=bool(corners))

# Cubed, embeddings have second derivatives; PyTorch's bags have none, so that these are put together.
x = torch.tensor([[1, 4, 0], [4, 4, 2]])
for padding in (None, 4):
    case("EmbeddingCubed", lambda w: F.embedding(x, w, padding) ** 3, [draw(5, 3)], x=x, paddingIndex=padding)
for mode, reduce in (("sum", lambda t: t.sum(1)), ("mean", lambda t: t.mean(1)), ("max", lambda t: t.max(1)[0])):
    case("EmbeddingBagCubed", lambda w: reduce(F.embedding(x, w)) ** 3, [draw(5, 3)], x=x, mode=mode)

write()
