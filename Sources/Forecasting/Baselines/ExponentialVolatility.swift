internal import Windowing

/// EWMA volatility: a variance in which every past session counts, fading by `decay` a session.
///
/// The plainest infinite response, with a weight that can be printed beside a recurrent network's. With normal errors the
/// mean is 0 and the variance is the forecast's (RiskMetrics 1996, see ``ExponentialVariance``); with Student-t errors
/// mean, scale and tails of `r / √v` are fitted for each symbol by maximum likelihood.
public struct ExponentialVolatility: Predictor {
    /// λ, the share of the variance that is kept from one session to the next.
    public let decay: Double
    /// The distribution of errors.
    public let errors: ErrorFamily
    /// The name in tables.
    public let name: String

    /// The RiskMetrics predictor by default.
    ///
    /// - Precondition: `decay` lies strictly between 0 and 1.
    public init(decay: Double = 0.94, errors: ErrorFamily = .normal, name: String? = nil) {
        precondition(decay > 0 && decay < 1, "a decay lies between 0 and 1")
        self.decay = decay
        self.errors = errors
        let settings =
            (decay == 0.94 ? [] : ["decay=\(decay)"]) + (errors == .normal ? [] : ["errors=\(errors.rawValue)"])
        self.name = name ?? (settings.isEmpty ? "ewma" : "ewma(\(settings.joined(separator: ",")))")
    }

    /// Every session counts for ever, fading.
    public var response: Response { .infinite }

    /// The square root of time is its own rule with normal errors; with others it is simulated.
    public var horizonMethods: [HorizonMethod] {
        errors == .normal ? [.scaled, .simulated] : [.simulated, .scaled]
    }

    /// Measures the level the variance starts from, and the tails of what it leaves over.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let moments = try panel.pooledMoments(in: panel.knownDates, needed: 2, model: name)
        let plain = FittedExponentialVolatility(decay: decay, referenceScale: moments.rootMeanSquare, laws: nil)
        guard errors == .studentT else { return plain }
        let laws = try panel.fittedPerSymbol(needed: 30, model: name, isCancelled: isCancelled) { known in
            let returns = known[firstFineSession(known)...]
            var state = plain.initialState()
            var standardised: [Double] = []
            for value in returns {
                standardised.append(value / plain.deviation(state))
                state.variance.update(logReturn: value)
            }
            return ErrorLaw(standardised, family: .studentT)
        }
        return FittedExponentialVolatility(decay: decay, referenceScale: moments.rootMeanSquare, laws: laws)
    }
}

/// An EWMA variance with the level it starts from.
public struct FittedExponentialVolatility: RecurrentPredictor, Codable, Hashable {
    /// The variance, and the law of what it leaves over.
    public struct State: Hashable, Sendable, Codable {
        var variance: ExponentialVariance
        var law: ErrorLaw?
    }

    /// λ.
    let decay: Double
    /// The root mean square return of the training panel, the initial state's scale.
    let referenceScale: Double
    /// The law of `r / √v` of each symbol; nil for normal errors.
    let laws: PerSymbol<ErrorLaw>?

    /// The level it starts from, and three numbers a symbol for its law; the decay is given, not fitted.
    public var cost: ModelCost {
        ModelCost(parameters: 1 + 3 * (laws?.bySymbol.count ?? 0), multiplyAddsPerForecast: 2)
    }

    /// The training panel's level.
    public func initialState() -> State { state(law: laws?.pooled) }

    /// The training panel's level, and the symbol's law.
    public func initialState(for symbol: String) -> State { state(law: laws?[symbol]) }

    private func state(law: ErrorLaw?) -> State {
        State(
            variance: ExponentialVariance(decay: decay, initialValue: referenceScale * referenceScale), law: law)
    }

    /// The root of the variance, never below 0.02 of the reference scale: a series that stood still for weeks may move again.
    func deviation(_ state: State) -> Double { max(state.variance.value.squareRoot(), 0.02 * referenceScale) }

    /// Updates the variance and forecasts with its root.
    public func step(_ state: State, logReturn: Double) -> (state: State, forecast: PredictiveDistribution?) {
        var next = state
        next.variance.update(logReturn: logReturn)
        let deviation = deviation(next)
        guard let law = next.law else { return (next, .normal(mean: 0, standardDeviation: deviation)) }
        return (next, law.distribution(centre: 0, scale: deviation))
    }
}
