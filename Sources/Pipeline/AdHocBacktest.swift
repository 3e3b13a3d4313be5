internal import Evaluation
internal import Forecasting
internal import Ingestion
public import Market
internal import Predictors
internal import Windowing

/// A backtest as the command line asks for it, without a pipeline file.
public struct BacktestRequest: Sendable {
    var data: String
    var models: [String]
    var widths: [String]
    var from: SessionDate?
    var to: SessionDate?
    var refit: String
    var seeds: Int
    var index: String?
    var shockPeriods: String?
    var shocks: [String]
    var store: String
    var reports: String
    var command: String
    /// How the past is split, and what is searched or checked beside the models.
    public var splits = BacktestSplits()

    /// A request from the words of a command line; they are checked by ``backtest(_:environment:)``.
    public init(
        data: String, models: [String], widths: [String], from: SessionDate?, to: SessionDate?, refit: String,
        seeds: Int, index: String?, shockPeriods: String?, shocks: [String] = [], store: String, reports: String,
        command: String
    ) {
        self.data = data
        self.models = models
        self.widths = widths
        self.from = from
        self.to = to
        self.refit = refit
        self.seeds = seeds
        self.index = index
        self.shockPeriods = shockPeriods
        self.shocks = shocks
        self.store = store
        self.reports = reports
        self.command = command
    }
}

/// Runs a backtest of registered models on a folder of price files.
///
/// - Throws: ``UsageError`` for words that make no backtest, and what ``runPipeline(file:options:environment:)``
///   throws.
public func backtest(_ request: BacktestRequest, environment: RunEnvironment) async throws -> RunOutcome {
    guard (1...100).contains(request.seeds) else {
        throw UsageError("--seeds must be from 1 to 100, not \(request.seeds)")
    }
    let last = try lastSession(of: request)
    let to = request.to ?? last
    // Three years: enough to judge by, and the default that costs little.
    let from = request.from ?? SessionDate(dayNumber: to.dayNumber - 3 * 365)
    guard from <= to else { throw UsageError("--from \(from) is later than --to \(to)") }
    let shocks = try shockPeriods(request.shocks)
    let training = try PipelineConfiguration.TrainingWindow(words: request.splits.training)
    if case .anchored(let date) = training, date >= from {
        throw UsageError("--training is anchored at \(date), but must lie before the first test date, \(from)")
    }
    guard (0...250).contains(request.splits.embargo) else {
        throw UsageError("--embargo must be from 0 to 250 sessions, not \(request.splits.embargo)")
    }
    if let parameters = request.splits.equalParameters, parameters < 10 {
        throw UsageError("--equal-parameters must be at least 10, not \(parameters)")
    }
    let configuration = PipelineConfiguration(
        name: "backtest",
        kind: .backtest(test: from...to, refit: try PipelineConfiguration.RefitSchedule(words: request.refit)),
        data: PipelineConfiguration.Inputs(
            prices: [request.data], index: request.index, shockPeriods: request.shockPeriods),
        models: try models(request), seeds: Array(1...request.seeds), training: training,
        validation: try PipelineConfiguration.SpanLength(words: request.splits.validation, option: "--validation"),
        horizon: 1, shockPeriod: try shocks.last?.name ?? shockPeriod(request, in: from...to),
        output: PipelineConfiguration.Output(store: request.store, reports: request.reports),
        embargo: request.splits.embargo, equalParameters: request.splits.equalParameters,
        horizons: try PipelineConfiguration.Horizons(words: request.splits), searches: try searches(request))
    return try await runPipeline(
        configuration, resolved: { $0 },
        options: RunOptions(
            store: request.store, reports: request.reports, shocks: shocks, command: request.command,
            auditsLeaks: request.splits.auditsLeaks, stresses: request.splits.stresses),
        environment: environment)
}

private func lastSession(of request: BacktestRequest) throws -> SessionDate {
    let data = try prepareData(DataRequest(prices: [request.data]))
    return data.returns.compactMap(\.dates.last).max() ?? SessionDate(dayNumber: 0)
}

/// Shock periods from words `NAME,FROM,TO`, with a quarter before and a quarter after as `pre` and `recovery`.
///
/// - Throws: ``UsageError`` for words that are none.
public func shockPeriods(_ words: [String]) throws(UsageError) -> [ShockPeriod] {
    var periods: [ShockPeriod] = []
    for word in words {
        let parts = word.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts[0].isEmpty, parts[0] != wholeSample,
            let from = SessionDate(iso: parts[1]), let to = SessionDate(iso: parts[2])
        else {
            throw UsageError("--shock is “\(word)”; write NAME,FROM,TO such as brexit,2016-06-24,2016-06-27")
        }
        guard from <= to else { throw UsageError("--shock \(word): \(from) is later than \(to)") }
        guard !periods.contains(where: { $0.name == parts[0] }) else {
            throw UsageError("--shock names \(parts[0]) twice; give each period a name of its own")
        }
        let quarter: Int32 = 91
        periods.append(
            ShockPeriod(
                name: parts[0],
                intervals: [
                    .init(
                        phase: .pre,
                        dates: SessionDate(
                            dayNumber: from.dayNumber - quarter)...SessionDate(
                                dayNumber: from.dayNumber - 1), source: "the 91 days before"),
                    .init(phase: .shock, dates: from...to, source: "--shock"),
                    .init(
                        phase: .recovery,
                        dates: SessionDate(
                            dayNumber: to.dayNumber + 1)...SessionDate(
                                dayNumber: to.dayNumber + quarter), source: "the 91 days after"),
                ]))
    }
    return periods
}

/// The searches of a pipeline file, with another budget where one is given.
private func searches(_ request: BacktestRequest) throws -> [SearchConfiguration] {
    guard let path = request.splits.search else {
        guard request.splits.searchTrials == nil else {
            throw UsageError("--search-trials needs --search, the file that says what is searched")
        }
        return []
    }
    var searches = try PipelineFile.read(path: path, families: Registry.families).configuration.searches
    guard !searches.isEmpty else {
        throw UsageError("--search \(path): the file has no key search; docs/pipeline-file.md shows one")
    }
    if let trials = request.splits.searchTrials {
        guard (1...10_000).contains(trials) else {
            throw UsageError("--search-trials must be from 1 to 10000, not \(trials)")
        }
        for place in searches.indices { searches[place].candidates = trials }
    }
    return searches
}

/// The models named; a family with a width is swept over the widths asked for.
private func models(_ request: BacktestRequest) throws(UsageError) -> [ModelConfiguration] {
    var models: [ModelConfiguration] = []
    for name in request.models {
        guard let family = Registry.model(name)?.family else {
            let known = Registry.families.map(\.name)
            let guess = nearestName(to: name, among: known).map { "; did you mean “\($0)”?" } ?? ""
            throw UsageError("there is no model “\(name)”; there are \(known.joined(separator: ", "))\(guess)")
        }
        var sweep: [String: [SettingValue]] = [:]
        if family.settings.contains(where: { $0.name == "width" }) {
            var widths: [SettingValue] = []
            for word in request.widths {
                guard let width = Int(word) else {
                    throw UsageError("--widths holds “\(word)”; write whole numbers separated by commas")
                }
                widths.append(.integer(width))
            }
            sweep["width"] = widths
        }
        do {
            models += try family.models(sweeping: sweep)
        } catch {
            throw UsageError("\(error)")
        }
    }
    if let twice = models.map(\.name).first(where: { name in models.filter { $0.name == name }.count > 1 }) {
        throw UsageError("the model \(twice) is named twice; a model is judged once")
    }
    guard !models.isEmpty else { throw UsageError("--models names no model") }
    return models
}

/// The shock period to draw: the last one that lies in the test span.
private func shockPeriod(_ request: BacktestRequest, in test: ClosedRange<SessionDate>) throws -> String? {
    guard let path = request.shockPeriods else { return nil }
    return try readShockPeriods(path: path).last { period in
        period.intervals.contains { $0.phase == .shock && test.contains($0.dates.lowerBound) }
    }?.name
}
