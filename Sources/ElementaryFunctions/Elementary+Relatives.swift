// What follows from `exp` and `log` alone.
extension Elementary {
    /// The inverse hyperbolic sine: like the value near zero, like a logarithm far from it, odd.
    package static func asinh(_ x: Double) -> Double {
        let size = x.magnitude
        let result =
            size > 0x1p500
            ? log(size) + log(2) : log1p(size + size * size / (1 + (1 + size * size).squareRoot()))
        return x < 0 ? -result : result
    }

    /// A positive base to any power, within about `1 + |exponent · ln base|` units in the last place.
    package static func power(_ base: Double, _ exponent: Double) -> Double {
        base == 0 ? (exponent == 0 ? 1 : 0) : exp(exponent * log(base))
    }

    /// The logarithm to base 2.
    package static func log2(_ x: Double) -> Double {
        // A power of two has a whole logarithm, and the quotient might miss it by a bit.
        x.isNormal && x > 0 && x.significand == 1 ? Double(x.exponent) : log(x) / log(2)
    }
}
