internal import ElementaryFunctions

/// Half of log 2π: what the Gaussian density's constant adds to its negative logarithm.
let halfLogTwoPi = 0.91893853320467274178

/// The Gaussian negative log-likelihood of a mean and a log standard deviation.
///
/// `log σ + ½·((y − μ)·e^(−log σ))² + ½·log 2π`. Any real output is valid, so no constraint is needed.
public struct GaussianLogSigmaLoss: Loss, Hashable, Codable {
    /// The loss; it has no settings.
    public init() {}

    /// Two outputs: μ, log σ.
    public var outputsPerRow: Int { 2 }

    /// With `z = (y − μ)/σ` the slopes are `−z/σ` and `1 − z²`.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let inverse = Elementary.exp(-outputs[1])
        let z = (target - outputs[0]) * inverse
        gradient[0] = -z * inverse
        gradient[1] = 1 - z * z
        return outputs[1] + 0.5 * z * z + halfLogTwoPi
    }
}

/// The Gaussian negative log-likelihood of a mean and a variance (Nix and Weigend, 1994).
///
/// `½·(log v + (y − μ)²/v)`, plus `½·log 2π` if ``includesConstant``. As in PyTorch's `GaussianNLLLoss`, a variance below
/// ``minimumVariance`` counts as that, and the slope there passes through: it can lift the variance again.
public struct GaussianVarianceLoss: Loss, Hashable, Codable {
    /// The smallest variance that is believed.
    public let minimumVariance: Double
    /// Whether `½·log 2π` is added, which makes the value a likelihood.
    public let includesConstant: Bool

    /// The loss with PyTorch's smallest variance.
    public init(minimumVariance: Double = 1e-6, includesConstant: Bool = true) {
        precondition(minimumVariance > 0, "the smallest variance is above 0")
        self.minimumVariance = minimumVariance
        self.includesConstant = includesConstant
    }

    /// Two outputs: μ, v.
    public var outputsPerRow: Int { 2 }

    /// The slopes are `(μ − y)/v` and `½·(1 − (y − μ)²/v)/v`.
    public func row(
        outputs: UnsafePointer<Double>, target: Double, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        let variance = outputs[1] < minimumVariance ? minimumVariance : outputs[1]
        let error = outputs[0] - target
        let ratio = error * error / variance
        gradient[0] = error / variance
        gradient[1] = 0.5 * (1 - ratio) / variance
        return 0.5 * (Elementary.log(variance) + ratio) + (includesConstant ? halfLogTwoPi : 0)
    }
}
