public import Windowing

/// EWMA volatility: mean 0, and a variance in which every past session counts, fading by `decay` a session.
///
/// The plainest infinite response, with a weight that can be printed beside a recurrent network's. Normal
/// density. Source: RiskMetrics (1996), see ``ExponentialVariance``.
public struct ExponentialVolatility: Predictor {
    /// λ, the share of the variance that is kept from one session to the next.
    public let decay: Double

    /// The RiskMetrics predictor by default.
    ///
    /// - Precondition: `decay` lies strictly between 0 and 1.
    public init(decay: Double = 0.94) {
        precondition(decay > 0 && decay < 1, "a decay lies between 0 and 1")
        self.decay = decay
    }

    /// `ewma`, with the decay where it is not 0.94.
    public var name: String { decay == 0.94 ? "ewma" : "ewma(decay=\(decay))" }
    /// Every session counts for ever, fading.
    public var response: Response { .infinite }

    /// Measures the level the variance starts from.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let moments = try panel.pooledMoments(in: panel.knownDates, needed: 2, model: name)
        return FittedExponentialVolatility(decay: decay, referenceScale: moments.rootMeanSquare)
    }
}

/// An EWMA variance with the level it starts from.
public struct FittedExponentialVolatility: RecurrentPredictor, Codable, Hashable {
    /// λ.
    let decay: Double
    /// The root mean square return of the training panel, the initial state's scale.
    let referenceScale: Double

    /// One number, one multiply-add.
    public var cost: ModelCost { ModelCost(parameters: 1, multiplyAddsPerForecast: 2) }

    /// The training panel's level.
    public func initialState() -> ExponentialVariance {
        ExponentialVariance(decay: decay, initialValue: referenceScale * referenceScale)
    }

    /// Updates the variance and forecasts with its root, never below 0.02 of the reference scale: a series
    /// that stood still for weeks may move again.
    public func step(
        _ state: ExponentialVariance, logReturn: Double
    ) -> (state: ExponentialVariance, forecast: PredictiveDistribution?) {
        var next = state
        next.update(logReturn: logReturn)
        let deviation = max(next.value.squareRoot(), 0.02 * referenceScale)
        return (next, .normal(mean: 0, standardDeviation: deviation))
    }
}
