"""Prints the coefficients of the polynomials in src/Ops/Kernels, lowest first, and the binary logarithm of their greatest error.

Each interpolates its function at the Chebyshev points of its interval, computed by mpmath; the logarithm of erfc is fitted by least squares
(Lawson's weights), as it need not be as accurate where erfc is small.
"""
import mpmath as mp

mp.mp.dps = 60


def monomials(points, values, degree, weights, centre, half):
    """The least-squares polynomial, in powers of x."""
    a, v = mp.matrix(len(points), degree + 1), mp.matrix(len(points), 1)
    for i, x in enumerate(points):
        for j in range(degree + 1):
            a[i, j] = weights[i] * ((x - centre) / half)**j
        v[i] = weights[i] * values[i]
    scaled, result, power = mp.lu_solve(a, v), [mp.mpf(0)] * (degree + 1), [mp.mpf(1)]
    for j in range(degree + 1):
        for i, p in enumerate(power):
            result[i] += scaled[j] * p
        power = [(power[i - 1] if i > 0 else 0) / half - (power[i] if i < len(power) else 0) * centre / half for i in range(len(power) + 1)]
    return result


def show(name, f, low, high, degree, weight=lambda x: 1, rounds=0):
    centre, half = (mp.mpf(low) + high) / 2, (mp.mpf(high) - low) / 2
    count = 6 * (degree + 1) if rounds else degree + 1
    points = [centre + half * mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    values, lawson, best = [f(x) for x in points], [mp.mpf(1)] * count, None
    for _ in range(max(rounds, 1)):
        c = monomials(points, values, degree, [mp.sqrt(l) * weight(x) for l, x in zip(lawson, points)] if rounds else [1] * count, centre, half)
        errors = [abs(mp.polyval(c[::-1], x) - y) * weight(x) for x, y in zip(points, values)]
        if best is None or max(errors) < best[0]:
            best = max(errors), c
        if not rounds:
            break
        lawson = [l * (e / max(errors) + mp.mpf("1e-6")) for l, e in zip(lawson, errors)]
        lawson = [l * count / sum(lawson) for l in lawson]
    c, grid = best[1], [low + (mp.mpf(high) - low) * k / 200 for k in range(201)]
    worst = max(abs(mp.polyval(c[::-1], x) - f(x)) * weight(x) for x in grid)
    print(name, mp.nstr(mp.log(worst, 2), 4), ", ".join(mp.nstr(x, 10 if worst > 1e-13 else 19) for x in c))


def series(term, start=0):
    return lambda x: mp.fsum(term(n, x) for n in range(start, 80))


def erfcx(x):
    fraction = x
    if x < 20:
        return mp.exp(x * x) * mp.erfc(x)
    for n in range(200, 0, -1):
        fraction = x + mp.mpf(n) / 2 / fraction
    return 1 / (fraction * mp.sqrt(mp.pi))


def tail(t, border=mp.mpf("0.7"), k=mp.mpf("2.5")):
    """g(y) = y e^(y²/2) Φ(−y) at y = (border + k t) / (1 − t)."""
    y = (border + k * t) / (1 - t)
    return y * erfcx(y / mp.sqrt(2)) / 2


half = mp.log(2) / 2 * mp.mpf("1.002")
quarter = (mp.pi / 4 * mp.mpf("1.001"))**2
border = mp.mpf("0.7")
exp = series(lambda n, x: x**n / mp.factorial(n + 2))
log = lambda f: series(lambda n, x: (-x)**n / (n + 3))(f) if abs(f) < 0.2 else (mp.log1p(f) - f + f * f / 2) / f**3
log1p = lambda e: series(lambda n, x: -(-x)**n / (n + 2))(e) if e < 0.2 else (mp.log1p(e) - e) / e**2
tanh = lambda z: mp.mpf(-1) / 3 + 2 * z / 15 - 17 * z * z / 315 if z < 1e-12 else (mp.tanh(mp.sqrt(z)) / mp.sqrt(z) - 1) / z
for degree in (4, 10):
    show("(exp r - 1 - r) / r^2", exp, -half, half, degree, lambda r: r * r)
show("(log(1 + f) - f + f^2/2) / f^3", log, mp.sqrt(0.5) - 1, mp.sqrt(2) - 1, 8, lambda f: f * f)
show("(2 artanh s - 2 s) / s^3 in s^2", series(lambda n, z: 2 * z**n / (2 * n + 3)), 0, mp.mpf("0.02945"), 7, lambda z: z)
for degree in (9, 20):
    show("(log(1 + e) - e) / e^2 (the constant, -1/2, is left out)", log1p, 0, 1, degree, lambda e: e)
for degree in (4, 10):
    show("(tanh x - x) / x^3 in x^2", tanh, 0, mp.mpf("0.55")**2 * mp.mpf("1.001"), degree, lambda z: z)
for degree in (3, 5):
    show("(sin r - r) / r^3 in r^2", series(lambda n, z: -(-z)**n / mp.factorial(2 * n + 3)), 0, quarter, degree, lambda z: z)
    show("(cos r - 1 + r^2/2) / r^4 in r^2", series(lambda n, z: (-z)**n / mp.factorial(2 * n + 4)), 0, quarter, degree, lambda z: z * z)
for degree in (6, 11):
    show("erf(x) / x in x^2", series(lambda n, z: 2 / mp.sqrt(mp.pi) * (-z)**n / (mp.factorial(n) * (2 * n + 1))), 0, 1, degree)
for high, degree in ((4, 7), (mp.mpf("5.95"), 18)):
    show("log erfc(x)", lambda x: mp.log(mp.erfc(x)), 1, high, degree, lambda x: mp.erfc(x) / mp.erf(x), 12)
for degree in (4, 8):
    show("(Phi(x) - 1/2) / x in x^2", series(lambda n, z: (-z / 2)**n / (mp.factorial(n) * (2 * n + 1)) / mp.sqrt(2 * mp.pi)), 0, border**2, degree)
for high, degree in ((mp.mpf("14.75"), 9), (39, 26)):
    show("y exp(y^2/2) Phi(-y) in t", tail, 0, (high - border) / (high + mp.mpf("2.5")), degree, lambda t: 1 / tail(t))
ratio = lambda w: mp.erfinv(mp.sqrt(-mp.expm1(-w))) / mp.sqrt(-mp.expm1(-w)) if w > 1e-20 else mp.sqrt(mp.pi) / 2
show("erfinv(x) / x in w - 3.125, where w = -log(1 - x^2)", lambda w: ratio(w + mp.mpf("3.125")), -mp.mpf("3.125"), mp.mpf("3.125"), 24)
show("erfinv(x) / x in sqrt(w) - 3.25", lambda s: ratio((s + mp.mpf("3.25"))**2), -mp.mpf("0.75"), mp.mpf("0.75"), 20)
show("erfinv(x) / x in sqrt(w) - 5", lambda s: ratio((s + 5)**2), -1, mp.mpf("1.05"), 20)
