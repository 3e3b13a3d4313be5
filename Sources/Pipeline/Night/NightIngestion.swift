internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Store

/// Takes the changed files of a nightly pipeline into the store; a file that is refused leaves the others alone.
func ingestNight(
    _ configuration: PipelineConfiguration, store: Store, resolved: (String) -> String, options: RunOptions,
    environment: RunEnvironment
) async throws -> IngestResult {
    let wanted = configuration.data.symbols.map(Set.init)
    var paths: [String] = []
    var bySymbol: [String: String] = [:]
    for path in configuration.data.prices.map(resolved) {
        let found = try priceFiles(at: path)
        if found.isEmpty { throw DataError.noPriceFiles(path: path) }
        for file in found {
            let symbol = Ingestion.symbol(ofPath: file)
            if let earlier = bySymbol[symbol] {
                throw DataError.duplicateSymbol(symbol, first: earlier, second: file)
            }
            bySymbol[symbol] = file
            // An archive, or the only file, may hold series of other names.
            if let wanted, !wanted.contains(symbol), !file.lowercased().hasSuffix(".zip"), found.count > 1 {
                continue
            }
            paths.append(file)
        }
    }
    let request = IngestRequest(paths: paths, store: store.path, jobs: environment.jobs)
    let result = try await ingest(
        paths, request, settings: configuration.ingest, into: store, now: environment.now(),
        isCancelled: environment.isCancelled)
    if let file = configuration.data.firstDates { try store.setFirstUsable(readFirstDates(path: resolved(file))) }
    for warning in result.warnings { environment.progress(.warning(warning)) }
    for refusal in result.refusals { environment.progress(.warning("\(refusal)")) }
    if result.changedFiles > 0 {
        environment.progress(
            .notice(
                "took in \(result.newBars) new and \(result.revisedBars) changed bars from \(result.changedFiles) files"
            ))
    }
    return result
}

/// The series that take part in a night, and those that are refused.
func selectSeries(
    _ configuration: PipelineConfiguration, store: Store
) throws -> (series: [SeriesOutline], refused: [LeftOutSeries]) {
    var series = try store.seriesOutlines()
    if let symbols = configuration.data.symbols {
        let missing = Set(symbols).subtracting(series.map(\.symbol)).sorted()
        if !missing.isEmpty { throw DataError.missingSymbols(missing, found: series.map(\.symbol)) }
        series.removeAll { !symbols.contains($0.symbol) }
    }
    if let index = configuration.data.index, !series.contains(where: { $0.symbol == index }) {
        throw DataError.unknownIndex(index, symbols: series.map(\.symbol))
    }
    let refused = try store.refusedSeries()
    guard !refused.isEmpty else { return (series, []) }
    let findings = try store.healthFindings()
    let left = series.map(\.symbol).filter(refused.contains).map { LeftOutSeries(refused: $0, for: findings) }
    series.removeAll { refused.contains($0.symbol) }
    return (series, left)
}
