"""Makes schedules.json: the learning rates (and momenta) of PyTorch's schedulers over 50 steps, from 0.4 and 0.05, and those of formulas in plain numpy.

    python3 schedules.py > schedules.json
"""
import json
import warnings
import numpy as np
import torch
from torch.optim import lr_scheduler as S

warnings.simplefilter("ignore")
STARTS, STEPS = [0.4, 0.05], 50
rows = []


def optimizer():
    a, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    return torch.optim.SGD([{"params": [a], "lr": STARTS[0]}, {"params": [b], "lr": STARTS[1]}], lr=0.1, momentum=0.7)


def case(name, make, momentum=False):
    o = optimizer()
    s = make(o)
    rates, momenta = [], []
    for step in range(STEPS):
        rates.append([g["lr"] for g in o.param_groups])
        momenta.append(o.param_groups[0]["momentum"])
        o.step()
        s.step()
    rows.append({"name": name, "rates": rates, "momenta": momenta if momentum else None})


def formula(name, f):
    rows.append({"name": name, "rates": [[float(f(t, s)) for s in STARTS] for t in range(STEPS)], "momenta": None})


case("step", lambda o: S.StepLR(o, 7, gamma=0.5))
case("multi-step", lambda o: S.MultiStepLR(o, [30, 5, 5, 11], gamma=0.3))
case("constant", lambda o: S.ConstantLR(o, factor=0.25, total_iters=6))
case("linear", lambda o: S.LinearLR(o, start_factor=0.1, end_factor=0.8, total_iters=13))
case("exponential", lambda o: S.ExponentialLR(o, gamma=0.95))
case("polynomial", lambda o: S.PolynomialLR(o, total_iters=40, power=1.7))
case("cosine", lambda o: S.CosineAnnealingLR(o, T_max=60, eta_min=0.01))
case("cosine, period passed", lambda o: S.CosineAnnealingLR(o, T_max=20))
case("restarts", lambda o: S.CosineAnnealingWarmRestarts(o, T_0=6, T_mult=2, eta_min=0.001))
case("restarts, one length", lambda o: S.CosineAnnealingWarmRestarts(o, T_0=7))
case("cyclic", lambda o: S.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=5, step_size_down=8), momentum=True)
case("cyclic, halved", lambda o: S.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=6, mode="triangular2", base_momentum=0.6, max_momentum=0.95), momentum=True)
case("cyclic, exponential", lambda o: S.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=4, mode="exp_range", gamma=0.97, cycle_momentum=False), momentum=True)
case("one cycle", lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=50), momentum=True)
case("one cycle, linear", lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=60, pct_start=0.25, anneal_strategy="linear", base_momentum=0.7, div_factor=10, final_div_factor=100), momentum=True)
case("one cycle, three phases", lambda o: S.OneCycleLR(o, max_lr=0.5, total_steps=50, pct_start=0.4, three_phase=True), momentum=True)
case("lambda", lambda o: S.LambdaLR(o, lambda t: 1 / (1 + t) ** 0.5))
case("multiplicative", lambda o: S.MultiplicativeLR(o, lambda t: 0.9 if t % 3 else 1.1))
case("sequential", lambda o: S.SequentialLR(o, [S.LinearLR(o, 0.1, 1, 8), S.CosineAnnealingLR(o, 42)], [8]))
case("sequential of three", lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9), S.StepLR(o, 4, 0.5)], [5, 20]))
case("chained", lambda o: S.ChainedScheduler([S.LinearLR(o, 0.2, 1, 10), S.ExponentialLR(o, 0.93), S.StepLR(o, 9, 0.5)]))
case("averaging", lambda o: torch.optim.swa_utils.SWALR(o, swa_lr=0.1, anneal_epochs=20))
case("averaging, linear", lambda o: torch.optim.swa_utils.SWALR(o, swa_lr=0.02, anneal_epochs=9, anneal_strategy="linear"))
formula("inverse time", lambda t, s: s / (1 + 0.7 * t))
formula("inverse root", lambda t, s: 0.9 / np.sqrt(max(t, 1)) * s)

rng = np.random.default_rng(3)
metrics = np.exp(-np.arange(STEPS) / 12) + 0.03 * rng.standard_normal(STEPS)
plateaus = []
for options in [dict(patience=2, factor=0.5), dict(patience=0, factor=0.3, cooldown=3, min_lr=0.002), dict(mode="max", patience=4, threshold=0.05),
                dict(patience=1, threshold=0.02, threshold_mode="abs", factor=0.7), dict(patience=0, factor=0.1, eps=1e-3)]:
    o = optimizer()
    s = S.ReduceLROnPlateau(o, **options)
    rates = []
    for m in metrics:
        s.step(float(m))
        rates.append([g["lr"] for g in o.param_groups])
    plateaus.append({"options": options, "rates": rates})

print(json.dumps({"starts": STARTS, "schedules": rows, "metrics": metrics.tolist(), "plateaus": plateaus}).replace('{"name"', '\n{"name"').replace('{"options"', '\n{"options"'))
