public import Evaluation
public import Market

/// What a night's report is rendered from.
public struct NightContent: Sendable {
    /// The pipeline's name.
    public var pipeline: String
    /// The program's version.
    public var version: String
    /// Whether an earlier night is repeated from what was known then.
    public var isAsOf: Bool
    /// The last session of any series.
    public var lastSession: SessionDate
    /// What somebody should look into, a sentence each.
    public var alerts: [String]
    /// The forecasts of sessions to come.
    public var forecasts: [ForecastVersusActualRow]
    /// What was done to come to them, a sentence each.
    public var steps: [String]
    /// Earlier forecasts against what came, windows of each model together.
    public var trackRecord: [TrackRecordRow]
    /// What was decided on models fitted this night, a sentence each.
    public var decisions: [String]
    /// Series that take part.
    public var seriesCount: Int
    /// Series that lack the last sessions, with how many.
    public var late: [(symbol: String, sessions: Int)]
    /// Rows of the price files that were refused.
    public var rejectedRows: Int
    /// Series that got no forecast, or not from every model.
    public var leftOut: [LeftOutSeries]

    /// A content from its fields.
    public init(
        pipeline: String, version: String, isAsOf: Bool, lastSession: SessionDate, alerts: [String],
        forecasts: [ForecastVersusActualRow], steps: [String], trackRecord: [TrackRecordRow], decisions: [String],
        seriesCount: Int, late: [(symbol: String, sessions: Int)], rejectedRows: Int,
        leftOut: [LeftOutSeries] = []
    ) {
        self.pipeline = pipeline
        self.version = version
        self.isAsOf = isAsOf
        self.lastSession = lastSession
        self.alerts = alerts
        self.forecasts = forecasts
        self.steps = steps
        self.trackRecord = trackRecord
        self.decisions = decisions
        self.seriesCount = seriesCount
        self.late = late
        self.rejectedRows = rejectedRows
        self.leftOut = leftOut
    }
}

/// How the forecasts of record of one model did in the last sessions.
public struct TrackRecordRow: Hashable, Sendable {
    /// The model's name with settings.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// Sessions asked for: 20, 60 or 250.
    public var window: Int
    /// Sessions there were.
    public var sessions: Int
    /// Forecasts that met their outcome.
    public var forecasts: Int
    /// Root mean squared error of the log return.
    public var rootMeanSquaredError: Double
    /// Mean negative log density.
    public var negativeLogDensity: Double
    /// The same less the random walk's.
    public var versusRandomWalk: Double?
    /// The same less EWMA's.
    public var versusEWMA: Double?
    /// Share of outcomes inside the 90 % interval.
    public var coverage90: Double
    /// Share of outcomes below the 5 % quantile.
    public var below05: Double
    /// Share of outcomes above the 95 % quantile.
    public var above95: Double
    /// Root mean squared error in standard deviations: one where the scale is right.
    public var standardisedError: Double

    /// A row from its fields.
    public init(
        model: String, seed: Int, window: Int, sessions: Int, forecasts: Int, rootMeanSquaredError: Double,
        negativeLogDensity: Double, versusRandomWalk: Double?, versusEWMA: Double?, coverage90: Double,
        below05: Double, above95: Double, standardisedError: Double
    ) {
        self.model = model
        self.seed = seed
        self.window = window
        self.sessions = sessions
        self.forecasts = forecasts
        self.rootMeanSquaredError = rootMeanSquaredError
        self.negativeLogDensity = negativeLogDensity
        self.versusRandomWalk = versusRandomWalk
        self.versusEWMA = versusEWMA
        self.coverage90 = coverage90
        self.below05 = below05
        self.above95 = above95
        self.standardisedError = standardisedError
    }
}
