public import Windowing

/// The seasonal naive forecast: the return of a session is that of one season before.
///
/// With a season of five sessions, Monday's return is last Monday's. Normal, with the root mean square of its own errors.
public struct SeasonalNaive: Predictor {
    /// Sessions of a season.
    public let season: Int
    /// The name in tables.
    public let name: String

    /// A season of some sessions.
    ///
    /// - Precondition: `season` is at least 1.
    public init(season: Int = 5, name: String? = nil) {
        precondition(season >= 1, "a season has at least one session")
        self.season = season
        self.name = name ?? (season == 5 ? "seasonal-naive" : "seasonal-naive(season=\(season))")
    }

    /// One season.
    public var response: Response { .finite(width: season) }

    /// Measures the errors of every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let deviations = try panel.fittedPerSymbol(needed: season + 2, model: name) { returns -> Double? in
            let errors = zip(returns.dropFirst(season), returns).map { $0 - $1 }
            let square = errors.reduce(0) { $0 + $1 * $1 } / Double(max(errors.count, 1))
            return square > 0 ? square.squareRoot() : nil
        }
        return FittedSeasonalNaive(season: season, deviations: deviations)
    }
}

/// A seasonal naive forecast with the size of its errors.
public struct FittedSeasonalNaive: FittedPredictor, Codable, Hashable {
    let season: Int
    let deviations: PerSymbol<Double>

    /// One season.
    public var response: Response { .finite(width: season) }
    /// One number a symbol.
    public var cost: ModelCost {
        ModelCost(parameters: max(deviations.bySymbol.count, 1), multiplyAddsPerForecast: 0)
    }

    /// The return one season before each target.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        cutoffs.map { cutoff in
            guard cutoff >= season - 1 else { return nil }
            return .normal(
                mean: series.logReturns[cutoff - season + 1], standardDeviation: deviations[series.symbol])
        }
    }
}
