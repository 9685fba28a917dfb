"""Writes elementwise.json: values and first derivatives of elementwise functions by PyTorch in float64, and, of those that are easily
computed badly, the values to 40 digits by mpmath.

Run it as `python3 elementwise.py` in this folder. Numbers are written as text that reads back to the same double.
"""
import json
import math

import mpmath as mp
import torch
import torch.nn.functional as F

INF, NAN = math.inf, math.nan
GENERAL = [-INF, -1e4, -100.0, -20.5, -7.25, -2.0, -1.0, -0.7, -0.3, -1e-3, -1e-8, -1e-20, -0.0, 0.0, 1e-20, 1e-8, 1e-3,
           0.3, 0.7, 1.0, 2.0, 7.25, 20.5, 100.0, 1e4, INF, NAN]
SMALL = [x for x in GENERAL if not abs(x) > 300]
POSITIVE = [0.0, 1e-300, 1e-20, 1e-8, 1e-3, 0.3, 0.7, 0.999999, 1.0, 1.000001, 2.0, 7.25, 20.5, 100.0, 1e4, 1e20, 1e300, INF, -1.0, NAN]
ANGLES = [-1e4, -100.0, -20.5, -math.pi, -2.0, -math.pi / 2, -0.7, -1e-3, -1e-8, -0.0, 0.0, 1e-8, 1e-3, 0.3, 1.0, math.pi / 2, 2.0, math.pi,
          7.25, 22.0, 100.0, 1e4, 1e6, INF, NAN]

UNARY = {
    "Exp": (torch.exp, SMALL + [709.0, -745.0, 1e4, -1e4]),
    "Expm1": (torch.expm1, SMALL + [0.49999, 0.5, 0.50001, -0.49999, -0.5, -0.50001, 709.0, 1e4, -1e4]),
    "Log": (torch.log, POSITIVE),
    "Log1p": (torch.log1p, [x for x in POSITIVE if x >= 0] + [-1e-20, -1e-8, -1e-3, -0.3, -0.5, -0.7, -0.999, -1.0, -2.0, NAN]),
    "Sqrt": (torch.sqrt, POSITIVE),
    "Rsqrt": (torch.rsqrt, POSITIVE),
    "Square": (torch.square, GENERAL),
    "Reciprocal": (torch.reciprocal, GENERAL),
    "Abs": (torch.abs, GENERAL),
    "Sign": (torch.sign, [x for x in GENERAL if x == x]),
    "Sin": (torch.sin, ANGLES),
    "Cos": (torch.cos, ANGLES),
    "Tanh": (torch.tanh, GENERAL + [0.2499, 0.25, 0.2501, -0.2501, 0.5, 0.55, 0.6, 3.0, 19.0]),
    "Sigmoid": (torch.sigmoid, GENERAL + [-700.0, 36.0]),
    "Relu": (torch.relu, GENERAL),
    "LeakyRelu": (F.leaky_relu, GENERAL),
    "LeakyRelu(0.2)": (lambda x: F.leaky_relu(x, 0.2), GENERAL),
    "Elu": (F.elu, GENERAL),
    "Elu(1.5)": (lambda x: F.elu(x, 1.5), GENERAL),
    "Gelu": (F.gelu, [x for x in GENERAL if not math.isinf(x)] + [-0.999, -1.414, -1.4143, 1.414, 1.4143, 3.0, -3.0, 5.0, -5.0]),
    "Gelu(Tanh)": (lambda x: F.gelu(x, approximate="tanh"), [x for x in GENERAL if not math.isinf(x)] + [3.0, -3.0, 5.0, -5.0]),
    "Silu": (F.silu, [x for x in GENERAL if not math.isinf(x)]),
    # Without the threshold above which PyTorch cuts the logarithm off.
    "Softplus": (lambda x: F.softplus(x, threshold=1e300), [x for x in GENERAL if abs(x) <= 100]),
    "Softplus(3)": (lambda x: F.softplus(x, 3, threshold=1e300), [x for x in GENERAL if abs(x) <= 100]),
    "LogSigmoid": (F.logsigmoid, [x for x in GENERAL if not math.isinf(x)]),
    "Erf": (torch.erf, GENERAL + [0.99, 0.999999, 1.000001, 1.1, 1.5, -1.5, 2.5, 3.0, 4.0, 5.0, 5.9, 6.0, -6.5]),
    "Clamp(-1,1)": (lambda x: torch.clamp(x, -1, 1), [x for x in GENERAL if x == x]),
    "Clamp(,0.5)": (lambda x: torch.clamp(x, max=0.5), [x for x in GENERAL if x == x] + [0.5]),
    "Clamp(-0.5,)": (lambda x: torch.clamp(x, min=-0.5), [x for x in GENERAL if x == x] + [-0.5]),
    "Pow(3)": (lambda x: x.pow(3), GENERAL),
    "Pow(2.5)": (lambda x: x.pow(2.5), POSITIVE),
    "Pow(-2)": (lambda x: x.pow(-2), [x for x in GENERAL if x != 0]),
    "Pow(0)": (lambda x: x.pow(0), [x for x in GENERAL if not math.isinf(x)]),
}

PAIRS = [(a, b) for a in (-2.0, -0.5, 0.0, 0.5, 1.0, 3.0, NAN) for b in (-2.0, 0.0, 0.5, 1.0, 3.0, NAN)]
POWERS = [(a, b) for a in (0.0, 1e-10, 0.5, 1.0, 1.7, 9.0) for b in (-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.3)] + [(-2.0, 3.0), (-2.0, -1.0), (-0.5, 2.0)]

BINARY = {
    "Maximum": (torch.maximum, PAIRS),
    "Minimum": (torch.minimum, PAIRS),
    # PyTorch gives -inf or NaN by the exponent where 0 is raised to a negative power.
    "Pow": (torch.pow, [(a, b) for a, b in POWERS if a != 0 or b >= 0]),
}

mp.mp.dps = 40
EXACT = {
    "Exp": mp.exp,
    "Expm1": mp.expm1,
    "Log": mp.log,
    "Log1p": mp.log1p,
    "Sin": mp.sin,
    "Cos": mp.cos,
    "Tanh": mp.tanh,
    "Sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "Gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2,
    "Gelu(Tanh)": lambda x: x / (1 + mp.exp(-2 * mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3))),
    "Silu": lambda x: x / (1 + mp.exp(-x)),
    "Softplus": lambda x: mp.log1p(mp.exp(x)),
    "Softplus(3)": lambda x: mp.log1p(mp.exp(3 * x)) / 3,
    "LogSigmoid": lambda x: -mp.log1p(mp.exp(-x)),
    "Erf": mp.erf,
    "Elu": lambda x: x if x > 0 else mp.expm1(x),
    "Elu(1.5)": lambda x: x if x > 0 else 1.5 * mp.expm1(x),
}


def exact(name, x, value):
    """The value of a finite point; PyTorch's at poles and where there is none."""
    return float(EXACT[name](mp.mpf(x))) if math.isfinite(x) and math.isfinite(value) else value


def text(numbers):
    return [repr(v) if v == v and not math.isinf(v) else {INF: "Infinity", -INF: "-Infinity"}.get(v, "NaN") for v in numbers]


def row(name, f, *columns):
    inputs = [torch.tensor(c, dtype=torch.float64, requires_grad=True) for c in columns]
    y = f(*inputs)
    gradients = torch.autograd.grad(y, inputs, torch.ones_like(y))
    values = y.tolist()
    if name in EXACT:
        values = [exact(name, x, v) for x, v in zip(columns[0], values)]
    return {"name": name, "inputs": [text(c) for c in columns], "values": text(values), "gradients": [text(g.tolist()) for g in gradients]}


rows = [row(name, f, points) for name, (f, points) in UNARY.items()]
rows += [row(name, f, *zip(*pairs)) for name, (f, pairs) in BINARY.items()]
with open("elementwise.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
