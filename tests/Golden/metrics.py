"""Makes metrics.json: metrics of drawn predictions by scikit-learn.

    python3 metrics.py > metrics.json       (Debian: python3-sklearn)
"""
import json
import warnings
import numpy as np
import sklearn.metrics as M

warnings.simplefilter("ignore")
rng = np.random.default_rng(1)
cases = []


def case(metric, p, t, value, **args):
    p, t = np.asarray(p), np.asarray(t)
    cases.append({"metric": metric, "args": args, "predictions": p.flatten().tolist(), "shape": list(p.shape),
                  "targets": t.flatten().tolist(), "targetShape": list(t.shape), "whole": bool(t.dtype.kind == "i"), "value": float(value)})


def scores(n, c, t):
    """Probabilities that favour the true class a little, of two decimals so that there are ties."""
    s = rng.random((n, c)) + 0.6 * np.eye(c)[t]
    return (s / s.sum(1, keepdims=True)).round(2)


for n, c in [(40, 3), (57, 5), (9, 4)]:
    t = rng.integers(0, c, n)
    s = scores(n, c, t)
    p = s.argmax(1)
    case("accuracy", s, t, M.accuracy_score(t, p))
    for k in (1, 2, 3):
        top = np.argsort(-s, axis=1, kind="stable")[:, :k]
        case("top", s, t, np.mean([t[i] in top[i] for i in range(n)]), k=k)
    for average in ("macro", "micro", "weighted"):
        case("precision", s, t, M.precision_score(t, p, average=average, zero_division=0), average=average)
        case("recall", s, t, M.recall_score(t, p, average=average, zero_division=0), average=average)
        case("f1", s, t, M.f1_score(t, p, average=average, zero_division=0), average=average)
    q = s / s.sum(1, keepdims=True)
    if len(set(t)) == c:
        case("auc", q, t, M.roc_auc_score(t, q, multi_class="ovr", average="macro"))

for n in (30, 51):
    t = rng.integers(0, 2, n)
    s = (0.25 * t + rng.random(n)).round(1) / 1.3
    p = (s > 0.5).astype(int)
    for shape in ((n,), (n, 1)):
        case("accuracy", s.reshape(shape), t, M.accuracy_score(t, p))
        case("precision", s.reshape(shape), t, M.precision_score(t, p), average="binary")
        case("recall", s.reshape(shape), t.reshape(shape), M.recall_score(t, p), average="binary")
        case("f1", s.reshape(shape), t, M.f1_score(t, p), average="binary")
        case("f1", s.reshape(shape), t, M.f1_score(t, p, average="macro"), average="macro")
        case("auc", s.reshape(shape), t, M.roc_auc_score(t, s))
    case("auc", np.stack([1 - s, s], 1), t, M.roc_auc_score(t, s))

for shape in ((37,), (37, 1), (20, 3)):
    t = rng.normal(50, 3, shape)
    p = t + rng.normal(0, 2, shape)
    flat = (t.reshape(shape[0], -1), p.reshape(shape[0], -1))
    case("r2", p, t, M.r2_score(*flat))
    case("mse", p, t, M.mean_squared_error(*flat))
    case("rmse", p, t, np.sqrt(M.mean_squared_error(*flat)))
    case("mae", p, t, M.mean_absolute_error(*flat))
t = 1e8 + rng.normal(0, 1, 60)  # Far from 0, where sums of squares would lose all digits.
p = t + rng.normal(0, 0.5, 60)
case("r2", p, t, M.r2_score(t, p))

print(json.dumps({"cases": cases}, separators=(",", ":")))
