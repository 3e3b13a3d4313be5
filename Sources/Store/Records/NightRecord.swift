public import Market

/// How a model came to its forecasts in a night.
public enum NightMethod: String, CaseIterable, Hashable, Sendable {
    /// From a window of the last sessions.
    case window
    /// From the stored state, by the new sessions alone.
    case stepped
    /// From its first session on: there was no state.
    case built
    /// From an older state: the past had changed.
    case rebuilt
    /// Over the whole history, because the model keeps no state.
    case replayed
}

/// What one model did in a night.
public struct NightModelRecord: Hashable, Sendable {
    /// Its place in the night's plan.
    public var planIndex: Int
    /// The store's number for the fitted model.
    public var modelID: Int64
    /// How it came to its forecasts.
    public var method: NightMethod
    /// Steps made, all series together.
    public var sessions: Int
    /// Series stepped.
    public var series: Int
    /// The session that the earliest step started after; nil from the beginning or for none.
    public var steppedFrom: SessionDate?
    /// Why a state was rebuilt.
    public var reason: String?
    /// Forecasts made.
    public var forecasts: Int

    /// A record from its fields.
    public init(
        planIndex: Int, modelID: Int64, method: NightMethod, sessions: Int = 0, series: Int = 0,
        steppedFrom: SessionDate? = nil, reason: String? = nil, forecasts: Int = 0
    ) {
        self.planIndex = planIndex
        self.modelID = modelID
        self.method = method
        self.sessions = sessions
        self.series = series
        self.steppedFrom = steppedFrom
        self.reason = reason
        self.forecasts = forecasts
    }
}

/// What one model leaves behind in a night.
public struct NightModelResult: Sendable {
    /// The trial its forecasts belong to.
    public var trial: TrialRecord
    /// The forecasts.
    public var forecasts: [ForecastRecord]
    /// What it did.
    public var record: NightModelRecord
    /// The states after the last sessions, of the series that moved.
    public var states: [ModelState]
    /// What the panel shares, after its last session; nil where nothing is shared or nothing moved.
    public var market: (after: SessionDate, state: [UInt8])?

    /// A result from its fields.
    public init(
        trial: TrialRecord, forecasts: [ForecastRecord], record: NightModelRecord, states: [ModelState] = [],
        market: (after: SessionDate, state: [UInt8])? = nil
    ) {
        self.trial = trial
        self.forecasts = forecasts
        self.record = record
        self.states = states
        self.market = market
    }
}

/// A forecast whose outcome was not known.
public struct OpenForecast: Hashable, Sendable {
    /// The store's number for the trial.
    public var trialID: Int64
    /// The store's number for the series.
    public var seriesID: Int64
    /// The pipeline of its run.
    public var pipeline: String
    /// The model's name with settings.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// Whether it counts: made for a session to come, not repeated afterwards.
    public var isOfRecord: Bool
    /// The last session it knew.
    public var cutoff: SessionDate
    /// `normal`, `student-t`, ….
    public var family: String
    /// Location.
    public var mean: Double
    /// Scale.
    public var scale: Double
    /// Degrees of freedom.
    public var shape: Double?
}

/// The outcome of a forecast.
public struct CompletedForecast: Hashable, Sendable {
    /// The forecast.
    public var forecast: OpenForecast
    /// The session it turned out to be about.
    public var target: SessionDate
    /// The log return that came.
    public var actual: Double

    /// An outcome from its fields.
    public init(forecast: OpenForecast, target: SessionDate, actual: Double) {
        self.forecast = forecast
        self.target = target
        self.actual = actual
    }
}

/// Sums over the symbols of one session's forecasts of record, of one model and seed.
public struct SessionScore: Hashable, Sendable {
    /// The pipeline.
    public var pipeline: String
    /// The model's name with settings.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// The session foretold.
    public var date: SessionDate
    /// Forecasts met by their outcomes.
    public var forecasts = 0
    /// Outcomes inside the 90 % interval.
    public var covered90 = 0
    /// Outcomes below the 5 % quantile.
    public var below05 = 0
    /// Outcomes above the 95 % quantile.
    public var above95 = 0
    /// Sum of squared errors.
    public var squaredError = 0.0
    /// Sum of absolute errors.
    public var absoluteError = 0.0
    /// Sum of negative log densities.
    public var negativeLogDensity = 0.0
    /// Sum of squared errors in standard deviations.
    public var squaredZ = 0.0

    /// No forecasts yet.
    public init(pipeline: String, model: String, seed: Int, date: SessionDate) {
        self.pipeline = pipeline
        self.model = model
        self.seed = seed
        self.date = date
    }
}

/// A decision on which fitted model is trusted.
public struct Registration: Hashable, Sendable {
    /// What was decided.
    public enum Role: String, CaseIterable, Hashable, Sendable {
        case champion
        case challenger
    }

    /// Why.
    public enum Reason: String, CaseIterable, Hashable, Sendable {
        /// There was no other.
        case first
        /// By a test on the validation span.
        case test
        /// By somebody.
        case hand
    }

    /// The model, its seed and all else that decides a fit.
    public var fitKey: String
    /// The model's name with settings.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// The store's number for the fitted model.
    public var modelID: Int64
    /// The last session known when it was decided.
    public var session: SessionDate
    /// What was decided.
    public var role: Role
    /// Why.
    public var reason: Reason
    /// Mean difference of losses, challenger minus champion.
    public var meanDifference: Double?
    /// The probability of a difference as high or higher between equals: small means that the challenger is worse.
    public var pValue: Double?
    /// Sessions compared.
    public var sessions: Int?

    /// A decision from its fields.
    public init(
        fitKey: String, model: String, seed: Int, modelID: Int64, session: SessionDate, role: Role, reason: Reason,
        meanDifference: Double? = nil, pValue: Double? = nil, sessions: Int? = nil
    ) {
        self.fitKey = fitKey
        self.model = model
        self.seed = seed
        self.modelID = modelID
        self.session = session
        self.role = role
        self.reason = reason
        self.meanDifference = meanDifference
        self.pValue = pValue
        self.sessions = sessions
    }
}
