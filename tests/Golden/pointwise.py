"""Writes pointwise.json: elementwise functions and activations beyond those of elementwise.py; golden.py tells the form.

    python3 pointwise.py > pointwise.json

A few numbers are by mpmath instead, where PyTorch has none or not enough digits.
"""
import math

import mpmath as mp
import torch
import torch.nn.functional as F

from golden import DTYPES, case, cases, draw, pack, weights, write

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
mp.mp.dps = 40

INF, NAN = math.inf, math.nan
t = torch.tensor
GENERAL = [-INF, -100.0, -20.5, -7.25, -2.0, -1.0, -0.7, -1e-3, -1e-8, -0.0, 0.0, 1e-20, 1e-8, 1e-3, 0.3, 0.7, 1.0, 2.0, 7.25, 20.5, 100.0, INF, NAN]
FINITE = [x for x in GENERAL if math.isfinite(x)]
WITHIN = [-0.999, -0.9, -0.5, -0.1, -1e-3, -1e-8, 0.0, 1e-8, 0.2, 0.6, 0.95, 0.9999]
POSITIVE = [1e-20, 1e-3, 0.3, 0.7, 0.999999, 1.0, 1.000001, 1.4616, 2.0, 3.5, 8.0, 20.5, 100.0, 1e4]
HALVES = [-7.25, -3.5, -2.5, -2.0, -1.5, -0.5, -0.3, -0.0, 0.0, 0.2, 0.5, 1.5, 2.5, 3.0, 1e10, 1e300, INF, NAN]
INTS = t([[-7, 0, 3], [5, -2, 9]])



def pairs(a, b):
    """Every number of the one with every number of the other."""
    return [t(a).reshape(-1, 1), t(b)]


# Elementary functions: all points, a matrix and a scalar.
# Whole numbers become Float32; there PyTorch's own elementary functions are less accurate than ours.
REALS = {"Tan": torch.tan, "Atan": torch.atan, "Sinh": torch.sinh, "Cosh": torch.cosh, "Asinh": torch.asinh, "Exp2": torch.exp2,
         "Erfc": torch.erfc, "Deg2Rad": torch.deg2rad, "Rad2Deg": torch.rad2deg, "Positive": lambda x: x * 1}
for name, f in REALS.items():
    case(name, f, [t([x for x in FINITE if abs(x) < 25])])
    case(name, f, [draw(2, 3)])
    case(name, f, [draw()])
    case(name, f, [draw(2, 0)])
    case(name, f, [t(GENERAL)], differentiable=False)
    if name != "Positive":
        case(name, (lambda x: f(x.float())) if "2" in name else lambda x: f(x.double()).float(), [INTS])
for name, f in {"Asin": torch.asin, "Acos": torch.acos, "Atanh": torch.atanh, "Erfinv": torch.erfinv}.items():
    case(name, f, [t(WITHIN)])
    case(name, f, [t([-1.0, 1.0, 1.5, -INF, NAN])], differentiable=False)
case("Acosh", torch.acosh, [t([1.001, 1.5, 2.0, 7.25, 1e4])])
case("Acosh", torch.acosh, [t([0.5, 1.0, -1.0, INF, NAN])], differentiable=False)
# PyTorch's trigamma has nine digits; mpmath's is below.
for name, f in {"Log2": torch.log2, "Log10": torch.log10, "Lgamma": torch.lgamma, "Digamma": torch.digamma}.items():
    case(name, f, [t([x for x in POSITIVE if x > 1e-4])], differentiable=name != "Digamma", second=name != "Lgamma")
    case(name, f, [t([0.0, INF, NAN, 1e-20, 1e300, 4.0, 1000.0])], differentiable=False)
case("Lgamma", torch.lgamma, [t([-0.3, -0.5, -1.5, -2.25, -7.9, -20.1])], second=False)
for n in (2, 3):
    case("Polygamma", lambda x: torch.polygamma(n, x), [t([0.1, 0.7, 1.0, 2.5, 8.0, 30.0])], n=n)
case("Sinc", torch.sinc, [t([-7.25, -2.0, -0.7, 0.3, 1.0, 2.5, 20.5])])
case("Sinc", torch.sinc, [t([0.0, 1e-20, 1e-8, NAN])], differentiable=False)

# Rounding, which leaves whole numbers alone.
for name, f in {"Floor": torch.floor, "Ceil": torch.ceil, "Trunc": torch.trunc, "Round": torch.round}.items():
    case(name, f, [t(HALVES)])
    case(name, f, [draw(2, 3)])
    case(name, f, [INTS])
    case(name, f, [INTS.int()])
for decimals in [-2, -1, 1, 2]:
    case("RoundTo", lambda x: torch.round(x, decimals=decimals), [t([-1234.565, -155.5, -0.35, 0.25, 2.675, 45.0, 55.0, 1e9 / 7, INF])], decimals=decimals)
case("Frac", torch.frac, [t([x for x in HALVES if math.isfinite(x)])])

# Division with a whole quotient.
A, B = [-7.0, -6.0, -2.5, -0.0, 0.0, 0.7, 3.0, 5.5], [-3.0, -0.7, 0.5, 2.0, 3.0]
for name, f in {"Remainder": torch.remainder, "Fmod": torch.fmod, "FloorDivide": lambda a, b: torch.div(a, b, rounding_mode="floor"),
                "TruncDivide": lambda a, b: torch.div(a, b, rounding_mode="trunc")}.items():
    case(name, f, pairs(A, B))
    case(name, f, [draw(2, 1, 3), draw(4, 1)])
    case(name, f, [t([[-7], [0], [7], [9]]), t([-3, -1, 2, 5])])
    case(name, f, [t([0, 7, 255], dtype=torch.uint8), t([3, 2, 9], dtype=torch.uint8)])
    case(name, f, pairs([1.0, -1.0, INF, NAN], [INF, 2.0, NAN]), differentiable=False) if name in ("Remainder", "Fmod") else None

# Functions of two numbers.
case("Atan2", torch.atan2, pairs([-3.0, -0.5, 1e-3, 2.0], [-2.0, -0.1, 0.0, 1.5]))
case("Atan2", torch.atan2, pairs([-INF, -0.0, 0.0, 1.0, INF, NAN], [-INF, -1.0, -0.0, 0.0, 1.0, INF]), differentiable=False)
case("Hypot", torch.hypot, pairs([-3.0, -0.5, 1e-3, 2.0], [-2.0, -0.1, 0.0, 1.5]))
case("Hypot", torch.hypot, pairs([0.0, 1e200, 1e-200, INF], [0.0, 1e200, -1e-200, 3.0]), differentiable=False)
case("Copysign", torch.copysign, pairs([-3.0, 0.5, 2.0], [-2.0, -0.0, 0.0, 1.5]))
case("Copysign", lambda a, b: torch.copysign(a.float(), b.float()), [INTS, INTS.flip(1)])
for name, f in {"LogAddExp": torch.logaddexp, "LogAddExp2": torch.logaddexp2}.items():
    case(name, f, pairs([-300.0, -3.0, -0.5, 0.0, 2.0], [-2.0, -0.5, 0.0, 1.5, 300.0]))
    case(name, f, pairs([-INF, 1.0, INF, NAN], [-INF, 0.0, INF]), differentiable=False)
case("Xlogy", torch.xlogy, pairs([-3.0, 0.5, 2.0], [0.1, 1.0, 7.5]))
case("Xlogy", torch.xlogy, pairs([0.0, 1.0, INF], [-1.0, 0.0, INF, NAN]), differentiable=False)
case("Xlog1py", torch.special.xlog1py, pairs([-3.0, 0.5, 2.0], [-0.9, 1e-9, 1.0, 7.5]))
case("Xlog1py", torch.special.xlog1py, pairs([0.0, 1.0, INF], [-2.0, -1.0, INF, NAN]), differentiable=False)
case("Logit", torch.logit, [t([0.01, 0.3, 0.499999, 0.5, 0.500001, 0.7, 0.99])], epsilon=None)
case("Logit", torch.logit, [t([0.0, 1.0, 1e-300, -0.1, 1.1, NAN])], differentiable=False, epsilon=None)
case("Logit", lambda x: torch.logit(x, 0.1), [t([-0.5, 0.05, 0.3, 0.9, 0.95, 2.0])], epsilon=0.1)
case("Heaviside", torch.heaviside, pairs([-2.0, -0.0, 0.0, 3.0], [0.5, -1.0]), differentiable=False)
case("Heaviside", torch.heaviside, [INTS, t(4)], differentiable=False)

# Interpolation and sums of products.
for weight in [-0.3, 0.0, 0.3, 0.5, 0.9, 1.0, 1.5]:
    case("Lerp", lambda a, b: torch.lerp(a, b, weight), [draw(2, 3), draw(3)], weight=weight)
case("LerpTo", torch.lerp, [draw(2, 3), draw(3), t([-0.2, 0.4, 0.8])])
case("LerpTo", torch.lerp, [draw(3), draw(3), draw()])
for value in [1, 2, -0.5]:
    case("Addcmul", lambda x, a, b: torch.addcmul(x, a, b, value=value), [draw(2, 3), draw(3), draw(2, 1)], value=value)
    case("Addcdiv", lambda x, a, b: torch.addcdiv(x, a, b, value=value), [draw(2, 3), draw(3), draw(2, 1).abs() + 0.5], value=value)
case("Addcmul", lambda x, a, b: torch.addcmul(x, a, b, value=2), [INTS, INTS, INTS.flip(0)], value=2)

# Activations, at their kinks too.
KINKS = t([-INF, -20.5, -6.0, -3.0, -2.9, -1.0, -0.5, -0.4, -1e-8, -0.0, 0.0, 1e-8, 0.3, 0.5, 1.0, 2.5, 3.0, 6.0, 7.0, 20.5, INF, NAN])
MILD = KINKS[KINKS.isfinite()]
for name, f in {"Relu6": F.relu6, "Selu": F.selu, "Celu": F.celu, "Hardtanh": F.hardtanh, "Hardsigmoid": lambda x: F.relu6(x + 3) / 6, "Hardswish": F.hardswish,
                "Softshrink": F.softshrink, "Hardshrink": F.hardshrink, "Tanhshrink": F.tanhshrink, "Softsign": F.softsign, "Mish": F.mish}.items():
    # Kernels of PyTorch disagree with each other about the gradient of Hardswish at 3, and about Softshrink of NaN.
    case(name, f, [MILD[MILD.abs() != 3] if name == "Hardswish" else MILD], second=False)
    case(name, f, [MILD[(MILD != 0) & (MILD.abs() != 0.5) & (MILD.abs() != 3)]], second=name in ("Selu", "Celu", "Tanhshrink", "Softsign", "Mish"))
    case(name, f, [draw(2, 3) * 3], second=name != "Hardswish")
    case(name, f, [KINKS[:-1] if name == "Softshrink" else KINKS], differentiable=False)
case("Celu(0.5)", lambda x: F.celu(x, 0.5), [MILD], second=False)
case("Celu(0.5)", lambda x: F.celu(x, 0.5), [draw(5)])
case("Hardtanh(-2,0.5)", lambda x: F.hardtanh(x, -2, 0.5), [MILD], second=False)
case("Softshrink(1)", lambda x: F.softshrink(x, 1), [MILD], second=False)
case("Hardshrink(1)", lambda x: F.hardshrink(x, 1), [MILD], second=False)
case("Threshold", lambda x: F.threshold(x, 0.3, -4), [KINKS[1:-2]], threshold=0.3, value=-4)
case("Threshold", lambda x: F.threshold(x, 3, 20), [INTS], threshold=3, value=20)
for shape, channels in [((4,), 1), ((), 1), ((2, 3), 3), ((2, 3), 1), ((2, 3, 2, 2), 3)]:
    case("PRelu", F.prelu, [draw(*shape), draw(channels)])
for shape, axis in [((4,), -1), ((2, 6), 1), ((4, 3), 0), ((2, 4, 3), -2)]:
    case("Glu", lambda x: F.glu(x, axis), [draw(*shape)], axis=axis)

# Bits and kinds of numbers.
for name, f in {"BitwiseAnd": torch.bitwise_and, "BitwiseOr": torch.bitwise_or, "BitwiseXor": torch.bitwise_xor}.items():
    case(name, f, [INTS, t([6, -1, 12])])
    case(name, f, [INTS.int(), INTS.flip(0).int()])
    case(name, f, [t([0, 77, 255], dtype=torch.uint8), t([3, 2, 9], dtype=torch.uint8)])
    case(name, f, [t([True, True, False, False]), t([True, False, True, False])])
case("LeftShift", torch.bitwise_left_shift, [INTS, t([0, 3, 40])])
case("RightShift", torch.bitwise_right_shift, [INTS, t([0, 1, 2])])
case("RightShift", torch.bitwise_right_shift, [t([0, 77, 255], dtype=torch.uint8), t([3, 2, 7], dtype=torch.uint8)])
for x in [INTS, INTS.int(), t([0, 77, 255], dtype=torch.uint8), t([True, False])]:
    case("BitwiseNot", torch.bitwise_not, [x])
for name, f in {"IsNaN": torch.isnan, "IsInfinite": torch.isinf, "IsFinite": torch.isfinite, "IsPositiveInfinity": torch.isposinf,
                "IsNegativeInfinity": torch.isneginf, "Signbit": torch.signbit}.items():
    case(name, f, [t(GENERAL[:-1] if name == "Signbit" else GENERAL)], differentiable=False)
    case(name, f, [INTS])
case("NanToNum", torch.nan_to_num, [t([-INF, -1.5, 0.0, 2.0, INF, NAN])], nan=0, above=None, below=None)
case("NanToNum", lambda x: torch.nan_to_num(x, 1, 2, 3), [t([-INF, -1.5, 0.0, 2.0, INF, NAN])], nan=1, above=2, below=3)
case("NanToNum", lambda x: torch.nan_to_num(x, 1), [t([-INF, NAN, INF], dtype=torch.float32)], nan=1, above=None, below=None)
case("NanToNum", torch.nan_to_num, [INTS], nan=0, above=None, below=None)


def by_mpmath(op, f, points, **args):
    """A case with the first and second derivatives of f by mpmath, in the weights of golden.py."""
    x = t(points)
    w = weights(x)
    first, second = ([mp.diff(f, mp.mpf(p), n) for p in points] for n in (1, 2))
    cases.append({"op": op, "args": args, "inputs": [pack(x)], "output": pack(t([float(f(mp.mpf(p))) for p in points])),
                  "gradients": [pack(w * t([float(v) for v in first]))], "second": [pack(w * w * t([float(v) for v in second]))]})


by_mpmath("Lgamma", lambda x: mp.log(abs(mp.gamma(x))), [-7.9, -1.5, -0.3, 1e-3, 0.9, 1.0, 2.0, 2.4, 9.0, 50.0])
by_mpmath("Digamma", mp.digamma, [-7.9, -1.5, -0.3, 1e-3, 0.9, 1.0, 2.0, 2.4, 9.0, 50.0])
for order in (1, 2, 3, 5):
    by_mpmath("Polygamma", lambda x: mp.polygamma(order, x), [-3.7, -1.4, -0.6, 0.3, 1.0, 4.5, 12.0, 60.0], n=order)
by_mpmath("Sinc", lambda x: mp.sincpi(x), [-30.2, -3.0, -1.1, -0.4, -1e-3, 0.0, 1e-9, 0.05, 0.8, 1.0, 2.2, 7.0])
by_mpmath("Erfinv", mp.erfinv, [-0.9999999, -0.99, -0.6, 1e-12, 0.2, 0.97, 0.99999])

# Bounds that are tensors: broadcast, crossing, touching, NaN, and one of them a number.
x, low, high = draw(2, 3), draw(3), draw(2, 1)
case("ClampTensors", lambda x, a, b: x.clamp(a, b), [x, low, low + 0.5])
case("ClampTensors", lambda x, a, b: x.clamp(a, b), [x, low, high])
case("ClampTensors", lambda x, a, b: x.clamp(a, b), [torch.tensor([-1, 0, 1, 2, float("nan"), 0], dtype=torch.float64),
     torch.tensor(0, dtype=torch.float64), torch.tensor([1, 1, 1, 1, 1, float("nan")], dtype=torch.float64)])
case("ClampTensors", lambda x, a, b: x.clamp(a, b), [torch.tensor([-3, 0, 7]), torch.tensor([-1, 1, 1]), torch.tensor([2, 2, 0])])
case("ClampMin", lambda x, a: x.clamp(min=a), [x, low])
case("ClampMax", lambda x, a: x.clamp(max=a), [x, high])
# Powers of whole numbers.
whole, exponents = torch.tensor([-3, -1, 0, 1, 2, 10]), torch.tensor([[3, 3, 3, 3, 3, 18], [0, 0, 0, 0, 0, 0], [-1, -3, -2, -5, -1, -1], [2, 2, 2, 2, 64, 20]])
case("Pow", torch.pow, [whole, exponents])
case("Pow", torch.pow, [whole.int(), torch.tensor(5).int()])
case("PowNumber", lambda t: t ** 2, [whole], exponent=2)
case("PowNumber", lambda t: t ** 0, [whole], exponent=0)
write()
