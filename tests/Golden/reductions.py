"""Writes reductions.json: reductions, shaping, indexing and fused operations; golden.py tells the form.

    python3 reductions.py > reductions.json
"""
import torch

from golden import case, draw, write

torch.manual_seed(20)
shapes = [(), (1,), (5,), (3, 4), (2, 3, 4), (2, 1, 3, 2), (3, 21)]
for shape in shapes:
    x = draw(*shape)
    n = len(shape)
    lists = [None] + [[a] for a in (range(-n, n) if n == 2 else range(n))] + ([[0, n - 1]] if n > 1 else []) + ([[1, 2], [0, 1]] if n > 2 else []) + ([[0, 2], [1, 3]] if n > 3 else [])
    for axes in lists:
        over = tuple(range(n)) if axes is None else tuple(axes)
        for keep in (False, True) if shape == (3, 4) else (bool(len(lists) % 2),):
            a = {"axes": axes, "keepDim": keep}
            case("Sum", lambda t: t.sum(over, keep) if n else t.sum(), [x], **a)
            case("Mean", lambda t: t.mean(over, keep) if n else t.mean(), [x], **a)
            if x.numel() > 1:
                case("Var", lambda t: t.var(over, unbiased=False, keepdim=keep), [x], unbiased=False, **a)
                if all(shape[i] > 1 for i in over):
                    case("Var", lambda t: t.var(over, unbiased=True, keepdim=keep), [x], unbiased=True, **a)
                    case("Std", lambda t: t.std(over, unbiased=True, keepdim=keep), [x], unbiased=True, **a)
            case("LogSumExp", lambda t: t.logsumexp(over, keep) if n else t.exp().sum().log(), [x], **a)
            if axes is None or len(axes) > 1:
                ties = (x * 1.5).round()
                case("Max", lambda t: t.amax(over, keep), [ties], **a)
                case("Min", lambda t: t.amin(over, keep), [ties], **a)
            else:
                case("Max", lambda t: t.max(axes[0], keep)[0], [x], **a)
                case("Min", lambda t: t.min(axes[0], keep)[0], [x], **a)
                case("ArgMax", lambda t: t.argmax(axes[0], keep), [x], differentiable=False, **a)
                case("ArgMin", lambda t: t.argmin(axes[0], keep), [x], differentiable=False, **a)
                case("Prod", lambda t: t.prod(axes[0], keep), [x], **a)
        if axes is None:
            case("Prod", lambda t: t.prod(), [x], axes=None, keepDim=False)
        elif len(axes) == 1:
            case("Cumsum", lambda t: t.cumsum(axes[0]), [x], axis=axes[0])
            case("Softmax", lambda t: t.softmax(axes[0]), [x], axis=axes[0])
            case("LogSoftmax", lambda t: t.log_softmax(axes[0]), [x], axis=axes[0])
            case("Flip", lambda t: t.flip(axes[0]), [x], axis=axes[0])

# Products with one, several and no zeros; multiplied one by one, because PyTorch's second derivative of prod drops terms where a factor is 0.
def product(t, axis, keep=False):
    y = t.select(axis, 0)
    for i in range(1, t.shape[axis]):
        y = y * t.select(axis, i)
    return y.unsqueeze(axis) if keep else y


for zeros in ([], [1], [1, 4], [0, 1, 2, 3, 4, 5]):
    x = draw(2, 3)
    x.view(-1)[zeros] = 0
    case("Prod", lambda t: product(t.flatten(), 0), [x], axes=None, keepDim=False)
    case("Prod", lambda t: product(t, 0), [x], axes=[0], keepDim=False)
    case("Prod", lambda t: product(t, 1, True), [x], axes=[1], keepDim=True)

# Large numbers and infinities.
inf, big = float("inf"), 1e4
extreme = torch.tensor([[big, -big, 0.0], [-big, -big, -big], [big, big, big], [-inf, 1.0, 2.0], [-inf, -inf, 3.0]], dtype=torch.float64)
for op, fn in (("Softmax", torch.softmax), ("LogSoftmax", torch.log_softmax)):
    case(op, lambda t: fn(t, 1), [extreme], axis=1)
    case(op, lambda t: fn(t, 0), [extreme.T.contiguous()], axis=0)
for axis in (0, 1):
    x = extreme if axis == 1 else extreme.T.contiguous()
    case("LogSumExp", lambda t: t.logsumexp(axis), [x], axes=[axis], keepDim=False)
    rows = torch.tensor([[-inf, -inf], [inf, 1.0], [inf, -inf], [float("nan"), 1.0]], dtype=torch.float64)
    rows = rows if axis == 1 else rows.T.contiguous()
    case("LogSumExp", lambda t: t.logsumexp(axis), [rows], differentiable=False, axes=[axis], keepDim=False)
    for op, fn in (("Max", torch.max), ("Min", torch.min)):
        case(op, lambda t: fn(t, axis)[0], [rows], differentiable=False, axes=[axis], keepDim=False)

# Cross-entropy.
for shape in ((4, 10), (1, 3), (2, 3, 5), (7,), (3, 300)):
    x = draw(*shape)
    t = torch.randint(0, shape[-1], shape[:-1])
    def cross(x, t):
        return torch.nn.functional.cross_entropy(x.reshape(-1, x.shape[-1]), t.reshape(-1), reduction="none").reshape(t.shape)
    case("SoftmaxCrossEntropy", cross, [x, t])
case("SoftmaxCrossEntropy", lambda x, t: torch.nn.functional.cross_entropy(x, t, reduction="none"), [extreme, torch.tensor([0, 1, 2, 2, 2])])
for scale in (1.0, big):
    x, t = draw(3, 4) * scale, torch.rand(3, 4, dtype=torch.float64)
    case("BinaryCrossEntropyWithLogits", lambda x: torch.nn.functional.binary_cross_entropy_with_logits(x, t, reduction="none"), [x], targets=t)

# Indexing.
x = draw(3, 4, 2)
for axis in range(3):
    shape = [2, 3, 2]
    shape[axis] = 5
    index = torch.randint(0, x.shape[axis], shape)
    source = draw(*shape)
    case("Gather", lambda t: t.gather(axis, index), [x], axis=axis, index=index)
    case("ScatterAdd", lambda t, s: t.scatter_add(axis, index, s), [x, source], axis=axis, index=index)
    once = torch.stack([torch.randperm(x.shape[axis])[:2] for _ in range(4)]).reshape(2, 2, 2).transpose(1, axis) if axis != 1 else \
        torch.stack([torch.randperm(4)[:2] for _ in range(4)]).reshape(2, 2, 2).transpose(1, 2)
    if axis == 1:
        values = draw(2, 2, 2)
        case("Scatter", lambda t, s: t.scatter(1, once, s), [x, values], axis=1, index=once)
    case("IndexSelect", lambda t: t.index_select(axis, torch.tensor([1, 0, 1])), [x], axis=axis, index=torch.tensor([1, 0, 1]))
case("OneHot", lambda t: torch.nn.functional.one_hot(t, 4).double(), [torch.tensor([[0, 3], [1, 1]])], classes=4)

# Shaping.
x = draw(3, 4, 2)
case("Pad", lambda t: torch.nn.functional.pad(t, (1, 0, 0, 2), value=1.5), [x], padding=[[0, 2], [1, 0]], value=1.5)
case("Pad", lambda t: torch.nn.functional.pad(t, (0, 1)), [x], padding=[[0, 1]], value=0.0)
case("Roll", lambda t: t.roll(2, 1), [x], shift=2, axis=1)
case("Roll", lambda t: t.roll(-5, 0), [x], shift=-5, axis=0)
case("Repeat", lambda t: t.repeat(2, 1, 3), [x], counts=[2, 1, 3])
case("Repeat", lambda t: t.repeat(2, 1, 1, 2), [x], counts=[2, 1, 1, 2])
case("MoveAxis", lambda t: t.movedim(0, 2), [x], source=0, destination=2)
case("MoveAxis", lambda t: t.movedim(-1, 0), [x], source=-1, destination=0)
for diagonal in (-4, -1, 0, 1, 2, 7):
    case("Tril", lambda t: t.tril(diagonal), [x], diagonal=diagonal)
    case("Triu", lambda t: t.triu(diagonal), [x], diagonal=diagonal)

write()
