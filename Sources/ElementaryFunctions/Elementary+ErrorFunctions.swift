extension Elementary {
    /// The error function, `2/√π ∫₀ˣ exp(−t²) dt`.
    ///
    /// Within two units in the last place or so, by the rational approximations of Cody, "Rational Chebyshev approximations for
    /// the error function", Mathematics of Computation 23 (1969).
    package static func erf(_ x: Double) -> Double {
        if x.magnitude <= 0.46875 { return erfNearZero(x) }
        let tail = 1 - erfcOfLarge(x.magnitude)
        return x < 0 ? -tail : tail
    }

    /// `1 − erf(x)` without cancellation in the right tail; of Cody's approximations too.
    package static func erfc(_ x: Double) -> Double {
        if x.magnitude <= 0.46875 { return 1 - erfNearZero(x) }
        return x < 0 ? 2 - erfcOfLarge(-x) : erfcOfLarge(x)
    }

    private static func erfNearZero(_ x: Double) -> Double {
        let square = x * x
        var numerator = 1.85777706184603153e-1 * square
        var denominator = square
        for (p, q) in nearZero {
            numerator = (numerator + p) * square
            denominator = (denominator + q) * square
        }
        return x * (numerator + 3.20937758913846947e3) / (denominator + 2.84423683343917062e3)
    }

    /// `erfc(y)` of y above 0.46875.
    private static func erfcOfLarge(_ y: Double) -> Double {
        if y.isNaN { return y }
        if y > 27.3 { return 0 }
        if y <= 4 {
            var numerator = 2.15311535474403846e-8 * y
            var denominator = y
            for (p, q) in middle {
                numerator = (numerator + p) * y
                denominator = (denominator + q) * y
            }
            return exponentialOfSquare(y) * (numerator + 1.23033935479799725e3)
                / (denominator + 1.23033935480374942e3)
        }
        let inverse = 1 / (y * y)
        var numerator = 1.63153871373020978e-2 * inverse
        var denominator = inverse
        for (p, q) in far {
            numerator = (numerator + p) * inverse
            denominator = (denominator + q) * inverse
        }
        let ratio = inverse * (numerator + 6.58749161529837803e-4) / (denominator + 2.33520497626869185e-3)
        return exponentialOfSquare(y) * ((0.56418958354775628695 - ratio) / y)
    }

    /// `exp(−y²)`: the part of y with few bits is squared without rounding.
    private static func exponentialOfSquare(_ y: Double) -> Double {
        let coarse = (y * 16).rounded(.towardZero) / 16
        return exp(-coarse * coarse) * exp(-(y - coarse) * (y + coarse))
    }

    private static let nearZero: [(Double, Double)] = [
        (3.16112374387056560, 2.36012909523441209e1),
        (1.13864154151050156e2, 2.44024637934444173e2),
        (3.77485237685302021e2, 1.28261652607737228e3),
    ]
    private static let middle: [(Double, Double)] = [
        (5.64188496988670089e-1, 1.57449261107098347e1),
        (8.88314979438837594, 1.17693950891312499e2),
        (6.61191906371416295e1, 5.37181101862009858e2),
        (2.98635138197400131e2, 1.62138957456669019e3),
        (8.81952221241769090e2, 3.29079923573345963e3),
        (1.71204761263407058e3, 4.36261909014324716e3),
        (2.05107837782607147e3, 3.43936767414372164e3),
    ]
    private static let far: [(Double, Double)] = [
        (3.05326634961232344e-1, 2.56852019228982242),
        (3.60344899949804439e-1, 1.87295284992346725),
        (1.25781726111229246e-1, 5.27905102951428412e-1),
        (1.60837851487422766e-2, 6.05183413124413191e-2),
    ]
}
