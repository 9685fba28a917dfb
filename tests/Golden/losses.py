"""Writes losses.json: losses and distances; golden.py tells the form. Where PyTorch has no second derivative, or no such loss, the numbers are those
of a composition whose values, and gradients where there are any, are first compared with PyTorch's own.

    python3 losses.py > losses.json
"""
import math

import torch
import torch.nn.functional as F

from golden import case, draw, write

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)


def reduced(losses, reduction):
    return losses.mean() if reduction == "mean" else losses.sum() if reduction == "sum" else losses


def same(f, g, *inputs):
    """A function of the inputs, once another has been seen to agree with it in value and gradients."""
    def derivatives(h):
        leaves = [x.detach().clone().requires_grad_(x.is_floating_point()) for x in inputs]
        y = h(*leaves)
        return [y.detach()] + list(torch.autograd.grad(y.sum(), [x for x in leaves if x.requires_grad]))
    for a, b in zip(derivatives(f), derivatives(g)):
        torch.testing.assert_close(a, b, rtol=1e-12, atol=1e-12)
    return f


def signs(*shape):
    return torch.randint(0, 2, shape).double() * 2 - 1


def focal(x, t, gamma, weight, ignore, reduction):
    losses = F.cross_entropy(x, t, ignore_index=ignore, reduction="none")
    losses = (1 - torch.exp(-losses)) ** gamma * losses
    counts = t != ignore
    if weight is not None:
        losses = losses * torch.where(counts, weight[t.clamp(min=0)], torch.zeros(()))
    return losses.sum() / counts.sum() if reduction == "mean" else reduced(losses, reduction)


def binary_focal(x, t, alpha, gamma, reduction):
    p = torch.sigmoid(x)
    losses = F.binary_cross_entropy_with_logits(x, t, reduction="none") * (1 - (p * t + (1 - p) * (1 - t))) ** gamma
    if alpha is not None:
        losses = (alpha * t + (1 - alpha) * (1 - t)) * losses
    return reduced(losses, reduction)


def multi_margin(x, t, p, margin, w, reduction):
    rows, labels = x.reshape(-1, x.shape[-1]), t.reshape(-1)
    z = F.relu(margin - rows.gather(1, labels[:, None]) + rows) ** p
    z = torch.where(torch.arange(rows.shape[1]) == labels[:, None], torch.zeros(()), z).sum(1) / rows.shape[1]
    return reduced((z if w is None else z * w[labels]).reshape(t.shape), reduction)


def multi_label_margin(x, t, reduction):
    losses = []
    for row, labels in zip(x.reshape(-1, x.shape[-1]), t.reshape(-1, x.shape[-1]).tolist()):
        right = labels[:labels.index(-1)] if -1 in labels else labels
        others = [i for i in range(len(row)) if i not in right]
        losses.append(sum([F.relu(1 - row[j] + row[i]) for j in right for i in others], 0 * row.sum()) / len(row))
    return reduced(torch.stack(losses).reshape(x.shape[:-1]), reduction)


def ctc(x, labels, steps, lengths, blank, reduction, zero_infinity):
    never, losses = torch.tensor(-1e30), []
    for n, (t, s) in enumerate(zip(steps, lengths)):
        symbols = [blank]
        for label in labels[n][:s]:
            symbols += [label, blank]
        reached = [x[0, n, c] if i < 2 else never for i, c in enumerate(symbols)]
        for k in range(1, t):
            def ways(i):
                yield reached[i]
                if i >= 1:
                    yield reached[i - 1]
                if i >= 2 and symbols[i] != blank and symbols[i] != symbols[i - 2]:
                    yield reached[i - 2]
            reached = [torch.logsumexp(torch.stack(list(ways(i))), 0) + x[k, n, c] for i, c in enumerate(symbols)]
        loss = -torch.logsumexp(torch.stack(reached[-2:]), 0)
        if loss > 1e20:
            loss = 0 * loss if zero_infinity else loss + math.inf
        losses.append(loss / max(s, 1) if reduction == "mean" else loss)
    return reduced(torch.stack(losses), reduction)


for reduction in ["mean", "sum", "none"]:
    for shape in [(), (5,), (4, 3)] if reduction == "mean" else [(4, 3)]:
        for beta in [1.0, 0.3, 0.0]:
            case("SmoothL1", lambda x, t: F.smooth_l1_loss(x, t, reduction=reduction, beta=beta), [draw(*shape), draw(*shape)], beta=beta, reduction=reduction)
        for delta in [1.0, 0.4]:
            case("Huber", lambda x, t: F.huber_loss(x, t, reduction=reduction, delta=delta), [draw(*shape), draw(*shape)], delta=delta, reduction=reduction)
        t = signs(*shape)
        for margin in [1.0, 0.25]:
            case("HingeEmbedding", lambda x: F.hinge_embedding_loss(x, t, margin, reduction=reduction), [draw(*shape)], target=t, margin=margin, reduction=reduction)
            case("MarginRanking", lambda x, y: F.margin_ranking_loss(x, y, t, margin - 0.25, reduction=reduction), [draw(*shape), draw(*shape)],
                 target=t.long(), margin=margin - 0.25, reduction=reduction)
        case("SoftMargin", lambda x: reduced(F.softplus(-t * x, threshold=1e9), reduction), [draw(*shape) * 3], target=t, reduction=reduction)
        for log_input in [True, False]:
            for full in [True, False]:
                x = draw(*shape) if log_input else draw(*shape).abs() + 0.1
                case("PoissonNll", lambda x, t: F.poisson_nll_loss(x, t, log_input, full, eps=1e-3, reduction=reduction), [x, draw(*shape).abs() * 3 + 0.1],
                     logInput=log_input, full=full, epsilon=1e-3, reduction=reduction)
        for v in [shape, shape[:-1] + (1,), shape[:-1]] if shape else [shape]:
            case("GaussianNll", lambda x, t, v: F.gaussian_nll_loss(x, t, v, full=reduction == "sum", eps=0.2, reduction=reduction),
                 [draw(*shape), draw(*shape), draw(*v).abs()], full=reduction == "sum", epsilon=0.2, reduction=reduction)
    for reach in [reduction] + (["batchmean"] if reduction == "mean" else []):
        for shape in [(4,), (4, 3), (2, 3, 2)] if reduction == "mean" else [(4, 3)]:
            x, t = F.log_softmax(draw(*shape), -1), F.softmax(draw(*shape), -1)
            case("KlDivergence", lambda x, t: F.kl_div(x, t, reduction=reach), [x, t], logTarget=False, reduction=reach)
            case("KlDivergence", lambda x, t: F.kl_div(x, t, reduction=reach, log_target=True), [x, t.log()], logTarget=True, reduction=reach)
    t = torch.tensor([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
    case("KlDivergenceOf", lambda x: F.kl_div(x, t, reduction=reduction), [F.log_softmax(draw(2, 3), -1)], target=t, reduction=reduction)

    for shape in [(5, 4), (4,)]:
        x, t = draw(*shape), torch.randint(0, 4, shape[:-1])
        for p in [1, 2]:
            for margin, w in [(1.0, None), (0.5, torch.rand(4) + 0.2)]:
                f = same(lambda x: multi_margin(x, t, p, margin, w, reduction), lambda x: F.multi_margin_loss(x, t, p, margin, w, reduction=reduction), x)
                case("MultiMargin", f, [x], target=t, p=p, margin=margin, weight=w, reduction=reduction)
        t = torch.tensor([[1, 3, -1, 0], [2, -1, -1, 3], [-1, 0, 1, 2], [0, 1, 2, 3], [1, 1, -1, -1]])[:5 if len(shape) == 2 else 1].reshape(shape)
        f = same(lambda x: multi_label_margin(x, t, reduction), lambda x: F.multilabel_margin_loss(x, t, reduction=reduction), x)
        case("MultiLabelMargin", f, [x], target=t, reduction=reduction)
        t = torch.randint(0, 2, shape).double()
        for w in [None, torch.rand(4) + 0.2]:
            case("MultiLabelSoftMargin", lambda x: F.multilabel_soft_margin_loss(x, t, w, reduction=reduction), [x], target=t, weight=w, reduction=reduction)

    for shape in [(4, 3), (3,)] if reduction == "mean" else [(3, 2)]:
        a, p, n, t = draw(*shape), draw(*shape), draw(*shape), signs(*shape[:-1])
        for margin in [0.0, 0.4]:
            case("CosineEmbedding", lambda a, b: F.cosine_embedding_loss(a, b, t, margin, reduction=reduction), [a, p], target=t, margin=margin, reduction=reduction)
        for margin, norm, swap in [(1.0, 2.0, False), (2.0, 1.0, True), (1.0, 3.0, False), (3.0, 2.0, True)][:4 if reduction == "mean" else 1]:
            case("TripletMargin", lambda a, p, n: F.triplet_margin_loss(a, p, n, margin, norm, 1e-6, swap, reduction=reduction), [a, p, n],
                 margin=margin, p=norm, swap=swap, reduction=reduction)
        def squared(x, y):
            return ((x - y) ** 2).sum(-1)
        for swap in [False, True]:
            case("TripletMarginWithDistance", lambda a, p, n: F.triplet_margin_with_distance_loss(
                a, p, n, distance_function=squared, margin=2.0, swap=swap, reduction=reduction), [a, p, n], margin=2.0, swap=swap, reduction=reduction)

    for shape in [(5, 4), (4,), (2, 4, 3)] if reduction == "mean" else [(5, 4)]:
        x = draw(*shape) * 2
        labels = torch.randint(0, 4, shape[:1] + shape[2:] if len(shape) > 1 else ())
        some = labels.clone()
        if labels.dim():
            some.view(-1)[::2] = -100
        for t in [labels, some] if labels.dim() else [labels]:
            for gamma, w in [(2.0, None), (0.0, None), (1.5, torch.rand(4) + 0.2)][0 if reduction == "mean" else 2:]:
                case("Focal", lambda x: focal(x, t, gamma, w, -100, reduction), [x], target=t, gamma=gamma, weight=w, reduction=reduction)
    x, t = draw(4, 3) * 2, torch.randint(0, 2, (4, 3)).double()
    for alpha, gamma in [(0.25, 2.0), (None, 2.0), (0.6, 0.7), (None, 0.0)]:
        case("BinaryFocal", lambda x: binary_focal(x, t, alpha, gamma, reduction), [x], target=t, alpha=alpha, gamma=gamma, reduction=reduction)

    for blank in [0, 2] if reduction == "mean" else [0]:
        x = draw(6, 3, 4)
        labels = [[1, 3, 3], [3, 1, 0], [1, 1, 0]]
        labels = [[c if c != blank else 1 for c in row] for row in labels]
        steps, lengths = [6, 5, 4], [3, 2, 0]
        f = same(lambda x: ctc(F.log_softmax(x, -1), labels, steps, lengths, blank, reduction, False),
                 lambda x: F.ctc_loss(F.log_softmax(x, -1), torch.tensor(labels), torch.tensor(steps), torch.tensor(lengths), blank, reduction), x)
        args = dict(target=torch.tensor(labels), inputLengths=torch.tensor(steps), targetLengths=torch.tensor(lengths), blank=blank, reduction=reduction)
        case("Ctc", f, [x], **args, zeroInfinity=False)
        row = torch.tensor([c for labels, s in zip(labels, lengths) for c in labels[:s]])
        case("Ctc", f, [x], **{**args, "target": row}, zeroInfinity=False)
    # Two labels of a kind in two steps: no alignment has room for the blank between them.
    labels, steps, lengths = [[1, 1], [1, 3]], [2, 4], [2, 2]
    args = dict(target=torch.tensor(labels), inputLengths=torch.tensor(steps), targetLengths=torch.tensor(lengths), blank=0, reduction=reduction)
    x = draw(4, 2, 4)
    f = same(lambda x: ctc(F.log_softmax(x, -1), labels, steps, lengths, 0, reduction, True), lambda x: F.ctc_loss(
        F.log_softmax(x, -1), torch.tensor(labels), torch.tensor(steps), torch.tensor(lengths), 0, reduction, True), x)
    case("Ctc", f, [x], **args, zeroInfinity=True)
    case("Ctc", lambda x: F.ctc_loss(F.log_softmax(x, -1), torch.tensor(labels), torch.tensor(steps), torch.tensor(lengths), 0, reduction).detach(),
         [x], differentiable=False, **args, zeroInfinity=False)
    x = draw(5, 4)
    f = lambda x: ctc(F.log_softmax(x, -1)[:, None], [[1, 2]], [4], [2], 0, reduction, False).reshape(())
    case("Ctc", f, [x], target=torch.tensor([1, 2]), inputLengths=torch.tensor(4), targetLengths=torch.tensor(2), blank=0, reduction=reduction, zeroInfinity=False)

# Distances.
for a, b, axis in [((4, 3), (4, 3), 1), ((4, 3), (4, 3), 0), ((2, 3, 2), (3, 1), 1), ((5,), (5,), -1), ((2, 1), (2, 3), 1), ((3, 1), (1, 4), 0)]:
    case("CosineSimilarity", lambda x, y: F.cosine_similarity(x, y, axis, 1e-8), [draw(*a), draw(*b)], axis=axis)
case("CosineSimilarity", lambda x, y: F.cosine_similarity(x, y, 1, 1e-8), [torch.zeros(2, 3), draw(2, 3)], axis=1)
for a, b in [((4, 3), (4, 3)), ((3,), (3,)), ((2, 4, 3), (4, 3)), ((2, 1, 3), (4, 1))]:
    for p in [1.0, 2.0, 3.0, 1.5, 0.5, math.inf, 0.0]:
        case("PairwiseDistance", lambda x, y: F.pairwise_distance(*torch.broadcast_tensors(x, y), p, 1e-6, len(a) == 3), [draw(*a), draw(*b)],
             p=str(p), keepDim=len(a) == 3)
for shape, axis in [((4, 3), 0), ((5,), -1), ((2, 3, 2), 1)]:
    for p in [1.0, 2.0, 3.0, 0.5, math.inf]:
        case("Normalize", lambda x: F.normalize(x, p, axis), [draw(*shape)], p=str(p), axis=axis)
case("Normalize", lambda x: F.normalize(x, 2.0, 1, 0.5), [torch.cat([torch.zeros(1, 3), draw(1, 3) * 0.1, draw(1, 3)])], second=False, p="2", axis=1, epsilon=0.5)

write()
