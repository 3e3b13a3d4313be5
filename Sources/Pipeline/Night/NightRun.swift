internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Predictors
internal import Store

/// What a night works with: its settings, the store, the world, and which series there are.
struct NightContext: Sendable {
    let configuration: PipelineConfiguration
    let store: Store
    let environment: RunEnvironment
    /// The series that take part, by symbol.
    let series: [SeriesOutline]
    /// Series whose data are too bad to be used.
    let refused: [LeftOutSeries]
    /// The last session that is known.
    let last: SessionDate
    /// The prices as they were known then, by series, where an earlier night is repeated; nil for a night on what is known now.
    let knownThen: [PriceSeries]?
    let run: RunRecord
    let reportPath: String

    /// The models with their seeds, in the order of the file; the place in it is the trial's plan index.
    var plan: [(model: ModelConfiguration, seed: Int)] {
        configuration.models.flatMap { model in configuration.seeds(of: model).map { (model, $0) } }
    }

    /// Whether it is made although later sessions are there.
    let isEarlier: Bool
    /// Whether an earlier night is repeated from what was known then.
    var isAsOf: Bool { knownThen != nil }

    /// The first date used of a series.
    func firstDate(of series: SeriesOutline) -> SessionDate? { configuration.firstDate(of: series) }
}

/// Runs a nightly pipeline: takes in what is new, then one night, or those of a span of dates one after the other.
///
/// The caller holds the lock. Each stage leaves what it did in the store in one transaction, so that a night that was killed
/// goes on where it stopped: prices file by file, then a model fitted for the first time, then all forecasts, states and
/// outcomes at once, then challengers one by one, then the report.
func runNights(
    _ configuration: PipelineConfiguration, store: Store, resolved: (String) -> String, reports: String,
    options: RunOptions, environment: RunEnvironment
) async throws -> RunOutcome {
    var stages = StageTimes(environment)
    try checkClock(store, environment)
    let taken = try await ingestNight(
        configuration, store: store, resolved: resolved, options: options, environment: environment)
    let (series, refused) = try selectSeries(configuration, store: store)
    stages.end("ingest")
    for one in refused { environment.progress(.warning(leftOutSentence(one))) }
    guard let newest = series.map(\.last).max() else { throw DataError.noUsableSeries }
    let limit = [options.asOf, options.to, configuration.data.to].compactMap { $0 }.min() ?? newest
    let nights: [SessionDate]
    if let from = options.from {
        nights = try store.sessions(from: from, to: min(limit, newest))
        guard !nights.isEmpty else { throw DataError.noNights(from: from, to: limit) }
    } else {
        guard let last = try lastSession(of: series, notAfter: limit, newest: newest, store: store) else {
            throw DataError.noNights(from: nil, to: limit)
        }
        nights = [last]
    }
    let dataHash = fingerprint(
        series.map { "\($0.symbol) \($0.sourceHash) \($0.firstUsable?.description ?? "")\n" }.joined().utf8)
    // The night that a run without dates would make.
    let latest =
        try lastSession(
            of: series, notAfter: configuration.data.to.map { min($0, newest) } ?? newest, newest: newest,
            store: store)
        ?? newest
    var outcome: RunOutcome?
    var isDone = true
    for (index, last) in nights.enumerated() {
        let knownThen =
            options.asOf == nil
            ? nil : try pricesKnownThen(of: series, last: last, configuration: configuration, store: store)
        // Whatever was restated since, the night of a past date is the same night.
        let run = RunRecord(
            night: last, isAsOf: knownThen != nil, configuration,
            dataHash: knownThen.map { fingerprint(contents(of: $0).utf8) } ?? dataHash, options: options,
            startedAt: environment.now())
        let context = NightContext(
            configuration: configuration, store: store, environment: environment, series: series, refused: refused,
            last: last, knownThen: knownThen, run: run, reportPath: "\(reports)/\(run.id)/report.txt",
            isEarlier: last < latest)
        let one = try await context.runNight(stages: &stages)
        isDone = isDone && one.wasAlreadyDone
        outcome = one
        if nights.count > 1 {
            environment.progress(
                .trials(
                    done: index + 1, of: nights.count, share: Double(index + 1) / Double(nights.count),
                    last: "\(last)"))
        }
    }
    guard var outcome else { throw DataError.noUsableSeries }
    outcome.wasAlreadyDone = isDone
    outcome.refusals = taken.refusals
    outcome.night?.newBars = taken.newBars
    outcome.night?.revisedBars = taken.revisedBars
    outcome.night?.refusedFiles = taken.refusals.count
    outcome.night?.nights = nights.count
    return outcome
}

extension NightContext {
    /// One night: what is in the store already is not done again.
    func runNight(stages: inout StageTimes) async throws -> RunOutcome {
        let start = try store.beginRun(run)
        if start != .alreadyDone {
            try await recordingEnd(of: run, in: store, environment: environment) {
                try store.beginNight(run: run.id, isAsOf: isAsOf, last: last)
                try await night(stages: &stages)
            }
        }
        let facts = try nightFacts()
        let text = try nightReport()
        if start != .alreadyDone || !fileExists(reportPath) {
            try makeFolder(parent(of: reportPath))
            try writeFile(text, to: reportPath)
        }
        linkLatest()
        if start != .alreadyDone { stages.end("report") }
        return RunOutcome(
            runID: run.id, wasAlreadyDone: start == .alreadyDone, reportPath: reportPath, storePath: store.path,
            summary: text, night: facts)
    }

    /// Lets `NAME-latest` beside the reports' folders lead to this one's, unless it repeats an earlier night.
    private func linkLatest() {
        guard !isAsOf, !isEarlier else { return }
        let folder = parent(of: reportPath)
        do {
            try link("\(parent(of: folder))/\(run.pipeline)-latest", to: run.id)
        } catch {
            // Not every file system has links; the report is there.
            environment.progress(.warning("\(error)"))
        }
    }

    private func night(stages: inout StageTimes) async throws {
        let isForecast = !(try store.nightModels(run: run.id)).isEmpty
        if !isForecast {
            try await fitMissing()
            stages.end("fit")
            let source = NightSource(self)
            let open = try store.openForecasts()
            var results: [NightModelResult] = []
            var without = refused
            for index in plan.indices {
                if environment.isCancelled() { throw FittingError.cancelled }
                let (result, leftOut) = try forecast(planIndex: index, from: source, open: open)
                results.append(result)
                without += leftOut
            }
            stages.end("step and forecast")
            let (outcomes, scores) = try completed(open)
            if environment.isCancelled() { throw FittingError.cancelled }
            try store.leaveOut(without, run: run.id)
            try store.saveNight(results, outcomes: outcomes, scores: scores, run: run.id)
            tell(of: results, outcomes: outcomes.count)
            stages.end("score")
        }
        if !isAsOf {
            try await retrainDue()
            stages.end("retrain")
        }
    }

    private func tell(of results: [NightModelResult], outcomes: Int) {
        for result in results {
            let record = result.record
            switch record.method {
            case .window: continue
            case .stepped where record.sessions == 0: continue
            case .stepped, .built, .rebuilt, .replayed:
                environment.progress(.notice(stepSentence(record, model: result.trial.model)))
            }
        }
        let forecasts = results.reduce(0) { $0 + $1.forecasts.count }
        environment.progress(
            .notice("stored \(forecasts) forecasts after \(last); \(outcomes) earlier ones met their outcome"))
    }
}

/// What was done to the states of a model, as a sentence for the log and the report.
func stepSentence(_ record: NightModelRecord, model: String) -> String {
    let work = "\(model): \(record.sessions) sessions of \(record.series) series stepped"
    let start = record.steppedFrom.map { " after \($0)" } ?? " from the first one on"
    switch record.method {
    case .window: return "\(model): no state, its window is read"
    case .stepped: return work + start
    case .built: return work + start + ", because there was no state"
    case .rebuilt: return work + start + ", because " + (record.reason ?? "the past changed")
    case .replayed:
        return "\(model): \(record.sessions) sessions of \(record.series) series replayed; it keeps no state"
    }
}

/// A clock that runs backwards would make every new price a price of the future.
private func checkClock(_ store: Store, _ environment: RunEnvironment) throws {
    guard let last = try store.latestTime(), environment.now() < last else { return }
    throw StoreError.clockRunsBackwards(path: store.path, now: environment.now(), last: last)
}

/// The last session of any series not after a date.
private func lastSession(
    of series: [SeriesOutline], notAfter limit: SessionDate, newest: SessionDate, store: Store
) throws -> SessionDate? {
    guard limit < newest else { return newest }
    return try series.compactMap { try store.lastSession(of: $0.id, notAfter: limit) }.max()
}

/// Tells how long each stage took.
struct StageTimes {
    private let environment: RunEnvironment
    private var last: Double

    init(_ environment: RunEnvironment) {
        self.environment = environment
        last = environment.seconds()
    }

    /// Ends a stage.
    mutating func end(_ name: String) {
        let now = environment.seconds()
        environment.progress(.stage(name: name, seconds: now - last))
        last = now
    }
}

extension RunRecord {
    /// The identity of a night: settings, version, the contents of the prices, and its last session.
    fileprivate init(
        night last: SessionDate, isAsOf: Bool, _ configuration: PipelineConfiguration, dataHash: String,
        options: RunOptions, startedAt: String
    ) {
        let settings = configuration.normalised
        let configurationHash = fingerprint(settings.utf8)
        let kind = isAsOf ? "as of" : "after"
        let identity = fingerprint("\(configurationHash) \(dataHash) \(hindcastVersion) \(kind) \(last)".utf8)
        self.init(
            id: "\(configuration.name)-\(last)-\(identity.prefix(10))", pipeline: configuration.name,
            configurationHash: configurationHash, dataHash: dataHash, version: hindcastVersion,
            configuration: settings, command: options.command, seed: UInt64(max(0, configuration.seeds.first ?? 0)),
            startedAt: startedAt)
    }
}
