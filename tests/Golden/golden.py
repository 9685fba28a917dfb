"""What the scripts beside it share: cases of operations with their values and first and second derivatives, by PyTorch in float64.

A case holds an operation's name, its arguments, its inputs, and the result y. Where y depends on a floating-point input there are two more:

    gradients   of L = sum(w * y), by every floating-point input, with w[i] = 1 + i / 8 over y in row-major order
    second      the gradients of the sum of all sum(v * gradient), with v made as w is, by the same inputs; null where it does not depend on one
"""
import json

import torch

DTYPES = {torch.float64: "Float64", torch.float32: "Float32", torch.int64: "Int64", torch.int32: "Int32", torch.uint8: "Byte", torch.bool: "Bool"}
cases = []


def pack(t):
    """A tensor as text that reads back to the same bits; JSON itself has no nan or inf."""
    t = t.detach()
    values = [repr(v).removesuffix(".0") if t.is_floating_point() else str(int(v)) for v in t.flatten().tolist()]
    return {"shape": list(t.shape), "dtype": DTYPES[t.dtype], "values": " ".join(values)}


def weights(t):
    return (1 + torch.arange(t.numel(), dtype=torch.float64) / 8).reshape(t.shape)


def draw(*shape):
    """Normal values of three decimals, which keeps the files short."""
    return (torch.randn(shape, dtype=torch.float64) * 1000).round() / 1000


def case(op, fn, inputs, differentiable=True, second=True, **args):
    """Records fn(*inputs); tensors among the arguments are packed, and only handed to the test. Leave `second` out where PyTorch has none."""
    inputs = [t.detach().clone().requires_grad_(differentiable and t.dtype == torch.float64) for t in inputs]
    y = fn(*inputs)
    record = {"op": op, "args": {k: pack(v) if isinstance(v, torch.Tensor) else v for k, v in args.items()},
              "inputs": [pack(t) for t in inputs], "output": pack(y)}
    leaves = [t for t in inputs if t.requires_grad]
    if y.requires_grad and y.is_floating_point():
        gradients = torch.autograd.grad((weights(y) * y).sum(), leaves, create_graph=second, allow_unused=True)
        gradients = [torch.zeros_like(t) if g is None else g for g, t in zip(gradients, leaves)]
        record["gradients"] = [pack(g) for g in gradients]
        if second:
            total = sum((weights(g) * g).sum() for g in gradients)
            again = torch.autograd.grad(total, leaves, allow_unused=True) if total.requires_grad else [None] * len(leaves)
            record["second"] = [None if g is None or not g.any() else pack(g) for g in again]
    cases.append(record)


def write():
    """Prints all cases, one a line."""
    print("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]")
