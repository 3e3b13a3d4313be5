internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Reporting
internal import Store

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

extension RunContext {
    /// Renders the run's stored rows and writes the report, whole or not at all.
    mutating func writeReport() throws {
        let facts = MachineFacts(
            processor: Machine.processor, processorCount: Machine.processors,
            operatingSystem: Machine.operatingSystem, jobs: environment.jobs, startedAt: run.startedAt,
            stages: stopwatch.laps.map { MachineFacts.Stage(name: $0.name, seconds: $0.seconds) })
        let content = try reportContent(of: run, in: store, machine: facts)
        try makeFolder(parent(of: reportPath))
        try writeFile(renderText(content), to: reportPath)
        // The page is made from the same rows; it comes second, so that a text report says the run has one.
        try writeFile(
            renderHTML(content, evidence: try evidence(of: run, content: content, in: store)), to: pagePath)
    }
}

/// Everything a report says about a backtest, from the store alone.
func reportContent(of run: RunRecord, in store: Store, machine: MachineFacts) throws -> ReportContent {
    let settings = StoredSettings(run.configuration)
    let leaderboard = try store.leaderboard(run: run.id)
    let trials = try store.trials(run: run.id)
    let metrics = try store.metrics(run: run.id)
    // What was left out has no numbers, but its state is worth a line.
    let symbols = Set(metrics.map(\.symbol)).union(try store.leftOut(run: run.id).map(\.symbol))
        .subtracting([wholeSample])
    let health = try store.dataHealth().filter { symbols.contains($0.symbol) }
    guard let first = run.firstTestDate, let last = run.lastTestDate else {
        throw NothingStoredError("run \(run.id) is no backtest, so there is no report of it")
    }
    let firstBars = Dictionary(uniqueKeysWithValues: health.map { ($0.symbol, $0.firstDate) })
    let usable = try store.firstUsableDates().filter { symbol, date in firstBars[symbol].map { date > $0 } ?? false
    }
    let shockPeriods = try store.shockPeriods()
    let tests = try store.comparisons(run: run.id)
    var content = ReportContent(
        run: RunFacts(
            runID: run.id, pipeline: run.pipeline, version: run.version, configurationHash: run.configurationHash,
            dataHash: run.dataHash, seeds: Set(trials.map(\.seed)).sorted(), command: run.command,
            testSpan: first...last, folds: Set(trials.map(\.fold)).count,
            refitRule: settings.refitRule, trials: trials.count),
        leaderboard: leaderboard, widthSweep: try store.widthSweep(run: run.id),
        shockTable: try store.shockTable(run: run.id), shockPeriods: shockPeriods, metrics: metrics,
        comparisons: tests.filter { $0.test == "diebold-mariano" },
        chart: try chart(
            of: run, settings: settings, shockPeriods: shockPeriods, best: leaderboard.first { $0.horizon == 1 },
            in: store),
        memories: try store.memories(run: run.id),
        checks: CheckedFacts(
            choices: try store.searchChoices(run: run.id), tried: try store.searchTrials(run: run.id),
            stress: try store.stress(run: run.id), audit: try store.leakAudit(run: run.id)),
        dataHealth: health, usableFrom: usable, rejections: try rejections(of: symbols, in: store), machine: machine
    )
    content.otherTests = tests.filter { $0.test != "diebold-mariano" }
    content.testCount = try store.testCount(run: run.id)
    content.cumulativeLosses = try store.cumulativeLosses(run: run.id)
    content.shockResponses = try store.shockResponses(run: run.id)
    if let period = settings["report.shock"] {
        content.shockPath = try store.shockPaths(run: run.id, period: period)
    }
    content.errorFamilies = try store.errorFamilies(run: run.id)
    let bars = try store.barSpan(
        of: symbols, from: settings["data.from"].flatMap { SessionDate(iso: $0) },
        to: [settings["data.to"].flatMap { SessionDate(iso: $0) }, asOf(of: run)].compactMap(\.self).min())
    content.run.bars = bars?.count
    content.run.barSpan = bars?.span
    content.leftOut = try store.leftOut(run: run.id)
    content.horizonRule = settings.horizonRule
    return content
}

/// The date as of which a run was made, where its command says one.
private func asOf(of run: RunRecord) -> SessionDate? {
    let words = run.command.split(separator: " ")
    return words.firstIndex(of: "--as-of").flatMap { $0 + 1 < words.count ? SessionDate(iso: words[$0 + 1]) : nil }
}

/// The settings of a run as the store keeps them: the normalised pipeline, a `key: value` a line.
private struct StoredSettings {
    private var values: [String: String] = [:]

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            values[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
    }

    subscript(_ key: String) -> String? {
        guard let value = values[key], !value.isEmpty else { return nil }
        return value
    }

    /// How later sessions were forecast, in words; nil where they were not.
    var horizonRule: String? {
        guard let step = self["horizon_step"].flatMap({ Int($0) }), let paths = self["horizon_paths"] else {
            return nil
        }
        let cutoffs = step == 1 ? "after every session" : "after every \(ordinal(step)) session"
        let asked =
            self["horizon_method"].map {
                "; all models that can, and do not name another way, are "
                    + ($0 == "direct" ? "fitted on each target" : $0)
            }
            ?? ""
        return "\(cutoffs), by \(paths) paths where a model is simulated\(asked)"
    }

    private func ordinal(_ number: Int) -> String {
        let suffix =
            (11...13).contains(number % 100) ? "th" : [1: "st", 2: "nd", 3: "rd"][number % 10] ?? "th"
        return "\(number)\(suffix)"
    }

    /// The refit rule in words.
    var refitRule: String {
        let refit =
            switch self["refit"] ?? "never" {
            case "yearly": "every year"
            case "monthly": "every month"
            case "never": "never again"
            case let rule: rule
            }
        let window = self["training"] ?? "expanding"
        let validation = self["validation"] ?? "1 year"
        let choosing = validation.hasPrefix("1 ") ? String(validation.dropFirst(2)) : validation
        let past = window == "expanding" ? "all sessions before it" : "the past in a window of \(window)"
        return "\(refit), on \(past); the last \(choosing) of it is for choosing"
    }
}

/// The index through the pipeline's shock period, from the month before it to the end of the recovery, with the
/// best model's 99 % intervals; nil where the run has no index or no such period.
private func chart(
    of run: RunRecord, settings: StoredSettings, shockPeriods: [ShockPeriod], best: LeaderboardRow?, in store: Store
) throws -> PriceChart? {
    guard let symbol = settings["data.index"], let name = settings["report.shock"], let best,
        let period = shockPeriods.first(where: { $0.name == name }),
        let shock = period.intervals.first(where: { $0.phase == .shock })?.dates,
        let prices = try store.priceSeries(symbol: symbol)
    else { return nil }
    let end = period.intervals.last?.dates.upperBound ?? shock.upperBound
    let (first, last) = (startOfMonth(before: shock.lowerBound), endOfMonth(of: end))
    var bands: [PriceChart.Band] = []
    var seed: Int?
    try store.forEachForecast(
        run: run.id, model: best.model, symbol: symbol, horizon: 1, from: first, to: last
    ) { stored in
        if seed == nil { seed = stored.seed }
        guard stored.seed == seed, let target = stored.forecast.targetDate,
            let actual = stored.forecast.actual
        else { return }
        let interval = try stored.forecast.distribution().interval(level: 0.99)
        bands.append(
            PriceChart.Band(
                cutoff: stored.forecast.cutoff, target: target, lower: interval.lowerBound,
                upper: interval.upperBound, actual: actual))
    }
    guard !bands.isEmpty else { return nil }
    return PriceChart(
        symbol: symbol, model: best.model,
        sessions: prices.limited(from: first, to: last).bars.map {
            PriceChart.Session(date: $0.date, close: $0.returnClose)
        },
        bands: bands,
        marks: [
            PriceChart.Mark(date: shock.lowerBound, note: "the shock begins"),
            PriceChart.Mark(date: shock.upperBound, note: "the shock ends"),
        ])
}

private func startOfMonth(before date: SessionDate) -> SessionDate {
    let (year, month, _) = date.components
    return SessionDate(year: month == 1 ? year - 1 : year, month: month == 1 ? 12 : month - 1, day: 1) ?? date
}

private func endOfMonth(of date: SessionDate) -> SessionDate {
    let (year, month, _) = date.components
    return SessionDate(year: year, month: month, day: SessionDate.days(inMonth: month, of: year)) ?? date
}

private func rejections(of symbols: Set<String>, in store: Store) throws -> Rejections {
    let rows = try store.rejectedRows().filter { symbols.contains($0.symbol) }
    var counts: [[String]: Int] = [:]
    for row in rows { counts[[fileName(row.path), row.row.reason.rawValue], default: 0] += 1 }
    return Rejections(
        counts: counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            Rejections.Count(file: $0.key[0], reason: $0.key[1], rows: $0.value)
        },
        examples: rows.prefix(10).map {
            Rejections.Example(
                file: fileName($0.path), line: $0.row.line, reason: $0.row.reason.rawValue, detail: $0.row.detail,
                rawText: $0.row.rawText)
        })
}

/// The last part of a path: a report must not differ by where the data lie.
private func fileName(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

func fileExists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
}
