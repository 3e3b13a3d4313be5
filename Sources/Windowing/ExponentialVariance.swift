/// An exponentially weighted mean of squared returns, `v_t = λ v_{t−1} + (1 − λ) r_t²`.
///
/// An infinite response in its simplest form: a session's weight fades as `λ^k` and never ends.
/// Source: J.P. Morgan/Reuters, *RiskMetrics — Technical Document*, 4th ed. (1996), section 5.2, λ = 0.94.
public struct ExponentialVariance: Hashable, Sendable, Codable {
    /// λ, the share of yesterday's value that is kept, between 0 and 1.
    public let decay: Double
    /// The current value, in squared log return.
    public private(set) var value: Double

    /// Starts at an explicit initial value.
    public init(decay: Double, initialValue: Double) {
        self.decay = decay
        value = initialValue
    }

    /// Takes in the log return of the next session.
    public mutating func update(logReturn: Double) {
        value = decay * value + (1 - decay) * (logReturn * logReturn)
    }

    /// The same mean, cut off after the returns given.
    ///
    /// The weights are `λ^k` with `k` = 0 for the last return, normalised to sum 1. It depends on nothing older,
    /// exactly: that is what a finite response may use as its scale.
    public static func truncated(decay: Double, logReturns: ArraySlice<Double>) -> Double {
        var weighted = 0.0
        var total = 0.0
        for logReturn in logReturns {
            weighted = decay * weighted + logReturn * logReturn
            total = decay * total + 1
        }
        return total > 0 ? weighted / total : 0
    }
}
