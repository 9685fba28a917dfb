"""Makes optimizer-paths.json: where the optimizers of examples/optimizer-paths.cs stand after each step, by their formulas with 50 digits.

    python3 optimizer-paths.py > optimizer-paths.json
"""
import json
from mpmath import mp, mpf, sqrt

mp.dps = 50


def sgd(rate):
    return lambda p, g, s, t: p - mpf(rate) * g


def momentum(rate, alpha="0.9"):
    def step(p, g, s, t):
        s["v"] = mpf(alpha) * s.get("v", mpf(0)) - mpf(rate) * g
        return p + s["v"]
    return step


def adagrad(rate, epsilon="1e-7"):
    def step(p, g, s, t):
        s["h"] = s.get("h", mpf(0)) + g * g
        return p - mpf(rate) * g / (sqrt(s["h"]) + mpf(epsilon))
    return step


def rmsprop(rate, rho="0.9", epsilon="1e-8"):
    def step(p, g, s, t):
        s["v"] = mpf(rho) * s.get("v", mpf(0)) + (1 - mpf(rho)) * g * g
        return p - mpf(rate) * g / (sqrt(s["v"]) + mpf(epsilon))
    return step


def adam(rate, hat, beta1="0.9", beta2="0.999"):
    def step(p, g, s, t):
        b1, b2 = mpf(beta1), mpf(beta2)
        s["m"] = b1 * s.get("m", mpf(0)) + (1 - b1) * g
        s["v"] = b2 * s.get("v", mpf(0)) + (1 - b2) * g * g
        if hat:  # One number for both corrections, and epsilon added to the root that is not corrected.
            return p - mpf(rate) * sqrt(1 - b2 ** t) / (1 - b1 ** t) * s["m"] / (sqrt(s["v"]) + mpf("1e-7"))
        return p - mpf(rate) * (s["m"] / (1 - b1 ** t)) / (sqrt(s["v"] / (1 - b2 ** t)) + mpf("1e-8"))
    return step


def path(slopes, steps, rule):
    point, states, points = [mpf(-7), mpf(2)], [{}, {}], []
    for t in range(1, steps + 1):
        point = [rule(p, mpf(slope) * p, state, t) for p, slope, state in zip(point, slopes, states)]
        points.append([float(p) for p in point])
    return points


print(json.dumps({
    "x²/10 + y²": {
        "SGD": path(("0.2", 2), 20, sgd("0.95")),
        "Momentum": path(("0.2", 2), 20, momentum("0.1")),
        "RMSProp": path(("0.2", 2), 20, rmsprop("0.5")),
        "Adam": path(("0.2", 2), 20, adam("0.5", hat=False)),
    },
    "x²/20 + y²": {
        "SGD": path(("0.1", 2), 30, sgd("0.95")),
        "Momentum": path(("0.1", 2), 30, momentum("0.1")),
        "AdaGrad": path(("0.1", 2), 30, adagrad("1.5")),
        "Adam": path(("0.1", 2), 30, adam("0.3", hat=True)),
    },
}, ensure_ascii=False, indent=0))
