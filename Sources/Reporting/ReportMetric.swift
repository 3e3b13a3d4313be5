/// The stored names of the metrics and losses that a report looks up.
public enum ReportMetric {
    /// Mean negative log density.
    public static let nll = "nll"
    /// The loss behind MSE and RMSE, in comparisons.
    public static let squaredError = "squared_error"
    /// Share of outcomes inside the 50 % interval.
    public static let coverage50 = "coverage_50"
    /// Share of outcomes inside the 90 % interval.
    public static let coverage90 = "coverage_90"
    /// Share of outcomes inside the 99 % interval.
    public static let coverage99 = "coverage_99"
    /// Share of signs foretold, zeros left out.
    public static let directionalAccuracy = "directional_accuracy"
    /// Share of the same signs that *always invest* foretells.
    public static let alwaysLongAccuracy = "always_long_accuracy"
    /// Share of forecasts that say *invest*.
    public static let investedShare = "invested_share"
    /// Outcomes below the 1 % quantile.
    public static let var99Breaches = "var_99_breaches"
    /// Share of outcomes inside the 95 % interval.
    public static let coverage95 = "coverage_95"
}
