internal import ElementaryFunctions

/// The Student-t negative log-likelihood of a location, a scale and degrees of freedom.
///
/// With `z = (y − μ)/s`: `log s + ½·log(νπ) + log Γ(ν/2) − log Γ((ν + 1)/2) + ((ν + 1)/2)·log(1 + z²/ν)`. The scale is
/// *not* the standard deviation, which is `s·√(ν/(ν − 2))`. Scale and ν are read raw and must be above 0.
public struct StudentTLoss: Loss, Hashable, Codable {
    /// The loss; it has no settings.
    public init() {}

    /// Three outputs: μ, s, ν.
    public var outputsPerRow: Int { 3 }

    /// The chain rule over ``StudentT`` in `z = (y − μ)/s`.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let scale = outputs[1]
        let z = (target - outputs[0]) / scale
        let density = StudentT.negativeLogDensity(z, degreesOfFreedom: outputs[2])
        gradient[0] = -density.slope / scale
        gradient[1] = (1 - density.slope * z) / scale
        gradient[2] = density.degreesOfFreedomSlope
        return density.value + Elementary.log(scale)
    }
}

/// The Student-t negative log-likelihood of a mean, a variance and degrees of freedom above 2.
///
/// ``StudentTLoss`` with the scale `s = √(v·(ν − 2)/ν)`, the convention of GARCH models (Bollerslev, 1987).
public struct StandardisedStudentTLoss: Loss, Hashable, Codable {
    /// The loss; it has no settings.
    public init() {}

    /// Three outputs: μ, v, ν.
    public var outputsPerRow: Int { 3 }

    /// The chain rule with `∂ log s/∂v = 1/(2v)` and `∂ log s/∂ν = 1/(ν·(ν − 2))`.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let variance = outputs[1]
        let nu = outputs[2]
        let scale = (variance * (nu - 2) / nu).squareRoot()
        let z = (target - outputs[0]) / scale
        let density = StudentT.negativeLogDensity(z, degreesOfFreedom: nu)
        let logScaleSlope = 1 - density.slope * z
        gradient[0] = -density.slope / scale
        gradient[1] = logScaleSlope / (2 * variance)
        gradient[2] = density.degreesOfFreedomSlope + logScaleSlope / (nu * (nu - 2))
        return density.value + Elementary.log(scale)
    }
}
