"""Writes images.json: patches as columns and back, affine maps and sampling between pixels, the nearest-exact pixel; golden.py tells the form.

    python3 images.py > images.json
"""
import torch
import torch.nn.functional as F

from golden import case, draw, write

torch.manual_seed(31)

windows = (((2, 2), (1, 1), (0, 0), (1, 1)), ((3, 2), (1, 2), (1, 0), (2, 1)), ((1, 3), (2, 1), (0, 2), (1, 3)), ((4, 5), (1, 1), (0, 0), (1, 1)))
for kernel, dilation, padding, stride in windows:
    window = dict(kernel=kernel, dilation=dilation, padding=padding, stride=stride)
    images = draw(2, 3, 4, 5)
    case("Im2Col", lambda t: F.unfold(t, kernel, dilation, padding, stride), [images], **window)
    case("Im2Col", lambda t: F.unfold(t, kernel, dilation, padding, stride), [images[0]], **window)
    columns = draw(*F.unfold(images, kernel, dilation, padding, stride).shape)
    case("Col2Im", lambda t: F.fold(t, (4, 5), kernel, dilation, padding, stride), [columns], size=(4, 5), **window)
    case("Col2Im", lambda t: F.fold(t, (4, 5), kernel, dilation, padding, stride), [columns[0]], size=(4, 5), **window)

for align in (False, True):
    for size in ((2, 1, 3, 4), (2, 3, 1, 2), (2, 1, 2, 3, 2)):
        axes = len(size) - 2
        case("AffineGrid", lambda t: F.affine_grid(t, size, align_corners=align), [draw(2, axes, axes + 1)], size=size, alignCorners=align)
    for padding in ("zeros", "border", "reflection"):
        # PyTorch has no second derivatives of sampling.
        for mode in ("bilinear", "nearest", "bicubic"):
            case("GridSample", lambda x, g: F.grid_sample(x, g, mode, padding, align), [draw(2, 2, 3, 4), draw(2, 3, 2, 2) * 1.5], second=False,
                 mode=mode, padding=padding, alignCorners=align)
        for mode in ("bilinear", "nearest"):
            case("GridSample", lambda x, g: F.grid_sample(x, g, mode, padding, align), [draw(1, 2, 3, 2, 4), draw(1, 2, 1, 2, 3) * 1.5], second=False,
                 mode=mode, padding=padding, alignCorners=align)
        case("GridSample", lambda x, g: F.grid_sample(x, g, "bilinear", padding, align), [draw(1, 1, 1, 3), draw(1, 2, 2, 2) * 4], second=False,
             mode="bilinear", padding=padding, alignCorners=align)

for shape, size in (((2, 2, 5), (3,)), ((1, 2, 3, 4), (7, 2)), ((1, 1, 2, 3, 2), (3, 2, 5))):
    case("NearestExact", lambda t: F.interpolate(t, size, mode="nearest-exact"), [draw(*shape)], size=size)

nan, inf = float("nan"), float("inf")
spoilt = torch.tensor([1, nan, 3, 2, 2, 2, -inf, 0], dtype=torch.float64).reshape(1, 1, 8)
for size in (2, 3, 5):
    case("AdaptiveAvgPool1d", lambda t: F.adaptive_avg_pool1d(t, size), [spoilt], size=size)

write()
