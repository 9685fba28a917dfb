"""Writes distributions.json: log-densities, distribution functions and their inverses, moments, entropies and divergences; golden.py tells the form.

    python3 distributions.py > distributions.json
"""
import mpmath as mp
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



class Polygamma(torch.autograd.Function):
    """ln Γ for n = −1 and its derivatives by mpmath, for PyTorch's own have but nine digits."""

    @staticmethod
    def forward(ctx, x, n):
        ctx.save_for_backward(x)
        ctx.n = n
        f = mp.loggamma if n < 0 else lambda v: mp.psi(n, v)
        return torch.tensor([float(f(mp.mpf(v))) for v in x.flatten().tolist()]).reshape(x.shape)

    @staticmethod
    def backward(ctx, g):
        return g * Polygamma.apply(ctx.saved_tensors[0], ctx.n + 1), None


torch.lgamma = torch.Tensor.lgamma = lambda x: Polygamma.apply(x, -1)
torch.digamma = torch.Tensor.digamma = lambda x: Polygamma.apply(x, 0)
MORE = {
    "Gamma": (lambda a, b: D.Gamma(a, b, validate_args=False), lambda s, t: [positive(*s), positive(*t)], positive),
    "Beta": (lambda a, b: D.Beta(a, b, validate_args=False), lambda s, t: [positive(*s), positive(*t)], lambda *s: torch.rand(s) * 0.9 + 0.05),
    "LogNormal": (lambda a, b: D.LogNormal(a, b, validate_args=False), lambda s, t: [draw(*s), positive(*t)], positive),
}
for name, (make, parameters, values) in MORE.items():
    for s, t in [((), ()), ((2, 1), (3,))]:
        p = parameters(s, t)
        shape = make(*p).batch_shape
        for v in [shape, (2,) + shape]:
            x, inner = values(*v), torch.rand(v) * 0.9 + 0.05
            case("LogProb", lambda x, *p: make(*p).log_prob(x), [x] + p, distribution=name)
            if name == "LogNormal":
                case("Cdf", lambda x, *p: make(*p).cdf(x), [x] + p, distribution=name)
                case("ICdf", lambda x, *p: make(*p).icdf(x), [inner] + p, distribution=name)
        case("Entropy", lambda *p: make(*p).entropy(), p, distribution=name)
        case("Mean", lambda *p: make(*p).mean * 1, p, distribution=name)
        case("Variance", lambda *p: make(*p).variance, p, distribution=name)
        case("KlDivergence", lambda *x: D.kl_divergence(make(*x[:2]), make(*x[2:])), p + parameters((3,), ()), distribution=name)

simplex = lambda *s: torch.rand(*s[:-1], s[-1]).softmax(-1)
for s in [(3,), (2, 4)]:
    make, p = D.Dirichlet, [positive(*s)]
    for v in [s, (2,) + s]:
        case("LogProb", lambda x, a: make(a, validate_args=False).log_prob(x), [simplex(*v)] + p, distribution="Dirichlet")
    case("Entropy", lambda a: make(a).entropy(), p, distribution="Dirichlet")
    case("Mean", lambda a: make(a).mean, p, distribution="Dirichlet")
    case("Variance", lambda a: make(a).variance, p, distribution="Dirichlet")
    case("KlDivergence", lambda a, b: D.kl_divergence(make(a), make(b)), p + [positive(*s)], distribution="Dirichlet")


def triangle(*shape):
    a = draw(*shape)
    return a.tril(-1) + torch.diag_embed(a.diagonal(0, -2, -1).abs() + 0.5)


def definite(*shape):
    a = triangle(*shape)
    return a @ a.mT


MATRICES = {"covarianceMatrix": ("covariance_matrix", definite), "precisionMatrix": ("precision_matrix", definite), "scaleTril": ("scale_tril", triangle)}
for which, (theirs, matrix) in MATRICES.items():
    # Derivatives by the whole matrix are those of the symmetric part here and there.
    make = lambda m, a: D.MultivariateNormal(m, validate_args=False, **{theirs: (a + a.mT) / 2 if theirs != "scale_tril" else a.tril()})
    for s, t in [((3,), (3, 3)), ((2, 2), (2, 2)), ((2, 3), (2, 1, 3, 3))]:
        p = [draw(*s), matrix(*t)]
        shape = make(*p).batch_shape + make(*p).event_shape
        for v in [shape, (2,) + shape]:
            case("LogProb", lambda x, *p: make(*p).log_prob(x), [draw(*v)] + p, distribution="MultivariateNormal", matrix=which)
        case("Entropy", lambda *p: make(*p).entropy(), p, distribution="MultivariateNormal", matrix=which)
        case("Mean", lambda *p: make(*p).mean * 1, p, distribution="MultivariateNormal", matrix=which)
        case("Variance", lambda *p: make(*p).variance, p, distribution="MultivariateNormal", matrix=which)
        case("KlDivergence", lambda *x: D.kl_divergence(make(*x[:2]), make(*x[2:])), p + [draw(*s), matrix(*t)],
             distribution="MultivariateNormal", matrix=which)

# Between two kinds.
for first, second in [("Uniform", "Normal"), ("Laplace", "Normal"), ("Exponential", "Normal"), ("Gamma", "Normal"), ("Beta", "Normal"),
                      ("Exponential", "Gamma"), ("Gamma", "Exponential")]:
    (f, fp, *_), (g, gp, *_) = ({**MAKE, **MORE}[n] for n in (first, second))
    p, q = fp((3,), (3,)), gp((3,), (3,))
    n = len(p)
    case("KlBetween", lambda *x: D.kl_divergence(f(*x[:n]), g(*x[n:])), p + q, distribution=first, other=second, count=n)

write()
