public import Windowing

/// HAR volatility: the next session's scale from the mean absolute returns of the last session, week and month.
///
/// A finite response of 22 sessions that fades in three steps as a long memory does. Fitted for each symbol: the regression
/// of the absolute return, see ``HARRegression``, then the law of `(r − r̄) / scale`.
public struct HeterogeneousAutoregression: Predictor {
    /// The distribution of errors.
    public let errors: ErrorFamily
    /// The name in tables.
    public let name: String

    /// HAR with errors of a family.
    public init(errors: ErrorFamily = .studentT, name: String? = nil) {
        self.errors = errors
        self.name = name ?? (errors == .studentT ? "har" : "har(errors=\(errors.rawValue))")
    }

    /// 22 sessions.
    public var response: Response { .finite(width: HARRegression.width) }
    /// Two regressions' worth.
    public var trainingCostPerExample: Int { 200 }

    /// Regresses every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        FittedHAR(
            models: try panel.fittedPerSymbol(needed: 60, model: name, isCancelled: isCancelled) { known in
                HARScale(known: Array(known[firstFineSession(known)...]), errors: errors)
            })
    }
}

/// The scale of one symbol by HAR, with the law of its standardised errors.
struct HARScale: Hashable, Sendable, Codable {
    let mean: Double
    let regression: HARRegression
    /// No scale is below this: a regression can promise a negative one.
    let floor: Double
    let law: ErrorLaw

    init?(known returns: [Double], errors: ErrorFamily) {
        let mean = returns.reduce(0, +) / Double(max(returns.count, 1))
        let sizes = returns.map(abs)
        guard let regression = HARRegression.fit(sizes)?.model else { return nil }
        let floor = 0.15 * sizes.reduce(0, +) / Double(sizes.count)
        let standardised = (HARRegression.width..<returns.count).map { index in
            (returns[index] - mean) / max(floor, regression.next(sizes, after: index - 1))
        }
        guard let law = ErrorLaw(standardised, family: errors, isCentred: true) else { return nil }
        (self.mean, self.regression, self.floor, self.law) = (mean, regression, floor, law)
    }
}

/// HAR volatility with the regressions of every symbol.
public struct FittedHAR: FittedPredictor, Codable, Hashable {
    let models: PerSymbol<HARScale>

    /// 22 sessions.
    public var response: Response { .finite(width: HARRegression.width) }
    /// Four coefficients, a mean and an error law a symbol.
    public var cost: ModelCost {
        ModelCost(parameters: 7 * max(models.bySymbol.count, 1), multiplyAddsPerForecast: 30)
    }

    /// One regression a cutoff.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let model = models[series.symbol]
        let sizes = series.logReturns.map(abs)
        return cutoffs.map { cutoff in
            guard cutoff >= HARRegression.width - 1 else { return nil }
            let scale = max(model.floor, model.regression.next(sizes, after: cutoff))
            return model.law.distribution(centre: model.mean, scale: scale)
        }
    }
}
