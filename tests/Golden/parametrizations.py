"""Writes parametrizations.json: weight and spectral normalisation of layers; golden.py tells the form.

    python3 parametrizations.py > parametrizations.json

Inputs are x and the parameters in PyTorch's order: of weight normalisation bias, g and v; of spectral normalisation bias and the original weight.
"""
import torch
from torch import nn
from torch.nn.utils import parametrizations, weight_norm
from torch.nn.utils.stateless import functional_call

from golden import case, draw, write

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)

LAYERS = {
    "Linear": (lambda: nn.Linear(3, 4), (2, 3)),
    "Conv1d": (lambda: nn.Conv1d(2, 3, 2), (2, 2, 4)),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(2, 3, 2), (2, 2, 3)),
}

# PyTorch's own kernel takes the norms for constants in second derivatives, as torch.autograd.gradgradcheck shows; written out they are right.
for kind, (make, shape) in LAYERS.items():
    for axis in [0, 1, None]:
        plain, layer = make(), weight_norm(make(), dim=axis)
        names = ["bias", "weight_g", "weight_v"]
        parameters = dict(layer.named_parameters())
        inputs = [draw(*shape)] + [draw(*parameters[name].shape) for name in names]

        def written_out(x, bias, g, v):
            return functional_call(plain, {"bias": bias, "weight": v * (g / torch.norm_except_dim(v, 2, -1 if axis is None else axis))}, (x,))

        case("WeightNorm", lambda x, *p: functional_call(layer, dict(zip(names, p)), (x,)), inputs, second=False, layer=kind, axis=axis)
        case("WeightNorm", written_out, inputs, layer=kind, axis=axis)

for kind, (make, shape) in LAYERS.items():
    for training, steps in [(False, 1), (True, 1), (True, 3)]:
        for which in range(3) if training else [0]:
            layer = parametrizations.spectral_norm(make(), n_power_iterations=steps).train(training)
            normal = layer.parametrizations.weight[0]
            u, v = draw(*normal._u.shape), draw(*normal._v.shape)
            u, v = u / u.norm(), v / v.norm()
            names = ["bias", "parametrizations.weight.original"]
            parameters = dict(layer.named_parameters())
            inputs = [draw(*shape)] + [draw(*parameters[name].shape) for name in names]

            def run(x, *p):
                normal._u.copy_(u)
                normal._v.copy_(v)
                y = functional_call(layer, dict(zip(names, p)), (x,))
                return [y, normal._u.clone(), normal._v.clone()][which]

            case("SpectralNorm", run, inputs, differentiable=which == 0, layer=kind, training=training, steps=steps, which=which, u=u, v=v)

write()
