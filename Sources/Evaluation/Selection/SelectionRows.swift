/// One candidate of a search on one fold.
public struct SearchTrialRow: Hashable, Sendable {
    /// The search's place in the pipeline file.
    public var search: Int
    /// The candidate's number, from 0, the defaults.
    public var candidate: Int
    /// The fold, from 0, the newest.
    public var fold: Int
    /// The round it was judged in.
    public var rung: Int
    /// The model's name with settings.
    public var model: String
    /// All settings.
    public var settings: String
    /// Mean negative log density on the fold; nil where it could not be fitted.
    public var loss: Double?
    /// Forecasts judged.
    public var n: Int
    /// Sum over sessions of the return of *invest / stay out*, mean over symbols.
    public var returnSum: Double
    /// Sum of its squares.
    public var squaredReturnSum: Double
    /// Sessions of the fold.
    public var sessions: Int

    /// A row from its fields.
    public init(
        search: Int, candidate: Int, fold: Int, rung: Int, model: String, settings: String, loss: Double?, n: Int,
        returnSum: Double, squaredReturnSum: Double, sessions: Int
    ) {
        self.search = search
        self.candidate = candidate
        self.fold = fold
        self.rung = rung
        self.model = model
        self.settings = settings
        self.loss = loss
        self.n = n
        self.returnSum = returnSum
        self.squaredReturnSum = squaredReturnSum
        self.sessions = sessions
    }
}

/// What a search chose.
public struct SearchChoiceRow: Hashable, Sendable {
    /// The search's place in the pipeline file.
    public var search: Int
    /// How the budget was spent, and where: `halving by 3 on the last 3 years`.
    public var method: String
    /// Candidates drawn: the trials that a Sharpe ratio is to be deflated by.
    public var candidates: Int
    /// The chosen model's name with settings.
    public var model: String
    /// All its settings.
    public var settings: String

    /// A row from its fields.
    public init(search: Int, method: String, candidates: Int, model: String, settings: String) {
        self.search = search
        self.method = method
        self.candidates = candidates
        self.model = model
        self.settings = settings
    }
}

/// A mean loss over a shock, of fits that had seen earlier shocks and of fits that had not.
public struct StressRow: Hashable, Sendable {
    /// The shock period.
    public var period: String
    /// The model.
    public var model: String
    /// The loss or measure: `nll`, `qlike`, `crps`, `squared_error`, `coverage_90`.
    public var loss: String
    /// Sessions of earlier shocks that were taken out of training, mean over folds.
    public var removedSessions: Int
    /// Forecasts judged.
    public var n: Int
    /// The mean with the shocks in training.
    public var withShocks: Double
    /// The mean without.
    public var withoutShocks: Double
    /// Diebold–Mariano p-value of the difference; nil where it is not a loss or not defined.
    public var pValue: Double?

    /// A row from its fields.
    public init(
        period: String, model: String, loss: String, removedSessions: Int, n: Int, withShocks: Double,
        withoutShocks: Double, pValue: Double?
    ) {
        self.period = period
        self.model = model
        self.loss = loss
        self.removedSessions = removedSessions
        self.n = n
        self.withShocks = withShocks
        self.withoutShocks = withoutShocks
        self.pValue = pValue
    }
}

/// What an audit compared of one fit under one corruption.
public struct LeakAuditRow: Hashable, Sendable {
    /// The model.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// The fold, from 0.
    public var fold: Int
    /// What was corrupted.
    public var corruption: String
    /// Forecasts that stayed the same to the bit.
    public var compared: Int

    /// A row from its fields.
    public init(model: String, seed: Int, fold: Int, corruption: String, compared: Int) {
        self.model = model
        self.seed = seed
        self.fold = fold
        self.corruption = corruption
        self.compared = compared
    }
}
