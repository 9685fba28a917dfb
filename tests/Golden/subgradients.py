"""Writes subgradients.json: values and gradients at kinks, ties, poles and edges by PyTorch in float64.

Run it as `python3 subgradients.py` in this folder. Each row is an operation, written as in docs/subgradients.md, with a point, the value there and
the gradient of the sum of the result by each input. Numbers are written as text that reads back to the same double.
"""
import json
import math

import torch
import torch.nn.functional as F

INF, NAN = math.inf, math.nan
where = torch.where

ROWS = [
    # Kinks.
    ("x.Relu()", torch.relu, [[0.0], [NAN]]),
    ("x.LeakyRelu(0.1)", lambda x: F.leaky_relu(x, 0.1), [[0.0]]),
    ("x.Elu(1.5)", lambda x: F.elu(x, 1.5), [[0.0]]),
    ("x.Abs()", torch.abs, [[0.0], [NAN]]),
    ("x.Sign()", torch.sign, [[0.0], [NAN]]),
    ("x.Clamp(-1, 1)", lambda x: x.clamp(-1, 1), [[-1.0], [1.0], [2.0], [NAN]]),
    ("x.Clamp(min: 0)", lambda x: x.clamp(min=0), [[0.0]]),
    ("x.Clamp(max: 0)", lambda x: x.clamp(max=0), [[0.0]]),
    ("x.Maximum(0)", lambda x: torch.maximum(x, torch.zeros_like(x)), [[0.0]]),
    ("x.Minimum(0)", lambda x: torch.minimum(x, torch.zeros_like(x)), [[0.0]]),
    ("x.Softplus()", F.softplus, [[0.0], [21.0]]),
    ("x.Relu6()", F.relu6, [[0.0], [6.0], [NAN]]),
    ("x.Hardtanh()", F.hardtanh, [[-1.0], [1.0]]),
    ("x.Hardsigmoid()", F.hardsigmoid, [[-3.0], [3.0]]),
    ("x.Hardswish()", F.hardswish, [[-3.0], [3.0]]),
    ("x.Selu()", F.selu, [[0.0]]),
    ("x.Celu(1.5)", lambda x: F.celu(x, 1.5), [[0.0]]),
    ("x.Softsign()", F.softsign, [[0.0]]),
    ("x.Softshrink(0.5)", F.softshrink, [[-0.5], [0.5]]),
    ("x.Hardshrink(0.5)", F.hardshrink, [[-0.5], [0.5]]),
    ("x.Threshold(1, 5)", lambda x: F.threshold(x, 1, 5), [[1.0], [NAN]]),
    ("a.PRelu(b)", F.prelu, [[0.0, 0.25]]),
    ("a.Copysign(b)", torch.copysign, [[0.0, -1.0], [2.0, 0.0], [INF, -1.0]]),
    # Jumps.
    ("x.Floor()", torch.floor, [[1.0]]),
    ("x.Ceil()", torch.ceil, [[1.0]]),
    ("x.Trunc()", torch.trunc, [[1.0]]),
    ("x.Round()", torch.round, [[0.5]]),
    ("x.Frac()", torch.frac, [[1.0]]),
    ("a % b", torch.remainder, [[6.0, 3.0], [-6.0, 3.0], [1.0, 0.0]]),
    ("a.Fmod(b)", torch.fmod, [[6.0, 3.0], [-7.0, 3.0], [1.0, 0.0]]),
    ("a.FloorDivide(b)", lambda a, b: torch.div(a, b, rounding_mode="floor"), [[6.0, 3.0]]),
    ("x.NanToNum()", torch.nan_to_num, [[NAN]]),
    # Ties.
    ("a.Maximum(b)", torch.maximum, [[1.0, 1.0], [1.0, NAN], [INF, INF]]),
    ("a.Fmax(b)", torch.fmax, [[1.0, 1.0], [NAN, 1.0]]),
    ("a.Fmin(b)", torch.fmin, [[1.0, 1.0], [1.0, NAN]]),
    ("a.Minimum(b)", torch.minimum, [[1.0, 1.0], [1.0, NAN], [INF, INF]]),
    ("x.Max()", torch.max, [[[1.0, 3.0, 3.0]], [[2.0, 2.0, 2.0, 2.0]], [[1.0, NAN, NAN]]]),
    ("x.Min()", torch.min, [[[4.0, 3.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.Max(0)", lambda x: x.max(0)[0], [[[1.0, 3.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.Min(0)", lambda x: x.min(0)[0], [[[4.0, 3.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.Reshape(1, 3).Max([0, 1])", lambda x: x.reshape(1, 3).amax((0, 1)), [[[1.0, 3.0, 3.0]]]),
    ("x.Reshape(1, 3).Min([0, 1])", lambda x: x.reshape(1, 3).amin((0, 1)), [[[4.0, 3.0, 3.0]]]),
    ("x.Sort(0).Values * [1, 2, 4]", lambda x: x.sort(dim=0, stable=True)[0] * torch.tensor([1.0, 2.0, 4.0]),
     [[[3.0, 1.0, 3.0]], [[NAN, 1.0, NAN]]]),
    ("x.TopK(1).Values", lambda x: x.topk(1)[0], [[[1.0, 3.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.KthValue(2).Values", lambda x: x.kthvalue(2)[0], [[[3.0, 3.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.Scatter(0, [0, 0], y)", lambda x, y: x.scatter(0, torch.tensor([0, 0]), y), [[[5.0], [1.0, 2.0]]]),
    ("x.ScatterReduce(0, [0, 0], y, AMax)", lambda x, y: x.scatter_reduce(0, torch.tensor([0, 0]), y, "amax"),
     [[[3.0], [3.0, 2.0]], [[3.0], [3.0, 3.0]], [[NAN], [3.0, NAN]]]),
    ("x.ScatterReduce(0, [0, 0], y, AMin)", lambda x, y: x.scatter_reduce(0, torch.tensor([0, 0]), y, "amin"), [[[3.0], [3.0, 4.0]]]),
    ("x.ScatterReduce(0, [0, 0], y, AMax, false)", lambda x, y: x.scatter_reduce(0, torch.tensor([0, 0]), y, "amax", include_self=False),
     [[[3.0], [3.0, 2.0]]]),
    ("x.ScatterReduce(0, [0, 0], y, Prod)", lambda x, y: x.scatter_reduce(0, torch.tensor([0, 0]), y, "prod"), [[[2.0], [0.0, 3.0]], [[0.0], [0.0, 3.0]]]),
    ("x.AMax(0)", lambda x: x.amax(0), [[[1.0, 3.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.AMin(0)", lambda x: x.amin(0), [[[4.0, 3.0, 3.0]]]),
    ("x.Cummax(0).Values", lambda x: x.cummax(0)[0], [[[3.0, 1.0, 3.0]], [[1.0, NAN, 2.0]]]),
    ("x.Cummin(0).Values", lambda x: x.cummin(0)[0], [[[3.0, 4.0, 3.0]]]),
    ("x.Median()", torch.median, [[[2.0, 1.0, 2.0, 2.0]], [[1.0, NAN, NAN]]]),
    ("x.Median(0).Values", lambda x: x.median(0)[0], [[[2.0, 1.0, 2.0, 3.0]], [[1.0, NAN, NAN]]]),
    ("x.NanMedian()", torch.nanmedian, [[[1.0, NAN, 1.0]]]),
    ("x.Mode(0).Values", lambda x: x.mode(0)[0], [[[3.0, 1.0, 3.0]]]),
    ("x.Quantile(0.5)", lambda x: x.quantile(0.5), [[[1.0, 2.0, 2.0, 3.0]], [[1.0, NAN, 2.0]]]),
    ("x.Reshape(1, 1, 4).MaxPool1d(2).Flatten()", lambda x: F.max_pool1d(x.reshape(1, 1, 4), 2).flatten(), [[[3.0, 3.0, 1.0, 1.0]], [[1.0, NAN, 2.0, 2.0]]]),
    # Edges of where a function is defined.
    ("x.Sqrt()", torch.sqrt, [[0.0], [-1.0]]),
    ("x.Rsqrt()", torch.rsqrt, [[0.0], [-1.0]]),
    ("x.Log()", torch.log, [[0.0], [-1.0]]),
    ("x.Log1p()", torch.log1p, [[-1.0], [-2.0]]),
    ("x.Reciprocal()", torch.reciprocal, [[0.0]]),
    ("a / b", torch.div, [[1.0, 0.0], [0.0, 0.0], [0.0, 2.0]]),
    ("x * x.Log()", lambda x: x * x.log(), [[0.0]]),
    ("Tensor.Where(x > 0, x * x.Log(), 0)", lambda x: where(x > 0, x * x.log(), 0 * x.detach()), [[0.0]]),
    ("Tensor.Where(x > 0, x * Tensor.Where(x > 0, x, 1).Log(), 0)",
     lambda x: where(x > 0, x * where(x > 0, x, torch.ones_like(x)).log(), torch.zeros_like(x)), [[0.0], [1.0]]),
    ("Tensor.Where(x > 0, x.Sqrt(), 0)", lambda x: where(x > 0, x.sqrt(), torch.zeros_like(x)), [[0.0], [-1.0], [NAN]]),
    ("Tensor.Where(x > 0, Tensor.Where(x > 0, x, 1).Sqrt(), 0)",
     lambda x: where(x > 0, where(x > 0, x, torch.ones_like(x)).sqrt(), torch.zeros_like(x)), [[0.0], [-1.0], [NAN]]),
    ("x.Asin()", torch.asin, [[1.0], [2.0]]),
    ("x.Acos()", torch.acos, [[1.0]]),
    ("x.Acosh()", torch.acosh, [[1.0], [0.5]]),
    ("x.Atanh()", torch.atanh, [[1.0], [2.0]]),
    ("x.Erfinv()", torch.erfinv, [[1.0]]),
    ("x.Log2()", torch.log2, [[0.0]]),
    ("x.Log10()", torch.log10, [[0.0]]),
    ("x.Logit()", torch.logit, [[0.0], [1.0], [-1.0]]),
    ("x.Logit(0.25)", lambda x: torch.logit(x, 0.25), [[0.25], [0.0]]),
    ("x.Lgamma()", torch.lgamma, [[0.0], [-1.0]]),
    ("x.Digamma()", torch.digamma, [[0.0], [-1.0]]),
    ("x.Sinc()", torch.sinc, [[0.0]]),
    ("a.Hypot(b)", torch.hypot, [[0.0, 0.0]]),
    ("a.Atan2(b)", torch.atan2, [[0.0, 0.0]]),
    ("a.Xlogy(b)", torch.xlogy, [[0.0, 0.0], [0.0, -1.0], [0.0, NAN]]),
    ("a.Xlog1py(b)", torch.special.xlog1py, [[0.0, -1.0]]),
    ("x.Xlogy(x)", lambda x: torch.xlogy(x, x), [[0.0]]),
    ("a.LogAddExp(b)", torch.logaddexp, [[INF, 0.0], [-INF, -INF]]),
    # Powers.
    ("x.Pow(0)", lambda x: x.pow(0), [[0.0], [NAN]]),
    ("x.Pow(0.5)", lambda x: x.pow(0.5), [[0.0]]),
    ("x.Pow(1.5)", lambda x: x.pow(1.5), [[0.0], [-1.0]]),
    ("x.Pow(2)", lambda x: x.pow(2), [[0.0]]),
    ("x.Pow(-1)", lambda x: x.pow(-1), [[0.0]]),
    ("a.Pow(b)", torch.pow, [[0.0, 0.0], [0.0, 0.5], [0.0, 1.0], [0.0, 2.0], [0.0, -1.0], [-2.0, 0.0], [-2.0, 3.0], [-2.0, 0.5]]),
    # Reductions.
    ("x.Prod()", torch.prod, [[[2.0, 0.0, 3.0]], [[0.0, 0.0, 3.0]], [[0.0, 0.0, 0.0]]]),
    ("x.Prod(0)", lambda x: x.prod(0), [[[2.0, 0.0, 3.0]], [[0.0, 0.0, 3.0]]]),
    ("x.Var()", lambda x: x.var(0), [[[2.0, 2.0, 2.0]], [[2.0]]]),
    ("x.Std()", lambda x: x.std(0), [[[2.0, 2.0, 2.0]], [[2.0]]]),
    ("x.Std(unbiased: false)", lambda x: x.std(0, unbiased=False), [[[2.0, 2.0, 2.0]], [[2.0]]]),
    ("x.LogSumExp()", lambda x: x.logsumexp(0), [[[-INF, 0.0]], [[-INF, -INF]], [[INF, 0.0]], [[INF, INF]]]),
    ("x.LogSoftmax(0)", lambda x: x.log_softmax(0), [[[-INF, 0.0]]]),
    ("x.Softmax(0)", lambda x: x.softmax(0), [[[-INF, 0.0]]]),
    ("x.Abs().Sum()", lambda x: x.abs().sum(), [[[0.0, -2.0]]]),
    ("x.Abs().Max()", lambda x: x.abs().max(), [[[1.0, -1.0, 0.0]]]),
    ("x.Square().Sum().Sqrt()", lambda x: x.square().sum().sqrt(), [[[0.0, 0.0]]]),
    ("x.Norm()", torch.norm, [[[0.0, 0.0]], [[INF, 1.0]]]),
    ("x.Norm(1)", lambda x: x.norm(1), [[[0.0, -2.0]]]),
    ("x.Norm(0)", lambda x: torch.linalg.vector_norm(x, 0), [[[0.0, -2.0]]]),
    ("x.Norm(0.5)", lambda x: x.norm(0.5), [[[0.0, -4.0]], [[0.0, 0.0]]]),
    ("x.Norm(3)", lambda x: x.norm(3), [[[0.0, -2.0]], [[0.0, 0.0]]]),
    ("x.Norm(double.PositiveInfinity)", lambda x: x.norm(INF), [[[2.0, -2.0, 1.0]], [[0.0, 0.0]]]),
    ("x.Norm(double.NegativeInfinity)", lambda x: x.norm(-INF), [[[2.0, -1.0, 1.0]]]),
    ("x.Cumprod(0)", lambda x: torch.stack([x[0], x[0] * x[1], x[0] * x[1] * x[2]]), [[[2.0, 0.0, 3.0]], [[0.0, 0.0, 3.0]]]),
    ("x.LogCumSumExp(0)", lambda x: x.logcumsumexp(0), [[[-INF, 0.0]], [[-INF, -INF]]]),
    ("x.NanSum()", lambda x: x.nansum(), [[[1.0, NAN]]]),
    ("x.NanMean()", lambda x: x.nanmean(), [[[1.0, NAN]]]),
    ("x.Reshape(2, 2).SvdVals().Sum()", lambda x: torch.linalg.svdvals(x.reshape(2, 2)).sum(), [[[1.0, 0.0, 0.0, 1.0]]]),
    ("x.Reshape(2, 2).EigValsH().Sum()", lambda x: torch.linalg.eigvalsh(x.reshape(2, 2)).sum(), [[[1.0, 0.0, 0.0, 1.0]]]),
    ("x.Reshape(2, 2).Det()", lambda x: torch.linalg.det(x.reshape(2, 2)), [[[1.0, 2.0, 2.0, 4.0]]]),
    # Losses.
    ("Loss.L1(x, y)", F.l1_loss, [[0.5, 0.5]]),
    ("Loss.BinaryCrossEntropy(x, 1)", lambda x: F.binary_cross_entropy(x, torch.ones_like(x)), [[0.0], [1.0]]),
    ("Loss.BinaryCrossEntropy(x, 0)", lambda x: F.binary_cross_entropy(x, torch.zeros_like(x)), [[0.0], [1.0]]),
    ("Loss.HingeEmbedding(x, -1)", lambda x: F.hinge_embedding_loss(x, -torch.ones_like(x)), [[1.0]]),
    ("Loss.MarginRanking(x, y, 1)", lambda x, y: F.margin_ranking_loss(x, y, torch.ones_like(x)), [[0.5, 0.5]]),
    ("Loss.MultiMargin(x, 0)", lambda x: F.multi_margin_loss(x, torch.tensor(0)), [[[1.0, 0.0]]]),
    ("x.PairwiseDistance(y, epsilon: 0)", lambda x, y: F.pairwise_distance(x, y, 2, 0.0), [[[1.0, 2.0], [1.0, 2.0]]]),
    ("x.Normalize(axis: 0)", lambda x: F.normalize(x, 2.0, 0), [[[0.0, 0.0]]]),
]


def text(v):
    return {INF: "∞", -INF: "-∞"}.get(v, "NaN" if v != v else repr(v + 0.0).removesuffix(".0"))


def pack(t):
    return text(t.item()) if t.dim() == 0 else "[" + ", ".join(map(text, t.tolist())) + "]"


rows = []
for operation, f, points in ROWS:
    for point in points:
        inputs = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in point]
        y = f(*inputs)
        gradients = torch.autograd.grad(y.sum(), inputs, allow_unused=True)
        gradients = [torch.zeros_like(x) if g is None else g for x, g in zip(inputs, gradients)]
        rows.append({
            "operation": operation,
            "at": " ; ".join(pack(x.detach()) for x in inputs),
            "value": pack(y.detach()),
            "gradient": " ; ".join(map(pack, gradients)),
        })
with open("subgradients.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n")
