"""Writes pooling.json: poolings; golden.py tells the form.

    python3 pooling.py > pooling.json
"""
import torch
import torch.nn.functional as F

from golden import case, draw, write

torch.manual_seed(37)
MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
LP = {1: F.lp_pool1d, 2: F.lp_pool2d}
CAMEL = {"ceil_mode": "ceilMode", "count_include_pad": "countIncludePad", "divisor_override": "divisorOverride"}


def pool(kind, functions, shape, kernel, axes, **a):
    names = {CAMEL.get(k, k): v for k, v in a.items()}
    case(f"{kind}Pool{axes}d", lambda x: functions[axes](x, kernel, **a), [draw(*shape)], kernelSize=kernel, **names)


for axes, shape in ((1, (2, 2, 7)), (2, (1, 2, 7, 6)), (3, (1, 2, 4, 5, 3))):
    for a in ({}, {"stride": 1}, {"padding": 1}, {"stride": 2, "padding": 1, "ceil_mode": True}, {"stride": 3, "ceil_mode": True}):
        pool("Max", MAX, shape, 2, axes, **a)
        pool("Avg", AVG, shape, 2, axes, **a)
        if "padding" in a:
            pool("Avg", AVG, shape, 3, axes, count_include_pad=False, **a)
pool("Max", MAX, (2, 6, 8), 2, 2)
pool("Max", MAX, (1, 2, 9, 8), [3, 2], 2, stride=[2, 1], padding=[1, 0], dilation=[2, 3])
pool("Max", MAX, (1, 2, 9), 3, 1, dilation=3, ceil_mode=True, stride=2)
pool("Avg", AVG, (2, 5), 3, 1, stride=1, padding=1)
pool("Avg", AVG, (1, 1, 6, 5), [3, 2], 2, stride=[1, 2], padding=[1, 0], divisor_override=3)
pool("Avg", AVG, (1, 1, 5, 5), 2, 2, ceil_mode=True, divisor_override=2)
ties = torch.tensor([[[[1, 1, 2, 0], [1, 1, 0, 2], [0, 3, 0, 0], [3, 3, 0, 0]]]], dtype=torch.float64)
case("MaxPool2d", lambda x: F.max_pool2d(x, 2), [ties], kernelSize=2)
case("MaxPool2d", lambda x: F.max_pool2d(x, 3, 1), [ties], kernelSize=3, stride=1)
nan = ties.clone()
nan[0, 0, 0, 1] = float("nan")
nan[0, 0, 2, 2] = float("-inf")
case("MaxPool2d", lambda x: F.max_pool2d(x, 2), [nan], differentiable=False, kernelSize=2)
case("MaxPool2d", lambda x: F.max_pool2d(x, 3, 1, 1), [torch.full((1, 1, 3, 3), float("-inf"), dtype=torch.float64)], differentiable=False,
     kernelSize=3, stride=1, padding=1)
for a in ({"kernelSize": 2}, {"kernelSize": 3, "stride": 2, "padding": 1}):
    k, s, p = a["kernelSize"], a.get("stride"), a.get("padding", 0)
    case("MaxPool2dIndices", lambda x: F.max_pool2d(x, k, s, p, return_indices=True)[1], [draw(2, 2, 6, 7)], **a)
for p in (1.0, 2.0, 3.0):
    x = draw(2, 2, 7).abs()
    case("LpPool1d", lambda x: F.lp_pool1d(x, p, 3, 2), [x], p=p, kernelSize=3, stride=2)
    x = draw(1, 2, 6, 5).abs()
    case("LpPool2d", lambda x: F.lp_pool2d(x, p, 2, ceil_mode=True), [x], p=p, kernelSize=2, ceilMode=True)
for size in (1, 2, 3, 5, 7, 9):
    case("AdaptiveAvgPool1d", lambda x: F.adaptive_avg_pool1d(x, size), [draw(1, 2, 7)], outputSize=size)
    case("AdaptiveMaxPool1d", lambda x: F.adaptive_max_pool1d(x, size), [draw(1, 2, 7)], outputSize=size)
for size in ([1, 1], [2, 3], [4, 6], [5, 2]):
    case("AdaptiveAvgPool2d", lambda x: F.adaptive_avg_pool2d(x, size), [draw(1, 2, 5, 6)], outputSize=size)
    case("AdaptiveMaxPool2d", lambda x: F.adaptive_max_pool2d(x, size), [draw(2, 5, 6)], outputSize=size)
x = draw(1, 2, 4, 6)
index = F.max_pool2d(x, 2, return_indices=True)[1]
case("MaxUnpool2d", lambda t: F.max_unpool2d(t, index, 2), [draw(1, 2, 2, 3)], indices=index, kernelSize=2)
case("MaxUnpool2d", lambda t: F.max_unpool2d(t, index, 2, output_size=(5, 7)), [draw(1, 2, 2, 3)], indices=index, kernelSize=2, outputSize=[5, 7])

write()
