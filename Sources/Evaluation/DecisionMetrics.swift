internal import Forecasting

/// Metrics of forecasts of a direction, or of its probability.
///
/// Nil where a metric is not defined; never infinity or NaN.
public enum DecisionMetrics {
    /// The interval of Wilson (JASA 22, 1927) for a share: it stays inside [0, 1] and holds its level for small counts too.
    ///
    /// - Returns: nil for a count of zero.
    /// - Precondition: `level` lies strictly between 0 and 1.
    public static func wilsonInterval(hits: Int, count: Int, level: Double = 0.95) -> ClosedRange<Double>? {
        guard count > 0 else { return nil }
        return wilsonInterval(share: Double(hits) / Double(count), count: Double(count), level: level)
    }

    /// The same for a share that is a mean over seeds and so need not be a whole number of hits.
    static func wilsonInterval(share: Double, count n: Double, level: Double = 0.95) -> ClosedRange<Double>? {
        guard n > 0, (0...1).contains(share) else { return nil }
        let z = StandardNormal.quantile(0.5 * (1 + level))
        let spread = 1 + z * z / n
        let middle = (share + z * z / (2 * n)) / spread
        let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / spread
        // At the ends the bound is exact, whatever the rounding gives.
        return (share == 0 ? 0 : max(0, middle - half))...(share == 1 ? 1 : min(1, middle + half))
    }

    /// The mean of the accuracy on rises and that on falls: ½ for any constant answer.
    ///
    /// - Returns: nil where there was no rise or no fall.
    public static func balancedAccuracy(saidRise: [Bool], rose: [Bool]) -> Double? {
        precondition(saidRise.count == rose.count, "\(saidRise.count) forecasts for \(rose.count) outcomes")
        var (hits, counts) = ([0.0, 0.0], [0.0, 0.0])
        for (said, came) in zip(saidRise, rose) {
            counts[came ? 1 : 0] += 1
            if said == came { hits[came ? 1 : 0] += 1 }
        }
        guard counts[0] > 0, counts[1] > 0 else { return nil }
        return (hits[0] / counts[0] + hits[1] / counts[1]) / 2
    }

    /// Brier's score (1950) of probabilities of a rise, `mean (p − y)²`: ¼ for a coin.
    public static func brierScore(_ probabilities: [Double], rose: [Bool]) -> Double? {
        meanLoss(of: probabilities, rose) { ($0 - ($1 ? 1 : 0)) * ($0 - ($1 ? 1 : 0)) }
    }
}

extension PointMetrics {
    /// Out-of-sample R²: `1 − Σ(f − y)² / Σ(b − y)²` against a benchmark b such as zero or the past mean.
    ///
    /// Source: Campbell & Thompson, Review of Financial Studies 21 (2008).
    public static func outOfSampleRSquared(
        _ forecasts: [Double], actual: [Double], benchmark: [Double]
    ) -> Double? {
        quotient(
            meanSquaredError(forecasts, actual: actual), meanSquaredError(benchmark, actual: actual)
        ).map { 1 - $0 }
    }
}
