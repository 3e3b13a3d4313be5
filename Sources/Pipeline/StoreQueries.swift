internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Learning
internal import Market
internal import Predictors
internal import Reporting
internal import Store

// What the commands that only look at a store, or only fill it, call: one function each, text in return.

/// What `hindcast ingest` did.
public struct IngestResult: Sendable {
    /// A table, a row a file.
    public var summary: String
    /// The first file that was refused as a whole; the others were taken in all the same.
    public var refusal: (any Error)?
}

/// Takes files and folders of price files into a store.
public func ingest(paths: [String], symbol: String?, store path: String, now: String) throws -> IngestResult {
    var files: [String] = []
    for path in paths {
        let found = try priceFiles(at: path)
        if found.isEmpty { throw DataError.noPriceFiles(path: path) }
        files += found
    }
    if let symbol, files.count != 1 {
        throw UsageError("--symbol \(symbol) names one series, but there are \(files.count) files")
    }
    let lock = try RunLock(store: path, startedAt: now)
    let store = try Store.open(path: path)
    let reader = PriceFileReader(asOf: SessionDate(iso: now.prefix(10)))
    var rows: [[String]] = []
    var refusal: (any Error)?
    for file in files {
        do {
            let read = try reader.read(path: file, symbol: symbol)
            let summary = try store.ingest(read, at: now)
            rows.append([
                read.series.symbol, "\(summary.newBars)", "\(summary.revisedBars)", "\(summary.unchangedBars)",
                "\(read.rejectedRows.count)", summary.isUnchangedFile ? "unchanged" : "taken in",
            ])
        } catch let error as IngestionError {
            refusal = refusal ?? error
            rows.append([Ingestion.symbol(ofPath: file), "0", "0", "0", "0", "refused"])
        }
    }
    lock.release()
    return IngestResult(
        summary: renderTable(["symbol", "new", "revised", "unchanged", "refused", "file"], rows: rows),
        refusal: refusal)
}

/// The view `data_health` as a table.
public func healthTable(store path: String) throws -> String {
    let rows = try Store.openReadOnly(path: path).dataHealth()
    guard !rows.isEmpty else { return "The store holds no series; take some in with `hindcast ingest`.\n" }
    return renderTable(
        ["symbol", "first", "last", "sessions", "missing", "refused", "revised", "jump %", "late"],
        rows: rows.map { row in
            [
                row.symbol, "\(row.firstDate)", "\(row.lastDate)", "\(row.sessions)", "\(row.missingSessions)",
                "\(row.rejectedRows)", "\(row.revisions)", percentText(row.largestJump), "\(row.staleSessions)",
            ]
        })
}

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
    let models = try Store.openReadOnly(path: path).models()
    text += "\n"
    guard !models.isEmpty else { return text + "The store holds no fitted model.\n" }
    return text
        + renderTable(
            ["fitted model", "knows until", "run", "bytes"], leftAligned: 3,
            rows: models.map {
                [$0.model.name, "\($0.model.cutoff)", $0.runID, "\($0.model.encoded.count)"]
            })
}

/// The report of a stored run; by default the latest backtest that is done.
public func textReport(run id: String?, store path: String) throws -> String {
    let store = try Store.openReadOnly(path: path)
    let found =
        if let id { try store.run(id) } else {
            try store.runs().first { $0.status == .done && $0.firstTestDate != nil }
        }
    guard let run = found else {
        throw NothingStoredError(
            id.map { "no run \($0) in \(path); `hindcast runs --db \(path)` lists what there is" }
                ?? "no finished backtest in \(path); make one with `hindcast run` or `hindcast backtest`")
    }
    return renderText(try reportContent(of: run, in: store, machine: MachineFacts(startedAt: run.startedAt)))
}

/// Writes the report of a stored run to a file, whole or not at all.
public func writeReport(run id: String?, store path: String, to out: String) throws {
    try writeFile(try textReport(run: id, store: path), to: out)
}

/// What an operator wants to know of a machine before trusting it with the night.
public func diagnosis(now: String) -> String {
    var rows = [
        ["hindcast", hindcastVersion],
        ["processor", Machine.processor ?? "unknown"],
        ["processors in use", "\(Machine.processors)"],
        ["system", Machine.operatingSystem ?? "unknown"],
        ["clock (UTC)", now],
        ["locale", "not used: numbers and dates are always written the same way"],
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

private func percentText(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
