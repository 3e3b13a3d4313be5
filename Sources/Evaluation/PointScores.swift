public import Forecasting
internal import Windowing

/// What a single forecast scores against its outcome.
///
/// Metrics are means of these over a sample.
public enum PointScore: Int, CaseIterable, Sendable {
    /// `|mean − r|`.
    case absoluteError
    /// `(mean − r)²`.
    case squaredError
    /// `|mean − r|` over the mean absolute return known at the fit; not a number without one.
    case scaledAbsoluteError
    /// `−ln f(r)`.
    case negativeLogDensity
    /// Continuous ranked probability score.
    case crps
    /// `ln v + r²/v`, with `v` the forecast variance.
    case qlike
    /// 1 where `r` lies in the central 50 % interval.
    case inside50
    /// 1 where `r` lies in the central 90 % interval.
    case inside90
    /// 1 where `r` lies in the central 99 % interval.
    case inside99
    /// 1 where `r` lies below the 1 % quantile.
    case below1
    /// 1 where `r` is not zero: sessions on which a direction can be right.
    case moved
    /// 1 where `r` is not zero and the forecast mean has its sign.
    case signRight
    /// 1 where `r` is above zero.
    case rose
    /// 1 where the forecast mean is not zero: it says a direction.
    case saysDirection
    /// 1 where the forecast says *invest*: a rise is more probable than not.
    case invested
}

/// Scores one forecast: a value a ``PointScore``, in the order of its cases.
///
/// Intervals are judged by the probability integral transform `F(r)`: inside the central interval of level
/// `p` is `|2F(r) − 1| ≤ p`.
public func pointScores(of forecast: PredictiveDistribution, actual: Double, naiveScale: Double?) -> [Double] {
    let error = forecast.mean - actual
    let variance = forecast.standardDeviation * forecast.standardDeviation
    let probability = forecast.cumulativeProbability(of: actual)
    let centrality = abs(2 * probability - 1)
    func indicator(_ condition: Bool) -> Double { condition ? 1 : 0 }
    return [
        abs(error),
        error * error,
        naiveScale.map { abs(error) / $0 } ?? .nan,
        -forecast.logDensity(at: actual),
        forecast.crps(actual),
        ln(variance) + actual * actual / variance,
        indicator(centrality <= 0.5),
        indicator(centrality <= 0.9),
        indicator(centrality <= 0.99),
        indicator(probability < 0.01),
        indicator(actual != 0),
        indicator(actual != 0 && (forecast.mean > 0) == (actual > 0) && forecast.mean != 0),
        indicator(actual > 0),
        indicator(forecast.mean != 0),
        indicator(forecast.decision == .invest),
    ]
}
