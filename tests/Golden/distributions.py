"""Writes distributions.json: log-densities, distribution functions and their inverses, moments, entropies and divergences; golden.py tells the form.

    python3 distributions.py > distributions.json
"""
import torch
import torch.distributions as D

from golden import case, draw, write

torch.manual_seed(23)
torch.set_default_dtype(torch.float64)


def positive(*shape):
    return draw(*shape).abs() + 0.2


MAKE = {
    "Normal": (lambda a, b: D.Normal(a, b, validate_args=False), lambda s, t: [draw(*s), positive(*t)]),
    "Laplace": (lambda a, b: D.Laplace(a, b, validate_args=False), lambda s, t: [draw(*s), positive(*t)]),
    "Uniform": (lambda a, b: D.Uniform(a, b, validate_args=False), lambda s, t: [draw(*s) - 3, positive(*t) + 3]),
    "Exponential": (lambda a: D.Exponential(a, validate_args=False), lambda s, t: [positive(*s)]),
    "BernoulliProbs": (lambda a: D.Bernoulli(probs=a), lambda s, t: [torch.rand(s) * 0.9 + 0.05]),
    "BernoulliLogits": (lambda a: D.Bernoulli(logits=a), lambda s, t: [draw(*s)]),
    "CategoricalProbs": (lambda a: D.Categorical(probs=a), lambda s, t: [torch.rand(s + (3,)) + 0.1]),
    "CategoricalLogits": (lambda a: D.Categorical(logits=a), lambda s, t: [draw(*s, 3)]),
}
for name, (make, parameters) in MAKE.items():
    for s, t in [((), ()), ((3,), (3,)), ((2, 1), (3,))]:
        p = parameters(s, t)
        shape = make(*p).batch_shape
        for v in [shape, (2,) + shape]:
            if name.startswith("Cat"):
                x = torch.randint(0, 3, v)
            elif name.startswith("Ber"):
                x = torch.randint(0, 2, v).double()
            else:
                x = draw(*v)
            if name.startswith(("Cat", "Ber")):
                case("LogProb", lambda *p: make(*p).log_prob(x), p, distribution=name, value=x)
                continue
            if name == "Exponential":
                x = x.abs()
            if name == "Uniform":
                x = torch.rand(v) * 0.2
            inner = torch.rand(v) * 0.9 + 0.05
            case("LogProb", lambda x, *p: make(*p).log_prob(x), [x] + p, distribution=name)
            case("Cdf", lambda x, *p: make(*p).cdf(x), [x] + p, distribution=name)
            case("ICdf", lambda x, *p: make(*p).icdf(x), [inner] + p, distribution=name)
        case("Entropy", lambda *p: make(*p).entropy(), p, distribution=name)
        if not name.startswith("Cat"):
            case("Mean", lambda *p: make(*p).mean * 1, p, distribution=name)
            case("Variance", lambda *p: make(*p).variance, p, distribution=name)
        q = parameters(s, t) if name.startswith(("Cat", "Ber")) else parameters((3,), ())  # PyTorch does not broadcast these.
        if name == "Uniform":
            q = [q[0] - 3, q[1] + 3]
        n = len(p)
        case("KlDivergence", lambda *x: D.kl_divergence(make(*x[:n]), make(*x[n:])), p + q, distribution=name)

write()
