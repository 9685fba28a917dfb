"""Writes special.json: further elementary and special functions of float64 at some hundred points each, to 80 bits, in the form of elementary.json.

Run it as `python3 special.py` in this folder.
"""
import json
import math

import mpmath as mp

from ulps import both, pack, row, spread, uniform

real = both(spread(1e-300, 1e-9, 20) + spread(1e-9, 1, 100) + spread(1, 30, 80) + spread(30, 709, 20)) + [uniform(-2, 2) for _ in range(80)]
real += [s * (b + d * 2.0**-k) for b in (0.495, 0.55, 1.0) for k in (4, 20, 50) for s in (-1, 1) for d in (-1, 1)]
tails = [uniform(-6, 6) for _ in range(80)] + [uniform(6, 26.5) for _ in range(60)] + both(spread(1e-20, 0.6, 60)) + [26.54, 0.4949, 0.495, 0.4951]
within = both(spread(1e-300, 1e-9, 10) + spread(1e-9, 1, 150)) + [s * (1 - 2.0**-k * uniform(1, 2)) for k in range(2, 52) for s in (-1, 1)]
unit = [abs(x) for x in within if abs(x) > 1e-290] + [0.5 + s * 2.0**-k for k in range(2, 50, 3) for s in (-1, 1)]
positive = spread(1e-308, 1e308, 60) + spread(0.5, 2, 150) + spread(0.01, 100, 80) + [5e-324, 1e-310] + [10.0**k for k in range(-3, 12)]
positive += [1 + s * uniform(1, 2) * 2.0**-k for k in range(2, 53, 3) for s in (-1, 1)]
above = spread(1 + 1e-12, 1e10, 60) + [1 + uniform(0, 2) for _ in range(80)] + spread(1e10, 1e300, 10)
gamma = spread(1e-300, 1e-3, 20) + spread(1e-3, 1, 80) + [uniform(0.3, 12) for _ in range(150)] + spread(12, 1e15, 40) + [1e300]
gamma += [b + s * uniform(1, 2) * 2.0**-k for b in (1, 2) for k in range(2, 50, 5) for s in (-1, 1)]
whole = [x for x in gamma if x < 1e15]
angles = [x for x in real if abs(x) > 1e-290] + [k * math.pi / 2 for k in range(1, 40)] + both(spread(40, 1e6, 40) + spread(1e6, 1e300, 20))
powers = [uniform(-1074, 1024) for _ in range(150)] + both(spread(1e-20, 1, 60) + spread(1, 60, 60))
sines = [uniform(-3, 3) for _ in range(100)] + both(spread(1e-20, 1e-2, 20) + spread(3, 30, 30))
sums = [(uniform(-50, 50), uniform(-50, 50)) for _ in range(40)] + [(x, x + uniform(-3, 3)) for x in both(spread(0.1, 300, 80))]
planes = [(uniform(-5, 5), uniform(-5, 5)) for _ in range(60)] + list(zip(both(spread(1e-150, 1e150, 60)), both(spread(1e-150, 1e150, 60))))
logs = [(a, b) for a, b in zip(both(spread(1e-5, 1e5, 120)), spread(1e-3, 1e3, 60) + spread(0.9, 1.1, 60))]

SETS = {"real": real, "tails": tails, "within": within, "unit": unit, "positive": positive, "above": above, "gamma": gamma, "whole": whole,
        "angles": angles, "powers": powers, "sines": sines}
softplus = lambda x: mp.log1p(mp.exp(x))
FUNCTIONS = {
    "Tan": ("angles", mp.tan),
    "Asin": ("within", mp.asin),
    "Acos": ("within", mp.acos),
    "Atan": ("real", mp.atan),
    "Sinh": ("real", mp.sinh),
    "Cosh": ("real", mp.cosh),
    "Asinh": ("real", mp.asinh),
    "Acosh": ("above", mp.acosh),
    "Atanh": ("within", mp.atanh),
    "Exp2": ("powers", lambda x: mp.mpf(2)**x),
    "Log2": ("positive", lambda x: mp.log(x, 2)),
    "Log10": ("positive", mp.log10),
    "Erfc": ("tails", mp.erfc),
    "Erfinv": ("within", mp.erfinv),
    "Lgamma": ("gamma", mp.loggamma),
    "Polygamma(1)": ("whole", lambda x: mp.psi(1, x)),
    "Polygamma(2)": ("whole", lambda x: mp.psi(2, x)),
    "Logit": ("unit", lambda x: mp.log(x / (1 - x))),
    "Tanhshrink": ("real", lambda x: x - mp.tanh(x)),
    "Mish": ("tails", lambda x: x * mp.tanh(softplus(x))),
    "Sinc": ("sines", lambda x: mp.sin(mp.pi * x) / (mp.pi * x)),
    "Digamma": ("whole", mp.digamma),
}
PAIRS = {
    "Atan2": (planes, mp.atan2),
    "Hypot": (planes, mp.hypot),
    "LogAddExp": (sums, lambda a, b: b + softplus(a - b)),
    "LogAddExp2": (sums, lambda a, b: b + mp.log(1 + mp.mpf(2)**(a - b), 2)),
    "Xlogy": (logs, lambda a, b: a * mp.log(b)),
    "Xlog1py": (logs, lambda a, b: a * mp.log1p(b)),
}

rows = [{"name": name, "points": pack("d", points)} for name, points in SETS.items()]
with mp.workdps(340):  # 1 + e⁻⁷⁰⁰ needs them.
    rows += [row(name, [f(mp.mpf(x)) for x in SETS[points]], set=points) for name, (points, f) in FUNCTIONS.items() if name in ("Tan", "Tanhshrink", "Atanh")]
rows += [row(name, [f(mp.mpf(x)) for x in SETS[points]], set=points)
         for name, (points, f) in FUNCTIONS.items() if name not in ("Tan", "Tanhshrink", "Atanh")]
rows += [row(name, [f(mp.mpf(a), mp.mpf(b)) for a, b in points], a=pack("d", [a for a, _ in points]), b=pack("d", [b for _, b in points]))
         for name, (points, f) in PAIRS.items()]
with open("special.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]\n")
