public import Market

/// One fit of one model with one seed in one fold, as a row of the table `trial`.
public struct TrialRecord: Hashable, Sendable {
    /// The run it belongs to.
    public var runID: String
    /// Its place in the run's plan, which names it across interruptions.
    public var planIndex: Int
    /// The model's name with settings.
    public var model: String
    /// Whether it belongs in the sweep of widths: a network of finite or infinite response.
    public var isNetwork: Bool
    /// Look-back in sessions; nil for an infinite response.
    public var width: Int?
    /// The seed's number.
    public var seed: Int
    /// The fold's number.
    public var fold: Int
    /// The dates of the targets fitted on.
    public var training: ClosedRange<SessionDate>
    /// The dates of the targets chosen on.
    public var validation: ClosedRange<SessionDate>?
    /// The dates of the targets forecast.
    public var test: ClosedRange<SessionDate>
    /// Fitted numbers.
    public var parameters: Int
    /// Multiply-adds of one forecast from its inputs.
    public var multiplyAddsPerForecast: Int
    /// Wall-clock seconds of fitting.
    public var trainSeconds: Double
    /// Wall-clock seconds of forecasting; nil where not measured.
    public var forecastSeconds: Double?
    /// Passes over the training span.
    public var epochs: Int?
    /// Loss on the training span of the weights that were kept.
    public var trainingLoss: Double?
    /// Loss on the validation span of the weights that were kept.
    public var validationLoss: Double?
    /// How the forecasts beyond the next session were made: `simulated`, `direct` or `scaled`; nil where there are none.
    public var horizonMethod: String?
    /// The losses epoch by epoch, as rows of the table `training_epoch`; ``Store/trials(run:)`` leaves them out.
    public var history: [Epoch] = []

    /// What one epoch of training lost, as a row of the table `training_epoch`.
    public struct Epoch: Hashable, Sendable {
        /// The mean training loss over the epoch, while the weights were moving.
        public var trainingLoss: Double
        /// The mean validation loss after the epoch; nil without a validation span.
        public var validationLoss: Double?

        /// An epoch from its fields.
        public init(trainingLoss: Double, validationLoss: Double?) {
            self.trainingLoss = trainingLoss
            self.validationLoss = validationLoss
        }
    }

    /// A trial from its fields.
    public init(
        runID: String, planIndex: Int, model: String, isNetwork: Bool, width: Int?, seed: Int, fold: Int,
        training: ClosedRange<SessionDate>, validation: ClosedRange<SessionDate>? = nil,
        test: ClosedRange<SessionDate>, parameters: Int, multiplyAddsPerForecast: Int, trainSeconds: Double,
        forecastSeconds: Double? = nil, epochs: Int? = nil, trainingLoss: Double? = nil,
        validationLoss: Double? = nil, horizonMethod: String? = nil
    ) {
        self.runID = runID
        self.planIndex = planIndex
        self.model = model
        self.isNetwork = isNetwork
        self.width = width
        self.seed = seed
        self.fold = fold
        self.training = training
        self.validation = validation
        self.test = test
        self.parameters = parameters
        self.multiplyAddsPerForecast = multiplyAddsPerForecast
        self.trainSeconds = trainSeconds
        self.forecastSeconds = forecastSeconds
        self.epochs = epochs
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
        self.horizonMethod = horizonMethod
    }

    /// `finite` where there is a width, else `infinite`.
    public var response: String { width == nil ? "infinite" : "finite" }
}
