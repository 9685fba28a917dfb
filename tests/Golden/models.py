"""Writes models.json: whole models with their losses, gradients, and what three steps of two optimizers make of them, by PyTorch in float64.

    python3 models.py > models.json

Weights and inputs are drawn by formulas, which the test computes too: number i (from 1, row-major) of tensor k (from 0, in the order of the state) is
scale * sin(1.3 i + k); see `fill`. Of large tensors three figures are kept: the norm, and the sums with sin(0.7 i) and cos(1.1 i).
A record holds the model's name, the logits and the loss at the start, the gradient of each parameter, and for each optimizer the losses before each of
three steps, and all parameters, buffers and the logits in use after them.
"""
import json
import math

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def wave(shape, k, scale=1.0):
    i = torch.arange(1, math.prod(shape) + 1, dtype=torch.float64)
    return (scale * torch.sin(1.3 * i + k)).reshape(shape)


def fill(model):
    """Matrices scale with 1 / sqrt(fan-in); vectors that scale are 1 and a tenth, all others a tenth; running variances stay 1."""
    for k, (name, p) in enumerate(model.named_parameters()):
        scale = 1.5 / math.sqrt(p.numel() / p.shape[0]) if p.dim() > 1 else 0.1
        start = 1.0 if p.dim() == 1 and name.endswith("weight") else 0.0
        with torch.no_grad():
            p.copy_(start + wave(tuple(p.shape), k, scale))
    return model


def figures(t):
    t = t.detach().double().flatten()
    i = torch.arange(1, len(t) + 1, dtype=torch.float64)
    return [t.norm().item(), (t * torch.sin(0.7 * i)).sum().item(), (t * torch.cos(1.1 * i)).sum().item()]


class LeNet(nn.Module):
    def __init__(self, relu):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.linear1, self.linear2, self.linear3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        self.f, self.pool = (F.relu, F.max_pool2d) if relu else (torch.tanh, F.avg_pool2d)

    def forward(self, x):
        x = self.pool(self.f(self.conv1(x)), 2)
        x = self.pool(self.f(self.conv2(x)), 2).flatten(1)
        return self.linear3(self.f(self.linear2(self.f(self.linear1(x)))))


class Block(nn.Module):
    def __init__(self, into, out, stride, projection):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(into, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.conv2, self.bn2 = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        self.shortcut, self.stride, self.more = None, stride, out - into
        if projection and (stride > 1 or into != out):
            self.shortcut = nn.Sequential(nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        if self.shortcut is not None:
            return (y + self.shortcut(x)).relu()
        x = x[:, :, ::self.stride, ::self.stride]
        return (y + F.pad(x, [0, 0, 0, 0, self.more // 2, self.more - self.more // 2])).relu()


class ResNet20(nn.Module):
    def __init__(self, width, projection):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        channels = [width] * 4 + [2 * width] * 3 + [4 * width] * 3
        self.blocks = nn.Sequential(*(Block(a, b, 2 if a != b else 1, projection) for a, b in zip(channels, channels[1:])))
        self.linear = nn.Linear(4 * width, 10)

    def forward(self, x):
        return self.linear(self.blocks(self.bn(self.conv(x)).relu()).mean((2, 3)))


class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.linear = nn.LSTM(5, 8, num_layers=2, bidirectional=True), nn.Linear(16, 4)

    def forward(self, x):
        return self.linear(self.lstm(x)[0][-1])


class CharTransformer(nn.Module):
    def __init__(self, tied):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(11, 8), nn.Embedding(6, 8)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(8, 2, 32, dropout=0.0, activation="gelu", batch_first=True, norm_first=True) for _ in range(2))
        self.norm = nn.LayerNorm(8)
        if not tied:
            self.head = nn.Linear(8, 11, bias=False)

    def forward(self, x):
        length = x.shape[1]
        mask = torch.ones(length, length, dtype=torch.bool).triu(1)
        h = self.tokens(x) + self.positions(torch.arange(length))
        for layer in self.layers:
            h = layer(h, mask)
        h = self.norm(h)
        return h @ self.tokens.weight.T if not hasattr(self, "head") else self.head(h)


records = []


def record(name, make, x, labels):
    def loss_of(model):
        logits = model(x)
        return logits, F.cross_entropy(logits.flatten(0, -2), labels)

    model = fill(make()).train()
    logits, loss = loss_of(model)
    loss.backward()
    entry = {"model": name, "input": list(x.shape), "logits": figures(logits), "loss": loss.item(), "names": [n for n, _ in model.named_parameters()],
             "gradients": [figures(p.grad) for p in model.parameters()], "runs": []}
    # A larger epsilon than usual: where a gradient is zero but for rounding, Adam would otherwise make a step of it.
    for kind, optimizer in [("SGD", lambda p: torch.optim.SGD(p, 0.05, momentum=0.9)), ("Adam", lambda p: torch.optim.Adam(p, 0.01, eps=1e-3))]:
        model = fill(make()).train()
        steps, losses = optimizer(model.parameters()), []
        for _ in range(3):
            steps.zero_grad()
            loss = loss_of(model)[1]
            loss.backward()
            steps.step()
            losses.append(loss.item())
        buffers = {n: figures(b) for n, b in model.named_buffers()}
        with torch.enable_grad():  # Without gradients PyTorch would take another way through its transformers.
            last = figures(model.eval()(x))
        entry["runs"].append({"optimizer": kind, "losses": losses, "parameters": [figures(p) for p in model.parameters()], "buffers": buffers,
                              "logits": last})
    records.append(entry)


images = wave((4, 1, 28, 28), 0.5)
labels = torch.tensor([3, 0, 9, 5])
record("LeNet5", lambda: LeNet(False), images, labels)
record("LeNet5 with ReLU and maxima", lambda: LeNet(True), images, labels)
small = wave((4, 3, 12, 12), 0.5)
record("ResNet20", lambda: ResNet20(4, False), small, labels)
record("ResNet20 with projections", lambda: ResNet20(4, True), small, labels)
record("LSTM", Sequence, wave((7, 3, 5), 0.5), torch.tensor([1, 3, 0]))
tokens = (torch.arange(18) * 7 % 11).reshape(3, 6)
following = (torch.arange(18) * 5 % 11)
record("CharTransformer", lambda: CharTransformer(False), tokens, following)
record("CharTransformer, tied", lambda: CharTransformer(True), tokens, following)
print("[\n" + ",\n".join(json.dumps(r) for r in records) + "\n]")
