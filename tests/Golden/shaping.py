"""Writes shaping.json: views, copies and grids that move, repeat, join and take apart axes; golden.py tells the form.

    python3 shaping.py > shaping.json
"""
import torch

from golden import case, draw, write

torch.manual_seed(37)
x = draw(2, 3, 4)
matrix = draw(3, 4)
vector = draw(5)

# Over and over, round and round.
for counts in ((2,), (2, 1), (1, 2, 3), (2, 1, 1, 2), (0, 1)):
    case("Tile", lambda t: t.tile(counts), [x], counts=counts)
for count, axis in ((2, None), (3, 0), (2, -1), (0, 1), (1, 1)):
    case("RepeatInterleave", lambda t: t.repeat_interleave(count, axis), [x], count=count, axis=axis)
for counts, axis in (([2, 0, 1], 1), ([3], 1), ([1, 2, 0, 1], -1)):
    c = torch.tensor(counts)
    case("RepeatInterleave", lambda t: t.repeat_interleave(c, axis), [x], counts=c, axis=axis)
case("RepeatInterleave", lambda t: t.repeat_interleave(torch.tensor([1, 0, 2, 1, 1])), [vector], counts=torch.tensor([1, 0, 2, 1, 1]), axis=None)
for shifts, axes in (([1, -2], [0, 2]), ([5, 1], [1, 1]), ([], [])):
    case("RollAxes", lambda t: t.roll(shifts, axes) if shifts else t.clone(), [x], shifts=shifts, axes=axes)
for shift in (0, 3, -7, 30):
    case("RollAll", lambda t: t.roll(shift), [x], shift=shift)
for turns in (-1, 0, 1, 2, 3, 5):
    for axes in ((0, 1), (2, 0), (-1, -2)):
        case("Rot90", lambda t: t.rot90(turns, axes), [x], turns=turns, axis0=axes[0], axis1=axes[1])
case("FlipLR", torch.fliplr, [x])
case("FlipUD", torch.flipud, [x])

# Axes.
for source, destination in (([0, 1], [2, 0]), ([-1, 0], [0, 1]), ([2, 0, 1], [0, 1, 2]), ([], [])):
    case("MoveAxes", lambda t: t.movedim(source, destination), [x], source=source, destination=destination)
case("SwapAxes", lambda t: t.swapaxes(0, -1), [x], axis0=0, axis1=-1)
for axis, sizes in ((2, (2, 2)), (-1, (2, -1)), (1, (-1,)), (0, (1, 2, 1))):
    case("Unflatten", lambda t: t.unflatten(axis, sizes), [x], axis=axis, sizes=sizes)
case("Ravel", torch.ravel, [x])
case("Ravel", torch.ravel, [draw()])
for start, length in ((1, 2), (-3, 1), (4, 0), (0, 4)):
    case("Narrow", lambda t: t.narrow(2, start, length), [x], axis=2, start=start, length=length)
case("BroadcastTo", lambda t: t.broadcast_to((5, 3, 4)), [matrix], shape=(5, 3, 4))
for part in (0, 1):
    case("BroadcastTensors", lambda a, b: torch.broadcast_tensors(a, b)[part], [draw(3, 1), draw(4)], part=part)
for n, fn in ((1, torch.atleast_1d), (2, torch.atleast_2d), (3, torch.atleast_3d)):
    for t in (draw(), vector, matrix, x):
        case("AtLeast", lambda t: fn(t), [t], rank=n)

# Parts.
for count in (1, 2, 3, 6):
    for part in range(count):
        case("TensorSplit", lambda t: t.tensor_split(count)[part], [vector], count=count, cuts=None, axis=0, part=part)
for part in range(4):
    case("TensorSplit", lambda t: t.tensor_split((1, -1, 9), 2)[part], [x], count=None, cuts=(1, -1, 9), axis=2, part=part)
    case("TensorSplit", lambda t: t.tensor_split((3, 1, 2), 2)[part], [x], count=None, cuts=(3, 1, 2), axis=2, part=part)
for axis in (0, -1):
    case("Unbind", lambda t: t.unbind(axis)[1], [x], axis=axis, part=1)
for axis, size, step in ((0, 2, 1), (1, 2, 1), (-1, 3, 2), (2, 4, 1), (2, 1, 3), (2, 2, 2)):
    case("Unfold", lambda t: t.unfold(axis, size, step), [x], axis=axis, size=size, step=step)
case("Unfold", lambda t: t.unfold(0, 3, 1).unfold(0, 2, 1), [vector], axis=None)

# Diagonals.
for offset in (-4, -2, -1, 0, 1, 3, 9):
    for axes in ((0, 1), (2, 0), (-1, -2)):
        if offset in (-2, 0, 1) or axes == (0, 1):
            case("Diagonal", lambda t: t.diagonal(offset, *axes), [x], offset=offset, axis0=axes[0], axis1=axes[1])
for offset, axes in ((0, (-2, -1)), (1, (-2, -1)), (-2, (0, 1)), (1, (2, 0)), (-1, (0, -1))):
    case("DiagEmbed", lambda t: t.diag_embed(offset, *axes), [draw(2, 3)], offset=offset, axis0=axes[0], axis1=axes[1])
for diagonal in (-1, 0, 2):
    case("Diag", lambda t: t.diag(diagonal), [vector], diagonal=diagonal)
    case("Diag", lambda t: t.diag(diagonal), [matrix], diagonal=diagonal)
    case("DiagFlat", lambda t: t.diagflat(diagonal), [draw(2, 2)], offset=diagonal)
case("Trace", torch.trace, [matrix])
case("Trace", torch.trace, [torch.tensor([[1, 2], [3, 4]])])
case("BlockDiag", torch.block_diag, [draw(2, 3), draw(2), draw(), draw(1, 1)])
case("BlockDiag", torch.block_diag, [draw(0, 2), draw(2, 1), draw(1, 2), draw(1, 2)])

# Stacks and grids.
stacks = (("HStack", torch.hstack), ("VStack", torch.vstack), ("DStack", torch.dstack), ("ColumnStack", torch.column_stack))
for op, fn in stacks:
    for shapes in (((), ()), ((3,), (3,)), ((2, 3), (2, 3)), ((2, 3, 1), (2, 3, 1))):
        case(op, lambda a, b: fn((a, b)), [draw(*s) for s in shapes])
case("ColumnStack", lambda a, b: torch.column_stack((a, b)), [draw(3), draw(3, 2)])
case("HStack", lambda a, b: torch.hstack((a, b)), [draw(3), draw(2)])
case("VStack", lambda a, b: torch.vstack((a, b)), [draw(3), draw(2, 3)])
for indexing in ("ij", "xy"):
    for part in range(3):
        case("Meshgrid", lambda *t: torch.meshgrid(*t, indexing=indexing)[part], [draw(2), draw(3), draw(2)], indexing=indexing, part=part)
    case("Meshgrid", lambda *t: torch.meshgrid(*t, indexing=indexing)[0], [draw(2)], indexing=indexing, part=0)
case("Meshgrid", lambda *t: torch.meshgrid(*t, indexing="ij")[1], [draw(), draw(3)], indexing="ij", part=1)
case("CartesianProd", torch.cartesian_prod, [draw(2), draw(3)])
case("CartesianProd", torch.cartesian_prod, [draw(2), draw(1), draw(2)])
case("CartesianProd", torch.cartesian_prod, [draw(2)])
for count, again in ((2, False), (2, True), (1, False), (3, False), (3, True), (5, False), (6, False), (0, False)):
    case("Combinations", lambda t: torch.combinations(t, count, again), [vector], count=count, withReplacement=again)
for columns, increasing in ((None, False), (3, True), (1, False), (0, True), (7, False)):
    case("Vander", lambda t: torch.stack([t ** i for i in range(5 if columns is None else columns)][:: 1 if increasing else -1], 1) if columns != 0 else t.new_zeros(5, 0),
         [vector], columns=columns, increasing=increasing)
case("Vander", lambda t: torch.vander(t), [torch.tensor([1, 2, 3])], columns=None, increasing=False)
for rows, columns, offset in ((3, 3, 0), (3, 4, 1), (4, 2, -1), (2, 3, -5), (2, 3, 5), (0, 2, 0)):
    case("TrilIndices", lambda: torch.tril_indices(rows, columns, offset), [], rows=rows, columns=columns, offset=offset)
    case("TriuIndices", lambda: torch.triu_indices(rows, columns, offset), [], rows=rows, columns=columns, offset=offset)
for start, end, count, base in ((0.0, 2.0, 5, 10.0), (-1.0, 1.0, 4, 2.0), (3.0, 0.0, 1, 10.0), (0.0, 1.0, 0, 10.0)):
    case("Logspace", lambda: torch.logspace(start, end, count, base, dtype=torch.float64), [], start=start, end=end, count=count, base=base)

write()
