#!/usr/bin/env python3
"""What examples/house-prices.cs --full trains, in PyTorch or in bare NumPy: 13 features of King County, 13-32-16-8-4-1 with ReLU, SGD at 0.1, batches of
16, features and prices scaled to [0, 1], a fifth to test with and a tenth of the others to validate with, the weights that did best in validation.

    /usr/bin/python3 bench/peers/house_prices.py --data FOLDER [--with torch|numpy] [--epochs 1000] [--seed 0] [--threads 1]

Prints the R² in validation and on the test part, and the seconds of training, those of 1000 epochs worked out from the epochs that were run.
"""
import argparse, gzip, os, time

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True, help="the folder of kc_house_data.csv.gz")
parser.add_argument("--with", dest="library", choices=["torch", "numpy"], default="torch")
parser.add_argument("--epochs", type=int, default=1000)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--threads", type=int, default=1)
options = parser.parse_args()
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[variable] = str(options.threads)

import numpy as np

FEATURES = ["bedrooms", "bathrooms", "sqft_living", "sqft_lot", "floors", "waterfront", "view", "condition", "grade", "yr_built", "lat", "long", "sqft_living15"]
SIZES, BATCH, RATE = [13, 32, 16, 8, 4, 1], 16, 0.1

with gzip.open(os.path.join(options.data, "kc_house_data.csv.gz"), "rt") as file:
    names = file.readline().strip().split(",")
    table = np.loadtxt(file, delimiter=",")
random = np.random.default_rng(options.seed)
order = random.permutation(len(table))
x, y = table[order][:, [names.index(name) for name in FEATURES]], table[order][:, [names.index("price")]]
others = round(0.8 * len(table))
training = round(0.9 * others)
scale = lambda values: ((values - values[:training].min(0)) / np.ptp(values[:training], axis=0)).astype(np.float32)
x, y = scale(x), scale(y)
parts = {"train": slice(0, training), "validation": slice(training, others), "test": slice(others, None)}
starts = [(random.uniform(-1, 1, (a, b)) * (6 / (a + b)) ** 0.5).astype(np.float32) for a, b in zip(SIZES, SIZES[1:])]


class Numpy:
    """Forward and backward by hand."""
    def __init__(self):
        self.weights, self.biases = [w.copy() for w in starts], [np.zeros((1, w.shape[1]), np.float32) for w in starts]

    def predict(self, x):
        self.inputs = []
        for w, b in zip(self.weights[:-1], self.biases[:-1]):
            self.inputs.append(x)
            x = np.maximum(x @ w + b, 0)
        self.inputs.append(x)
        return x @ self.weights[-1] + self.biases[-1]

    def step(self, x, y):
        d = (self.predict(x) - y) * np.float32(2 / len(y))
        for i in reversed(range(len(self.weights))):
            dw, db = self.inputs[i].T @ d, d.sum(0, keepdims=True)
            if i > 0:
                d = (d @ self.weights[i].T) * (self.inputs[i] > 0)
            self.weights[i] -= RATE * dw
            self.biases[i] -= RATE * db

    def epoch(self, x, y):
        order = random.permutation(len(x))
        x, y = x[order], y[order]
        for i in range(0, len(x), BATCH):
            self.step(x[i:i + BATCH], y[i:i + BATCH])


class Torch:
    """As a user writes it, but for the shuffling, which is done for an epoch at once, as DataLoader is far slower."""
    def __init__(self):
        import torch
        torch.set_num_threads(options.threads)
        self.torch, layers = torch, []
        for w in starts:
            layer = torch.nn.Linear(*w.shape)
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(w.T.copy()))
                layer.bias.zero_()
            layers += [layer, torch.nn.ReLU()]
        self.net = torch.nn.Sequential(*layers[:-1])
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=RATE)

    def predict(self, x):
        with self.torch.no_grad():
            return self.net(self.torch.from_numpy(x)).numpy()

    def epoch(self, x, y):
        order = random.permutation(len(x))
        x, y = self.torch.from_numpy(x[order]), self.torch.from_numpy(y[order])
        for i in range(0, len(x), BATCH):
            self.optimizer.zero_grad()
            self.torch.nn.functional.mse_loss(self.net(x[i:i + BATCH]), y[i:i + BATCH]).backward()
            self.optimizer.step()


def r2(net, part):
    target = y[parts[part]].astype(np.float64)
    return 1 - ((net.predict(x[parts[part]]) - target) ** 2).mean() / target.var()


net = Torch() if options.library == "torch" else Numpy()
best, test, start = -np.inf, 0, time.perf_counter()
for epoch in range(1, options.epochs + 1):
    net.epoch(x[parts["train"]], y[parts["train"]])
    validated = r2(net, "validation")
    if validated > best:
        best, test = validated, r2(net, "test")
seconds = time.perf_counter() - start
print(f"library: {options.library}\nepochs: {options.epochs}\nvalidation R²: {best:.4f}\ntest R²: {test:.4f}")
print(f"training seconds: {seconds:.1f}\nseconds of 1000 epochs: {1000 * seconds / options.epochs:.1f}")
