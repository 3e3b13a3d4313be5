internal import Evaluation
internal import Forecasting
internal import Ingestion
public import Market
internal import Predictors
internal import Reporting
internal import Store
internal import Windowing

/// What a caller may say about a run beside its pipeline file; none of it changes a number.
public struct RunOptions: Sendable {
    /// The store, instead of the file's.
    public var store: String?
    /// The folder of reports, instead of the file's.
    public var reports: String?
    /// The last date whose data are known; nil for all there are. (This one does change numbers, and the run's
    /// identity with them.)
    public var asOf: SessionDate?
    /// Shock periods beside the file's; one of the same name takes its place. (These are part of the run's identity too.)
    public var shocks: [ShockPeriod]
    /// The first and the last session of the nights to make one after the other; nil for one night.
    public var from: SessionDate?
    /// The last session of those nights; nil for all there are.
    public var to: SessionDate?
    /// The command line that makes the run again, for the report.
    public var command: String
    /// Whether models are audited for leaks; a backtest's, after it is judged.
    public var auditsLeaks: Bool
    /// Whether models are fitted again without the shocks in their training.
    public var stresses: Bool

    /// Options from their fields.
    public init(
        store: String? = nil, reports: String? = nil, asOf: SessionDate? = nil, from: SessionDate? = nil,
        to: SessionDate? = nil, shocks: [ShockPeriod] = [], command: String, auditsLeaks: Bool = false,
        stresses: Bool = false
    ) {
        self.auditsLeaks = auditsLeaks
        self.stresses = stresses
        self.store = store
        self.reports = reports
        self.asOf = asOf
        self.shocks = shocks
        self.from = from
        self.to = to
        self.command = command
    }
}

/// What a run leaves behind.
public struct RunOutcome: Sendable {
    /// The run's name: pipeline and hash of settings, data and version.
    public var runID: String
    /// Whether everything was there already.
    public var wasAlreadyDone: Bool
    /// The text report.
    public var reportPath: String
    /// The store.
    public var storePath: String
    /// What to show at the prompt: a leaderboard, or the forecasts of a night.
    public var summary: String
    /// Price files that were refused while the rest was used.
    public var refusals: [any Error] = []
    /// The numbers of a night; nil for a backtest.
    public var night: NightFacts?
}

/// Runs all stages of a pipeline file: what `hindcast run` and cron call.
///
/// Stages are keyed by content. A run's name is a hash of settings, data and version; a run that is in the store
/// and done is not made again, one that was interrupted goes on after its last finished trial.
///
/// - Throws: errors that ``Failure`` knows; ``InterruptedError`` after a request to stop, the store being valid.
public func runPipeline(
    file path: String, options: RunOptions, environment: RunEnvironment
) async throws -> RunOutcome {
    let file = try PipelineFile.read(path: path, families: Registry.families)
    try file.validate(filesRelativeTo: file.folder)
    return try await runPipeline(
        file.configuration, resolved: file.resolved, options: options, environment: environment)
}

/// Runs a configuration; `resolved` makes its paths ones that can be opened.
func runPipeline(
    _ configuration: PipelineConfiguration, resolved: (String) -> String, options: RunOptions,
    environment: RunEnvironment
) async throws -> RunOutcome {
    var configuration = configuration.complete()
    if case .nightly = configuration.kind {
        configuration = configuration.withVolatilityModel()
    } else if options.from != nil || options.to != nil {
        throw UsageError("--from and --to are nights of a nightly pipeline; a backtest's dates stand in its file")
    }
    var request = DataRequest(
        configuration, resolved: resolved, asOf: options.asOf, today: SessionDate(iso: environment.now().prefix(10))
    )
    request.shocks = options.shocks
    let storePath = options.store ?? resolved(configuration.output.store)
    let reports = options.reports ?? resolved(configuration.output.reports)
    // Found out now, not when everything is computed.
    for folder in [parent(of: storePath), reports] { try makeWritableFolder(folder) }
    return try await withRunLock(store: storePath, startedAt: environment.now()) {
        let store = try Store.open(path: storePath)
        let dead = try store.recoverDeadRuns()
        // A small store is looked over every time; a large one when the last run did not end by itself.
        if try !dead.isEmpty || store.isSmall { try store.quickCheck() }
        for dead in dead {
            environment.progress(.notice("run \(dead) had ended without saying so and is marked interrupted"))
        }
        if case .nightly = configuration.kind {
            do {
                return try await runNights(
                    configuration, store: store, resolved: resolved, reports: reports, options: options,
                    environment: environment)
            } catch FittingError.cancelled {
                throw InterruptedError(runID: configuration.name)
            }
        }
        var context = try RunContext.preparing(
            configuration, request: request, options: options, store: store, reports: reports,
            environment: environment)
        return try await context.runBacktest()
    }
}

extension DataRequest {
    /// What a configuration wants read.
    init(
        _ configuration: PipelineConfiguration, resolved: (String) -> String, asOf: SessionDate?,
        today: SessionDate?
    ) {
        self.init(
            prices: configuration.data.prices.map(resolved), symbols: configuration.data.symbols,
            forecastOnly: configuration.data.forecastOnly, from: configuration.data.from, to: configuration.data.to,
            firstDatesFile: configuration.data.firstDates.map(resolved),
            shockPeriodsFile: configuration.data.shockPeriods.map(resolved), index: configuration.data.index,
            shockPeriod: configuration.shockPeriod, asOf: asOf, today: today, ingest: configuration.ingest)
    }
}

/// Everything the stages of one run share.
struct RunContext: Sendable {
    /// What was asked for; searches add the models they choose.
    var configuration: PipelineConfiguration
    let data: PreparedData
    let run: RunRecord
    let store: Store
    let reportPath: String
    let options: RunOptions
    let environment: RunEnvironment
    var stopwatch: Stopwatch

    /// The page beside the text report.
    var pagePath: String { "\(parent(of: reportPath))/report.html" }

    /// Reads and takes in the data of a run, up to where its trials begin.
    static func preparing(
        _ configuration: PipelineConfiguration, request: DataRequest, options: RunOptions, store: Store,
        reports: String, environment: RunEnvironment
    ) throws -> RunContext {
        var stopwatch = Stopwatch(environment.seconds)
        var data = try prepareData(request)
        try store.setHealthThresholds(configuration.ingest.thresholds)
        try ingest(data, into: store, splits: configuration.ingest.splits, environment: environment)
        if let asOf = options.asOf { try data.takeBack(to: asOf, in: store, request: request) }
        try leaveOutRefused(of: &data, store: store, environment: environment)
        stopwatch.lap("ingestion")
        let run = RunRecord(configuration, data: data, options: options, startedAt: environment.now())
        return RunContext(
            configuration: configuration, data: data, run: run, store: store,
            reportPath: "\(reports)/\(run.id)/report.txt", options: options, environment: environment,
            stopwatch: stopwatch)
    }

    func outcome(wasAlreadyDone: Bool, summary: String) -> RunOutcome {
        RunOutcome(
            runID: run.id, wasAlreadyDone: wasAlreadyDone, reportPath: reportPath, storePath: store.path,
            summary: summary)
    }

    /// The same for this run.
    func recordingEnd(_ work: () async throws -> Void) async throws {
        try await Pipeline.recordingEnd(of: run, in: store, environment: environment, work)
    }
}

/// Does the work of a run that has begun, and records how it ended, whatever happens.
func recordingEnd(
    of run: RunRecord, in store: Store, environment: RunEnvironment, _ work: () async throws -> Void
) async throws {
    do {
        try await work()
    } catch FittingError.cancelled {
        try store.finishRun(run.id, status: .interrupted, finishedAt: environment.now())
        throw InterruptedError(runID: run.id)
    } catch {
        // The error that matters is the first one; a store that cannot even record it says so on the next
        // start, when the run is found dead.
        try? store.finishRun(run.id, status: .failed, finishedAt: environment.now(), message: "\(error)")
        throw error
    }
    try store.finishRun(run.id, status: .done, finishedAt: environment.now())
}

/// Wall-clock seconds of one stage after the other.
struct Stopwatch: Sendable {
    private let seconds: @Sendable () -> Double
    private var last: Double
    private(set) var laps: [(name: String, seconds: Double)] = []

    init(_ seconds: @escaping @Sendable () -> Double) {
        self.seconds = seconds
        last = seconds()
    }

    /// Ends a stage.
    mutating func lap(_ name: String) {
        let now = seconds()
        laps.append((name, now - last))
        last = now
    }
}

extension RunRecord {
    /// The identity of a run: everything that decides its numbers, and nothing else.
    init(_ configuration: PipelineConfiguration, data: PreparedData, options: RunOptions, startedAt: String) {
        let settings = configuration.normalised
        let configurationHash = fingerprint(settings.utf8)
        let asOf = options.asOf.map { " as of \($0)" } ?? ""
        let identity = fingerprint("\(configurationHash) \(data.dataHash) \(hindcastVersion)\(asOf)".utf8)
        var test: ClosedRange<SessionDate>?
        if case .backtest(let span, _) = configuration.kind { test = span }
        self.init(
            id: "\(configuration.name)-\(identity.prefix(10))", pipeline: configuration.name,
            configurationHash: configurationHash, dataHash: data.dataHash, version: hindcastVersion,
            configuration: settings, command: options.command, seed: UInt64(max(0, configuration.seeds.first ?? 0)),
            firstTestDate: test?.lowerBound, lastTestDate: test?.upperBound, startedAt: startedAt)
    }
}

/// The folder a path lies in; `.` for a bare name.
func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// Does work while nobody else writes to a store.
func withRunLock<Result>(
    store: String, startedAt: String, _ work: () async throws -> Result
) async throws -> Result {
    let lock = try RunLock(store: store, startedAt: startedAt)
    let result = try await work()
    lock.release()
    return result
}

/// Leaves out the series whose data are too bad to learn from, and names them.
private func leaveOutRefused(of data: inout PreparedData, store: Store, environment: RunEnvironment) throws {
    let symbols = Set(data.prices.map(\.symbol))
    let refused = try store.dataHealth().filter { $0.verdict == "refuse" && symbols.contains($0.symbol) }
    guard !refused.isEmpty else { return }
    data.leaveOut(Set(refused.map(\.symbol)))
    let findings = try store.healthFindings()
    for row in refused {
        let left = LeftOutSeries(refused: row.symbol, for: findings)
        data.leftOut.append(left)
        environment.progress(.warning(leftOutSentence(left)))
    }
    guard !data.prices.isEmpty else { throw DataError.emptySeries(symbol: refused[0].symbol) }
}

extension LeftOutSeries {
    /// A series that is left out because of what was found in its data.
    init(refused symbol: String, for findings: [HealthFinding]) {
        let reasons = findings.filter { $0.symbol == symbol && $0.isRefusal }.map(findingText)
        self.init(symbol: symbol, reason: "its data are refused: \(reasons.joined(separator: ", "))")
    }
}

/// Which series is left out and why, as a sentence for the log and for alerts.
func leftOutSentence(_ left: LeftOutSeries) -> String {
    "\(left.symbol) is left out, \(left.reason); see hindcast check, or the section check of the pipeline file"
}

extension PreparedData {
    /// Leaves out series that are too bad to learn from.
    mutating func leaveOut(_ symbols: Set<String>) {
        prices.removeAll { symbols.contains($0.symbol) }
        // They are no part of the panel that the others see, either.
        returns = prices.map { ReturnSeries($0) }.sharingPanel(without: forecastOnly)
    }
}

/// Takes every file's rows into the store and tells what was refused.
private func ingest(
    _ data: PreparedData, into store: Store, splits: [String: [SuspectedSplit]], environment: RunEnvironment
) throws {
    let now = environment.now()
    var (files, bars, rejected) = (0, 0, 0)
    // Files go in together: calendars are counted once a transaction, and its log stays small enough.
    for first in stride(from: 0, to: data.files.count, by: 100) {
        let some = data.files[first..<min(first + 100, data.files.count)]
        let summaries = try store.ingest(
            some.map { .whole($0) }, firstUsable: data.firstDates, splits: splits, at: now)
        for case (let file, let summary?) in zip(some, summaries) {
            rejected += file.rejectedRows.count
            guard !summary.isUnchangedFile else { continue }
            for warning in file.warnings(ofNewBars: summary) {
                environment.progress(.warning("\(file.source.path): \(warning)"))
            }
            files += 1
            bars += summary.newBars + summary.revisedBars
        }
    }
    if !data.shockPeriods.isEmpty { try store.replaceShockPeriods(data.shockPeriods) }
    if files > 0 {
        environment.progress(.notice("took in \(bars) new or changed bars from \(files) files"))
    }
    if rejected > 0 {
        environment.progress(.warning("\(rejected) rows of the price files were refused; the report lists them"))
    }
}
