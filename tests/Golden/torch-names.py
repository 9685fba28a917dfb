"""Writes torch-names.txt: the public names of PyTorch that docs/from-pytorch.md accounts for, one a line.

    python3 torch-names.py > torch-names.txt

Modules, what they import from elsewhere, and what the documentation never shows (names of the C++ library that leak into `torch`) are left out. The
names at the end came after the release that is asked here.
"""
import inspect

import functorch
import torch
import torch.distributions
import torch.nn.utils.parametrizations
import torch.nn.utils.parametrize
import torch.nn.utils.rnn
import torch.optim.swa_utils
import torch.utils.checkpoint
import torch.utils.data

MODULES = {
    "torch": torch,
    "torch.autograd": torch.autograd,
    "torch.autograd.forward_ad": torch.autograd.forward_ad,
    "torch.autograd.functional": torch.autograd.functional,
    "torch.autograd.graph": torch.autograd.graph,
    "torch.distributions": torch.distributions,
    "torch.fft": torch.fft,
    "torch.func": functorch,
    "torch.linalg": torch.linalg,
    "torch.nn": torch.nn,
    "torch.nn.functional": torch.nn.functional,
    "torch.nn.init": torch.nn.init,
    "torch.nn.utils": torch.nn.utils,
    "torch.nn.utils.parametrizations": torch.nn.utils.parametrizations,
    "torch.nn.utils.parametrize": torch.nn.utils.parametrize,
    "torch.nn.utils.rnn": torch.nn.utils.rnn,
    "torch.optim": torch.optim,
    "torch.optim.lr_scheduler": torch.optim.lr_scheduler,
    "torch.optim.swa_utils": torch.optim.swa_utils,
    "torch.special": torch.special,
    "torch.utils.checkpoint": torch.utils.checkpoint,
    "torch.utils.data": torch.utils.data,
}
CLASSES = {
    "torch.Tensor": torch.Tensor,
    "torch.Generator": torch.Generator,
    "torch.autograd.Function": torch.autograd.Function,
    "torch.distributions.Distribution": torch.distributions.Distribution,
    "torch.nn.Module": torch.nn.Module,
    "torch.optim.Optimizer": torch.optim.Optimizer,
}
NEWER = """
torch.compile torch.get_default_device torch.set_default_device torch.unravel_index torch.vmap torch.cond torch.rms_norm
torch.func.functional_call torch.func.stack_module_state torch.func.linearize torch.func.jacfwd torch.func.jacrev
torch.linalg.vander torch.nn.Buffer torch.nn.CircularPad1d torch.nn.CircularPad2d torch.nn.CircularPad3d torch.nn.LPPool3d torch.nn.RMSNorm
torch.nn.ReflectionPad3d torch.nn.ZeroPad1d torch.nn.ZeroPad3d torch.nn.attention.SDPBackend torch.nn.functional.rms_norm
torch.nn.functional.scaled_dot_product_attention torch.nn.parameter.Buffer torch.nn.utils.get_total_norm torch.nn.utils.clip_grads_with_norm_
torch.nn.utils.parametrizations.weight_norm torch.nn.utils.rnn.unpad_sequence torch.optim.Adafactor torch.optim.Muon
torch.Tensor.register_post_accumulate_grad_hook torch.Tensor.module_load torch.distributions.InverseGamma torch.special.gammaln
torch.utils.data.StackDataset torch.utils.data.default_collate
""".split()


CORE_CLASSES = """Tensor Generator Size Storage Stream FloatTensor DoubleTensor LongTensor IntTensor ByteTensor BoolTensor no_grad enable_grad
set_grad_enabled inference_mode autocast finfo iinfo dtype device layout memory_format""".split()


def shown(path, name, value):
    """Whether a name is part of what a module offers, rather than of what it is made of."""
    if name.startswith("_") or inspect.ismodule(value) or value is torch.Tensor and path != "torch":
        return False
    if isinstance(value, (torch.dtype, torch.layout, torch.memory_format)):
        return True
    home = getattr(value, "__module__", None) or "torch"
    if not callable(value) or not home.startswith(("torch", "functorch")):
        return False
    if not inspect.isclass(value):
        return True
    return name in CORE_CLASSES if path == "torch" else path.count(".") < 2 or home.startswith(path)


names = {f"{path}.{name}" for path, module in MODULES.items() for name in dir(module) if shown(path, name, getattr(module, name))}
names |= {f"{path}.{name}" for path, owner in CLASSES.items() for name in dir(owner) if not name.startswith("_")}
names |= {"torch.e", "torch.inf", "torch.nan", "torch.pi", "torch.newaxis"} | set(NEWER)
print("\n".join(sorted(names)))
