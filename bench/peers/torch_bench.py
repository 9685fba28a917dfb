#!/usr/bin/env python3
"""The cases of `bench -- peer`, in PyTorch: one JSON line per case, {"case", "threads", "best_us", "med_us"}.

    /usr/bin/python3 bench/peers/torch_bench.py [--case PATTERN] [--threads N] [--seconds S]

For a fair comparison install OpenBLAS (libopenblas0-pthread; without it the products run on the reference BLAS, fifty times slower), unset
OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE, which hold it back, and set ATEN_CPU_CAPABILITY=avx512 where the processor has it.
"""
import argparse, json, os, re, statistics, time

parser = argparse.ArgumentParser()
parser.add_argument("--case", default=".")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--seconds", type=float, default=1.0)
options = parser.parse_args()
os.environ["OPENBLAS_NUM_THREADS"] = str(options.threads)  # Read once, when the library is loaded; torch.set_num_threads does not reach it.

import torch
from torch import nn


def step(model, optimizer, x, t, loss):
    def run():
        optimizer.zero_grad()
        loss(model(x), t).backward()
        optimizer.step()
    return run


def mlp(sizes, batch_norm=False):
    layers = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(a, b))
        if i < len(sizes) - 2:
            if batch_norm:
                layers.append(nn.BatchNorm1d(b))
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


def classifier(sizes, batch, make, batch_norm=False):
    def build():
        torch.manual_seed(1)
        model = mlp(sizes, batch_norm)
        return step(model, make(model.parameters()), torch.randn(batch, sizes[0]), torch.randint(0, sizes[-1], (batch,)), nn.CrossEntropyLoss())
    return build


def regressor(sizes, batch, make):
    def build():
        torch.manual_seed(1)
        model = mlp(sizes)
        return step(model, make(model.parameters()), torch.randn(batch, sizes[0]), torch.randn(batch, sizes[-1]), nn.MSELoss())
    return build


def tape_add(n):
    def build():
        x = torch.ones(n, requires_grad=True)
        seed = torch.ones(n)

        def run():
            x.grad = None
            y = x
            for _ in range(1000):
                y = y + x
            y.backward(seed)
        return run
    return build


def gemm(m, k, n):
    def build():
        a, b = torch.randn(m, k), torch.randn(k, n)

        def run():
            with torch.no_grad():
                a @ b
        return run
    return build


sgd = lambda p: torch.optim.SGD(p, 0.1)
adam = lambda p: torch.optim.Adam(p)
CASES = {
    "gemm-256": gemm(256, 256, 256),
    "gemm-64x784x128": gemm(64, 784, 128),
    "tape-add-1": tape_add(1),
    "tape-add-16": tape_add(16),
    "step-tiny-sgd": regressor([2, 16, 16, 1], 1, sgd),
    "step-house-sgd": regressor([13, 32, 16, 8, 4, 1], 16, sgd),
    "step-mlp-sgd": classifier([784, 128, 64, 32, 16, 10], 64, sgd),
    "step-mlp-adam": classifier([784, 128, 64, 32, 16, 10], 64, adam),
    "step-mlpbn-sgd": classifier([784, 512, 512, 10], 256, sgd, True),
    "step-mlpbn-adam": classifier([784, 512, 512, 10], 256, adam, True),
}


def main():
    torch.set_num_threads(options.threads)
    for name, build in CASES.items():
        if not re.search(options.case, name):
            continue
        run = build()
        for _ in range(5):
            run()
        times, end = [], time.perf_counter() + options.seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1e6)
        print(json.dumps({"case": name, "threads": options.threads, "best_us": round(min(times), 2), "med_us": round(statistics.median(times), 2)}), flush=True)


if __name__ == "__main__":
    main()
