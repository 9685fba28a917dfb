"""Writes activations.json: the activation layers of PyTorch with their defaults, and with other parameters; golden.py tells the form.

    python3 activations.py > activations.json
"""
import torch
from torch import nn

from golden import case, draw, write

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)

LAYERS = {
    "Relu6": nn.ReLU6(), "Selu": nn.SELU(), "Celu": nn.CELU(), "Celu(0.5)": nn.CELU(0.5), "Mish": nn.Mish(), "Hardtanh": nn.Hardtanh(),
    "Hardtanh(-2, 0.5)": nn.Hardtanh(-2, 0.5), "Hardsigmoid": nn.Hardsigmoid(), "Hardswish": nn.Hardswish(), "LogSigmoid": nn.LogSigmoid(),
    "Softsign": nn.Softsign(), "Softshrink": nn.Softshrink(), "Softshrink(1)": nn.Softshrink(1), "Hardshrink": nn.Hardshrink(),
    "Hardshrink(1)": nn.Hardshrink(1), "Tanhshrink": nn.Tanhshrink(), "Threshold(0.1, 20)": nn.Threshold(0.1, 20), "Glu": nn.GLU(), "Glu(1)": nn.GLU(1),
    "Softmin": nn.Softmin(-1), "Elu": nn.ELU(), "LeakyRelu": nn.LeakyReLU(), "Softplus": nn.Softplus(), "RRelu": nn.RReLU().eval(),
}
for name, layer in LAYERS.items():
    x = draw(3, 4, 2) * 2.5
    if name == "Hardsigmoid":  # Whose gradient in PyTorch is by a sixth of float32.
        case("Activation", lambda x: nn.functional.relu6(x + 3) / 6, [x], name=name)
    else:
        # PyTorch rounds 1/alpha of CELU to float32, so alpha is a power of two.
        case("Activation", layer, [x], second=name != "Hardswish", name=name)
for shape, channels in [((5,), 1), ((4, 3), 3), ((2, 3, 2), 3), ((2, 3, 2), 1)]:
    case("PRelu", nn.functional.prelu, [draw(*shape), torch.full((channels,), 0.25)], channels=channels)
write()
