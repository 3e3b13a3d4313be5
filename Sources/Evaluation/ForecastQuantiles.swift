internal import Forecasting

/// The quantiles and expected shortfalls of a forecast at the levels every evaluation asks for, as log returns.
struct ForecastQuantiles {
    var q005, q01, q025, q05, q10, q25, q50, q75, q90, q95, q975, q99, q995: Double
    /// The means of the worst 1 and 5 %.
    var shortfall01, shortfall05: Double

    init(_ forecast: PredictiveDistribution) {
        if let tails = StandardisedTails(forecast) {
            let (mean, scale) = (forecast.mean, forecast.scale)
            (q005, q995) = (mean - scale * tails.upper005, mean + scale * tails.upper005)
            (q01, q99) = (mean - scale * tails.upper01, mean + scale * tails.upper01)
            (q025, q975) = (mean - scale * tails.upper025, mean + scale * tails.upper025)
            (q05, q95) = (mean - scale * tails.upper05, mean + scale * tails.upper05)
            (q10, q90) = (mean - scale * tails.upper10, mean + scale * tails.upper10)
            (q25, q75) = (mean - scale * tails.upper25, mean + scale * tails.upper25)
            q50 = mean
            shortfall01 = mean - scale * tails.shortfall01
            shortfall05 = mean - scale * tails.shortfall05
        } else {
            (q005, q995) = (forecast.quantile(0.005), forecast.quantile(0.995))
            (q01, q99) = (forecast.quantile(0.01), forecast.quantile(0.99))
            (q025, q975) = (forecast.quantile(0.025), forecast.quantile(0.975))
            (q05, q95) = (forecast.quantile(0.05), forecast.quantile(0.95))
            (q10, q90) = (forecast.quantile(0.1), forecast.quantile(0.9))
            (q25, q75) = (forecast.quantile(0.25), forecast.quantile(0.75))
            q50 = forecast.quantile(0.5)
            shortfall01 = forecast.expectedShortfall(0.01)
            shortfall05 = forecast.expectedShortfall(0.05)
        }
    }
}
