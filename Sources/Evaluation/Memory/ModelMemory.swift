public import Forecasting
public import Windowing

/// Everything that was measured of how one fitted model remembers.
public struct ModelMemory: Hashable, Sendable {
    /// The model's name, with seed and fold where it was kept with them.
    public var model: String
    /// Look-back in sessions; nil for an infinite response.
    public var width: Int?
    /// What became of each stimulus; empty where no series was long enough.
    public var responses: [ImpulseResponse]
    /// What the model's own formula says; nil where it says nothing.
    public var weight: Weight?
    /// What a step does to the state; nil for a model whose state cannot be taken apart.
    public var spectrum: StateSpectrum?
    /// Starting states held against the carried one; empty where there is no state.
    public var washout: [WashoutCurve]

    /// A named number of a model's own formula, such as `lambda`.
    public struct Weight: Hashable, Sendable {
        /// What it is called.
        public var name: String
        /// What it is.
        public var value: Double

        /// A weight from its fields.
        public init(name: String, value: Double) {
            self.name = name
            self.value = value
        }
    }

    /// A measurement from its parts.
    public init(
        model: String, width: Int?, responses: [ImpulseResponse], weight: Weight? = nil,
        spectrum: StateSpectrum? = nil, washout: [WashoutCurve] = []
    ) {
        self.model = model
        self.width = width
        self.responses = responses
        self.weight = weight
        self.spectrum = spectrum
        self.washout = washout
    }

    /// Measures a fitted model on a panel.
    public init(
        of fitted: any FittedPredictor, model: String, on series: [ReturnSeries], plan: ImpulsePlan = ImpulsePlan()
    ) {
        var width: Int?
        if case .finite(let sessions) = fitted.response { width = sessions }
        self.init(
            model: model, width: width, responses: impulseResponses(of: fitted, on: series, plan: plan) ?? [],
            weight: (fitted as? any FadingMemory)?.fadingWeight.map { Weight(name: $0.name, value: $0.value) })
        if let recurrent = fitted as? any MemoryCoordinates { measureState(of: recurrent, on: series) }
    }

    private mutating func measureState<Fitted: MemoryCoordinates>(of fitted: Fitted, on series: [ReturnSeries]) {
        spectrum = stateSpectrum(of: fitted, on: series)
        washout = Evaluation.washout(of: fitted, on: series)
    }

    /// The response to one stimulus.
    public func response(to stimulus: Stimulus) -> ImpulseResponse? {
        responses.first { $0.stimulus == stimulus }
    }
}
