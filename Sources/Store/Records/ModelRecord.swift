public import Market

/// A fitted model that is to be kept with its trial.
public struct ModelRecord: Hashable, Sendable {
    /// The model's name with settings.
    public var name: String
    /// The one series it is for; nil for a model of all series together.
    public var symbol: String?
    /// The last session it was fitted or chosen on.
    public var cutoff: SessionDate
    /// The bytes the registry decodes.
    public var encoded: [UInt8]

    /// A model from its fields.
    public init(name: String, symbol: String? = nil, cutoff: SessionDate, encoded: [UInt8]) {
        self.name = name
        self.symbol = symbol
        self.cutoff = cutoff
        self.encoded = encoded
    }
}

/// A kept model as it is read back.
public struct StoredModel: Hashable, Sendable, Identifiable {
    /// The store's number for it.
    public var id: Int64
    /// The run it was fitted in.
    public var runID: String
    /// The trial's place in the run's plan.
    public var planIndex: Int
    /// Look-back in sessions; nil for an infinite response.
    public var width: Int?
    /// The model itself.
    public var model: ModelRecord

    /// A stored model from its fields.
    public init(id: Int64, runID: String, planIndex: Int, width: Int?, model: ModelRecord) {
        self.id = id
        self.runID = runID
        self.planIndex = planIndex
        self.width = width
        self.model = model
    }
}

/// The memory of a model of infinite response after some session of one series.
public struct ModelState: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// The last session the memory has seen.
    public var afterDate: SessionDate
    /// The encoded memory.
    public var state: [UInt8]

    /// A state from its fields.
    public init(symbol: String, afterDate: SessionDate, state: [UInt8]) {
        self.symbol = symbol
        self.afterDate = afterDate
        self.state = state
    }
}

/// A row of the view `memory_profile`: how much an event `lag` sessions ago still matters to a model.
public struct MemoryProfileRow: Hashable, Sendable {
    /// The store's number for the model.
    public var modelID: Int64
    /// The name with settings.
    public var model: String
    /// `finite` or `infinite`.
    public var response: String
    /// Look-back in sessions; nil for an infinite response.
    public var width: Int?
    /// Sessions since the event.
    public var lag: Int
    /// The measured influence.
    public var influence: Double

    /// A row from its columns.
    public init(modelID: Int64, model: String, response: String, width: Int?, lag: Int, influence: Double) {
        self.modelID = modelID
        self.model = model
        self.response = response
        self.width = width
        self.lag = lag
        self.influence = influence
    }
}
