public import Windowing

/// The random walk: tomorrow's price is today's, give or take the usual move.
///
/// The honest opponent of every forecast of a mean. The log return is normal with mean 0 and the root mean
/// square return of the sessions known when it was fitted, per symbol.
public struct RandomWalk: Predictor {
    /// `random-walk`.
    public let name = "random-walk"
    /// It looks at no session at all: its scale is fixed when it is fitted.
    public var response: Response { .finite(width: 0) }

    /// A random walk has no settings.
    public init() {}

    /// Measures the scale of every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        try ConstantForecast(panel, model: name) { moments in
            .normal(mean: 0, standardDeviation: moments.rootMeanSquare)
        }
    }
}

/// The random walk with drift: the mean return of the past goes on.
///
/// The log return is normal with the mean and standard deviation (ddof 0) of the sessions known when it was
/// fitted, per symbol.
public struct Drift: Predictor {
    /// `drift`.
    public let name = "drift"
    /// It looks at no session at all: mean and scale are fixed when it is fitted.
    public var response: Response { .finite(width: 0) }

    /// A drift has no settings.
    public init() {}

    /// Measures mean and scale of every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        try ConstantForecast(panel, model: name) { moments in
            .normal(mean: moments.mean, standardDeviation: moments.standardDeviation)
        }
    }
}

/// One fixed distribution a symbol, with one for symbols it was not fitted on.
public struct ConstantForecast: FittedPredictor, Codable, Hashable {
    /// The known returns a symbol needs for a distribution of its own.
    static let fewestReturns = 30

    private let bySymbol: [String: PredictiveDistribution]
    private let pooled: PredictiveDistribution

    init(
        _ panel: TrainingPanel, model: String, distribution: (ReturnMoments) -> PredictiveDistribution
    ) throws(FittingError) {
        pooled = distribution(try panel.pooledMoments(in: panel.knownDates, needed: 2, model: model))
        // A handful of returns measures nothing: such a symbol gets the panel's distribution.
        let measured = panel.moments(in: panel.knownDates).filter { $0.moments.count >= Self.fewestReturns }
            .map { ($0.symbol, distribution($0.moments)) }
        bySymbol = Dictionary(uniqueKeysWithValues: measured.filter { $0.1.isValid })
    }

    init(bySymbol: [String: PredictiveDistribution], pooled: PredictiveDistribution) {
        self.bySymbol = bySymbol
        self.pooled = pooled
    }

    /// It looks at no session.
    public var response: Response { .finite(width: 0) }
    /// Mean, scale and tails of each symbol, as far as they were fitted: a mean of exactly zero was not.
    public var cost: ModelCost {
        ModelCost(
            parameters: bySymbol.values.reduce(0) { $0 + 1 + ($1.mean == 0 ? 0 : 1) + ($1.shape == nil ? 0 : 1) },
            multiplyAddsPerForecast: 0)
    }

    /// The symbol's distribution, again and again.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        Array(repeating: bySymbol[series.symbol] ?? pooled, count: cutoffs.count)
    }
}
