"""Writes norms.json: normalisation layers and their running statistics; golden.py tells the form. PyTorch's RMSNorm is younger than the version used here,
so its formula is written out. Cases named "Steps" hold a sequence of batches in their arguments instead.

    python3 norms.py > norms.json
"""
import torch
import torch.nn.functional as F

from golden import case, cases, draw, pack, write

torch.manual_seed(31)
torch.set_default_dtype(torch.float64)

SHAPES = {2: (3, 2, 2, 3), 3: (2, 2, 2, 1, 3)}
for d, shape in SHAPES.items():
    case(f"BatchNorm{d}d", lambda x, w, b: F.batch_norm(x, None, None, w, b, True, 0.1, 1e-5), [draw(*shape) * 3 + 1, draw(2), draw(2)], epsilon=1e-5)
    case(f"BatchNorm{d}d", lambda x: F.batch_norm(x, None, None, None, None, True, 0.1, 1e-3), [draw(*shape)], epsilon=1e-3)
for d, shape in {1: (3, 2, 4), **SHAPES}.items():
    for unbatched in [False, True]:
        def run(x, *p):
            y = F.instance_norm(x[None] if unbatched else x, None, None, *(p or (None, None)), True, 0.1, 1e-4)
            return y[0] if unbatched else y
        x = draw(*shape[unbatched:]) * 2 - 1
        case(f"InstanceNorm{d}d", run, [x, draw(2), draw(2)], epsilon=1e-4)
        case(f"InstanceNorm{d}d", run, [x], epsilon=1e-4)

for kind, d, shape in [(torch.nn.BatchNorm2d, 2, SHAPES[2]), (torch.nn.BatchNorm3d, 3, SHAPES[3]),
                       (torch.nn.InstanceNorm1d, 1, (3, 2, 4)), (torch.nn.InstanceNorm2d, 2, SHAPES[2]), (torch.nn.InstanceNorm3d, 3, SHAPES[3])]:
    for momentum in [0.1, 0.7]:
        layer = kind(2, momentum=momentum, track_running_stats=True, affine=True)
        batches = [draw(*shape) * 2 + 3 for _ in range(3)]
        outputs = [layer(x).detach() for x in batches]
        layer.eval()
        cases.append({"op": "Steps", "args": {
            "layer": kind.__name__, "momentum": momentum, "batches": [pack(x) for x in batches], "outputs": [pack(y) for y in outputs],
            "mean": pack(layer.running_mean), "var": pack(layer.running_var), "eval": pack(layer(batches[0]).detach())},
            "inputs": [], "output": pack(torch.tensor(3))})

for shape, groups in [((2, 4, 3), 2), ((3, 4), 2), ((2, 6, 2, 2), 3), ((2, 3, 4), 1), ((2, 3, 4), 3)]:
    case("GroupNorm", lambda x, w, b: F.group_norm(x, groups, w, b, 1e-5), [draw(*shape), draw(shape[1]), draw(shape[1])], groups=groups, epsilon=1e-5)
    case("GroupNorm", lambda x: F.group_norm(x, groups, None, None, 1e-2), [draw(*shape)], groups=groups, epsilon=1e-2)

for shape, normalized in [((4, 5), (5,)), ((2, 3, 4), (4,)), ((2, 3, 4), (3, 4))]:
    axes = tuple(range(-len(normalized), 0))
    for epsilon in [1e-2, None]:
        def rms(x, *w):
            y = x * torch.rsqrt((x ** 2).mean(axes, keepdim=True) + (torch.finfo(x.dtype).eps if epsilon is None else epsilon))
            return y * w[0] if w else y
        case("RMSNorm", rms, [draw(*shape), draw(*normalized)], normalized=normalized, epsilon=epsilon)
        case("RMSNorm", rms, [draw(*shape)], normalized=normalized, epsilon=epsilon)

for shape in [(2, 5, 3), (1, 4, 2, 2)]:
    for size, alpha, beta, k in [(3, 1e-4, 0.75, 1.0), (2, 0.5, 0.75, 2.0), (5, 1.0, 0.5, 1.0), (1, 0.3, 1.0, 1.0)]:
        case("LocalResponseNorm", lambda x: F.local_response_norm(x, size, alpha, beta, k), [draw(*shape)], size=size, alpha=alpha, beta=beta, k=k)

write()
