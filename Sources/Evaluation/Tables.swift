public import Market

// The rows of the store's views, which are also what reports are rendered from: one definition, so that
// store and report cannot disagree. Nil means "not defined" or "not measured", never zero.

/// A row of the view `leaderboard`: one model over the whole test sample of one run.
public struct LeaderboardRow: Hashable, Sendable {
    /// The run.
    public var runID: String
    /// The name with settings.
    public var model: String
    /// `finite` or `infinite`.
    public var response: String
    /// Look-back in sessions; nil for an infinite response.
    public var width: Int?
    /// Fitted numbers.
    public var parameters: Int
    /// Seeds whose forecasts were pooled.
    public var seeds: Int
    /// Wall-clock seconds of fitting, all folds and seeds.
    public var trainSeconds: Double
    /// Sessions ahead.
    public var horizon: Int
    /// How many sessions up to that one are summed: as many, or 1 for the single session.
    public var span: Int
    /// Mean absolute error of the log return.
    public var mae: Double?
    /// Root mean squared error of the log return.
    public var rmse: Double?
    /// Absolute error scaled by the training span's mean absolute return.
    public var mase: Double?
    /// Mean negative log density of the log return.
    public var nll: Double?
    /// Mean continuous ranked probability score.
    public var crps: Double?
    /// Mean of `ln v + r²/v`.
    public var qlike: Double?
    /// Share of outcomes inside the 90 % interval.
    public var coverage90: Double?
    /// Share of signs foretold, zeros left out.
    public var directionalAccuracy: Double?
    /// 1 − MSE / MSE of the random walk.
    public var skillVsNaive: Double?
    /// Diebold–Mariano p-value of squared error against the random walk.
    public var dmPVsNaive: Double?
    /// Whether it is in the model confidence set of its NLL at 90 %; nil while that is not computed.
    public var inMCS: Bool?
    /// The lower end of the NLL's 95 % interval.
    public var nllLower: Double?
    /// The upper end.
    public var nllUpper: Double?
    /// How it was forecast: `simulated`, `direct` or `scaled`, two of them where folds differ; nil for the next session, and where it was not kept.
    public var horizonMethod: String?

    /// A row from its columns.
    public init(
        runID: String, model: String, response: String, width: Int?, parameters: Int, seeds: Int,
        trainSeconds: Double, horizon: Int, mae: Double?, rmse: Double?, mase: Double?, nll: Double?,
        crps: Double?, qlike: Double?, coverage90: Double?, directionalAccuracy: Double?,
        skillVsNaive:
            Double?, dmPVsNaive: Double?, inMCS: Bool?, nllLower: Double? = nil, nllUpper: Double? = nil,
        span: Int? = nil, horizonMethod: String? = nil
    ) {
        self.runID = runID
        self.model = model
        self.response = response
        self.width = width
        self.parameters = parameters
        self.seeds = seeds
        self.trainSeconds = trainSeconds
        self.horizon = horizon
        self.span = span ?? horizon
        self.mae = mae
        self.rmse = rmse
        self.mase = mase
        self.nll = nll
        self.crps = crps
        self.qlike = qlike
        self.coverage90 = coverage90
        self.directionalAccuracy = directionalAccuracy
        self.skillVsNaive = skillVsNaive
        self.dmPVsNaive = dmPVsNaive
        self.inMCS = inMCS
        self.nllLower = nllLower
        self.nllUpper = nllUpper
        self.horizonMethod = horizonMethod
    }
}

/// A row of the view `width_sweep`: what a longer history costs and brings.
public struct WidthSweepRow: Hashable, Sendable {
    /// The run.
    public var runID: String
    /// The name with settings.
    public var model: String
    /// `finite` or `infinite`.
    public var response: String
    /// Look-back in sessions; nil for an infinite response.
    public var width: Int?
    /// Fitted numbers.
    public var parameters: Int
    /// Multiply-adds of one forecast from its inputs.
    public var multiplyAddsPerForecast: Int
    /// Wall-clock seconds of fitting, all folds and seeds.
    public var trainSeconds: Double
    /// Root mean squared error of the log return.
    public var rmse: Double?
    /// Mean negative log density of the log return.
    public var nll: Double?
    /// Mean of `ln v + r²/v`.
    public var qlike: Double?
    /// Diebold–Mariano p-value of the NLL against the row with the lowest NLL; nil for that row.
    public var dmPVsBest: Double?
    /// Wall-clock seconds of forecasting, all folds and seeds; nil where not measured.
    public var forecastSeconds: Double?
    /// The lower end of the NLL's 95 % interval.
    public var nllLower: Double?
    /// The upper end.
    public var nllUpper: Double?
    /// Diebold–Mariano p-value of the NLL against the infinite response with the lowest NLL; nil for that row.
    public var dmPVsRNN: Double?
    /// Whether it is in the model confidence set of all models' NLL at 90 %.
    public var inMCS: Bool?

    /// A row from its columns.
    public init(
        runID: String, model: String, response: String, width: Int?, parameters: Int,
        multiplyAddsPerForecast: Int, trainSeconds: Double, rmse: Double?, nll: Double?, qlike: Double?,
        dmPVsBest: Double?, forecastSeconds: Double? = nil, nllLower: Double? = nil, nllUpper: Double? = nil,
        dmPVsRNN: Double? = nil, inMCS: Bool? = nil
    ) {
        self.runID = runID
        self.model = model
        self.response = response
        self.width = width
        self.parameters = parameters
        self.multiplyAddsPerForecast = multiplyAddsPerForecast
        self.trainSeconds = trainSeconds
        self.rmse = rmse
        self.nll = nll
        self.qlike = qlike
        self.dmPVsBest = dmPVsBest
        self.forecastSeconds = forecastSeconds
        self.nllLower = nllLower
        self.nllUpper = nllUpper
        self.dmPVsRNN = dmPVsRNN
        self.inMCS = inMCS
    }
}

/// A row of the view `shock_table`: one model in one phase of one shock period.
public struct ShockTableRow: Hashable, Sendable {
    /// The run.
    public var runID: String
    /// The shock period.
    public var period: String
    /// `pre`, `shock` or `recovery`.
    public var phase: String
    /// First session scored.
    public var firstDate: SessionDate
    /// Last session scored.
    public var lastDate: SessionDate
    /// Sessions scored.
    public var sessions: Int
    /// The name with settings.
    public var model: String
    /// Root mean squared error of the log return.
    public var rmse: Double?
    /// Mean negative log density.
    public var nll: Double?
    /// Mean of `ln v + r²/v`.
    public var qlike: Double?
    /// Share of outcomes inside the 90 % interval.
    public var coverage90: Double?
    /// Outcomes below the 1 % quantile, per seed.
    public var var99Breaches: Double?
    /// Diebold–Mariano p-value of squared error against the random walk.
    public var dmPVsNaive: Double?
    /// Forecasts scored: symbols by sessions.
    public var forecasts: Int?
    /// The lower end of the NLL's 95 % interval.
    public var nllLower: Double?
    /// The upper end.
    public var nllUpper: Double?
    /// Share of outcomes inside the 95 % interval.
    public var coverage95: Double?
    /// Outcomes below the 5 % quantile, per seed.
    public var var95Breaches: Double?
    /// Diebold–Mariano p-value of the NLL against the random walk.
    public var nllDMPVsNaive: Double?
    /// The same by bootstrap.
    public var nllBootstrapPVsNaive: Double?
    /// The session with the highest mean NLL; only in the phase `shock`.
    public var worstDate: SessionDate?
    /// Its mean NLL.
    public var worstNLL: Double?
    /// Sessions from the shock's first until the 20-session NLL was back in its pre-shock band; nil where it was not.
    public var sessionsToRecover: Int?

    /// A row from its columns.
    public init(
        runID: String, period: String, phase: String, firstDate: SessionDate, lastDate: SessionDate,
        sessions: Int, model: String, rmse: Double?, nll: Double?, qlike: Double?, coverage90: Double?,
        var99Breaches: Double?, dmPVsNaive: Double?, forecasts: Int? = nil, nllLower: Double? = nil,
        nllUpper: Double? = nil, coverage95: Double? = nil, var95Breaches: Double? = nil,
        nllDMPVsNaive: Double? = nil, nllBootstrapPVsNaive: Double? = nil, worstDate: SessionDate? = nil,
        worstNLL: Double? = nil, sessionsToRecover: Int? = nil
    ) {
        self.runID = runID
        self.period = period
        self.phase = phase
        self.firstDate = firstDate
        self.lastDate = lastDate
        self.sessions = sessions
        self.model = model
        self.rmse = rmse
        self.nll = nll
        self.qlike = qlike
        self.coverage90 = coverage90
        self.var99Breaches = var99Breaches
        self.dmPVsNaive = dmPVsNaive
        self.forecasts = forecasts
        self.nllLower = nllLower
        self.nllUpper = nllUpper
        self.coverage95 = coverage95
        self.var95Breaches = var95Breaches
        self.nllDMPVsNaive = nllDMPVsNaive
        self.nllBootstrapPVsNaive = nllBootstrapPVsNaive
        self.worstDate = worstDate
        self.worstNLL = worstNLL
        self.sessionsToRecover = sessionsToRecover
    }
}

/// A row of the view `forecast_vs_actual`: one forecast beside what came.
public struct ForecastVersusActualRow: Hashable, Sendable {
    /// The run.
    public var runID: String
    /// The name with settings.
    public var model: String
    /// The seed's number.
    public var seed: Int
    /// The series.
    public var symbol: String
    /// The last session the forecast knew.
    public var cutoff: SessionDate
    /// The session it is about; nil while unknown.
    public var targetDate: SessionDate?
    /// Sessions ahead.
    public var horizon: Int
    /// How many sessions up to that one are summed: as many, or 1 for the single session.
    public var span: Int
    /// `normal`, `student-t`, ….
    public var family: String
    /// Location of the log return.
    public var mean: Double
    /// Scale parameter.
    public var scale: Double
    /// Degrees of freedom, where there are any.
    public var shape: Double?
    /// Standard deviation of the log return.
    public var standardDeviation: Double
    /// 5 % quantile.
    public var q05: Double
    /// Median.
    public var q50: Double
    /// 95 % quantile.
    public var q95: Double
    /// The log return that came; nil while it has not.
    public var actual: Double?
    /// Forecast mean minus actual.
    public var error: Double?
    /// Whether the outcome lay in [q05, q95].
    public var covered90: Bool?

    /// A row from its columns.
    public init(
        runID: String, model: String, seed: Int, symbol: String, cutoff: SessionDate,
        targetDate:
            SessionDate?, horizon: Int, family: String, mean: Double, scale: Double, shape: Double?,
        standardDeviation: Double, q05: Double, q50: Double, q95: Double, actual: Double?,
        error:
            Double?, covered90: Bool?, span: Int? = nil
    ) {
        self.runID = runID
        self.model = model
        self.seed = seed
        self.symbol = symbol
        self.cutoff = cutoff
        self.targetDate = targetDate
        self.horizon = horizon
        self.span = span ?? horizon
        self.family = family
        self.mean = mean
        self.scale = scale
        self.shape = shape
        self.standardDeviation = standardDeviation
        self.q05 = q05
        self.q50 = q50
        self.q95 = q95
        self.actual = actual
        self.error = error
        self.covered90 = covered90
    }
}

/// A row of the view `data_health`: what is known of one series.
public struct DataHealthRow: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// First session.
    public var firstDate: SessionDate
    /// Last session.
    public var lastDate: SessionDate
    /// Bars held.
    public var sessions: Int
    /// Sessions that most other series of the store have and this one lacks, inside its span.
    public var missingSessions: Int
    /// Rows refused.
    public var rejectedRows: Int
    /// Bars whose values changed later.
    public var revisions: Int
    /// Largest absolute log return.
    public var largestJump: Double
    /// Sessions by which it ends before the newest series.
    public var staleSessions: Int
    /// `ok`, `warn` or `refuse`.
    public var verdict: String
    /// What led to the verdict, names separated by blanks.
    public var findings: String

    /// A row from its columns.
    public init(
        symbol: String, firstDate: SessionDate, lastDate: SessionDate, sessions: Int,
        missingSessions:
            Int, rejectedRows: Int, revisions: Int, largestJump: Double, staleSessions: Int, verdict: String = "ok",
        findings: String = ""
    ) {
        self.symbol = symbol
        self.firstDate = firstDate
        self.lastDate = lastDate
        self.sessions = sessions
        self.missingSessions = missingSessions
        self.rejectedRows = rejectedRows
        self.revisions = revisions
        self.largestJump = largestJump
        self.staleSessions = staleSessions
        self.verdict = verdict
        self.findings = findings
    }
}
