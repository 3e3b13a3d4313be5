/// The numbers of a GARCH(1,1) or GJR-GARCH(1,1) with a constant mean.
///
/// With `e_t = r_t − μ`: `σ²_t = ω + (α + γ·[e_{t−1} < 0])·e²_{t−1} + β·σ²_{t−1}`. γ = 0 is Bollerslev's symmetric model.
/// Sources: Bollerslev, "Generalized autoregressive conditional heteroskedasticity", J. Econometrics 31 (1986); Glosten,
/// Jagannathan & Runkle, J. Finance 48 (1993).
public struct GARCHParameters: Hashable, Sendable, Codable {
    /// μ, the constant mean.
    public var mean: Double
    /// ω, the constant of the variance.
    public var constant: Double
    /// α, the weight of yesterday's squared error.
    public var arch: Double
    /// γ, what a fall adds to α.
    public var asymmetry: Double
    /// β, the share of yesterday's variance that is kept.
    public var garch: Double
    /// ν of standardised Student-t errors (unit variance); nil for normal errors.
    public var degreesOfFreedom: Double?

    /// Parameters from their values.
    public init(
        mean: Double, constant: Double, arch: Double, asymmetry: Double = 0, garch: Double,
        degreesOfFreedom: Double? = nil
    ) {
        self.mean = mean
        self.constant = constant
        self.arch = arch
        self.asymmetry = asymmetry
        self.garch = garch
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// `α + γ/2 + β`: the share of a shock to the variance that is left in the expectation a session later.
    ///
    /// The fading weight of an infinite response, as λ is that of an EWMA.
    public var persistence: Double { arch + asymmetry / 2 + garch }

    /// The variance that forecasts tend to, or nil where the variance has no mean.
    public var unconditionalVariance: Double? {
        persistence < 1 ? constant / (1 - persistence) : nil
    }

    /// The next session's variance after an error and the variance it was drawn from.
    func nextVariance(error: Double, variance: Double) -> Double {
        constant + (error < 0 ? arch + asymmetry : arch) * (error * error) + garch * variance
    }

    /// The variances of the next `horizon` sessions, `σ²_{h+1} = ω + (α + γ/2 + β)·σ²_h`, from that of the first.
    public func varianceForecasts(from first: Double, horizon: Int) -> [Double] {
        var variances: [Double] = []
        var variance = first
        for _ in 0..<horizon {
            variances.append(variance)
            variance = constant + persistence * variance
        }
        return variances
    }

    /// The next session's distribution, of a variance.
    func distribution(variance: Double) -> PredictiveDistribution {
        guard let nu = degreesOfFreedom else {
            return .normal(mean: mean, standardDeviation: variance.squareRoot())
        }
        return .studentT(
            location: mean, scale: (variance * (nu - 2) / nu).squareRoot(), degreesOfFreedom: nu)
    }

    /// The same model of returns that are `factor` times as large.
    func scaled(by factor: Double) -> GARCHParameters {
        var scaled = self
        scaled.mean *= factor
        scaled.constant *= factor * factor
        return scaled
    }
}

extension GARCHParameters {
    /// The start of the variance: an exponentially weighted mean of the first 75 squared errors about the sample mean.
    ///
    /// `Σ 0.94^i·(r_i − r̄)² / Σ 0.94^i`, `i < 75`, as in the Python package arch.
    public static func backcast(_ returns: [Double]) -> Double {
        let mean = returns.reduce(0, +) / Double(max(returns.count, 1))
        var (weight, sum, total) = (1.0, 0.0, 0.0)
        for value in returns.prefix(75) {
            sum += weight * (value - mean) * (value - mean)
            total += weight
            weight *= 0.94
        }
        return total > 0 ? sum / total : 0
    }

    /// The variances of all sessions, `σ²_1 = ω + (α + γ/2 + β)·backcast`, and last of all the one after them.
    public func conditionalVariances(_ returns: [Double], backcast: Double) -> [Double] {
        var variances = [constant + persistence * backcast]
        variances.reserveCapacity(returns.count + 1)
        for value in returns {
            variances.append(nextVariance(error: value - mean, variance: variances[variances.count - 1]))
        }
        return variances
    }
}
