"""Writes summaries.json: norms, medians, quantiles, running and counting reductions; golden.py tells the form.

    python3 summaries.py > summaries.json
"""
import torch

from golden import case, draw, write

torch.manual_seed(31)
inf, nan = float("inf"), float("nan")
f64 = torch.float64


def values(*rows):
    return torch.tensor(rows[0] if len(rows) == 1 else rows, dtype=f64)


# Norms. Ties and zeros of the infinite ones, and what PyTorch has no second derivative for, come without it.
for p in (0, 0.5, 1, 1.5, 2, 3, 4.5, -1, -2.5, inf, -inf):
    for shape, axes, keep in (((), None, False), ((1,), None, False), ((5,), None, False), ((3, 4), [0], False), ((3, 4), [-1], True), ((2, 3, 4), [0, 2], False)):
        x = draw(*shape)
        case("Norm", lambda t: torch.linalg.vector_norm(t, p, axes, keep), [x], p=str(p), axes=axes, keepDim=keep)
    if p >= 0:
        for axes in (None, [1]):
            case("Norm", lambda t: torch.linalg.vector_norm(t, p, axes), [values([0.0, 3.0, -4.0], [0.0, 0.0, 0.0], [2.0, -2.0, 1.0])],
                 second=False, p=str(p), axes=axes, keepDim=False)
case("Norm", lambda t: torch.linalg.vector_norm(t * 1e-200, 2, [1]) * 1e200, [values([3e200, 4e200], [1e200, 0.0])], p="2", axes=[1], keepDim=False)
case("Norm", lambda t: t.double().norm().float(), [torch.tensor([3e30, 4e30], dtype=torch.float32)], p="2", axes=None, keepDim=False)
case("Norm", lambda t: torch.linalg.vector_norm(t, 2, [1]), [values([inf, 1.0], [nan, 1.0], [-inf, inf])], differentiable=False, p="2", axes=[1], keepDim=False)
for p in (0, 1, 2, 3):
    case("Norm", lambda t: torch.linalg.vector_norm(t, p, [0]), [torch.zeros(0, 3, dtype=f64)], differentiable=False, p=str(p), axes=[0], keepDim=False)

# Extremes whose gradients are shared.
for shape, axes, keep in (((5,), None, False), ((3, 4), [0], False), ((3, 4), [-1], True), ((2, 3, 4), [0, 2], True), ((), None, False)):
    x = (draw(*shape) * 1.5).round()
    over = tuple(range(len(shape))) if axes is None else tuple(axes)
    case("AMax", lambda t: t.amax(over, keep), [x], axes=axes, keepDim=keep)
    case("AMin", lambda t: t.amin(over, keep), [x], axes=axes, keepDim=keep)
for axis, keep in ((None, False), (0, False), (-1, True)):
    x = (draw(3, 5) * 1.5).round()
    for part in (0, 1):
        extreme = (torch.amin, torch.amax)[part]
        case("AMinMax", lambda t: extreme(t, (0, 1) if axis is None else axis, keep), [x], axis=axis, keepDim=keep, part=part)

# Medians, modes, running extremes: values and places.
rows = values([3.0, 1.0, 3.0, 2.0, 1.0, 3.0], [5.0, 1.0, 1.0, 5.0, 3.0, 3.0], [-1.0, -2.0, 0.5, 0.25, 7.0, 6.0], [1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
holes = values([nan, 1.0, 2.0, nan, 0.0], [3.0, 1.0, nan, 2.0, 2.5], [nan] * 5, [4.0, 3.0, 2.0, 1.0, 0.0])
numbers = torch.tensor([[5, 2, 9, 2], [1, 1, 0, 3]])
for op, fn in (("Median", torch.median), ("NanMedian", torch.nanmedian)):
    for x in (values([4.0, 1.0, 3.0, 2.0]), draw(3, 5), draw(2, 3, 4), values(2.5), rows, holes):
        case(op, lambda t: fn(t), [x], axis=None)
    for x, axis, keep in ((draw(5), 0, False), (draw(3, 4), -1, True), (draw(2, 3, 5), 1, False), (draw(2, 3, 5), 0, False), (rows, 1, False), (rows, 0, False), (holes[[0, 1, 3]], 1, False)):
        case(op, lambda t: fn(t, axis, keep)[0], [x], axis=axis, keepDim=keep, part=0)
        case(op, lambda t: fn(t, axis, keep)[1], [x], differentiable=False, axis=axis, keepDim=keep, part=1)
    case(op, lambda t: fn(t, 1)[0], [holes], differentiable=False, axis=1, keepDim=False, part=0)
    case(op, lambda t: fn(t, 1)[0], [numbers], axis=1, keepDim=False, part=0)
    case(op, lambda t: fn(t, 1)[1], [numbers], axis=1, keepDim=False, part=1)
for x, axis, keep in ((draw(5), 0, False), (rows, 1, False), (rows, 0, True), (rows, -1, True), (numbers, 1, False), ((draw(2, 5, 3) * 1.5).round(), 1, False)):
    for part in (0, 1):
        case("Mode", lambda t: t.mode(axis, keep)[part], [x], differentiable=part == 0, axis=axis, keepDim=keep, part=part)
for op, fn in (("Cummax", torch.cummax), ("Cummin", torch.cummin)):
    for x, axis in ((draw(6), 0), (rows, 1), (rows, 0), (holes, 1), (draw(2, 5, 3), 1), (draw(2, 5, 3), -1), (numbers, 1)):
        for part in (0, 1):
            case(op, lambda t: fn(t, axis)[part], [x], differentiable=part == 0, axis=axis, part=part)

# Quantiles.
for interpolation in ("linear", "lower", "higher", "nearest", "midpoint"):
    for x, axis, keep in ((draw(6), None, False), (draw(3, 4), 1, True), (draw(2, 5, 3), 1, False), (rows, 0, False), (values([1.0]), 0, False)):
        for q in (0.0, 0.3, 0.5):
            case("Quantile", lambda t: t.quantile(q, axis, keep, interpolation=interpolation), [x], q=q, axis=axis, keepDim=keep, interpolation=interpolation)
        case("Quantiles", lambda t: t.quantile(values([0.1, 0.75]), axis, keep, interpolation=interpolation), [x], q=[0.1, 0.75], axis=axis, keepDim=keep, interpolation=interpolation)
    for q in (0.25, 0.5, 0.9):
        case("Quantile", lambda t: t.quantile(q, 1, interpolation=interpolation), [holes], differentiable=False, q=q, axis=1, keepDim=False, interpolation=interpolation)
        case("NanQuantile", lambda t: t.nanquantile(q, 1, interpolation=interpolation), [holes[[0, 1, 3]]], q=q, axis=1, keepDim=False, interpolation=interpolation)
        case("NanQuantile", lambda t: t.nanquantile(q, 1, interpolation=interpolation), [holes], differentiable=False, q=q, axis=1, keepDim=False, interpolation=interpolation)
        case("NanQuantile", lambda t: t.nanquantile(q, None, True, interpolation=interpolation), [values([nan, 0.5, 2.0], [3.0, nan, 1.0], [-2.0, nan, 7.0])], q=q, axis=None, keepDim=True, interpolation=interpolation)


# Running products: by multiplication one by one, because PyTorch's second derivative is not right where there are zeros.
def running(t, axis):
    y = [t.select(axis, 0)]
    for i in range(1, t.shape[axis]):
        y.append(y[-1] * t.select(axis, i))
    return torch.stack(y, axis)


for zeros in ([], [1], [1, 4], [0, 2, 3], list(range(10))):
    for axis in (0, 1):
        x = draw(2, 5)
        x.view(-1)[zeros] = 0
        case("Cumprod", lambda t: running(t, axis), [x], axis=axis)
case("Cumprod", lambda t: running(t, 1), [draw(2, 9, 2)], axis=1)
case("Cumprod", lambda t: t.cumprod(1), [numbers], axis=1)
case("Cumprod", lambda t: t.cumprod(0), [torch.zeros(0, 2, dtype=f64)], differentiable=False, axis=0)
for x, axis in ((draw(6), 0), (draw(3, 5) * 10, 1), (draw(2, 7, 3), 1), (draw(1), 0)):
    case("LogCumSumExp", lambda t: torch.stack([t.narrow(axis, 0, i + 1).logsumexp(axis) for i in range(t.shape[axis])], axis), [x], axis=axis)
case("LogCumSumExp", lambda t: t.logcumsumexp(0), [values([-inf, -800.0, 1.0, 900.0, -inf, 900.5])], differentiable=False, axis=0)

# Sums and counts.
for axes, keep in ((None, False), ([0], False), ([1], True), ([0, 1], False)):
    over = (0, 1) if axes is None else tuple(axes)
    case("NanSum", lambda t: t.nansum(over, keep), [holes], axes=axes, keepDim=keep)
    case("NanMean", lambda t: t.nanmean(over, keep), [holes[[0, 1, 3]]], axes=axes, keepDim=keep)
    case("NanMean", lambda t: t.nanmean(over, keep), [holes], differentiable=False, axes=axes, keepDim=keep)
    case("Any", lambda t: (t != 0).any(over[0], keep) if len(over) == 1 else (t != 0).any(), [values([0.0, 1.0], [0.0, 0.0])], axes=axes, keepDim=keep)
    case("All", lambda t: (t != 0).all(over[0], keep) if len(over) == 1 else (t != 0).all(), [values([0.0, 1.0], [nan, 2.0])], axes=axes, keepDim=keep)
    if not keep:
        case("CountNonzero", lambda t: t.count_nonzero(over), [values([0.0, nan, -0.0], [2.0, 0.0, 1.0])], axes=axes, keepDim=False)
    for part in (0, 1):
        for unbiased in (False, True):
            case("VarMean", lambda t: torch.var_mean(t, over, unbiased, keep)[part], [draw(3, 4)], axes=axes, keepDim=keep, unbiased=unbiased, part=part)
            case("StdMean", lambda t: torch.std_mean(t, over, unbiased, keep)[part], [draw(3, 4)], axes=axes, keepDim=keep, unbiased=unbiased, part=part)
case("NanSum", lambda t: t.nansum(), [numbers], axes=None, keepDim=False)

# Histograms.
x = draw(40)
for bins, low, high in ((4, 0.0, 0.0), (10, -1.0, 1.0), (3, 0.5, 0.5), (1, 0.0, 2.0)):
    case("Histc", lambda t: t.histc(bins, low, high), [x], differentiable=False, bins=bins, min=low, max=high)
case("Histc", lambda t: t.histc(4), [values([2.0, 2.0, 2.0])], differentiable=False, bins=4, min=0.0, max=0.0)
case("Histc", lambda t: t.histc(4), [torch.zeros(0, dtype=f64)], differentiable=False, bins=4, min=0.0, max=0.0)
case("Histc", lambda t: t.histc(5, 0, 1), [torch.arange(11, dtype=f64) / 10], differentiable=False, bins=5, min=0.0, max=1.0)
w = torch.rand(40, dtype=f64)
for weights in (None, w):
    for density in (False, True):
        for part in (0, 1):
            case("Histogram", lambda t: torch.histogram(t, 7, weight=weights, density=density)[part], [x], differentiable=False, bins=7, range=None, weights=weights, density=density, part=part)
            case("Histogram", lambda t: torch.histogram(t, 5, range=(-1.0, 1.5), weight=weights, density=density)[part], [x], differentiable=False, bins=5, range=[-1.0, 1.5], weights=weights, density=density, part=part)
            edges = values([-1.0, -0.25, 0.5, 0.625, 2.0])
            case("Histogram", lambda t: torch.histogram(t, edges, weight=weights, density=density)[part], [x], differentiable=False, edges=edges, weights=weights, density=density, part=part)
case("Histogram", lambda t: torch.histogram(t, 3)[1], [values([2.0, 2.0])], differentiable=False, bins=3, range=None, weights=None, density=False, part=1)
case("Histogram", lambda t: torch.histogram(t, 5, range=(0.0, 1.0))[0], [torch.arange(11, dtype=f64) / 10], differentiable=False, bins=5, range=[0.0, 1.0], weights=None, density=False, part=0)
n = torch.tensor([1, 4, 1, 0, 2])
case("Bincount", lambda t: t.bincount(), [n], minLength=0, weights=None)
case("Bincount", lambda t: t.bincount(minlength=8), [n], minLength=8, weights=None)
case("Bincount", lambda t: t.bincount(w[:5]), [n], minLength=0, weights=w[:5])
case("Bincount", lambda t: t.bincount(n), [n], minLength=0, weights=n)
case("Bincount", lambda t: t.bincount(minlength=2), [n[:0]], minLength=2, weights=None)

# Differences and integrals.
for order, axis in ((1, -1), (2, -1), (1, 0), (5, 1), (0, 0)):
    case("Diff", lambda t: t.diff(order, axis), [draw(3, 4)], order=order, axis=axis, prepend=None, append=None)
before, after = draw(3, 1), draw(3, 2)
case("Diff", lambda t: t.diff(1, 1, before, after), [draw(3, 4)], order=1, axis=1, prepend=before, append=after)
case("Diff", lambda t: t.diff(2, 1, append=after), [draw(3, 4)], order=2, axis=1, prepend=None, append=after)
case("Diff", lambda t: t.diff(), [numbers], order=1, axis=-1, prepend=None, append=None)
case("Diff", lambda t: t.diff(), [numbers > 1], order=1, axis=-1, prepend=None, append=None)
for op, fn in (("Trapezoid", torch.trapezoid), ("CumulativeTrapezoid", torch.cumulative_trapezoid)):
    for shape, axis in (((5,), 0), ((3, 4), 1), ((3, 4), 0), ((2, 1), 1)):
        case(op, lambda t: fn(t, dx=0.5, dim=axis), [draw(*shape)], dx=0.5, axis=axis)
        case(op, lambda t, x: fn(t, x, dim=axis), [draw(*shape), draw(shape[axis])], axis=axis)
        case(op, lambda t, x: fn(t, x, dim=axis), [draw(*shape), draw(*shape)], axis=axis)

# Covariances and distances.
f, a = torch.tensor([1, 2, 1, 3, 1]), torch.tensor([0.5, 1.0, 0.25, 2.0, 1.5], dtype=f64)
for x in (draw(3, 5), draw(5), draw(1, 5)):
    for correction, fw, aw in ((1, None, None), (0, None, None), (1, f, None), (1, None, a), (2, f, a)):
        case("Cov", lambda t: t.cov(correction=correction, fweights=fw, aweights=aw), [x], correction=correction, frequencies=fw, weights=aw)
case("CorrCoef", lambda t: t.corrcoef(), [draw(3, 5)])
for p in (0, 1, 1.5, 2, 3, inf):
    case("Dist", lambda s, t: torch.dist(s, t, p), [draw(3, 4), draw(4)], differentiable=p != 0, p=str(p))
    case("Cdist", lambda s, t: torch.linalg.vector_norm(s.unsqueeze(-2) - t.unsqueeze(-3), p, -1), [draw(4, 3), draw(2, 3)], differentiable=p != 0, p=str(p))
    case("Cdist", lambda s, t: torch.cdist(s, t, p, "donot_use_mm_for_euclid_dist"), [draw(2, 1, 4, 3), draw(2, 3, 3)], differentiable=p not in (0, inf), second=False, p=str(p))
case("Cdist", lambda s, t: torch.cdist(s, t, 2.0, "donot_use_mm_for_euclid_dist"), [values([1.0, 2.0], [3.0, 4.0]), values([1.0, 2.0], [3.0, 5.0])], second=False, p="2")

write()
