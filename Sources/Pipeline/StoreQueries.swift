internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Learning
internal import Market
internal import Predictors
internal import Reporting
internal import Store

// What the commands that only look at a store, or only fill it, call: one function each, text in return.

/// The runs of a store, latest first.
public func runsTable(store path: String) throws -> String {
    let runs = try Store.openReadOnly(path: path).runs()
    guard !runs.isEmpty else { return "The store holds no run.\n" }
    return renderTable(
        ["run", "status", "test from", "to", "started"], leftAligned: 5,
        rows: runs.map { run in
            [
                run.id, run.status.rawValue, run.firstTestDate.map { "\($0)" } ?? "–",
                run.lastTestDate.map { "\($0)" } ?? "–", run.startedAt,
            ]
        })
}

/// The registered models with their settings, and what a store holds fitted.
public func modelsTable(store path: String?) throws -> String {
    var text = renderTable(
        ["model", "settings (default)"], leftAligned: 2,
        rows: Registry.families.map { family in
            [
                family.name,
                family.settings.map { "\($0.name) (\($0.defaultValue))" }.joined(separator: ", "),
            ]
        })
    guard let path else { return text }
    let store = try Store.openReadOnly(path: path)
    let models = try store.models()
    let roles = rolesNow(try store.registrations())
    text += "\n"
    guard !models.isEmpty else { return text + "The store holds no fitted model.\n" }
    return text
        + renderTable(
            ["fitted model", "knows until", "run", "#", "bytes", "role"], leftAligned: 3,
            rows: models.map {
                [
                    $0.model.name, "\($0.model.cutoff)", $0.runID, "\($0.id)", "\($0.model.encoded.count)",
                    roles[$0.id] ?? "–",
                ]
            })
}

/// The forms a report comes in.
public enum ReportFormat: String, CaseIterable, Sendable {
    /// Plain text of at most 100 columns.
    case text
    /// One page that needs nothing else.
    case html
    /// One JSON object, described by `docs/report.schema.json`.
    case json
    /// A folder of tables, one tidy CSV file each.
    case csv
}

/// The report of a stored run; by default the latest backtest that is done.
public func renderedReport(run id: String?, store path: String, format: ReportFormat) throws -> String {
    let store = try Store.openReadOnly(path: path)
    let run = try storedRun(id, in: store, path: path)
    let content = try reportContent(of: run, in: store, machine: MachineFacts(startedAt: run.startedAt))
    switch format {
    case .text: return renderText(content)
    case .html: return renderHTML(content, evidence: try evidence(of: run, content: content, in: store))
    case .json: return renderJSON(content, evidence: try evidence(of: run, content: content, in: store))
    case .csv: throw OutputError(path: "standard output", reason: "CSV is a folder of tables")
    }
}

/// The leaderboard of a stored backtest for a person at a terminal; nil where the run has none.
public func terminalLeaderboard(
    run id: String?, store path: String, width: Int, isColoured: Bool
) throws -> String? {
    let store = try Store.openReadOnly(path: path)
    let run = try storedRun(id, in: store, path: path)
    let content = try reportContent(of: run, in: store, machine: MachineFacts(startedAt: run.startedAt))
    return content.leaderboard.isEmpty
        ? nil : renderTerminalLeaderboard(content, width: width, isColoured: isColoured)
}

/// Whether text that goes to a terminal may have colour.
public func mayBeColoured(isTerminal: Bool, environment: [String: String]) -> Bool {
    Reporting.mayBeColoured(isTerminal: isTerminal, environment: environment)
}

/// A run by its name, or the latest backtest that is done.
func storedRun(_ id: String?, in store: Store, path: String) throws -> RunRecord {
    let found =
        if let id { try store.run(id) } else {
            try store.runs().first { $0.status == .done && $0.firstTestDate != nil }
        }
    guard let run = found else {
        throw NothingStoredError(
            id.map { "no run \($0) in \(path); `hindcast runs --db \(path)` lists what there is" }
                ?? "no finished backtest in \(path); make one with `hindcast run` or `hindcast backtest`")
    }
    return run
}

/// Writes the report of a stored run to a file, whole or not at all.
public func writeReport(run id: String?, store path: String, format: ReportFormat, to out: String) throws {
    guard format == .csv else {
        return try writeFile(try renderedReport(run: id, store: path, format: format), to: out)
    }
    let store = try Store.openReadOnly(path: path)
    let run = try storedRun(id, in: store, path: path)
    let content = try reportContent(of: run, in: store, machine: MachineFacts(startedAt: run.startedAt))
    try makeWritableFolder(out)
    for (file, text) in renderCSV(content, fits: try fits(of: run, in: store)) {
        try writeFile(text, to: "\(out)/\(file)")
    }
    try writeForecasts(of: run, in: store, to: "\(out)/forecasts.csv")
}

/// What an operator wants to know of a machine before trusting it with the night.
public func diagnosis(now: String) -> String {
    var rows = [
        ["hindcast", hindcastVersion],
        ["processor", Machine.processor ?? "unknown"],
        ["processors in use", "\(Machine.processors)"],
        ["system", Machine.operatingSystem ?? "unknown"],
        ["clock (UTC)", now],
        ["locale", "not used: numbers always look the same"],
        [
            "this folder",
            isWritable(".") ? "can be written" : "cannot be written; stores and reports need one that can",
        ],
    ]
    if let refused = KernelPath.refusedRequest {
        rows.append(["HINDCAST_CPU", "“\(refused)” is not to be had here and is ignored"])
    }
    return renderTable(["what", "finding"], leftAligned: 2, rows: rows)
}

/// What each registered model is now: the latest champion of its kind forecasts, the others wait.
private func rolesNow(_ decisions: [Registration]) -> [Int64: String] {
    var champions: [String: Int64] = [:]
    for decision in decisions where decision.role == .champion { champions[decision.fitKey] = decision.modelID }
    return decisions.reduce(into: [:]) { roles, decision in
        let isChampion = champions[decision.fitKey] == decision.modelID
        roles[decision.modelID] = isChampion ? "champion" : decision.role == .champion ? "retired" : "challenger"
    }
}
