"""Writes indexing.json: sorting, searching, and reading and writing at indices; golden.py tells the form.

    python3 indexing.py > indexing.json
"""
import itertools

import torch

from golden import case, draw, write

torch.manual_seed(31)
inf, nan = float("inf"), float("nan")
f64 = torch.float64


def vector(*values, dtype=f64):
    return torch.tensor(values, dtype=dtype)


def indices(*shape, below):
    """Indices with repetitions."""
    return torch.randint(0, below, shape)


# Sorting. Values without ties first; then ties, of which PyTorch's stable sort tells the order.
def sorts(x, axis, differentiable=True):
    for descending in (False, True):
        a = {"axis": axis, "descending": descending}
        case("Sort", lambda t: t.sort(dim=axis, descending=descending, stable=True)[0], [x], differentiable=differentiable, **a)
        case("ArgSort", lambda t: t.sort(dim=axis, descending=descending, stable=True)[1], [x], differentiable=False, **a)


for shape, axis in (((7,), 0), ((3, 4), 0), ((3, 4), -1), ((2, 3, 4), 1), ((2, 1, 3), -1), ((0,), 0), ((2, 0), 0), ((), -1), ((150,), 0), ((131, 2), 0)):
    sorts(draw(*shape), axis, differentiable=len(shape) != 1 or shape[0] < 100)
sorts(vector(2, 1, 2, -0.0, 0.0, 1, -0.0), 0)
sorts(vector(nan, 1, inf, nan, -inf, 0, -nan), 0, differentiable=False)
for dtype in (torch.int64, torch.int32, torch.uint8, torch.bool, torch.float32):
    sorts(torch.randint(0, 5, (3, 9)).to(dtype), 1)
sorts(torch.randint(-(2 ** 62), 2 ** 62, (140,)), 0)
sorts(torch.randint(-3, 3, (200,), dtype=torch.int32), 0)

for shape, axis, k in (((7,), 0, 3), ((3, 4), 0, 2), ((3, 4), -1, 4), ((2, 5, 3), 1, 1), ((3, 2), 1, 0), ((), 0, 1), ((200,), 0, 9)):
    x = draw(*shape)
    for largest in (True, False):
        a = {"k": k, "axis": axis, "largest": largest}
        case("TopK", lambda t: t.topk(k, axis, largest)[0], [x], differentiable=shape != (200,), **a)
        case("TopKIndices", lambda t: t.topk(k, axis, largest)[1], [x], differentiable=False, **a)
    if k:
        case("KthValue", lambda t: t.kthvalue(k, axis)[0], [x], differentiable=shape != (200,), k=k, axis=axis, keepDim=False)
        case("KthValue", lambda t: t.kthvalue(k, axis, True)[0], [x], differentiable=shape != (200,), k=k, axis=axis, keepDim=True)
        case("KthValueIndices", lambda t: t.kthvalue(k, axis)[1], [x], differentiable=False, k=k, axis=axis, keepDim=False)
for largest in (True, False):
    case("TopK", lambda t: t.topk(3, 0, largest)[0], [vector(1, nan, inf, -inf, nan)], differentiable=False, k=3, axis=0, largest=largest)
    case("TopK", lambda t: t.topk(3, 0, largest)[0], [torch.tensor([5, 3, 3, 9])], k=3, axis=0, largest=largest)

# Distinct elements.
for x in (vector(3, 1, 3, 2, 1, 1), vector(5), vector(), torch.tensor([[2, 1], [1, 2]]), torch.tensor([[True, True]]), vector(0.5, -1, 0.5, inf, -inf, inf)):
    for i, part in enumerate(("Values", "Inverse", "Counts")):
        case("Unique" + part, lambda t: t.unique(sorted=True, return_inverse=True, return_counts=True)[i], [x], differentiable=False, axis=None)
        if x.numel():
            case("UniqueConsecutive" + part, lambda t: torch.unique_consecutive(t, return_inverse=True, return_counts=True)[i], [x],
                 differentiable=False, axis=None)
for x, axis in ((torch.tensor([[2, 1], [1, 9], [2, 1], [2, 0]]), 0), (torch.tensor([[2, 1, 2], [1, 9, 1]]), 1), (torch.randint(0, 2, (2, 6, 2)).double(), 1)):
    for i, part in enumerate(("Values", "Inverse", "Counts")):
        case("Unique" + part, lambda t: t.unique(return_inverse=True, return_counts=True, dim=axis)[i], [x], differentiable=False, axis=axis)
        case("UniqueConsecutive" + part, lambda t: torch.unique_consecutive(t, return_inverse=True, return_counts=True, dim=axis)[i], [x],
             differentiable=False, axis=axis)

# Searching.
for right in (False, True):
    for values in (vector(0, 1, 1.5, 3, 7, nan, inf, -inf), draw(2, 3), vector(1)[0], vector()):
        for sequence in (vector(1, 1, 2, 3), vector(2), vector()):
            case("SearchSorted", lambda s, v: torch.searchsorted(s, v, right=right), [sequence, values], differentiable=False, right=right)
            case("Bucketize", lambda v, b: torch.bucketize(v, b, right=right), [values, sequence], differentiable=False, right=right)
    case("SearchSorted", lambda s, v: torch.searchsorted(s, v, right=right), [draw(2, 3, 5).sort()[0], draw(2, 3, 4)], differentiable=False, right=right)
    case("SearchSorted", lambda s, v: torch.searchsorted(s, v, right=right), [torch.tensor([1, 3, 3, 8]), torch.tensor([[3, 9], [0, 8]])], right=right)
    x = draw(2, 6)
    case("SearchSortedBy", lambda s, v: torch.searchsorted(s, v, right=right, sorter=x.argsort()), [x, draw(2, 3)], differentiable=False, right=right,
         sorter=x.argsort())
for x, others in ((vector(1, 2, nan, -0.0), vector(nan, 0, 2)), (torch.tensor([[1, 2], [3, 4]]), torch.tensor([4, 1, 7])), (vector(1), vector())):
    for invert in (False, True):
        case("IsIn", lambda a, b: torch.isin(a, b, invert=invert), [x, others], differentiable=False, invert=invert)

# Reading.
x = draw(3, 4)
case("Take", lambda t: t.take(torch.tensor([[0, 5, -1], [5, 11, -12]])), [x], index=torch.tensor([[0, 5, -1], [5, 11, -12]]))
case("Take", lambda t: t.take(torch.tensor(7)), [x], index=torch.tensor(7))
for index, axis in ((indices(3, 2, below=4), 1), (indices(1, 4, below=3), 0), (indices(5, below=12), None), (indices(3, 1, below=4), -1), (indices(1, 3, below=4), 1)):
    case("TakeAlongAxis", lambda t: torch.take_along_dim(t, index, axis) if axis is not None else torch.take_along_dim(t, index), [x], index=index, axis=axis)
ones = torch.ones(2, 1, 2, dtype=torch.int64)
case("TakeAlongAxis", lambda t: torch.take_along_dim(t, ones, 2), [draw(2, 4, 3)], index=ones, axis=2)
mask = torch.tensor([[True, False, True, True], [False] * 4, [True, True, False, False]])
for m in (mask, mask[0], mask[:, :1], torch.zeros(3, 4, dtype=torch.bool), torch.tensor(True)):
    case("MaskedSelect", lambda t: t.masked_select(m), [x], mask=m)
case("MaskedSelect", lambda t: t.masked_select(mask[0]), [draw(1)], mask=mask[0])
for t in (mask, vector(0, 2, nan, -0.0), torch.tensor(3), torch.tensor(0), torch.zeros(2, 0), torch.randint(0, 2, (2, 3, 2))):
    case("Nonzero", lambda t: t.nonzero(), [t], differentiable=False)
case("Mask", lambda t: t[mask], [x], mask=mask)
case("Mask", lambda t: t[mask[0, :3]], [x], mask=mask[0, :3])
rows, columns = torch.tensor([[0], [2]]), torch.tensor([1, -1, 1])
case("RowsColumns", lambda t: t[rows, columns], [x], rows=rows, columns=columns)
case("LastColumns", lambda t: t[..., columns], [draw(2, 3, 4)], index=columns)

# Writing. Duplicates only where PyTorch says what they do.
for m in (mask, mask[0], mask[:, :1], torch.zeros(3, 4, dtype=torch.bool)):
    case("MaskedScatter", lambda t, s: t.masked_scatter(m, s), [x, draw(3, 5)], mask=m)
for index, axis in ((torch.tensor([2, 0]), 0), (torch.tensor([3, 1, 0]), -1), (torch.tensor([], dtype=torch.int64), 0)):
    shape = [3, 4]
    shape[axis] = len(index)
    source = draw(*shape)
    case("IndexCopy", lambda t, s: t.index_copy(axis, index, s), [x, source], axis=axis, index=index)
    case("IndexFill", lambda t, v: t.index_fill(axis, index, v), [x, draw()], axis=axis, index=index)
    again = torch.cat([index, index])
    for alpha in (1, -0.5):
        case("IndexAdd", lambda t, s: t.index_add(axis, again, torch.cat([s, s], axis), alpha=alpha), [x, source], axis=axis, index=again, alpha=alpha)
case("IndexAdd", lambda t, s: t.index_add(0, torch.tensor([1, 1]), torch.cat([s, s]), alpha=3), [torch.tensor([1, 2]), torch.tensor([5])], axis=0,
     index=torch.tensor([1, 1]), alpha=3)
for accumulate in (False, True):
    index = torch.tensor([[0, -1], [7, 7 if accumulate else 3]])
    case("Put", lambda t, s: t.put(index, s, accumulate), [x, draw(2, 2)], index=index, accumulate=accumulate)
    last = torch.tensor([1, 0, 1] if accumulate else [1, 0, 2])
    case("IndexPut", lambda t, s: t.index_put((rows, last), s, accumulate), [x, draw(2, 3)], rows=rows, columns=last, accumulate=accumulate)
    case("IndexPut", lambda t, s: t.index_put((rows[:, 0],), s, accumulate), [x, draw(4)], rows=rows[:, 0], columns=None, accumulate=accumulate)
    case("IndexPut", lambda t, s: t.index_put((mask,), s, accumulate), [x, draw()], rows=mask, columns=None, accumulate=accumulate)
    case("IndexPut", lambda t, s: t.index_put((mask[:, 0], torch.tensor([2, 3])), s, accumulate), [x, draw(2)], rows=mask[:, 0], columns=torch.tensor([2, 3]),
         accumulate=accumulate)
case("SelectScatter", lambda t, s: t.select_scatter(s, 1, -2), [x, draw(3)], axis=1, index=-2)
case("SelectScatter", lambda t, s: t.select_scatter(s, 0, 1), [draw(2, 3, 2), draw(3, 2)], axis=0, index=1)
case("SliceScatter", lambda t, s: t.slice_scatter(s, 1, 1, 4, 2), [x, draw(3, 2)], axis=1, start=1, end=4, step=2)
case("SliceScatter", lambda t, s: t.slice_scatter(s, 0, 1, 3, 1), [x, draw(2, 4)], axis=0, start=1, end=3, step=1)
for shape, offset, one, two in (((3, 4), 0, 0, 1), ((3, 4), 2, 0, 1), ((3, 4), -1, 0, 1), ((3, 4), 1, 1, 0), ((2, 3, 4), 1, 0, 2), ((2, 3, 3), -2, -1, -2)):
    t = draw(*shape)
    case("DiagonalScatter", lambda t, s: t.diagonal_scatter(s, offset, one, two), [t, draw(*t.diagonal(offset, one, two).shape)], offset=offset, axis1=one, axis2=two)


# Reductions into places. PyTorch refuses second derivatives of products and means of some; the formula itself has them all.
def reduced(t, s, index, axis, how, include):
    places = torch.arange(t.numel()).reshape(t.shape)
    for other in range(t.dim()):
        places = places.narrow(other, 0, index.shape[other]) if other != axis else places
    places = places.gather(axis, index).flatten().tolist()
    y = []
    for p, own in enumerate(t.flatten()):
        parts = [s.flatten()[j] for j, place in enumerate(places) if place == p]
        parts = [own] + parts if include or not parts else parts
        total = parts[0]
        for part in parts[1:]:
            total = total * part if how == "prod" else total + part
        y.append(total / len(parts) if how == "mean" else total)
    return torch.stack(y).reshape(t.shape)


names = {"sum": "Sum", "prod": "Prod", "mean": "Mean", "amax": "AMax", "amin": "AMin"}
for how, include in itertools.product(names, (True, False)):
    for shape, axis, count in (((3,), 0, (5,)), ((3, 4), 1, (3, 6)), ((3, 4), 0, (2, 3)), ((2, 2, 3), 1, (2, 1, 3)), ((2, 2), 0, (0, 2))):
        t, s, index = draw(*shape), draw(*count), indices(*count, below=shape[axis])
        direct = lambda t, s: t.scatter_reduce(axis, index, s, how, include_self=include)
        formula = lambda t, s: reduced(t, s, index, axis, how, include)
        arguments = {"axis": axis, "index": index, "reduction": names[how], "includeSelf": include}
        if how in ("amax", "amin"):
            case("ScatterReduce", direct, [t, s], **arguments)
        else:
            assert torch.allclose(direct(t, s), formula(t, s), rtol=1e-13)
            case("ScatterReduce", formula, [t, s], **arguments)
        if shape == (3,):
            whole = [(t * 9).long(), (s * 9).long()]
            case("ScatterReduce", direct, whole, **arguments)
for zeros in ([0], [1, 2], [0, 1, 2, 3]):
    t, s, index = draw(2), draw(4), torch.tensor([0, 0, 0, 1])
    s[zeros] = 0
    for include in (True, False):
        case("ScatterReduce", lambda t, s: reduced(t, s, index, 0, "prod", include), [t, s], axis=0, index=index, reduction="Prod", includeSelf=include)
for how in ("amax", "amin"):
    case("ScatterReduce", lambda t, s: t.scatter_reduce(0, torch.tensor([0, 0, 1, 1]), s, how), [vector(2, 1, 5), vector(2, 2, 1, 0)], axis=0,
         index=torch.tensor([0, 0, 1, 1]), reduction=names[how], includeSelf=True)
write()
