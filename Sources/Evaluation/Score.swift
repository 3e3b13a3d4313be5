/// Scores of one forecast; less is better for all of them.
///
/// Those of a ``PredictiveDistribution`` itself (log density, CRPS) are its own methods.
public enum Score {
    /// Pinball (quantile) loss of a forecast of the quantile `p`, `max(p·(y − f), (p − 1)·(y − f))`.
    public static func pinball(_ forecast: Double, actual: Double, quantile p: Double) -> Double {
        let shortfall = actual - forecast
        return max(p * shortfall, (p - 1) * shortfall)
    }

    /// Symmetric percentage error as a fraction between 0 and 2, `2|f − y| / (|f| + |y|)`; zero where both are zero.
    public static func symmetricPercentageError(_ forecast: Double, actual: Double) -> Double {
        forecast == 0 && actual == 0 ? 0 : 2 * abs(forecast - actual) / (abs(forecast) + abs(actual))
    }

    /// Winkler (1972) interval score: width plus `2/α` times the distance by which the outcome lies outside, α = 1 − level.
    public static func winkler(_ interval: ClosedRange<Double>, actual: Double, level: Double) -> Double {
        let outside = max(interval.lowerBound - actual, actual - interval.upperBound, 0)
        return interval.upperBound - interval.lowerBound + 2 / (1 - level) * outside
    }

    /// QLIKE of a variance forecast h, `ln h + v/h`: defined for a realised variance v of zero too.
    ///
    /// Differs from ``normalisedQLIKE(forecastVariance:realisedVariance:)`` by `ln v + 1`, which no forecast can change.
    ///
    /// - Returns: nil unless `h > 0` and `v ≥ 0`.
    public static func qlike(forecastVariance h: Double, realisedVariance v: Double) -> Double? {
        guard h > 0, v >= 0 else { return nil }
        return finite(naturalLogarithm(h) + v / h)
    }

    /// QLIKE in the form that is zero for a perfect forecast, `v/h − ln(v/h) − 1` (Patton 2011).
    ///
    /// - Returns: nil unless `h > 0` and `v > 0`.
    public static func normalisedQLIKE(forecastVariance h: Double, realisedVariance v: Double) -> Double? {
        guard h > 0, v > 0 else { return nil }
        return finite(v / h - naturalLogarithm(v / h) - 1)
    }

    /// How the spread of an ensemble of M members enters its CRPS.
    public enum EnsembleForm: Hashable, Sendable {
        /// `mean |x − y| − Σᵢⱼ|xᵢ − xⱼ| / (2M²)`: the CRPS of the empirical distribution.
        case standard
        /// `mean |x − y| − Σᵢⱼ|xᵢ − xⱼ| / (2M(M−1))`: unbiased for the distribution the members were drawn from (Ferro 2014).
        case fair
    }

    /// Continuous ranked probability score of an ensemble, in O(M log M).
    ///
    /// - Returns: nil for no members, for a fair score of one member, and where a value is not finite.
    public static func crps(
        ofEnsemble members: [Double], actual: Double, form: EnsembleForm = .standard
    ) -> Double? {
        let count = Double(members.count)
        let pairs = form == .standard ? count * count : count * (count - 1)
        guard pairs > 0 else { return nil }
        // About the outcome, so that a large common level does not cancel. Σ_{i<j}|xᵢ − xⱼ| = Σᵢ (2i − M + 1)·x₍ᵢ₎.
        let errors = members.map { $0 - actual }.sorted()
        var (distance, spread) = (0.0, 0.0)
        for (index, error) in errors.enumerated() {
            distance += abs(error)
            spread += (2 * Double(index) - count + 1) * error
        }
        return finite(distance / count - spread / pairs)
    }

    /// Probability integral transform of an ensemble, `(#{x < y} + ½·#{x = y}) / M`; nil for no members.
    public static func probabilityIntegralTransform(ofEnsemble members: [Double], actual: Double) -> Double? {
        guard !members.isEmpty else { return nil }
        let weight = members.reduce(0.0) { $0 + ($1 < actual ? 1 : $1 == actual ? 0.5 : 0) }
        return weight / Double(members.count)
    }

    private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
