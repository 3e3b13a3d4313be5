internal import ElementaryFunctions

/// The density of Student's t, fast enough to stand in the innermost loop of training.
///
/// The two log-gamma functions of the density appear only as a difference. About the midpoint `y = ν/2 − ¼` its
/// expansion has even powers alone (DLMF 5.11.8; the Bernoulli polynomials at ¼ and ¾ give Euler numbers):
///
///     log Γ(y + ¾) − log Γ(y + ¼) ~ ½·log y − Σ_j E₂ⱼ / (j·4^(2j+1)·y^(2j))
///
/// Below ν = 20 the argument is first raised by 8 with `Γ(x + 1) = x·Γ(x)`, as a product under the same logarithm.
/// Eight terms then leave an error near the rounding error: against 40 digits, 5e-16 in the value and 1e-14 in the
/// slope, relative, for ν from 0.05 to 10⁷.
enum StudentT {
    typealias Quad = Elementary.Quad

    /// A value with its slopes in `z` and in ν, of four rows.
    struct NegativeLogDensity {
        var value: Quad
        var slope: Quad
        var degreesOfFreedomSlope: Quad
    }

    /// `−log t_ν(z)` and its slopes for one row.
    static func negativeLogDensity(
        _ z: Double, degreesOfFreedom nu: Double
    ) -> (value: Double, slope: Double, degreesOfFreedomSlope: Double) {
        let same = negativeLogDensity(Quad(repeating: z), degreesOfFreedom: Quad(repeating: nu))
        return (same.value[0], same.slope[0], same.degreesOfFreedomSlope[0])
    }

    /// `−log t_ν(z)` and its slopes for four rows at once.
    ///
    /// `½·log(νπ) − [log Γ((ν+1)/2) − log Γ(ν/2)] + ((ν+1)/2)·log(1 + z²/ν)`
    @inline(__always)
    static func negativeLogDensity(_ z: Quad, degreesOfFreedom nu: Quad) -> NegativeLogDensity {
        let raised = nu .< 20
        let halfNu = nu * 0.5
        let y = halfNu + Quad(repeating: -0.25).replacing(with: 7.75, where: raised)
        // Both reciprocals from one division.
        let shared = 1 / (nu * y)
        let inverse = y * shared
        let inverseY = nu * shared
        let series = logGammaSeries(inverseY)
        let product = raisingProduct(halfNu)

        // ½·log(argument) − series is the constant of the density.
        let ratioSquared = product.ratio * product.ratio
        let argument = (nu * inverseY) * ratioSquared.replacing(with: 1, where: .!raised) * Double.pi
        // Not raised, 1/(2ν) − 1/(4y) = −1/(8νy), without the cancellation.
        let raisedSlope = (inverse - product.logSlope) * 0.5 - inverseY * 0.25
        let constantSlope = series.slope * 0.5 + (shared * -0.125).replacing(with: raisedSlope, where: raised)

        let ratio = z * z * inverse
        let onePlus = ratio + 1
        let share = 1 / onePlus
        let logarithm = Elementary.log1p(ratio, onePlus: onePlus, reciprocal: share)
        let half = halfNu + 0.5
        // The slope in z is (ν + 1)·z/(ν + z²).
        let slope = (nu + 1) * inverse * (z * share)
        let kernelSlope = logarithm * 0.5 - half * inverse * (ratio * share)
        return NegativeLogDensity(
            value: Elementary.log(argument) * 0.5 - series.value + half * logarithm,
            slope: slope,
            degreesOfFreedomSlope: constantSlope + kernelSlope)
    }

    /// `Σ a_j/y^(2j)` of the expansion and minus its slope in y, from `1/y`.
    ///
    /// `a_j = −E₂ⱼ/(j·4^(2j+1))` for the Euler numbers −1, 5, −61, 1385, −50521, 2702765, −199360981, 19391512145; the slope
    /// is `−Σ 2j·a_j/y^(2j+1)`.
    @inline(__always)
    private static func logGammaSeries(_ inverseY: Quad) -> (value: Quad, slope: Quad) {
        let w = inverseY * inverseY
        let w2 = w * w
        let w4 = w2 * w2
        let low = Elementary.cubic(w, w2, 0x1p-6, -5 * 0x1p-11, 61.0 / 3 * 0x1p-14, -1385 * 0x1p-20)
        let high = Elementary.cubic(
            w, w2, 50521.0 / 5 * 0x1p-22, -2_702_765.0 / 3 * 0x1p-27, 199_360_981.0 / 7 * 0x1p-30,
            -19_391_512_145 * 0x1p-37)
        let lowSlope = Elementary.cubic(w, w2, 0x1p-5, -5 * 0x1p-9, 61 * 0x1p-13, -1385 * 0x1p-17)
        let highSlope = Elementary.cubic(
            w, w2, 50521 * 0x1p-21, -2_702_765 * 0x1p-25, 199_360_981 * 0x1p-29, -19_391_512_145 * 0x1p-33)
        let value = (low + high * w4) * w
        let slope = (lowSlope + highSlope * w4) * w
        return (value, slope * inverseY)
    }

    /// `Π (x + i + ½)/(x + i)` for i = 0…7, and minus the slope of its logarithm in x.
    @inline(__always)
    private static func raisingProduct(_ x: Quad) -> (ratio: Quad, logSlope: Quad) {
        let lower = eightFactors(about: x + 3.5)
        let upper = eightFactors(about: x + 4)
        let shared = 1 / (lower.product * upper.product)
        return (
            upper.product * upper.product * shared,
            (lower.slope * upper.product - upper.slope * lower.product) * shared
        )
    }

    /// `(c − 7/2)(c − 5/2)…(c + 7/2) = (c² − ¼)(c² − 9/4)(c² − 25/4)(c² − 49/4)` and its slope in `c`.
    @inline(__always)
    private static func eightFactors(about middle: Quad) -> (product: Quad, slope: Quad) {
        let square = middle * middle
        let outer = (square - 12.25) * (square - 0.25)
        let inner = (square - 6.25) * (square - 2.25)
        let twice = square + square
        let sum = (twice - 12.5) * inner + (twice - 8.5) * outer
        return (outer * inner, (middle + middle) * sum)
    }
}
