/// Student's t distribution with location 0, scale 1 and real degrees of freedom ν from 1 up.
///
/// A value holds the constants of one ν, so asking several things of it costs little more than asking one; nothing
/// is allocated. As ν grows every function goes over into that of ``StandardNormal`` without a seam.
///
/// ```swift
/// let t = StudentT(degreesOfFreedom: 4.5)
/// t.cumulativeProbability(t.quantile(0.95))  // 0.95
/// ```
public struct StudentT: Hashable, Sendable {
    /// Degrees of freedom ν.
    public let degreesOfFreedom: Double

    /// `√ν`.
    let rootDegrees: Double
    /// The density at zero, `Γ((ν+1)/2) / (√(νπ)·Γ(ν/2))`.
    let densityAtZero: Double
    /// `Γ((ν+1)/2) / Γ(ν/2)`.
    let gammaRatio: Double
    /// `√π`.
    static let rootPi = 1.77245385090551602729816748334

    /// The distribution with that many degrees of freedom.
    ///
    /// - Precondition: `degreesOfFreedom` is finite and at least 1.
    public init(degreesOfFreedom: Double) {
        precondition(
            degreesOfFreedom >= 1 && degreesOfFreedom.isFinite,
            "degrees of freedom must be finite and at least 1, not \(degreesOfFreedom)")
        self.degreesOfFreedom = degreesOfFreedom
        rootDegrees = degreesOfFreedom.squareRoot()
        gammaRatio = gammaHalfRatio(0.5 * degreesOfFreedom)
        densityAtZero = gammaRatio / (rootDegrees * Self.rootPi)
    }

    /// The density at `t`.
    public func density(_ t: Double) -> Double {
        let logRatio = logOnePlusSquare(abs(t) / rootDegrees)
        return densityAtZero * exponential(-0.5 * (degreesOfFreedom + 1) * logRatio)
    }

    /// The natural logarithm of the density at `t`, which does not underflow where the density does.
    public func logDensity(_ t: Double) -> Double {
        let logRatio = logOnePlusSquare(abs(t) / rootDegrees)
        return ln(densityAtZero) - 0.5 * (degreesOfFreedom + 1) * logRatio
    }

    /// The probability of a value not above `t`, accurate relative to itself in the left tail.
    public func cumulativeProbability(_ t: Double) -> Double {
        t < 0 ? positiveTail(-t) : 1 - positiveTail(t)
    }

    /// The probability of a value above `t`, accurate relative to itself in the right tail.
    public func upperTail(_ t: Double) -> Double {
        t < 0 ? 1 - positiveTail(-t) : positiveTail(t)
    }

    /// The continuous ranked probability score of the outcome `t`; nil for ν = 1, where it is not defined.
    ///
    /// `t·(2F(t) − 1) + 2f(t)·(ν + t²)/(ν − 1) − 2√ν/(ν − 1) · B(½, ν−½) / B(½, ν/2)²` (Jordan, Krüger & Lerch 2019,
    /// appendix A). The beta functions are written as ratios of gamma functions half a step apart.
    public func crps(_ t: Double) -> Double? {
        let nu = degreesOfFreedom
        guard nu > 1 else { return nil }
        let magnitude = abs(t)
        let logRatio = logOnePlusSquare(magnitude / rootDegrees)
        // f(t)·(ν + t²) = f(0)·ν·(1 + t²/ν)^(−(ν−1)/2)
        let densityTerm = densityAtZero * nu * exponential(-0.5 * (nu - 1) * logRatio)
        let spread = rootDegrees * (gammaRatio / gammaHalfRatio(nu - 0.5)) * gammaRatio / Self.rootPi
        return magnitude * (1 - 2 * positiveTail(magnitude)) + 2 * (densityTerm - spread) / (nu - 1)
    }
}
