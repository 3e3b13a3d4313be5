public import Forecasting

/// Metrics of forecasts that are distributions, intervals or directions.
///
/// Nil where a metric is not defined; never infinity or NaN.
///
/// - Precondition: all arrays of one call have the same length.
public enum ProbabilisticMetrics {
    /// Mean natural-log density of the outcomes: more is better; its negative is the column `nll`.
    public static func meanLogScore(_ forecasts: [PredictiveDistribution], actual: [Double]) -> Double? {
        guard forecasts.allSatisfy(\.isValid) else { return nil }
        return meanLoss(of: forecasts, actual) { $0.logDensity(at: $1) }
    }

    /// Mean continuous ranked probability score.
    public static func meanCRPS(_ forecasts: [PredictiveDistribution], actual: [Double]) -> Double? {
        guard forecasts.allSatisfy(\.isValid) else { return nil }
        return meanLoss(of: forecasts, actual) { $0.crps($1) }
    }

    /// Share of outcomes inside their interval, bounds included.
    public static func coverage(_ intervals: [ClosedRange<Double>], actual: [Double]) -> Double? {
        meanLoss(of: intervals, actual) { $0.contains($1) ? 1 : 0 }
    }

    /// Mean width of the intervals, to read beside their coverage.
    public static func meanWidth(_ intervals: [ClosedRange<Double>]) -> Double? {
        arithmeticMean(intervals.map { $0.upperBound - $0.lowerBound })
    }

    /// Mean Winkler score of intervals of that level.
    public static func meanWinklerScore(
        _ intervals: [ClosedRange<Double>], actual: [Double], level: Double
    ) -> Double? {
        meanLoss(of: intervals, actual) { Score.winkler($0, actual: $1, level: level) }
    }

    /// How a change of exactly zero counts in ``directionHits(_:actual:ties:)``.
    public enum TieRule: Hashable, Sendable {
        /// Zero is a third direction: foretold by zero alone.
        case signEquality
        /// Actual changes of zero are left out; a forecast of zero is then a miss.
        case dropZeroOutcomes
    }

    /// Number of directions foretold, `sign f = sign y`, and the number of forecasts that count.
    ///
    /// - Parameters:
    ///   - forecasts: forecast changes (returns, or price forecasts minus the last price).
    ///   - actual: the changes that came.
    ///   - ties: how zeros count.
    public static func directionHits(
        _ forecasts: [Double], actual: [Double], ties: TieRule
    ) -> (hits: Int, count: Int) {
        precondition(
            forecasts.count == actual.count, "\(forecasts.count) forecasts for \(actual.count) actual values")
        var (hits, count) = (0, 0)
        for (forecast, outcome) in zip(forecasts, actual) {
            if ties == .dropZeroOutcomes && outcome == 0 { continue }
            count += 1
            if (forecast > 0) == (outcome > 0) && (forecast < 0) == (outcome < 0) { hits += 1 }
        }
        return (hits, count)
    }

    /// Directional accuracy, the share of directions foretold; nil if no forecast counts.
    public static func directionalAccuracy(_ forecasts: [Double], actual: [Double], ties: TieRule) -> Double? {
        let (hits, count) = directionHits(forecasts, actual: actual, ties: ties)
        return count == 0 ? nil : Double(hits) / Double(count)
    }
}
