public import Market

/// The model that every other one is held against.
public let naiveModel = "random-walk"

/// The value of `period`, `phase` and `symbol` that stands for everything together.
public let wholeSample = "all"

/// One number: what was measured, on which sample, and on how many forecasts.
///
/// Long form, one row a value. `symbol` is ``wholeSample`` for the pooled panel; `period` is ``wholeSample``,
/// a year (`2020`) or the name of a shock period; `phase` is ``wholeSample`` or a phase of that period.
public struct MetricRow: Hashable, Sendable {
    /// The model's name with settings.
    public var model: String
    /// The symbol, or ``wholeSample``.
    public var symbol: String
    /// The period, or ``wholeSample``.
    public var period: String
    /// The phase, or ``wholeSample``.
    public var phase: String
    /// Sessions ahead.
    public var horizon: Int
    /// How many sessions up to that one are summed: as many, or 1 for the single session.
    public var span: Int
    /// The metric's short name, such as `nll`.
    public var name: String
    /// The value, always finite: what is undefined has no row.
    public var value: Double
    /// The sessions of all symbols behind it; seeds are averaged over and not counted.
    public var n: Int
    /// The lower end of the value's 95 % interval by block bootstrap; nil where none was made.
    public var lower: Double?
    /// The upper end.
    public var upper: Double?

    /// The level of the intervals.
    public static let intervalLevel = 0.95

    /// A row from its fields.
    public init(
        model: String, symbol: String, period: String, phase: String, horizon: Int, name: String, value: Double,
        n: Int, lower: Double? = nil, upper: Double? = nil, span: Int? = nil
    ) {
        self.model = model
        self.symbol = symbol
        self.period = period
        self.phase = phase
        self.horizon = horizon
        self.span = span ?? horizon
        self.name = name
        self.value = value
        self.n = n
        self.lower = lower
        self.upper = upper
    }
}

/// A test of whether one model's loss differs from another's.
public struct ComparisonRow: Hashable, Sendable {
    /// The model that is judged.
    public var model: String
    /// The model it is held against.
    public var baseline: String
    /// The loss compared: `absolute_error`, `squared_error`, `nll`, `qlike`, `crps`, `pinball_01`, `pinball_05`, `winkler_95`.
    public var loss: String
    /// The symbol, or ``wholeSample`` for the panel's mean loss a session.
    public var symbol: String
    /// The period, or ``wholeSample``.
    public var period: String
    /// The phase, or ``wholeSample``.
    public var phase: String
    /// Sessions ahead.
    public var horizon: Int
    /// How many sessions up to that one are summed: as many, or 1 for the single session.
    public var span: Int
    /// The test's name: `diebold-mariano`, `stationary-bootstrap` or `giacomini-white`.
    public var test: String
    /// Mean loss of the model minus that of the baseline: below zero, the model is better.
    public var meanDifference: Double
    /// The statistic; nil where it is not defined (all differences equal).
    public var statistic: Double?
    /// The two-sided p-value; nil where it is not defined.
    public var pValue: Double?
    /// The p-value after Holm's correction over the table it stands in: all pairs of models (and all symbols, where it is of
    /// one) with this test, loss, period and phase.
    public var pHolm: Double?
    /// The number of sessions compared.
    public var n: Int

    /// A row from its fields.
    public init(
        model: String, baseline: String, loss: String, period: String, phase: String, horizon: Int, test: String,
        meanDifference: Double, statistic: Double?, pValue: Double?, n: Int, symbol: String = wholeSample,
        pHolm: Double? = nil, span: Int? = nil
    ) {
        self.model = model
        self.baseline = baseline
        self.loss = loss
        self.period = period
        self.phase = phase
        self.horizon = horizon
        self.span = span ?? horizon
        self.test = test
        self.meanDifference = meanDifference
        self.statistic = statistic
        self.pValue = pValue
        self.n = n
        self.symbol = symbol
        self.pHolm = pHolm
    }
}

/// What a model had lost in all by the end of a month: the path of a lead, in few rows.
///
/// The lead of one model over another is the difference of their rows.
public struct CumulativeLossRow: Hashable, Sendable {
    /// The model.
    public var model: String
    /// `nll`, `squared_error`, `qlike` or `crps`.
    public var loss: String
    /// The last scored session of a month.
    public var date: SessionDate
    /// The sum of the panel's mean losses a session up to it.
    public var cumulative: Double
    /// The sessions in the sum.
    public var sessions: Int

    /// A row from its fields.
    public init(model: String, loss: String, date: SessionDate, cumulative: Double, sessions: Int) {
        self.model = model
        self.loss = loss
        self.date = date
        self.cumulative = cumulative
        self.sessions = sessions
    }
}

/// What a shock did to one model: its worst session, and how long the damage lasted.
///
/// The damage is seen in the mean NLL of the last 20 sessions. Its band before the shock reaches up to the 97.5 % quantile of those
/// means over the phase `pre`; the damage is over with the first session, after the mean's peak in shock or recovery, on which it is
/// back at or below that.
public struct ShockResponse: Hashable, Sendable {
    /// The sessions whose mean is watched.
    public static let window = 20

    /// The shock period.
    public var period: String
    /// The model.
    public var model: String
    /// The session of the phase `shock` with the highest mean NLL over symbols.
    public var worstDate: SessionDate
    /// That mean NLL.
    public var worstNLL: Double
    /// The upper end of the band before the shock; nil without a phase `pre` of scored sessions.
    public var bandUpper: Double?
    /// The highest 20-session mean in shock and recovery.
    public var peakNLL: Double?
    /// Sessions from the shock's first to the one on which the mean was back, 0 where it never left; nil where it was not back
    /// or nothing is known of before.
    public var sessionsToRecover: Int?
    /// Scored sessions from the shock's first on.
    public var sessionsWatched: Int

    /// A response from its fields.
    public init(
        period: String, model: String, worstDate: SessionDate, worstNLL: Double, bandUpper: Double?,
        peakNLL: Double?, sessionsToRecover: Int?, sessionsWatched: Int
    ) {
        self.period = period
        self.model = model
        self.worstDate = worstDate
        self.worstNLL = worstNLL
        self.bandUpper = bandUpper
        self.peakNLL = peakNLL
        self.sessionsToRecover = sessionsToRecover
        self.sessionsWatched = sessionsWatched
    }
}

/// One session of a shock period as a model forecast it, over all symbols.
public struct ShockPathRow: Hashable, Sendable {
    /// The shock period.
    public var period: String
    /// Its phase.
    public var phase: String
    /// The model.
    public var model: String
    /// The session.
    public var date: SessionDate
    /// The root of the mean forecast variance.
    public var forecastVolatility: Double
    /// The root of the mean squared return that came.
    public var realisedVolatility: Double
    /// The mean NLL.
    public var nll: Double
    /// The mean NLL of the last 20 sessions; nil where fewer were scored before.
    public var nll20: Double?

    /// A row from its fields.
    public init(
        period: String, phase: String, model: String, date: SessionDate, forecastVolatility: Double,
        realisedVolatility: Double, nll: Double, nll20: Double?
    ) {
        self.period = period
        self.phase = phase
        self.model = model
        self.date = date
        self.forecastVolatility = forecastVolatility
        self.realisedVolatility = realisedVolatility
        self.nll = nll
        self.nll20 = nll20
    }
}
