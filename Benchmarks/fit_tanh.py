"""Fits and checks the coefficients of tanh in Sources/CKernels/Tanh.h.

tanh(x) = t / (t + 2) with t = expm1(2|x|) = 2^n (1 + p) - 1, |x| = n ln(2)/2 + r, p = expm1(2r) = 2r + r^2 q(r).
The float q is the minimax polynomial of degree 3 for the relative error of p, by Remez's exchange in 40 digits (degree
4 would lower the error of the whole by a quarter; 3 is enough and faster). The double q is the Taylor series up to r^13, whose
next term is below half a unit of the last place. Needs mpmath and numpy; prints the coefficients, lowest power first,
and the largest errors in float arithmetic.
"""

import math

import mpmath as mp
import numpy as np

mp.mp.dps = 40
HALF = mp.log(2) / 2 * mp.mpf("1.0001")


def target(r):
    """q(r) = (expm1(r) - r) / r^2, by its series where the quotient would cancel."""
    return mp.nsum(lambda k: r**k / mp.factorial(k + 2), [0, 25])


def remez(degree):
    weight = lambda r: abs(r * r / mp.expm1(r)) if r != 0 else mp.mpf(0)
    nodes = [HALF * mp.cos(mp.pi * (k + mp.mpf("0.5")) / (degree + 2)) for k in range(degree + 2)][::-1]
    grid = [HALF * (2 * mp.mpf(k) / 2000 - 1) for k in range(2001)]
    values = [target(r) for r in grid]
    for _ in range(12):
        rows = mp.matrix(degree + 2, degree + 2)
        right = mp.matrix(degree + 2, 1)
        for i, r in enumerate(nodes):
            for k in range(degree + 1):
                rows[i, k] = r**k
            rows[i, degree + 1] = (-1) ** i / max(weight(r), mp.mpf("1e-3"))
            right[i] = target(r)
        c = mp.lu_solve(rows, right)
        errors = [
            (mp.polyval([c[k] for k in range(degree, -1, -1)], r) - v) * weight(r) for r, v in zip(grid, values)
        ]
        # One extremum of each run of equal sign; the largest neighbouring ones are kept.
        runs, start = [], 0
        for i in range(1, len(grid) + 1):
            if i == len(grid) or errors[i] * errors[start] < 0:
                runs.append(max(range(start, i), key=lambda j: abs(errors[j])))
                start = i
        while len(runs) > degree + 2:
            runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
        if len(runs) < degree + 2:
            break
        nodes = [grid[j] for j in runs]
    return [c[k] for k in range(degree + 1)], max(abs(e) for e in errors)


def check(q):
    f = np.float32
    fma = lambda a, b, c: (np.float64(a) * np.float64(b) + np.float64(c)).astype(f)
    x = np.linspace(0, 10, 8_000_001).astype(f)
    z = np.where(x > f(9.1), f(9.1), x)
    magic = f(1.5 * 2**23 + 127)
    n = fma(z, f(2 / math.log(2)), magic) - magic
    r = fma(n, -f(math.log(2) / 2), z)
    p = np.full_like(x, f(q[-1]))
    for k in q[-2::-1]:
        p = fma(p, r, f(k))
    p = r * fma(p, r, f(2))
    power = np.exp2(n).astype(f)
    t = fma(power, p, power - f(1))
    y = t / (t + f(2))
    exact = np.tanh(x.astype(np.float64))
    error = np.abs(y - exact)
    return error.max(), (error[1:] / exact[1:]).max(), np.diff(y).min(), y.max(), y[-1]


if __name__ == "__main__":
    for degree in (3, 4):
        q, error = remez(degree)
        # remez fits expm1(r) = r + r^2 q(r); of 2r, the coefficient of r^k is 2^(k + 2) times as large, exactly.
        scaled = [np.float32(float(c)) * np.float32(2.0 ** (k + 2)) for k, c in enumerate(q)]
        print("float, degree", degree, [float(c).hex() for c in scaled])
        print("  error, relative error, largest step down, top, end:", *check(scaled))
    print("double", [(2.0**k / math.factorial(k)).hex() for k in range(2, 14)])
