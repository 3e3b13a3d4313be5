"""Writes distributions.json: values of the normal and Student t distributions to test against.

The values are computed by mpmath with 50 digits and rounded to the nearest double; scipy's are compared with them
on the way, and the largest relative difference is recorded. Where the two differ beyond 1e-12 scipy is the
less exact one (quantiles of t, tails at many degrees of freedom).

    python3 make_distributions.py    # mpmath 1.3, scipy 1.17
"""

import json
import os

import mpmath as mp
import scipy
from scipy import special, stats

mp.mp.dps = 50
DEGREES = [1.0, 2.0001, 2.5, 3.0, 4.0, 4.5, 5.0, 7.3, 9.99, 12.5, 15.999, 16.0, 16.001, 23.7, 30.0, 57.1, 100.0,
           333.3, 1000.0, 12345.6, 1e5, 1e6]
POINTS = [-1e6, -37.5, -12.0, -6.5, -3.1, -1.7, -1.0, -0.3, -1e-5, 0.0, 1e-9, 0.2, 0.9, 1.6448, 2.2, 4.0, 8.3, 40.0]
PROBABILITIES = [1e-300, 1e-50, 1e-15, 1e-8, 1e-4, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4, 0.499, 0.5, 0.6,
                 0.75, 0.9, 0.95, 0.99, 0.995, 0.9999]
SMALLEST = mp.mpf("1e-290")  # what is smaller loses digits as a double


def t_density(x, nu):
    return mp.gamma((nu + 1) / 2) / (mp.sqrt(nu * mp.pi) * mp.gamma(nu / 2)) * mp.exp(
        -(nu + 1) / 2 * mp.log1p(x * x / nu))


def t_tail(x, nu):
    """P(T > x) for x >= 0: half the regularised incomplete beta function as a hypergeometric one (DLMF 8.17.8)."""
    share, a, b = nu / (nu + x * x), nu / 2, mp.mpf(1) / 2
    if x == 0:
        return b
    return share ** a * mp.sqrt(1 - share) / (2 * a * mp.beta(a, b)) * mp.hyp2f1(a + b, 1, a + 1, share)


def t_cdf(x, nu):
    return t_tail(-x, nu) if x < 0 else 1 - t_tail(x, nu)


def normal_cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def invert(log_tail, slope, tail, start):
    """The x with log_tail(x) = log tail, by Newton's method from `start`."""
    x = mp.mpf(start)
    for _ in range(60):
        step = (log_tail(x) - mp.log(tail)) / slope(x)
        x -= step
        if abs(step) < mp.mpf("1e-30") * (1 + abs(x)):
            return x
    raise ArithmeticError(f"no convergence for {tail} from {start}")


def t_quantile(p, nu):
    if p == 0.5:
        return mp.mpf(0)
    tail = mp.mpf(p) if p < 0.5 else 1 - mp.mpf(p)
    x = invert(lambda x: mp.log(t_tail(x, nu)), lambda x: -t_density(x, nu) / t_tail(x, nu), tail,
               abs(stats.t.ppf(float(tail), float(nu))))
    return -x if p < 0.5 else x


def normal_quantile(p):
    if p == 0.5:
        return mp.mpf(0)
    tail = mp.mpf(p) if p < 0.5 else 1 - mp.mpf(p)
    x = invert(lambda x: mp.log(normal_cdf(-x)), lambda x: -mp.npdf(x) / normal_cdf(-x), tail,
               abs(special.ndtri(float(tail))))
    return -x if p < 0.5 else x


def t_crps(x, nu):
    beta = lambda a, b: mp.gamma(a) * mp.gamma(b) / mp.gamma(a + b)
    half = mp.mpf(1) / 2
    return (x * (2 * t_cdf(x, nu) - 1) + 2 * t_density(x, nu) * (nu + x * x) / (nu - 1)
            - 2 * mp.sqrt(nu) / (nu - 1) * beta(half, nu - half) / beta(half, nu / 2) ** 2)


def normal_crps(x):
    return x * (2 * normal_cdf(x) - 1) + 2 * mp.npdf(x) - 1 / mp.sqrt(mp.pi)


worst = {}


def row(kind, at, exact, from_scipy):
    value = float(exact)
    if exact != 0:
        difference = abs((mp.mpf(float(from_scipy)) - exact) / exact)
        worst[kind] = max(worst.get(kind, 0.0), float(difference))
    return [at, value]


cases = []
for nu in DEGREES:
    exact_nu = mp.mpf(nu)
    case = {"degreesOfFreedom": nu, "cdf": [], "logDensity": [], "crps": [], "quantile": []}
    for x in POINTS:
        exact_x = mp.mpf(x)
        if abs(x) < 1e5 or nu < 20:
            cdf = t_cdf(exact_x, exact_nu)
            if cdf > SMALLEST:
                case["cdf"].append(row("t.cdf", x, cdf, stats.t.cdf(x, nu)))
        case["logDensity"].append(row("t.logpdf", x, mp.log(t_density(exact_x, exact_nu)), stats.t.logpdf(x, nu)))
        if nu > 1 and abs(x) < 1e5:
            crps = t_crps(exact_x, exact_nu)
            case["crps"].append([x, float(crps)])
    for p in PROBABILITIES:
        if abs(stats.t.ppf(p, nu)) < 1e150:
            case["quantile"].append(row("t.ppf", p, t_quantile(p, exact_nu), stats.t.ppf(p, nu)))
    cases.append(case)

normal = {
    "cdf": [row("norm.cdf", x, normal_cdf(mp.mpf(x)), special.ndtr(x)) for x in POINTS if x > -37],
    "logDensity": [row("norm.logpdf", x, mp.log(mp.npdf(mp.mpf(x))), stats.norm.logpdf(x)) for x in POINTS],
    "crps": [[x, float(normal_crps(mp.mpf(x)))] for x in POINTS],
    "quantile": [row("norm.ppf", p, normal_quantile(p), special.ndtri(p)) for p in PROBABILITIES],
}
ratios = [[a, float(mp.gamma(mp.mpf(a) + mp.mpf(1) / 2) / mp.gamma(mp.mpf(a)))]
          for a in [0.1, 0.5, 1.0, 2.25, 3.7, 7.999, 8.0, 8.25, 15.5, 100.0, 6172.8, 5e5, 1e8]]

document = {
    "what": "normal and Student t: [argument, value] pairs; gammaHalfRatio is gamma(a + 1/2) / gamma(a)",
    "implementation": f"mpmath {mp.__version__}, 50 digits, rounded to double",
    "largestRelativeDifferenceOfScipy": {"version": scipy.__version__, **worst},
    "normal": normal,
    "gammaHalfRatio": ratios,
    "studentT": cases,
}
text = json.dumps(document).replace('{"degreesOfFreedom"', '\n{"degreesOfFreedom"').replace('], "', '],\n "')
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributions.json"), "w") as file:
    file.write(text + "\n")
print(worst)
