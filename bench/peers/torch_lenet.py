#!/usr/bin/env python3
"""What examples/lenet.cs does, in PyTorch: LeNet-5 with ReLU and maxima on Fashion-MNIST, Adam with a rate that falls to zero, and the seconds it takes.

    /usr/bin/python3 bench/peers/torch_lenet.py FOLDER [--threads N] [--epochs N]

Batches are cut from one tensor, without PyTorch's loader and its processes, so that the step is what is timed. torch_bench.py tells which libraries
and settings make a fair comparison.
"""
import argparse, gzip, os, time

parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--epochs", type=int, default=3)
options = parser.parse_args()
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = str(options.threads)

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(options.threads)
torch.manual_seed(0)


def read(name, skip):
    with gzip.open(os.path.join(options.folder, name + ".gz")) as file:
        return torch.frombuffer(bytearray(file.read()[skip:]), dtype=torch.uint8)


def load(part):
    images = read(f"{part}-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float() / 255
    return (images - 0.3) / 0.35, read(f"{part}-labels-idx1-ubyte", 8).long()


(images, labels), (unseen, answers) = load("train"), load("t10k")
net = nn.Sequential(
    nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
optimizer = torch.optim.Adam(net.parameters(), 2e-3)
batch, seconds, steps = 64, 0.0, 0
total = options.epochs * ((len(images) + batch - 1) // batch)
for epoch in range(options.epochs):
    start = time.perf_counter()
    net.train()
    order = torch.randperm(len(images))
    mean = 0.0
    for at in range(0, len(images), batch):
        chosen = order[at:at + batch]
        x, y = images[chosen], labels[chosen]
        optimizer.param_groups[0]["lr"] = 2e-3 * (1 - steps / total)
        steps += 1
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        mean += loss.item() * len(y) / len(images)
    seconds += time.perf_counter() - start
    net.eval()
    with torch.no_grad():
        accuracy = sum((net(unseen[i:i + 500]).argmax(1) == answers[i:i + 500]).sum().item() for i in range(0, len(unseen), 500)) / len(unseen)
    print(f"epoch {epoch + 1:2}: loss {mean:.4f}, test accuracy {accuracy:.4f}")
print(f"test accuracy: {accuracy:.4f}")
print(f"training seconds: {seconds:.1f}")
