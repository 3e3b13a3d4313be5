internal import Forecasting

/// How sure one can be of a Sharpe ratio, and what is left of the best of many.
///
/// The ratio is that of one session: mean over standard deviation (ddof 1). Its standard error without normality is
/// `√((1 − S·SR + (K − 1)/4·SR²) / (n − 1))` with skewness S and kurtosis K of population moments (Mertens 2002; Bailey & López de
/// Prado, "The Sharpe ratio efficient frontier", J. Risk 15, 2012).
public struct SharpeInference: Hashable, Sendable {
    /// The ratio of one session.
    public let ratio: Double
    /// Sessions.
    public let count: Int
    /// Of the returns.
    public let skewness: Double
    /// Of the returns; 3 for a normal.
    public let kurtosis: Double

    /// From the numbers of a sample.
    public init(ratio: Double, count: Int, skewness: Double, kurtosis: Double) {
        self.ratio = ratio
        self.count = count
        self.skewness = skewness
        self.kurtosis = kurtosis
    }

    /// Of some returns; nil for fewer than two or returns that do not vary.
    public init?(_ returns: [Double]) {
        guard let shape = SampleShape(returns) else { return nil }
        self.init(
            ratio: shape.mean / shape.deviation, count: returns.count, skewness: shape.skewness,
            kurtosis: shape.kurtosis)
    }

    /// `1 − S·SR + (K − 1)/4·SR²`, which no sample makes negative.
    private var spread: Double { 1 - skewness * ratio + (kurtosis - 1) / 4 * ratio * ratio }

    /// The ratio's standard error, of one session; nil for fewer than two sessions.
    public var standardError: Double? {
        count > 1 && spread > 0 ? (spread / Double(count - 1)).squareRoot() : nil
    }

    /// The probability that the true ratio is above a benchmark's; nil without a standard error.
    public func probabilistic(above benchmark: Double = 0) -> Double? {
        standardError.map { StandardNormal.cumulativeProbability((ratio - benchmark) / $0) }
    }

    /// The sessions after which the ratio would be above the benchmark's with a probability; nil where it is not above it.
    public func minimumTrackRecord(above benchmark: Double = 0, probability: Double = 0.95) -> Double? {
        guard ratio > benchmark else { return nil }
        let z = StandardNormal.quantile(probability) / (ratio - benchmark)
        return 1 + spread * z * z
    }

    /// The best ratio to expect of trials without any skill, `√V·((1−γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e)))`, γ Euler's constant.
    ///
    /// Source: Bailey & López de Prado, "The deflated Sharpe ratio", J. Portfolio Management 40 (2014).
    ///
    /// - Parameters:
    ///   - trials: N, how many strategies were really tried; one expects zero.
    ///   - variance: V, of the ratios of the trials.
    public static func expectedMaximum(trials: Int, variance: Double) -> Double {
        guard trials > 1 else { return 0 }
        let euler = 0.577215664901532861
        let n = Double(trials)
        return variance.squareRoot()
            * ((1 - euler) * StandardNormal.quantile(1 - 1 / n)
                + euler * StandardNormal.quantile(1 - exponential(-1) / n))
    }

    /// The probability that the true ratio is above what luck gives the best of the trials made.
    public func deflated(trials: Int, variance: Double) -> Double? {
        probabilistic(above: Self.expectedMaximum(trials: trials, variance: variance))
    }
}
