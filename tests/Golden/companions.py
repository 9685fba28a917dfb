"""Writes companions.json: small operations that tutorials use beside the large ones; golden.py tells the form.

    python3 companions.py > companions.json
"""
import torch
import torch.nn.functional as F

from golden import case, draw, write

torch.manual_seed(53)
nan, inf = float("nan"), float("inf")

# Closeness: zeros, infinities, NaN, whole numbers, broadcasting.
a = torch.tensor([1.0, 1.0, 1.0, 0.0, 0.0, inf, inf, -inf, nan, nan, 1e10], dtype=torch.float64)
b = torch.tensor([1.0, 1 + 9e-6, 1 + 2e-5, 9e-9, 2e-8, inf, -inf, 1.0, nan, 0.0, 1e10 + 1e4], dtype=torch.float64)
for rtol, atol, equal_nan in ((1e-5, 1e-8, False), (1e-5, 1e-8, True), (0.0, 0.0, True), (0.1, 0.5, False)):
    for x, y in ((a, b), (b, a), (a[:3, None].expand(3, 11), b), (torch.tensor([0, 200, 3]).byte(), torch.tensor([1, 0, 3]).byte()),
                 (torch.arange(3), torch.tensor([0, 2, 2]))):
        case("IsClose", lambda x, y: torch.isclose(x, y, rtol, atol, equal_nan), [x, y], differentiable=False, relativeTolerance=rtol,
             absoluteTolerance=atol, equalNaN=equal_nan)

# The other element where one is NaN, and ties.
c, d = torch.tensor([1.0, nan, 2.0, nan, 3.0, -1.0], dtype=torch.float64), torch.tensor([2.0, 1.0, nan, nan, 3.0, -2.0], dtype=torch.float64)
for op, fn in (("Fmax", torch.fmax), ("Fmin", torch.fmin)):
    case(op, fn, [c, d])
    case(op, fn, [draw(3, 1), draw(4)])
    case(op, fn, [torch.tensor([1, 5]), torch.tensor([2, 2])])

for shape in ((2,), (3, 2), (2, 3, 2), (0, 2)):
    case("Linear", F.linear, [draw(*shape), draw(4, 2), draw(4)])
    case("Linear", F.linear, [draw(*shape), draw(4, 2)])
for axis in (0, 1, -1):
    case("Softmin", lambda t: F.softmin(t, axis), [draw(2, 3, 2)], axis=axis)
# PyTorch has no derivative of its channel_shuffle, and takes four axes alone.
for groups, shape in ((2, (2, 4, 3)), (3, (1, 6, 2, 2)), (1, (2, 3, 1)), (4, (2, 4, 1, 2, 1))):
    case("ChannelShuffle", lambda t: t.reshape(t.shape[0], groups, -1, *t.shape[2:]).transpose(1, 2).reshape(t.shape), [draw(*shape)], groups=groups)
    if len(shape) == 4:
        case("ChannelShuffle", lambda t: F.channel_shuffle(t, groups), [draw(*shape)], differentiable=False, groups=groups)
for p in (1.0, 2.0, 3.0, inf):
    for axis in (0, 1, -1):
        case("Renorm", lambda t: t.renorm(p, axis, 1.5), [draw(3, 2, 2)], second=p != inf, p="inf" if p == inf else p, axis=axis,
             maxNorm=1.5)
zero = torch.tensor([[0.0, 0.0], [3.0, 4.0]], dtype=torch.float64)
case("Renorm", lambda t: t.renorm(2, 0, 0.0), [zero], differentiable=False, p=2.0, axis=0, maxNorm=0.0)
for first in (False, True):
    sequences = [draw(2, 3), draw(4, 3), draw(0, 3), draw(1, 3)]
    case("PadSequence", lambda *t: torch.nn.utils.rnn.pad_sequence(t, first, -1.5), sequences, batchFirst=first, value=-1.5)
case("PadSequence", lambda *t: torch.nn.utils.rnn.pad_sequence(t), [torch.tensor([1, 2]), torch.tensor([3])], batchFirst=False, value=0.0)
case("OneHot", F.one_hot, [torch.tensor([[1, 0], [4, 1]])])

write()
