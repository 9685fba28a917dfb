"""Makes optim.json: 100 steps of PyTorch's optimizers in float64 from the same start.

    python3 optim.py > optim.json

Two tensors p and q minimise sum((A p - b)^2) + sum(tanh(q) * c) + sum(q^2); q has no gradient in every third step. Kept are their values
after the steps listed.
"""
import json
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
A, b, c, p0, q0 = torch.randn(9, 7), torch.randn(9), torch.randn(3, 6), torch.randn(7), torch.randn(3, 6)
KEPT = [1, 2, 3, 10, 50, 100]


def pack(t):
    return {"dtype": "Float64", "shape": list(t.shape), "values": " ".join(repr(v).removesuffix(".0") for v in t.flatten().tolist())}


runs = []


def run(optimizer, make, groups=False, **options):
    p, q = p0.clone().requires_grad_(), q0.clone().requires_grad_()
    o = make(p, q)
    kept = []
    for step in range(1, 101):
        o.zero_grad(set_to_none=True)
        loss = ((A @ p - b) ** 2).sum()
        if step % 3:
            loss = loss + (torch.tanh(q) * c).sum() + (q ** 2).sum()
        loss.backward()
        o.step()
        if step in KEPT:
            kept.append([pack(p), pack(q)])
    runs.append({"optimizer": optimizer, "options": options, "groups": groups, "kept": kept})


for options in [dict(), dict(momentum=0.9), dict(momentum=0.9, dampening=0.3), dict(momentum=0.8, nesterov=True), dict(weight_decay=0.1),
                dict(momentum=0.9, nesterov=True, weight_decay=0.05), dict(momentum=0.5, dampening=0.1, weight_decay=0.02)]:
    run("SGD", lambda p, q: torch.optim.SGD([p, q], lr=0.01, **options), lr=0.01, **options)
for name, kind in [("Adam", torch.optim.Adam), ("AdamW", torch.optim.AdamW)]:
    for options in [dict(), dict(lr=0.05, betas=(0.8, 0.95)), dict(eps=1e-3, lr=0.02), dict(weight_decay=0.1, lr=0.01), dict(amsgrad=True, lr=0.1, betas=(0.5, 0.6)),
                    dict(weight_decay=0.0, lr=0.1)]:
        run(name, lambda p, q: kind([p, q], **options), **options)
run("SGD", lambda p, q: torch.optim.SGD([{"params": [p]}, {"params": [q], "lr": 0.2, "momentum": 0.0}], lr=0.01, momentum=0.9), groups=True, lr=0.01, momentum=0.9)

print(json.dumps({"A": pack(A), "b": pack(b), "c": pack(c), "p": pack(p0), "q": pack(q0), "steps": KEPT, "runs": runs}).replace('{"optimizer"', '\n{"optimizer"'))
