"""Makes optim.json: 100 steps of PyTorch's optimizers in float64 from the same start; and clipped gradients.

    python3 optim.py > optim.json

Two tensors p and q minimise sum((A p - b)^2) + sum(tanh(q) * c) + sum(q^2); q has no gradient in every third step. Kept are their values
after the steps listed. What PyTorch lacks is a formula in plain numpy. L-BFGS minimises another, smooth loss of the same numbers.
"""
import inspect
import json
import numpy as np
import sys
import torch

nadam = sys.modules[torch.optim.NAdam.__module__]
torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
A, b, c, p0, q0 = torch.randn(9, 7), torch.randn(9), torch.randn(3, 6), torch.randn(7), torch.randn(3, 6)
KEPT = [1, 2, 3, 10, 50, 100]


def pack(t):
    return {"dtype": "Float64", "shape": list(t.shape), "values": " ".join(repr(v).removesuffix(".0") for v in t.flatten().tolist())}


runs = []


def trajectory(make, loss_of, shift):
    p, q = (p0 * (1 + shift)).requires_grad_(), (q0 * (1 + shift)).requires_grad_()
    o = make(p, q)
    kept = []
    for step in range(1, 101):
        def closure():
            o.zero_grad(set_to_none=True)
            loss = loss_of(p, q, step)
            loss.backward()
            return loss

        o.step(closure)
        if step in KEPT:
            kept.append((p.detach().clone(), q.detach().clone()))
    return kept


def noisy(p, q, step):
    loss = ((A @ p - b) ** 2).sum()
    return loss + (torch.tanh(q) * c).sum() + (q ** 2).sum() if step % 3 else loss


def smooth(p, q, step):
    return 0.1 * ((A @ p - b) ** 2).sum() + torch.cosh(q - c).sum() + (p ** 4).sum()


def run(optimizer, make, groups=False, loss_of=noisy, **options):
    kept = trajectory(make, loss_of, 0)
    # Optimizers that divide by small numbers may jump about an optimum, where rounding decides; such a run would compare noise.
    for right, shifted in zip(kept, trajectory(make, loss_of, 1e-14)):
        for x, y in zip(right, shifted):
            worst = ((x - y).abs() / x.abs().clamp(min=1)).max().item()
            if worst > 5e-12:
                raise SystemExit(f"{optimizer} {options} is unstable: a shift of 1e-14 becomes {worst}.")
    runs.append({"optimizer": optimizer, "options": options, "groups": groups, "kept": [[pack(p), pack(q)] for p, q in kept]})


for options in [dict(), dict(momentum=0.9), dict(momentum=0.9, dampening=0.3), dict(momentum=0.8, nesterov=True), dict(weight_decay=0.1),
                dict(momentum=0.9, nesterov=True, weight_decay=0.05), dict(momentum=0.5, dampening=0.1, weight_decay=0.02)]:
    run("SGD", lambda p, q: torch.optim.SGD([p, q], lr=0.01, **options), lr=0.01, **options)
for name, kind in [("Adam", torch.optim.Adam), ("AdamW", torch.optim.AdamW)]:
    for options in [dict(), dict(lr=0.05, betas=(0.8, 0.95)), dict(eps=1e-3, lr=0.02), dict(weight_decay=0.1, lr=0.01), dict(amsgrad=True, lr=0.1, betas=(0.5, 0.6)),
                    dict(weight_decay=0.0, lr=0.1)]:
        run(name, lambda p, q: kind([p, q], **options), **options)
run("SGD", lambda p, q: torch.optim.SGD([{"params": [p]}, {"params": [q], "lr": 0.2, "momentum": 0.0}], lr=0.01, momentum=0.9), groups=True, lr=0.01, momentum=0.9)

for options in [dict(maximize=True, lr=0.001, momentum=0.5)]:
    run("SGD", lambda p, q: torch.optim.SGD([p, q], **options), **options)
for name, kind, several in [
    ("Adam", torch.optim.Adam, [dict(maximize=True, lr=0.01, weight_decay=0.1)]),
    ("AdamW", torch.optim.AdamW, [dict(maximize=True, lr=0.01)]),
    ("AdaGrad", torch.optim.Adagrad, [
        dict(), dict(lr=0.5, eps=1e-7), dict(lr=0.1, lr_decay=0.05, initial_accumulator_value=0.3), dict(lr=0.1, weight_decay=0.2),
        dict(lr=0.1, maximize=True)]),
    ("AdaDelta", torch.optim.Adadelta, [dict(), dict(rho=0.95, eps=1e-4, lr=0.7), dict(weight_decay=0.3), dict(maximize=True, lr=0.1)]),
    ("RMSProp", torch.optim.RMSprop, [
        dict(), dict(alpha=0.9, eps=1e-6), dict(momentum=0.8, lr=0.005), dict(centered=True), dict(centered=True, momentum=0.5, weight_decay=0.1, alpha=0.9, lr=0.001),
        dict(maximize=True)]),
    ("Adamax", torch.optim.Adamax, [dict(), dict(lr=0.005, betas=(0.8, 0.99), eps=1e-4), dict(weight_decay=0.1, lr=0.02), dict(maximize=True)]),
    ("RAdam", torch.optim.RAdam, [dict(), dict(lr=0.05, betas=(0.8, 0.9)), dict(lr=0.02, weight_decay=0.1, eps=1e-3), dict(betas=(0.9, 0.5), lr=0.01)]),
]:
    for options in several:
        run(name, lambda p, q: kind([p, q], **options), **options)

# PyTorch 1.13 multiplies the product of momenta by the present one twice; PyTorch 2 and the paper do not.
source = inspect.getsource(nadam._single_tensor_nadam)
assert "mu_product * mu * mu_next" in source
exec(source.replace("mu_product * mu * mu_next", "mu_product * mu_next"), nadam.__dict__)
for options in [dict(), dict(lr=0.05, betas=(0.8, 0.95), momentum_decay=0.01), dict(lr=0.01, weight_decay=0.1, eps=1e-4)]:
    run("NAdam", lambda p, q: torch.optim.NAdam([p, q], **options), **options)


class Formula:
    """An optimizer that PyTorch lacks, as a function in plain numpy of the values, the gradient, what is remembered, and the number of the step."""

    def __init__(self, tensors, rule):
        self.tensors, self.rule, self.memory, self.steps = tensors, rule, [{} for _ in tensors], [0 for _ in tensors]

    def zero_grad(self, set_to_none):
        for t in self.tensors:
            t.grad = None

    def step(self, closure):
        closure()
        for i, t in enumerate(self.tensors):
            if t.grad is not None:
                self.steps[i] += 1
                memory = self.memory[i]
                t.data = torch.from_numpy(self.rule(t.detach().numpy().copy(), t.grad.numpy().copy(), lambda k: memory.get(k, 0.0), memory.__setitem__, self.steps[i]))


def formula(optimizer, rule, **options):
    run(optimizer, lambda p, q: Formula([p, q], rule), **options)


def velocity(nesterov, lr, mu):
    def rule(x, g, get, put, t):
        v = mu * get("v") - lr(t) * g
        put("v", v)
        return x + (mu * v - lr(t) * g if nesterov else v)
    return rule


def average(nesterov, lr, mu):
    def rule(x, g, get, put, t):
        v = mu * get("v") + (1 - mu) * g
        put("v", v)
        return x - lr * (mu * v + (1 - mu) * g if nesterov else v)
    return rule


for nesterov in (False, True):
    formula("SGD", velocity(nesterov, lambda t: 0.01, 0.9), lr=0.01, momentum=0.9, nesterov=nesterov, form="Velocity")
    formula("SGD", average(nesterov, 0.05, 0.8), lr=0.05, momentum=0.8, nesterov=nesterov, form="Average")


def adam_hat(x, g, get, put, t, lr=0.02, b1=0.9, b2=0.999, eps=1e-7):
    put("m", b1 * get("m") + (1 - b1) * g)
    put("v", b2 * get("v") + (1 - b2) * g ** 2)
    return x - lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t) * get("m") / (np.sqrt(get("v")) + eps)


def rmsprop_inside(x, g, get, put, t, lr=0.02, rho=0.9, eps=0.1):
    put("h", rho * get("h") + (1 - rho) * g * g)
    return x - lr * g / np.sqrt(get("h") + eps)


def lion(decay):
    def rule(x, g, get, put, t, lr=0.01, b1=0.9, b2=0.99):
        step = np.sign(b1 * get("m") + (1 - b1) * g)
        put("m", b2 * get("m") + (1 - b2) * g)
        return x - lr * (step + decay * x)
    return rule


formula("Adam", adam_hat, lr=0.02, eps=1e-7, epsilon_hat=True)
formula("RMSProp", rmsprop_inside, lr=0.02, alpha=0.9, eps=0.1, epsilon_inside=True)
formula("Lion", lion(0), lr=0.01)
formula("Lion", lion(0.3), lr=0.01, weight_decay=0.3)
formula("SGD", lambda x, g, get, put, t: x - 0.01 * (g + 0.5 * np.sign(x)), lr=0.01, l1=0.5)
formula("SGD", lambda x, g, get, put, t: x - 0.01 * 0.3 * x - 0.01 * g, lr=0.01, weight_decay=0.3, decoupled=True)

for options in [dict(lr=0.3, max_iter=2), dict(lr=0.5, max_iter=5, history_size=3), dict(line_search_fn="strong_wolfe", max_iter=2),
                dict(line_search_fn="strong_wolfe", max_iter=4, history_size=2, lr=0.3), dict(line_search_fn="strong_wolfe", lr=20, max_iter=1)]:
    run("LBFGS", lambda p, q: torch.optim.LBFGS([p, q], tolerance_grad=1e-5, **options), loss_of=smooth, **options)

clips = []
for norm_type in [1.0, 2.0, 2.5, float("inf")]:
    for limit in [0.5, 3.0, 100.0]:
        p, q = p0.clone(), q0.clone()
        p.grad, q.grad = p0 ** 2 - 0.3, q0 * 2
        total = torch.nn.utils.clip_grad_norm_([p, q], limit, norm_type=norm_type)
        clips.append({"p": "inf" if norm_type == float("inf") else norm_type, "limit": limit, "norm": total.item(), "kept": [pack(p.grad), pack(q.grad)]})

print(json.dumps({"A": pack(A), "b": pack(b), "c": pack(c), "p": pack(p0), "q": pack(q0), "steps": KEPT, "clips": clips, "runs": runs}).replace('{"optimizer"', '\n{"optimizer"'))
