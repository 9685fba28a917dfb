"""Writes convolution.json: convolutions and their transposes; golden.py tells the form.

    python3 convolution.py > convolution.json
"""
import torch
import torch.nn.functional as F

from golden import case, draw, write

torch.manual_seed(31)
FORWARD = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def conv(x, w, bias=True, **a):
    """A convolution of images and filters of these shapes."""
    n = len(w) - 2
    inputs = [draw(*x), draw(*w)] + ([draw(w[0])] if bias else [])
    case(f"Conv{n}d", lambda *t: FORWARD[n](*t, **a), inputs, **a)


def transposed(x, w, bias=True, **a):
    n = len(w) - 2
    inputs = [draw(*x), draw(*w)] + ([draw(w[1] * a.get("groups", 1))] if bias else [])
    names = {"output_padding": "outputPadding"}
    case(f"ConvTranspose{n}d", lambda *t: TRANSPOSED[n](*t, **a), inputs, **{names.get(k, k): v for k, v in a.items()})


for bias in (False, True):
    conv((2, 3, 7), (4, 3, 3), bias)
    conv((2, 2, 5, 6), (3, 2, 3, 2), bias)
    conv((1, 2, 4, 3, 4), (3, 2, 2, 3, 2), bias)
conv((3, 7), (2, 3, 3))
conv((2, 5, 4), (2, 2, 3, 3), padding=1)
for stride in (1, 2, 3):
    for padding in (0, 1, 2):
        conv((1, 2, 9), (3, 2, 4), stride=stride, padding=padding)
        conv((1, 2, 7, 6), (2, 2, 3, 3), stride=stride, padding=padding, bias=stride == 2)
conv((1, 2, 7, 9), (2, 2, 2, 3), stride=[2, 1], padding=[0, 2], dilation=[1, 3])
conv((1, 2, 9, 9), (2, 2, 3, 3), stride=2, padding=2, dilation=2)
conv((1, 2, 11), (2, 2, 3), padding=1, dilation=4)
conv((2, 4, 5, 5), (6, 2, 3, 3), groups=2, padding=1)
conv((2, 4, 5, 5), (4, 1, 3, 3), groups=4, padding=1, stride=2)
conv((1, 3, 5, 6), (6, 1, 3, 3), groups=3)
conv((2, 4, 8), (4, 1, 3), groups=4)
conv((1, 4, 3, 4, 3), (2, 2, 2, 2, 2), groups=2, padding=1, stride=[1, 2, 1])
for padding in ("same", "valid"):
    conv((1, 2, 6, 5), (2, 2, 3, 4), padding=padding, dilation=[1, 2] if padding == "same" else 1)
    conv((1, 2, 6), (2, 2, 4), padding=padding)
conv((2, 3, 4, 4), (5, 3, 1, 1))
conv((2, 3, 1, 1), (5, 3, 3, 3), padding=1)
conv((2, 1, 3, 3), (1, 1, 3, 3))
conv((0, 2, 4, 4), (3, 2, 3, 3))
# Wide enough for whole vectors of pixels, and for vectors of channels.
conv((1, 1, 3, 37), (2, 1, 2, 3), padding=1)
conv((1, 2, 3, 3), (18, 2, 2, 2))

transposed((2, 3, 5), (3, 2, 3))
transposed((3, 5), (3, 2, 3), False)
for stride in (1, 2, 3):
    for padding in (0, 1):
        transposed((1, 2, 5), (2, 3, 4), stride=stride, padding=padding, output_padding=stride - 1)
        transposed((1, 2, 4, 3), (2, 2, 3, 3), stride=stride, padding=padding)
transposed((1, 2, 4, 3), (2, 3, 2, 3), stride=[3, 2], padding=[0, 1], output_padding=[2, 0], dilation=[2, 1])
transposed((1, 2, 4), (2, 3, 2), dilation=3, output_padding=2)
transposed((1, 4, 3, 3), (4, 2, 3, 3), groups=2, stride=2)
transposed((1, 4, 3, 3), (4, 1, 3, 3), groups=4, stride=2, padding=1, output_padding=1)
transposed((1, 2, 2, 3, 2), (2, 2, 2, 2, 3), stride=2, padding=1)
transposed((1, 2, 4), (2, 2, 1), stride=3)

write()
