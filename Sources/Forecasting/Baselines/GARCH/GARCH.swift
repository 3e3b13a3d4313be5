/// GARCH(1,1) or GJR-GARCH(1,1): a variance that remembers every session, fitted for each symbol by maximum likelihood.
///
/// An infinite response whose weight fades by `α + γ/2 + β` a session. Fitted on all known sessions from the first one
/// with fine ticks on; a symbol that was not fitted takes the median shape at the panel's level. See ``GARCHParameters``.
public struct GARCH: Predictor {
    /// Which GARCH.
    public let form: GARCHEstimate.Form

    /// A GARCH of a form.
    public init(form: GARCHEstimate.Form) { self.form = form }

    /// `garch`, `garch-t`, `gjr` or `gjr-t`.
    public var name: String { (form.isAsymmetric ? "gjr" : "garch") + (form.hasStudentErrors ? "-t" : "") }
    /// Every session counts for ever, fading.
    public var response: Response { .infinite }
    /// Some twenty passes over the sessions.
    public var trainingCostPerExample: Int { 500 }

    /// By paths; the variance of a sum is known, its tails are not.
    public var horizonMethods: [HorizonMethod] { [.simulated, .scaled] }

    /// The sessions a fit of its own needs; symbols with fewer take the stand-in.
    static let needed = 100

    /// Fits every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let moments = try panel.pooledMoments(in: panel.knownDates, needed: Self.needed, model: name)
        var estimates: [String: GARCHEstimate] = [:]
        for (symbol, logReturns) in panel.knownReturns() {
            if isCancelled() { throw .cancelled }
            let fine = Array(logReturns[firstFineSession(logReturns)...])
            guard fine.count >= Self.needed else { continue }
            estimates[symbol] = GARCHEstimate(fine, form: form)
        }
        guard !estimates.isEmpty else {
            throw .tooFewExamples(
                model: name, span: panel.knownDates, found: moments.count, needed: Self.needed)
        }
        return FittedGARCH(
            form: form, estimates: estimates, level: moments.rootMeanSquare * moments.rootMeanSquare)
    }
}

/// A GARCH with the parameters of every symbol.
public struct FittedGARCH: RecurrentPredictor, Codable, Hashable {
    /// The variance of the next session, and the parameters it goes on with.
    public struct State: Hashable, Sendable, Codable {
        var variance: Double
        var parameters: GARCHParameters
    }

    private let form: GARCHEstimate.Form
    /// The fit of each symbol, with every start that was tried.
    public let estimates: [String: GARCHEstimate]
    private let standIn: GARCHParameters

    init(form: GARCHEstimate.Form, estimates: [String: GARCHEstimate], level: Double) {
        self.form = form
        self.estimates = estimates
        let parameters = estimates.sorted { $0.key < $1.key }.map(\.value.parameters)
        func median(_ value: (GARCHParameters) -> Double) -> Double {
            parameters.map(value).sorted()[parameters.count / 2]
        }
        var shape = GARCHParameters(
            mean: median(\.mean), constant: 0, arch: median(\.arch), asymmetry: median(\.asymmetry),
            garch: median(\.garch),
            degreesOfFreedom: form.hasStudentErrors ? median { $0.degreesOfFreedom ?? 0 } : nil)
        // Medians of parts can add up to more than one.
        shape.garch = max(0, min(shape.garch, 0.999 - shape.arch - shape.asymmetry / 2))
        shape.constant = max(1e-3, 1 - shape.persistence) * level
        standIn = shape
    }

    /// Parameters of one symbol and two multiply-adds.
    public var cost: ModelCost {
        let each = 4 + (form.isAsymmetric ? 1 : 0) + (form.hasStudentErrors ? 1 : 0)
        return ModelCost(parameters: each * max(estimates.count, 1), multiplyAddsPerForecast: 3)
    }

    /// The parameters a symbol is forecast with.
    public func parameters(of symbol: String) -> GARCHParameters { estimates[symbol]?.parameters ?? standIn }

    /// A symbol not seen, at the panel's level.
    public func initialState() -> State {
        State(variance: standIn.unconditionalVariance ?? standIn.constant, parameters: standIn)
    }

    /// The symbol's parameters, at the level its fit started from.
    public func initialState(for symbol: String) -> State {
        guard let estimate = estimates[symbol] else { return initialState() }
        let parameters = estimate.parameters
        return State(
            variance: parameters.constant + parameters.persistence * estimate.backcast, parameters: parameters)
    }

    /// One session further.
    public func step(_ state: State, logReturn: Double) -> (state: State, forecast: PredictiveDistribution?) {
        var next = state
        // The floor is far below any tick: it keeps a long standstill from ending in a variance of zero.
        next.variance = max(
            state.parameters.nextVariance(error: logReturn - state.parameters.mean, variance: state.variance), 1e-12
        )
        return (next, state.parameters.distribution(variance: next.variance))
    }
}
