internal import Forecasting
public import Ingestion
internal import Market
internal import Predictors
internal import Reporting
internal import Store

/// What `hindcast ingest` is asked for.
public struct IngestRequest: Sendable {
    /// Files and folders.
    public var paths: [String]
    /// The name of the only series.
    public var symbol: String?
    /// The SQLite file.
    public var store: String
    /// The layout of the files, instead of the one that is detected.
    public var format: FormatName?
    /// The order of day and month, where no date tells it.
    public var dateOrder: DateOrder?
    /// The mark before fractions, where no price of a file tells it.
    public var decimalMark: DecimalMark?
    /// The series whose prices may be zero or below.
    public var nonPositiveSymbols: Set<String> = []
    /// Whether splits that the prices are not corrected for are taken out of the closes.
    public var appliesSplits = false
    /// A pipeline file whose sections `ingest` and `check` hold.
    public var pipeline: String?
    /// Files read side by side.
    public var jobs: Int

    /// A request for files into a store.
    public init(paths: [String], symbol: String? = nil, store: String, jobs: Int) {
        self.paths = paths
        self.symbol = symbol
        self.store = store
        self.jobs = jobs
    }
}

/// What `hindcast ingest` did.
public struct IngestResult: Sendable {
    /// A table, a row a series.
    public var summary: String
    /// What is odd, a sentence each.
    public var warnings: [String]
    /// What was refused as a whole; the rest was taken in all the same.
    public var refusals: [any Error]
    /// Files that were taken in because they had changed.
    public var changedFiles = 0
    /// Bars that the store did not have.
    public var newBars = 0
    /// Bars whose values changed.
    public var revisedBars = 0
}

/// Takes files and folders of price files into a store.
///
/// Files are read side by side while those before them are written, in the order of their names, several in one
/// transaction: what was killed is taken up again by the next call, and the store is the same whatever `jobs` says. Of
/// a file that only grew since the last time the new rows are read alone.
public func ingest(
    _ request: IngestRequest, now: String, progress: (ProgressEvent) -> Void = { _ in }
) async throws -> IngestResult {
    let paths = try pricePaths(request.paths)
    if let symbol = request.symbol, paths.count != 1 {
        throw UsageError("--symbol \(symbol) names one series, but there are \(paths.count) files")
    }
    let settings = try ingestSettings(request)
    let lock = try RunLock(store: request.store, startedAt: now)
    let store = try Store.open(path: request.store)
    let result = try await ingest(paths, request, settings: settings, into: store, now: now, progress: progress)
    lock.release()
    return result
}

/// Takes files into a store that is open and locked.
func ingest(
    _ paths: [String], _ request: IngestRequest, settings: IngestSettings, into store: Store, now: String,
    progress: (ProgressEvent) -> Void = { _ in }, isCancelled: @Sendable () -> Bool = { false }
) async throws -> IngestResult {
    try store.setHealthThresholds(settings.thresholds)
    var table = IngestTable()
    let reading = FileReading(
        reader: PriceFileReader(asOf: SessionDate(iso: now.prefix(10)), options: settings.reading),
        symbol: request.symbol, settings: "\(settings.normalised) \(request.symbol ?? "")",
        known: request.appliesSplits ? [:] : try store.fileStamps())
    let batches = reading.batches(paths)
    var done = 0
    progress(.files(done: 0, of: paths.count))
    var upcoming = batches.first.map { reading.start($0, jobs: request.jobs) }
    defer { upcoming?.cancel() }
    for (index, batch) in batches.enumerated() {
        if isCancelled() { throw FittingError.cancelled }
        let outcomes = await upcoming?.value ?? []
        upcoming = index + 1 < batches.count ? reading.start(batches[index + 1], jobs: request.jobs) : nil
        var files: [FileContent] = []
        var stamps: [StoredFileStamp] = []
        for (file, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .unchanged: table.addUnchanged(reading.known[file.path]?.contents ?? [])
            case .read(let contents, let refused, let stamp):
                table.refuse(refused)
                files += contents
                if let stamp, refused.isEmpty { stamps.append(stamp) }
            case .refused(let error): table.refuse([error])
            }
        }
        var splits = settings.splits
        if request.appliesSplits {
            for case .whole(let file) in files {
                splits[file.series.symbol, default: []] += file.series.suspectedSplits
            }
        }
        let summaries = try store.ingest(files, splits: splits, stamps: stamps, at: now)
        for (file, summary) in zip(files, summaries) {
            switch (file, summary) {
            case (.whole(let file), let summary?): table.add(file, summary)
            case (.appended(let rows), let summary?): table.add(rows.file, summary)
            case (.whole(let file), nil): preconditionFailure("\(file.source.path) was not taken in")
            case (.appended(let rows), nil):
                // The store is not what the rows were appended to.
                switch reading.readWhole(rows.file.source.path) {
                case .unchanged: continue
                case .refused(let error): table.refuse([error])
                case .read(let contents, let refused, let stamp):
                    table.refuse(refused)
                    let summaries = try store.ingest(
                        contents, splits: splits, stamps: refused.isEmpty ? [stamp].compactMap(\.self) : [], at: now
                    )
                    for case (.whole(let file), let summary?) in zip(contents, summaries) {
                        table.add(file, summary)
                    }
                }
            }
        }
        table.refuseFilesWithoutBars(
            files.compactMap { content in if case .whole(let file) = content { file } else { nil } })
        done += batch.count
        progress(.files(done: done, of: paths.count))
    }
    if !table.changed.isEmpty { table.warn(try store.mixedSeries()) }
    return table.result
}

/// What was detected in files and why, and their first rows as understood.
public func explainFiles(_ request: IngestRequest, now: String) throws -> IngestResult {
    let settings = try ingestSettings(request)
    let reader = PriceFileReader(asOf: SessionDate(iso: now.prefix(10)), options: settings.reading)
    var result = IngestResult(summary: "", warnings: [], refusals: [])
    for path in try pricePaths(request.paths) {
        do throws(IngestionError) {
            result.summary += try reader.explanation(path: path)
        } catch {
            result.refusals.append(error)
        }
    }
    return result
}

private func pricePaths(_ paths: [String]) throws -> [String] {
    try paths.flatMap { path in
        let found = try priceFiles(at: path)
        if found.isEmpty { throw DataError.noPriceFiles(path: path) }
        return found
    }
}

private func ingestSettings(_ request: IngestRequest) throws -> IngestSettings {
    var settings = IngestSettings()
    if let pipeline = request.pipeline {
        settings = try PipelineFile.read(path: pipeline, families: Registry.families).configuration.ingest
    }
    if let format = request.format { settings.reading.format = format }
    if let order = request.dateOrder { settings.reading.dateOrder = order }
    if let mark = request.decimalMark { settings.reading.decimalMark = mark }
    settings.reading.nonPositiveSymbols.formUnion(request.nonPositiveSymbols)
    return settings
}

/// What is shown of an ingest: a row a series, and what was refused.
private struct IngestTable {
    private var rows: [[String]] = []
    private var warnings: [String] = []
    private(set) var changed: Set<String> = []
    private var refusals: [any Error] = []
    private var (changedFiles, newBars, revisedBars) = (0, 0, 0)

    mutating func add(_ file: IngestedFile, _ summary: IngestionSummary) {
        rows.append([
            file.series.symbol, "\(summary.newBars)", "\(summary.revisedBars)", "\(summary.unchangedBars)",
            "\(file.lines.rejected)", summary.isUnchangedFile ? "unchanged" : "taken in",
        ])
        guard !summary.isUnchangedFile else { return }
        changedFiles += 1
        newBars += summary.newBars
        revisedBars += summary.revisedBars
        changed.insert(file.series.symbol)
        warnings += file.warnings(ofNewBars: summary).map { "\(file.source.path): \($0)" }
        if summary.rebases > 0 {
            warnings.append(
                "\(file.source.path): rebased: the past moved by one factor; its returns are what they were")
        }
    }

    /// Says that nothing came of a file: its rows are kept as rejected, but an operator has to look at it.
    mutating func refuseFilesWithoutBars(_ files: [IngestedFile]) {
        let withBars = Set(files.filter { $0.lines.accepted > 0 }.map(\.source.path))
        for file in files where !withBars.contains(file.source.path) {
            guard let first = file.rejectedRows.first else { continue }
            refusals.append(
                IngestionError.refused(
                    path: file.source.path, refusal: .noRows,
                    detail: "not one of its \(file.lines.rejected) rows is good; the first, line \(first.line): "
                        + "\(first.detail)"))
        }
    }

    /// Says that a series comes from several files, where something of it was new.
    mutating func warn(_ mixed: [MixedSeries]) {
        warnings += mixed.filter { changed.contains($0.symbol) }.map(mixedText)
    }

    mutating func addUnchanged(_ contents: [StoredFileStamp.Content]) {
        for content in contents {
            rows.append([content.symbol, "0", "0", "\(content.accepted)", "\(content.rejected)", "unchanged"])
        }
    }

    mutating func refuse(_ errors: [IngestionError]) {
        for error in errors {
            refusals.append(error)
            let path = if case .refused(let path, _, _) = error { path } else { "–" }
            rows.append([Ingestion.symbol(ofPath: path), "0", "0", "0", "0", "refused"])
        }
    }

    var result: IngestResult {
        IngestResult(
            summary: renderTable(["symbol", "new", "revised", "unchanged", "refused", "file"], rows: rows),
            warnings: warnings, refusals: refusals, changedFiles: changedFiles, newBars: newBars,
            revisedBars: revisedBars)
    }
}
