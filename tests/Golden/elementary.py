"""Writes elementary.json: elementary functions of float64 at some two thousand points each, to 80 bits, by mpmath.

Run it as `python3 elementary.py` in this folder. Points and values are little-endian binary in base64: float64 points, and values as a float64
with what rounding it left over as a float32 in units in its last place.
"""
import json
import math
import random

import mpmath as mp

from ulps import both, pack, row, spread, uniform

real = both(spread(1e-300, 1e-20, 40) + spread(1e-20, 1e-3, 150) + spread(1e-3, 1, 400) + spread(1, 40, 500) + spread(40, 800, 150))
real += [uniform(-2, 2) for _ in range(300)] + [uniform(-746, -700) for _ in range(60)] + [uniform(700, 712) for _ in range(40)]
real += [uniform(-39, -36) for _ in range(60)] + [s * (b + d * 2.0**-k) for b in (0.5, 0.55, 0.7, 1.0, 0.34657359) for k in range(2, 52, 4) for s in (-1, 1) for d in (-1, 1)]
real += [s * 5e-324 * 3**k for k in range(0, 30, 3) for s in (-1, 1)]
positive = spread(1e-308, 1e308, 400) + spread(0.5, 2, 800) + spread(0.01, 100, 300) + [5e-324 * 7**k for k in range(18)]
positive += [1 + s * uniform(1, 2) * 2.0**-k for k in range(2, 53) for s in (-1, 1)]
above = [x for x in real if x > -0.9] + [-1 + 2.0**-k * uniform(1, 2) for k in range(2, 50)] + spread(1e3, 1e300, 100)
angles = [x for x in real if abs(x) > 1e-290] + [k * math.pi / 2 for k in range(1, 400)] + [round(x) * math.pi / 2 for x in spread(400, 630000, 300)]
angles += both(spread(800, 1e6, 300) + spread(1e6, 1e300, 60))
angles += [s * math.ldexp(6381956970095103, 797) for s in (-1, 1)] + [1.7976931348623157e308, 1e22]
pairs = [(a, uniform(-1, 1) * min(700 / abs(math.log(a)), 1e3)) for a in spread(1e-300, 1e300, 500) + spread(0.5, 2, 500) if a != 1]
pairs += [(-a, float(random.randint(-20, 20))) for a in spread(0.01, 100, 100)]

SETS = {"real": real, "positive": positive, "above": above, "angles": angles}
sigmoid = lambda x: 1 / (1 + mp.exp(-x))
softplus = lambda x: mp.log1p(mp.exp(x)) if x < 100 else x + mp.exp(-x)
FUNCTIONS = {
    "Exp": ("real", mp.exp),
    "Expm1": ("real", mp.expm1),
    "Log": ("positive", mp.log),
    "Log1p": ("above", mp.log1p),
    "Tanh": ("real", mp.tanh),
    "Sigmoid": ("real", sigmoid),
    "LogSigmoid": ("real", lambda x: -softplus(-x)),
    "Erf": ("real", mp.erf),
    "Gelu": ("real", lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2),
    "GeluTanh": ("real", lambda x: x * sigmoid(2 * mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3))),
    "Silu": ("real", lambda x: x * sigmoid(x)),
    "Softplus": ("real", softplus),
    "Softplus(3)": ("real", lambda x: softplus(3 * x) / 3),
    "Elu": ("real", lambda x: x if x > 0 else mp.expm1(x)),
    "Sin": ("angles", mp.sin),
    "Cos": ("angles", mp.cos),
    "Sqrt": ("positive", mp.sqrt),
    "Rsqrt": ("positive", lambda x: 1 / mp.sqrt(x)),
}


rows = [{"name": name, "points": pack("d", points)} for name, points in SETS.items()]
rows += [row(name, [f(mp.mpf(x)) for x in SETS[points]], set=points) for name, (points, f) in FUNCTIONS.items()]
rows.append(row("Pow", [mp.mpf(a)**mp.mpf(b) for a, b in pairs], a=pack("d", [a for a, _ in pairs]), b=pack("d", [b for _, b in pairs])))
with open("elementary.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
