internal import Forecasting

/// The test of Diebold & Mariano (1995) whether two forecasts differ in mean loss.
///
/// With the loss differences `d_t` (the model's loss minus the baseline's) the statistic is `mean d / √(v/n)`, where v is
/// their long-run variance, times the small-sample correction of Harvey, Leybourne & Newbold (1997),
/// `√((n + 1 − 2h + h(h−1)/n) / n)` for forecasts h sessions ahead; it is held against Student t with n − 1 degrees of
/// freedom. The same numbers as `dm.test` of the R package forecast.
public struct DieboldMariano: Hashable, Sendable {
    /// How the autocovariances `γ_k` (divisor n) of the differences make their long-run variance.
    public enum Variance: Hashable, Sendable {
        /// `γ₀ + 2 Σ γ_k` over the h − 1 lags that optimal h-step forecasts can have.
        ///
        /// It can be negative; the test is then made as for h = 1, as R does.
        case rectangular
        /// `γ₀ + 2 Σ (1 − k/(L+1))·γ_k` over L lags (Newey & West 1987), never negative.
        ///
        /// Nil takes `⌊4(n/100)^(2/9)⌋` lags, and no fewer than h − 1.
        case bartlett(lags: Int?)
    }

    /// Mean of the differences: below zero, the model is better.
    public let meanDifference: Double
    /// The corrected statistic; nil where the differences are all equal or fewer than two, or the horizon too long.
    public let statistic: Double?
    /// The two-sided p-value; nil exactly where `statistic` is.
    public let pValue: Double?
    /// The probability of a statistic as low or lower: small means that the model is better.
    public let pValueModelBetter: Double?
    /// The number of differences.
    public let n: Int
    /// The horizon used: the one asked for, or 1 after falling back from a negative variance.
    public let horizon: Int

    /// Tests the mean of loss differences, in order of time.
    ///
    /// - Returns: nil for no differences or one that is not finite.
    /// - Precondition: `horizon` is at least 1.
    public init?(lossDifferences differences: [Double], horizon: Int, variance: Variance = .rectangular) {
        precondition(horizon >= 1, "a horizon is at least one session, not \(horizon)")
        guard let average = arithmeticMean(differences) else { return nil }
        let n = differences.count
        meanDifference = average
        self.n = n

        var usedHorizon = horizon
        var longRunVariance: Double?
        if Self.isSpread(differences) && horizon < n {
            longRunVariance = Self.longRunVariance(differences, horizon: horizon, variance)
            if let value = longRunVariance, value <= 0 {
                usedHorizon = 1
                longRunVariance = LongRunVariance.autocovariance(differences.map { $0 - average }, lag: 0)
            }
        }
        self.horizon = usedHorizon
        guard let longRunVariance, longRunVariance > 0 else {
            (statistic, pValue, pValueModelBetter) = (nil, nil, nil)
            return
        }
        let (count, h) = (Double(n), Double(usedHorizon))
        let correction = ((count + 1 - 2 * h + h * (h - 1) / count) / count).squareRoot()
        let value = average / (longRunVariance / count).squareRoot() * correction
        let distribution = StudentT(degreesOfFreedom: count - 1)
        statistic = value
        pValue = 2 * distribution.upperTail(abs(value))
        pValueModelBetter = distribution.cumulativeProbability(value)
    }

    /// `⌊4(n/100)^(2/9)⌋`, the usual number of Bartlett lags (Newey & West 1994).
    public static func defaultLags(count n: Int) -> Int {
        Int(4 * raise(Double(n) / 100, to: 2.0 / 9))
    }

    private static func longRunVariance(_ differences: [Double], horizon: Int, _ variance: Variance) -> Double {
        let average = differences.reduce(0, +) / Double(differences.count)
        let deviations = differences.map { $0 - average }
        let lags =
            switch variance {
            case .rectangular: horizon - 1
            case .bartlett(let lags): lags ?? max(horizon - 1, defaultLags(count: differences.count))
            }
        guard variance == .rectangular else {
            return LongRunVariance.bartlett(deviations: deviations, lags: lags)
        }
        let covariances = LongRunVariance.autocovariances(deviations, lags: min(lags, deviations.count - 1))
        return covariances[0] + 2 * covariances.dropFirst().reduce(0, +)
    }

    /// Whether the differences vary by more than the rounding of equal numbers.
    private static func isSpread(_ differences: [Double]) -> Bool {
        guard let low = differences.min(), let high = differences.max() else { return false }
        return high - low > 1e-14 * max(abs(low), abs(high))
    }
}
