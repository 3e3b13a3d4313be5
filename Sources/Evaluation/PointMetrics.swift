/// Metrics of point forecasts: how far the forecast number lay from the actual one.
///
/// Every function takes forecasts and actual values in the same order and gives nil where the metric is not
/// defined (no values, a division by zero) or not finite; never infinity or NaN. An error is forecast minus actual.
///
/// - Precondition: both arrays have the same length.
public enum PointMetrics {
    /// Mean absolute error, `mean |f − y|`.
    public static func meanAbsoluteError(_ forecasts: [Double], actual: [Double]) -> Double? {
        meanLoss(of: forecasts, actual) { abs($0 - $1) }
    }

    /// Mean squared error, `mean (f − y)²`, divisor n.
    public static func meanSquaredError(_ forecasts: [Double], actual: [Double]) -> Double? {
        meanLoss(of: forecasts, actual) { ($0 - $1) * ($0 - $1) }
    }

    /// Root mean squared error, `√(mean (f − y)²)`, divisor n.
    public static func rootMeanSquaredError(_ forecasts: [Double], actual: [Double]) -> Double? {
        meanSquaredError(forecasts, actual: actual)?.squareRoot()
    }

    /// Bias, `mean (f − y)`: above zero, the forecasts are too high.
    public static func bias(_ forecasts: [Double], actual: [Double]) -> Double? {
        meanLoss(of: forecasts, actual) { $0 - $1 }
    }

    /// Mean absolute percentage error as a fraction, `mean |f − y| / |y|`; nil if an actual value is zero.
    public static func meanAbsolutePercentageError(_ forecasts: [Double], actual: [Double]) -> Double? {
        meanLoss(of: forecasts, actual) { abs($0 - $1) / abs($1) }
    }

    /// Symmetric mean absolute percentage error as a fraction between 0 and 2, `mean 2|f − y| / (|f| + |y|)`.
    ///
    /// The form of the M4 competition (which prints it times 100). Where both are zero the forecast was perfect: 0.
    public static func symmetricMeanAbsolutePercentageError(_ forecasts: [Double], actual: [Double]) -> Double? {
        meanLoss(of: forecasts, actual) { Score.symmetricPercentageError($0, actual: $1) }
    }

    /// Mean absolute scaled error, `MAE / mean |x_t − x_{t−m}|` over the training values x (Hyndman & Koehler 2006).
    ///
    /// - Returns: nil also if the training values are constant or no longer than the season of `m` sessions.
    public static func meanAbsoluteScaledError(
        _ forecasts: [Double], actual: [Double], training: [Double], season m: Int = 1
    ) -> Double? {
        quotient(
            meanAbsoluteError(forecasts, actual: actual),
            meanLoss(of: training.dropFirst(m), training.dropLast(m)) { abs($0 - $1) })
    }

    /// Root mean squared scaled error, `√(MSE / mean (x_t − x_{t−m})²)` over the training values x (M5 competition).
    ///
    /// - Returns: nil also if the training values are constant or no longer than the season of `m` sessions.
    public static func rootMeanSquaredScaledError(
        _ forecasts: [Double], actual: [Double], training: [Double], season m: Int = 1
    ) -> Double? {
        quotient(
            meanSquaredError(forecasts, actual: actual),
            meanLoss(of: training.dropFirst(m), training.dropLast(m)) { ($0 - $1) * ($0 - $1) })?.squareRoot()
    }

    /// Mean pinball loss of forecasts of the quantile `p`.
    public static func meanPinballLoss(_ forecasts: [Double], actual: [Double], quantile p: Double) -> Double? {
        meanLoss(of: forecasts, actual) { Score.pinball($0, actual: $1, quantile: p) }
    }
}

/// The arithmetic mean, summed in order; nil if there are no values or it is not finite.
func arithmeticMean(_ values: some Collection<Double>) -> Double? {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    return mean.isFinite ? mean : nil
}

/// The mean of a loss over pairs in order; nil if there are none or it is not finite.
///
/// - Precondition: both collections have the same length.
func meanLoss<First: Collection, Second: Collection>(
    of first: First, _ second: Second, _ loss: (First.Element, Second.Element) -> Double
) -> Double? {
    precondition(first.count == second.count, "\(first.count) forecasts for \(second.count) actual values")
    guard !first.isEmpty else { return nil }
    var sum = 0.0
    for (a, b) in zip(first, second) { sum += loss(a, b) }
    let mean = sum / Double(first.count)
    return mean.isFinite ? mean : nil
}

/// The quotient; nil if a part is missing, the divisor is zero or the result is not finite.
func quotient(_ numerator: Double?, _ denominator: Double?) -> Double? {
    guard let numerator, let denominator, denominator != 0 else { return nil }
    let quotient = numerator / denominator
    return quotient.isFinite ? quotient : nil
}
