#!/usr/bin/env python3
"""The cases of `bench -- peer`, in PyTorch: one JSON line per case, {"case", "threads", "best_us", "med_us"}.

    /usr/bin/python3 bench/peers/torch_bench.py [--case PATTERN] [--threads N] [--seconds S]
    /usr/bin/python3 bench/peers/torch_bench.py --memory [--threads N]

The second form runs the largest training step 2000 times and writes the peak resident memory instead, {"case", "threads", "best_kb", "med_kb"}.
For a fair comparison install OpenBLAS (libopenblas0-pthread; without it the products run on the reference BLAS, fifty times slower), unset
OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE, which hold it back unless it does not know the processor, and set ATEN_CPU_CAPABILITY=avx512 where the
processor has it. compare.sh does all this.
"""
import argparse, json, os, re, statistics, sys, time

parser = argparse.ArgumentParser()
parser.add_argument("--case", default=".")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=0.5)
parser.add_argument("--memory", action="store_true")
options = parser.parse_args()
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # Read once, when the library is loaded; torch.set_num_threads does not reach it.
    os.environ[variable] = str(options.threads)

import torch
from torch import nn
from torch.nn import functional as F


def forward(f, *data):
    """A function without a graph."""
    def run():
        with torch.no_grad():
            f(*data)
    return run


def forward_and_backward(f, seed, *leaves):
    """A function of leaves and the gradients of all of them."""
    def run():
        for leaf in leaves:
            leaf.grad = None
        f().backward(seed)
    return run


# Matrix products: cubes, and those of a linear layer, forward and backward.

def product(left, right, dtype=torch.float32, transpose_a=False, transpose_b=False):
    def build():
        a, b = torch.randn(left, dtype=dtype), torch.randn(right, dtype=dtype)
        return forward(lambda: (a.t() if transpose_a else a) @ (b.t() if transpose_b else b))
    return build


def layer_products(m, k, n):
    name = f"gemm-{m}x{k}x{n}"
    return {
        name: product((m, k), (k, n)),
        f"{name}-xtdy": product((m, k), (m, n), transpose_a=True),
        f"{name}-dywt": product((m, n), (k, n), transpose_b=True),
    }


# Elementary functions, and a chain of elementwise operations.

def function(f, size=100_000):
    return lambda: forward(f, torch.randn(size))


def chain(size):
    def build():
        x, a, b = torch.randn(size, requires_grad=True), torch.randn(size) * 0.5, torch.randn(size) + 0.5
        return forward_and_backward(lambda: torch.relu((x * a + b) * x), torch.ones(size), x)
    return build


# Reductions, softmax, cross-entropy.

def reduction(f, axis):
    return lambda: forward(lambda x: f(x, axis), torch.randn(4096, 1024))


def softmax(rows, classes):
    def build():
        x = torch.randn(rows, classes, requires_grad=True)
        return forward_and_backward(lambda: F.softmax(x, 1), torch.randn(rows, classes), x)
    return build


def cross_entropy(rows, classes):
    def build():
        x, labels = torch.randn(rows, classes, requires_grad=True), torch.randint(0, classes, (rows,))
        return forward_and_backward(lambda: F.cross_entropy(x, labels), None, x)
    return build


# Normalisation: the native kernels.

def layer_norm(rows, features):
    def build():
        x = torch.randn(rows, features, requires_grad=True)
        weight, bias = torch.ones(features, requires_grad=True), torch.zeros(features, requires_grad=True)
        return forward_and_backward(lambda: F.layer_norm(x, (features,), weight, bias), torch.randn(rows, features), x, weight, bias)
    return build


def batch_norm(*shape):
    def build():
        x = torch.randn(shape, requires_grad=True)
        weight, bias = torch.ones(shape[1], requires_grad=True), torch.zeros(shape[1], requires_grad=True)
        return forward_and_backward(lambda: F.batch_norm(x, None, None, weight, bias, training=True), torch.randn(shape), x, weight, bias)
    return build


# Convolutions: forward without a graph, and the backward pass alone, of the gradients of input, weight and bias.

def convolution(images, filters, padding, backward):
    def build():
        x, w, b = torch.randn(images), torch.randn(filters), torch.randn(filters[0])
        if not backward:
            return forward(lambda: F.conv2d(x, w, b, padding=padding))
        leaves = [t.requires_grad_() for t in (x, w, b)]
        y = F.conv2d(x, w, b, padding=padding)
        seed = torch.randn_like(y)
        return lambda: torch.autograd.grad(y, leaves, seed, retain_graph=True)
    return build


# What the tape costs.

def tape_add(size, additions=1000):
    def build():
        x, seed = torch.ones(size, requires_grad=True), torch.ones(size)

        def run():
            x.grad = None
            y = x
            for _ in range(additions):
                y = y + x
            y.backward(seed)
        return run
    return build


# Whole training steps.

def step(model, optimizer, x, t, loss):
    def run():
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), t).backward()
        optimizer.step()
    return run


def mlp(sizes, normalized=False):
    layers = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(a, b))
        if i < len(sizes) - 2:
            if normalized:
                layers.append(nn.BatchNorm1d(b))
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def classifier(sizes, batch, make, normalized=False):
    def build():
        model = mlp(sizes, normalized)
        return step(model, make(model.parameters()), torch.randn(batch, sizes[0]), torch.randint(0, sizes[-1], (batch,)), F.cross_entropy)
    return build


def regressor(sizes, batch, make):
    def build():
        model = mlp(sizes)
        return step(model, make(model.parameters()), torch.randn(batch, sizes[0]), torch.randn(batch, sizes[-1]), F.mse_loss)
    return build


class Block(nn.Module):
    """Two convolutions with normalisation, and a way around them that leaves out elements and pads channels where sizes change."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.norm2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.stride, self.more = stride, (outputs - inputs) // 2

    def forward(self, x):
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        around = x if self.stride == 1 else F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.more, self.more))
        return F.relu(y + around)


def lenet():
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    return step(model, sgd(model.parameters()), torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,)), F.cross_entropy)


def resnet20():
    blocks = [Block(c // 2 if i in (3, 6) else c, c, 2 if i in (3, 6) else 1) for i, c in enumerate([16] * 3 + [32] * 3 + [64] * 3)]
    model = nn.Sequential(
        nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    return step(model, sgd(model.parameters()), torch.randn(32, 3, 32, 32), torch.randint(0, 10, (32,)), F.cross_entropy)


class LastState(nn.Module):
    """An LSTM and a layer on its last state."""

    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(64, 128), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][-1])


class Gpt(nn.Module):
    """Four causal layers with normalisation before each part, over characters."""

    def __init__(self):
        super().__init__()
        self.characters, self.positions = nn.Embedding(65, 128), nn.Parameter(torch.randn(64, 128) * 0.02)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(128, 4, 512, dropout=0.0, activation="gelu", batch_first=True, norm_first=True) for _ in range(4))
        self.norm, self.head = nn.LayerNorm(128), nn.Linear(128, 65)
        self.mask = torch.ones(64, 64, dtype=torch.bool).triu(1)

    def forward(self, x):
        h = self.characters(x) + self.positions
        for layer in self.layers:
            h = layer(h, self.mask)
        return self.head(self.norm(h)).flatten(0, 1)


def lstm():
    model = LastState()
    return step(model, sgd(model.parameters()), torch.randn(32, 32, 64), torch.randint(0, 10, (32,)), F.cross_entropy)


def gpt():
    model = Gpt()
    return step(model, sgd(model.parameters()), torch.randint(0, 65, (16, 64)), torch.randint(0, 65, (16 * 64,)), F.cross_entropy)


sgd = lambda p: torch.optim.SGD(p, 0.1)
adam = lambda p: torch.optim.Adam(p)
TINY, HOUSE, MLP, MLPBN = [2, 16, 16, 1], [13, 32, 16, 8, 4, 1], [784, 128, 64, 32, 16, 10], [784, 512, 512, 10]
REDUCTIONS = {"sum": torch.sum, "mean": torch.mean, "var": torch.var}
FUNCTIONS = {"exp": torch.exp, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": F.gelu, "relu": torch.relu}
CONVOLUTIONS = {
    "conv-64x1x28x28-6-5x5": ((64, 1, 28, 28), (6, 1, 5, 5), 2),
    "conv-64x6x14x14-16-5x5": ((64, 6, 14, 14), (16, 6, 5, 5), 0),
    "conv-32x16x32x32-16-3x3": ((32, 16, 32, 32), (16, 16, 3, 3), 1),
    "conv-32x64x8x8-64-3x3": ((32, 64, 8, 8), (64, 64, 3, 3), 1),
}
CASES = {
    **{f"gemm-{n}": product((n, n), (n, n)) for n in (64, 128, 256, 512, 1024, 2048)},
    "dgemm-512": product((512, 512), (512, 512), torch.float64),
    **layer_products(64, 784, 128),
    **layer_products(256, 784, 512),
    **{name: function(f) for name, f in FUNCTIONS.items()},
    "chain-100k": chain(100_000),
    "chain-1m": chain(1_000_000),
    **{f"{name}-axis{axis}": reduction(f, axis) for name, f in REDUCTIONS.items() for axis in (0, 1)},
    "softmax-256x10": softmax(256, 10),
    "softmax-1024x1000": softmax(1024, 1000),
    "cross-entropy-256x10": cross_entropy(256, 10),
    "cross-entropy-1024x1000": cross_entropy(1024, 1000),
    "layernorm-1024x128": layer_norm(1024, 128),
    "layernorm-1024x768": layer_norm(1024, 768),
    "bn1d-256x512": batch_norm(256, 512),
    "bn2d-32x16x32x32": batch_norm(32, 16, 32, 32),
    **{f"{name}-{'bwd' if backward else 'fwd'}": convolution(*work, backward) for name, work in CONVOLUTIONS.items() for backward in (False, True)},
    "tape-add-1": tape_add(1),
    "tape-add-16": tape_add(16),
    "step-tiny-sgd": regressor(TINY, 1, sgd),
    "step-tiny-adam": regressor(TINY, 1, adam),
    "step-house-sgd": regressor(HOUSE, 16, sgd),
    "step-mlp-sgd": classifier(MLP, 64, sgd),
    "step-mlp-adam": classifier(MLP, 64, adam),
    "step-mlpbn-sgd": classifier(MLPBN, 256, sgd, True),
    "step-mlpbn-adam": classifier(MLPBN, 256, adam, True),
    "step-lenet": lenet,
    "step-resnet20": resnet20,
    "step-lstm": lstm,
    "step-gpt": gpt,
}


def write(name, unit, best, median):
    print(json.dumps({"case": name, "threads": options.threads, f"best_{unit}": round(best, 2), f"med_{unit}": round(median, 2)}), flush=True)


def repeat(run, seconds):
    times, end = [], time.perf_counter() + seconds
    while True:
        start = time.perf_counter()
        run()
        now = time.perf_counter()
        times.append((now - start) * 1e6)
        if now >= end:
            return times


def memory():
    run = CASES["step-mlpbn-sgd"]()
    for _ in range(2000):
        run()
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    write("memory-mlpbn-sgd", "kb", peak, peak)


def warn_of_a_slow_blas():
    libraries = {line.split()[-1] for line in open("/proc/self/maps") if "/" in line}
    if not any("openblas" in library or "mkl_rt" in library or "libmkl" in library for library in libraries):
        print("WARNING: torch does not run on OpenBLAS here, so its matrix products are slow and the comparison is not fair; "
              "install libopenblas0-pthread.", file=sys.stderr)


def main():
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    torch.ones(2, 2) @ torch.ones(2, 2)
    warn_of_a_slow_blas()
    if options.memory:
        memory()
        return
    for name, build in CASES.items():
        if re.search(options.case, name):
            run = build()
            repeat(run, max(0.3, options.seconds / 2))
            times = repeat(run, options.seconds)
            write(name, "us", min(times), statistics.median(times))


if __name__ == "__main__":
    main()
