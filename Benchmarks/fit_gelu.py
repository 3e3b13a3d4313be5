"""Fits and checks the coefficients of the normal tail in Sources/CKernels/Activations.h.

Phi(-a) = exp(-a^2 / 2) q(s) for a >= 0, s = (a - K) / (a + K) in -1...1, where q = erfcx(a / sqrt 2) / 2 is smooth. q
is interpolated at Chebyshev's nodes in 40 digits and written in powers of s. Needs mpmath; prints the coefficients,
lowest power first, and the largest error of q in exact arithmetic.
"""

import mpmath as mp

mp.mp.dps = 40
K = mp.mpf(4)


def q(s):
    if s == 1:
        return mp.mpf(0)
    a = K * (1 + s) / (1 - s)
    x = a / mp.sqrt(2)
    # Beyond 1000 exp(x^2) leaves the range: the asymptotic series.
    if x > 1000:
        return (1 - 1 / (2 * x**2) + 3 / (4 * x**4)) / (2 * x * mp.sqrt(mp.pi))
    return mp.exp(x * x) * mp.erfc(x) / 2


def fit(degree):
    n = degree + 1
    nodes = [mp.cos(mp.pi * (k + mp.mpf("0.5")) / n) for k in range(n)]
    values = [q(s) for s in nodes]
    chebyshev = [
        mp.mpf(2 if j else 1) / n * mp.fsum(v * mp.cos(j * mp.acos(s)) for s, v in zip(nodes, values)) for j in range(n)
    ]
    powers, before, current = [mp.mpf(0)] * n, [mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]
    for j, c in enumerate(chebyshev):
        polynomial = before if j == 0 else current
        for i, p in enumerate(polynomial):
            powers[i] += c * p
        if j >= 1:
            following = [mp.mpf(0)] + [2 * p for p in current]
            for i, p in enumerate(before):
                following[i] -= p
            before, current = current, following
    return powers


def largest_error(powers):
    grid = [2 * mp.mpf(i) / 400 - 1 for i in range(401)]
    return max(abs(mp.polyval(powers[::-1], s) - q(s)) for s in grid)


def hexadecimal(x, bits):
    significand, exponent = mp.frexp(x)
    whole = int(mp.nint(significand * mp.mpf(2) ** bits))
    return float(mp.mpf(whole) * mp.mpf(2) ** (exponent - bits)).hex()


if __name__ == "__main__":
    for name, degree, bits in (("float", 9, 24), ("double", 22, 53)):
        powers = fit(degree)
        print(name, "largest error", mp.nstr(largest_error(powers), 3))
        print(",\n".join(hexadecimal(c, bits) for c in powers))
