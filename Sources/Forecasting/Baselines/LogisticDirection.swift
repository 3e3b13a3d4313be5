public import Windowing

/// The direction of the next session by logistic regression on the last returns.
///
/// Fitted for each symbol on sessions that moved. The forecast is the normal distribution that rises with the probability
/// found: deviation the symbol's own, mean `deviation·Φ⁻¹(p)`. A finite response of `lags` sessions.
public struct LogisticDirection: Predictor {
    /// Returns it looks at.
    public let lags: Int
    /// The name in tables.
    public let name: String

    /// A regression on some returns.
    ///
    /// - Precondition: `lags` is at least 1.
    public init(lags: Int = 5, name: String? = nil) {
        precondition(lags >= 1, "a regression on the past has a lag of at least 1")
        self.lags = lags
        self.name = name ?? (lags == 5 ? "logistic" : "logistic(lags=\(lags))")
    }

    /// The lags.
    public var response: Response { .finite(width: lags) }
    /// Some ten passes over the examples.
    public var trainingCostPerExample: Int { 10 * (lags + 2) * (lags + 2) }

    /// Regresses every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let models = try panel.fittedPerSymbol(needed: 10 * lags + 20, model: name, isCancelled: isCancelled) {
            returns -> DirectionModel? in
            let deviation = (returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)).squareRoot()
            guard deviation > 0 else { return nil }
            let targets = (lags..<returns.count).filter { returns[$0] != 0 }
            let columns = (1...lags).map { lag in targets.map { returns[$0 - lag] / deviation } }
            // A penalty of one example a coefficient: nothing where there is a pattern, a finite answer where there is none.
            return LogisticRegression(columns: columns, outcomes: targets.map { returns[$0] > 0 }, ridge: 1)
                .map { DirectionModel(regression: $0, deviation: deviation) }
        }
        return FittedLogisticDirection(lags: lags, models: models)
    }
}

/// The regression of one symbol and its deviation.
struct DirectionModel: Hashable, Sendable, Codable {
    let regression: LogisticRegression
    let deviation: Double
}

/// The regressions of all symbols.
public struct FittedLogisticDirection: FittedPredictor, Codable, Hashable {
    let lags: Int
    let models: PerSymbol<DirectionModel>

    /// The lags.
    public var response: Response { .finite(width: lags) }
    /// Coefficients and a deviation a symbol.
    public var cost: ModelCost {
        ModelCost(parameters: (lags + 2) * max(models.bySymbol.count, 1), multiplyAddsPerForecast: lags + 1)
    }

    /// One probability a cutoff.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let model = models[series.symbol]
        return cutoffs.map { cutoff in
            guard cutoff >= lags - 1 else { return nil }
            let newestFirst = series.logReturns[(cutoff - lags + 1)...cutoff].reversed().map {
                $0 / model.deviation
            }
            let probability = min(max(model.regression.probability(newestFirst), 1e-6), 1 - 1e-6)
            return .normal(
                mean: model.deviation * StandardNormal.quantile(probability), standardDeviation: model.deviation)
        }
    }
}
