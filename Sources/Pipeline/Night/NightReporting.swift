internal import Evaluation
internal import Forecasting
internal import Market
internal import Reporting
internal import Store

/// Numbers of a night for operators.
public struct NightFacts: Hashable, Sendable {
    /// The pipeline's name.
    public var pipeline: String
    /// The last session.
    public var lastSession: String
    /// Forecasts of this night.
    public var forecasts: Int
    /// Steps made from stored states.
    public var sessionsStepped: Int
    /// Series that take part.
    public var series: Int
    /// Series that lack the last session.
    public var lateSeries: Int
    /// Series that are refused.
    public var refusedSeries: Int
    /// Rows of the price files that were refused.
    public var rejectedRows: Int
    /// Models whose coverage is alarming.
    public var coverageAlerts: Int
    /// Bars taken in.
    public var newBars = 0
    /// Bars that changed.
    public var revisedBars = 0
    /// Files that were refused as a whole.
    public var refusedFiles = 0
    /// Nights of this call.
    public var nights = 1
}

extension NightContext {
    /// How many sessions a series lacks at the end; none for one that ended long ago.
    private func late() throws -> [(symbol: String, sessions: Int)] {
        try series.compactMap { one in
            guard let end = try lastSession(of: one), end < last else { return nil }
            return (one.symbol, try store.sessionCount(after: end, to: last))
        }
    }

    private func record() throws -> TrackRecord {
        TrackRecord(
            try store.sessionScores(
                pipeline: configuration.name, notAfter: last, sessions: TrackRecord.windows.max() ?? 1))
    }

    /// The night in numbers, from the store.
    func nightFacts() throws -> NightFacts {
        let models = try store.nightModels(run: run.id)
        return NightFacts(
            pipeline: configuration.name, lastSession: "\(last)", forecasts: models.reduce(0) { $0 + $1.forecasts },
            sessionsStepped: models.reduce(0) { $0 + $1.sessions }, series: series.count,
            lateSeries: try late().count, refusedSeries: refused.count, rejectedRows: try store.rejectedRowCount(),
            coverageAlerts: try record().alerts.count)
    }

    /// The night's report, from the store.
    func nightReport() throws -> String {
        let trackRecord = try record()
        let late = try late()
        var alerts = trackRecord.alerts
        alerts += late.filter { $0.sessions <= 20 }.map {
            "\($0.symbol) is late: it lacks \($0.sessions == 1 ? "the last session" : "the last \($0.sessions) sessions")"
        }
        alerts += refused.map(leftOutSentence)
        let models = try store.nightModels(run: run.id)
        return renderNight(
            NightContent(
                pipeline: run.pipeline, version: run.version, isAsOf: isAsOf, lastSession: last, alerts: alerts,
                forecasts: try store.forecastsVersusActual(run: run.id).sorted {
                    ($0.symbol, $0.model, $0.seed) < ($1.symbol, $1.model, $1.seed)
                }, steps: models.map { stepSentence($0, model: plan[$0.planIndex].model.name) },
                trackRecord: isAsOf ? [] : trackRecord.rows,
                decisions: try store.registrations(run: run.id).map(decisionSentence), seriesCount: series.count,
                late: late, rejectedRows: try store.rejectedRowCount(),
                leftOut: try store.leftOut(run: run.id)))
    }
}
