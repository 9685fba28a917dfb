"""Writes nn.json: layers and losses, and running statistics of batch normalisation; golden.py tells the form. Cases named "...Steps" hold a sequence
of batches in their arguments instead.

    python3 nn.py > nn.json
"""
import torch
import torch.nn.functional as F

from golden import case, cases, pack, write

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)

r = torch.randn

# Layers: the input, then the parameters.
for shape in [(4, 5), (5,), (2, 3, 5), (2, 1, 3, 5)]:
    case("Linear", F.linear, [r(shape), r(3, 5), r(3)])
case("Linear", F.linear, [r(4, 5), r(3, 5)])

for shape in [(6, 4), (3, 4, 5)]:
    case("BatchNorm1d", lambda x, w, b: F.batch_norm(x, None, None, w, b, True, 0.1, 1e-5), [r(shape) * 3 + 1, r(4), r(4)], features=4, epsilon=1e-5)
    case("BatchNorm1d", lambda x: F.batch_norm(x, None, None, None, None, True, 0.1, 1e-3), [r(shape) * 3 + 1], features=4, epsilon=1e-3)
    mean, var = r(4), r(4) ** 2
    case("BatchNorm1dEval", lambda x, w, b: F.batch_norm(x, mean, var, w, b, False, 0.1, 1e-5), [r(shape), r(4), r(4)], features=4, epsilon=1e-5, mean=mean, var=var)

for shape, normalized in [((4, 5), (5,)), ((2, 3, 5), (5,)), ((2, 3, 5), (3, 5))]:
    case("LayerNorm", lambda x, w, b: F.layer_norm(x, normalized, w, b, 1e-5), [r(shape) * 2 - 1, r(normalized), r(normalized)], normalized=normalized, epsilon=1e-5)
    case("LayerNorm", lambda x: F.layer_norm(x, normalized, None, None, 1e-2), [r(shape)], normalized=normalized, epsilon=1e-2)

activations = {
    "Identity": lambda x: x * 1, "Relu": F.relu, "LeakyRelu": lambda x: F.leaky_relu(x, 0.2), "Elu": lambda x: F.elu(x, 0.7),
    "Gelu": F.gelu, "GeluTanh": lambda x: F.gelu(x, approximate="tanh"), "Silu": F.silu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh,
    "Softplus": lambda x: F.softplus(x, 2, 1e9), "Softmax": lambda x: F.softmax(x, -1), "LogSoftmax": lambda x: F.log_softmax(x, 1),
}
for name, f in activations.items():
    case("Activation", f, [r(3, 4, 2) * 2], name=name)

# Batch normalisation over several batches, then in use.
for momentum in [0.1, 0.7, None]:
    for shapes in [[(6, 4), (3, 4), (8, 4)], [(3, 4, 5), (2, 4, 3)]]:
        layer = torch.nn.BatchNorm1d(4, momentum=momentum)
        batches = [r(s) * 2 + 3 for s in shapes]
        outputs = [layer(x).detach() for x in batches]
        layer.eval()
        cases.append({"op": "BatchNorm1dSteps", "args": {
            "momentum": momentum, "batches": [pack(x) for x in batches], "outputs": [pack(y) for y in outputs],
            "mean": pack(layer.running_mean), "var": pack(layer.running_var), "eval": pack(layer(batches[0]).detach())},
            "inputs": [], "output": pack(torch.tensor(layer.num_batches_tracked.item()))})

# Losses, in every reduction.
for reduction in ["mean", "sum", "none"]:
    for shape in [(), (5,), (4, 3)]:
        case("Mse", lambda x, t: F.mse_loss(x, t, reduction=reduction), [r(shape), r(shape)], reduction=reduction)
        case("L1", lambda x, t: F.l1_loss(x, t, reduction=reduction), [r(shape), r(shape)], reduction=reduction)
    p, t = torch.rand(4, 3), torch.rand(4, 3)
    case("BinaryCrossEntropy", lambda x: F.binary_cross_entropy(x, t, reduction=reduction), [p], target=t, weight=None, reduction=reduction)
    x, hard = r(4, 3) * 5, torch.randint(0, 2, (4, 3)).double()
    for w in [None, torch.rand(3), torch.rand(4, 3)]:
        if w is not None:
            case("BinaryCrossEntropy", lambda x: F.binary_cross_entropy(x, t, w, reduction=reduction), [p], target=t, weight=w, reduction=reduction)
        for pos in [None, torch.rand(3) * 4]:
            case("BinaryCrossEntropyWithLogits", lambda x: F.binary_cross_entropy_with_logits(x, hard, w, pos_weight=pos, reduction=reduction),
                 [x], target=hard, weight=w, posWeight=pos, reduction=reduction)
    edge = torch.tensor([0.0, 1.0, 1.0, 0.0])
    case("BinaryCrossEntropyEdge", lambda x: F.binary_cross_entropy(edge, torch.tensor([0.0, 1.0, 0.0, 1.0]), reduction=reduction) + 0 * x.sum(), [r(1)],
         probability=edge, target=torch.tensor([0.0, 1.0, 0.0, 1.0]), reduction=reduction)
    for shape in [(6, 4), (4,), (2, 4, 3), (2, 4, 3, 2)]:
        x = r(shape) * 3
        labels = torch.randint(0, 4, shape[:1] + shape[2:] if len(shape) > 1 else ())
        some = labels.clone()
        if labels.dim():
            some.view(-1)[::2] = -100
            some.view(-1)[1] = 2
        probabilities = F.softmax(r(shape), 1 if len(shape) > 1 else 0)
        for weight in [None, torch.rand(4) + 0.2]:
            for smoothing in [0.0, 0.3]:
                for target, ignore in [(labels, -100), (some, -100), (some, 2), (probabilities, -100)]:
                    if ignore == 2:
                        target = torch.where(target == -100, torch.zeros_like(target), target)
                        target = target.clone()
                    if ignore == 2 and target.dim() == 0:
                        continue
                    case("CrossEntropy", lambda x: F.cross_entropy(x, target, weight, ignore_index=ignore, reduction=reduction, label_smoothing=smoothing),
                         [x], target=target, weight=weight, labelSmoothing=smoothing, ignoreIndex=ignore, reduction=reduction)
                    if smoothing == 0 and target.dtype == torch.int64:
                        case("Nll", lambda x: F.nll_loss(x, target, weight, ignore_index=ignore, reduction=reduction),
                             [x], target=target, weight=weight, ignoreIndex=ignore, reduction=reduction)

gains = [torch.nn.init.calculate_gain(n, p) for n, p in
         [("linear", None), ("sigmoid", None), ("tanh", None), ("relu", None), ("leaky_relu", None), ("leaky_relu", 0.2), ("selu", None)]]
cases.append({"op": "Gains", "args": {}, "inputs": [], "output": pack(torch.tensor(gains))})

write()
