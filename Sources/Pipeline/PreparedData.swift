internal import Evaluation
internal import Ingestion
public import Market
internal import Store
internal import Windowing

/// What all later stages work on: the validated series of a run, and the hash that stands for them.
struct PreparedData: Sendable {
    /// Prices from each symbol's first usable date on, by symbol.
    var prices: [PriceSeries]
    /// Their log returns, in the same order.
    var returns: [ReturnSeries]
    /// Symbols that are only to be forecast.
    var forecastOnly: Set<String> = []
    /// The shock periods of the run.
    var shockPeriods: [ShockPeriod]
    /// First usable dates, where they are given.
    var firstDates: [String: SessionDate]
    /// The files read, with what was refused in them.
    var files: [IngestedFile]
    /// SHA-256 over the contents of everything read.
    var dataHash: String
    /// Series that are not used, and why.
    var leftOut: [LeftOutSeries] = []

    /// The calendar: all sessions of all series.
    var calendar: [SessionDate] { Market.calendar(of: returns.map(\.dates)) }
}

/// Why there is nothing to work on.
public enum DataError: Error, Hashable, CustomStringConvertible {
    /// A folder without price files.
    case noPriceFiles(path: String)
    /// Symbols that were asked for and not found.
    case missingSymbols([String], found: [String])
    /// Two files for one symbol.
    case duplicateSymbol(String, first: String, second: String)
    /// A file that is called as the whole sample is in the results.
    case reservedSymbol(path: String)
    /// The series for the report's chart is not among the symbols.
    case unknownIndex(String, symbols: [String])
    /// The shock period for the report's chart is not in the table of shock periods.
    case unknownShockPeriod(String, periods: [String])
    /// No series is left that a night could forecast.
    case noUsableSeries
    /// No session lies in the dates of the nights asked for.
    case noNights(from: SessionDate?, to: SessionDate)
    /// Nothing was left of a symbol after its first usable date and the dates asked for.
    case emptySeries(symbol: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .noPriceFiles(let path):
            "\(path) holds no *.csv file; name the folder that holds one price file a symbol"
        case .missingSymbols(let symbols, let found):
            "no price file for \(symbols.joined(separator: ", ")); found are \(found.joined(separator: ", "))"
        case .duplicateSymbol(let symbol, let first, let second):
            "two files for the symbol \(symbol): \(first) and \(second); rename one or name only one of them"
        case .reservedSymbol(let path):
            "\(path): in the results “\(wholeSample)” means all symbols together; give the file another name"
        case .unknownIndex(let name, let symbols):
            "data.index: there is no symbol \(quoted(name))\(suggestion(for: name, among: symbols)); the symbols are "
                + symbols.joined(separator: ", ")
        case .unknownShockPeriod(let name, let periods):
            "report.shock: there is no shock period \(quoted(name))\(suggestion(for: name, among: periods)); "
                + (periods.isEmpty
                    ? "name their table under data.shock_periods"
                    : "the table has " + periods.joined(separator: ", "))
        case .noUsableSeries:
            "no series is left to forecast: none was taken in, or all are refused; see hindcast check"
        case .noNights(let from, let to):
            from.map { "no session lies between \($0) and \(to); choose dates inside the prices" }
                ?? "no session lies on or before \(to); choose a later date"
        case .emptySeries(let symbol):
            "\(symbol) has fewer than two prices between its first usable date and the dates asked for; leave the "
                + "symbol out or widen the dates"
        }
    }
}

private func suggestion(for name: String, among names: [String]) -> String {
    nearestName(to: name, among: names).map { ", did you mean \($0)?" } ?? ""
}

/// What to read, with paths that can be opened.
struct DataRequest: Sendable {
    var prices: [String]
    var symbols: [String]?
    var forecastOnly: [String] = []
    var from: SessionDate?
    var to: SessionDate?
    var firstDatesFile: String?
    var shockPeriodsFile: String?
    /// The series and the shock period of the report's chart, which have to be there.
    var index: String?
    var shockPeriod: String?
    /// The last date that may be used, as if later ones were not known yet.
    var asOf: SessionDate?
    /// Today: a row dated later is a mistake of its file.
    var today: SessionDate?
    /// How files are read.
    var ingest = IngestSettings()
    /// Shock periods of the command line; one of the same name takes the place of the table's.
    var shocks: [ShockPeriod] = []
}

/// Reads every price file asked for and prepares its returns.
///
/// - Throws: ``DataError``, `IngestionError`: a file that is refused as a whole ends the run before anything is
///   computed, because a backtest on other symbols than asked for is another backtest.
func prepareData(_ request: DataRequest) throws -> PreparedData {
    var paths: [String] = []
    for path in request.prices {
        let found = try priceFiles(at: path)
        if found.isEmpty { throw DataError.noPriceFiles(path: path) }
        paths += found
    }
    let firstDates = try request.firstDatesFile.map { try readFirstDates(path: $0) } ?? [:]
    let named = try request.shockPeriodsFile.map { try readShockPeriods(path: $0) } ?? []
    let shockPeriods =
        named.filter { period in !request.shocks.contains { $0.name == period.name } } + request.shocks
    let wanted = request.symbols.map(Set.init)
    let reader = PriceFileReader(asOf: request.today, options: request.ingest.reading)
    var bySymbol: [String: IngestedFile] = [:]
    var found: [String] = []
    for path in paths {
        // A file of one series is named after it: what is not asked for need not be read, unless it may hold more.
        let symbol = Ingestion.symbol(ofPath: path)
        if let wanted, !wanted.contains(symbol), !path.lowercased().hasSuffix(".zip"),
            !found.isEmpty || paths.count > 1
        {
            found.append(symbol)
            continue
        }
        let reading = try reader.readAll(path: path)
        if let refusal = reading.refused.first { throw refusal }
        for var file in reading.files {
            let symbol = file.series.symbol
            found.append(symbol)
            if let wanted, !wanted.contains(symbol) { continue }
            if symbol == wholeSample { throw DataError.reservedSymbol(path: path) }
            if let earlier = bySymbol[symbol] {
                throw DataError.duplicateSymbol(symbol, first: earlier.source.path, second: path)
            }
            file.series = file.series.applying(request.ingest.splits[symbol] ?? [])
            bySymbol[symbol] = file
        }
    }
    if let wanted {
        let missing = wanted.subtracting(bySymbol.keys).sorted()
        if !missing.isEmpty { throw DataError.missingSymbols(missing, found: found.sorted()) }
    }
    let unknown = request.forecastOnly.filter { bySymbol[$0] == nil }
    if !unknown.isEmpty { throw DataError.missingSymbols(unknown, found: found.sorted()) }
    if let index = request.index, bySymbol[index] == nil {
        throw DataError.unknownIndex(index, symbols: bySymbol.keys.sorted())
    }
    if let name = request.shockPeriod, !shockPeriods.contains(where: { $0.name == name }) {
        throw DataError.unknownShockPeriod(name, periods: shockPeriods.map(\.name))
    }
    let files = bySymbol.sorted { $0.key < $1.key }.map(\.value)
    var prices: [PriceSeries] = []
    for file in files {
        let symbol = file.series.symbol
        let first = [firstDates[symbol], request.from].compactMap { $0 }.max()
        let series = file.series.limited(from: first, to: [request.to, request.asOf].compactMap { $0 }.min())
        guard series.bars.count >= 2 else { throw DataError.emptySeries(symbol: symbol) }
        prices.append(series)
    }
    return PreparedData(
        prices: prices,
        returns: prices.map { ReturnSeries($0) }.sharingPanel(without: Set(request.forecastOnly)),
        forecastOnly: Set(request.forecastOnly), shockPeriods: shockPeriods, firstDates: firstDates, files: files,
        dataHash: hash(
            request.asOf == nil
                ? files.map { "\($0.series.symbol) \($0.source.sha256)\n" }.joined() : contents(of: prices),
            firstDates,
            shockPeriods))
}

extension PreparedData {
    /// Goes back to what the store knew of each series when a date ended.
    ///
    /// The files say what is known today; what was restated since must not reach a run of that date. The hash is then
    /// that of the bars themselves, so that such a run is the same run for ever, whatever the files become.
    mutating func takeBack(to date: SessionDate, in store: Store, request: DataRequest) throws {
        for index in prices.indices {
            let symbol = prices[index].symbol
            guard let known = try store.priceSeries(symbol: symbol, asOf: date) else {
                throw DataError.emptySeries(symbol: symbol)
            }
            prices[index] = known.limited(
                from: [firstDates[symbol], request.from].compactMap { $0 }.max(), to: request.to)
            guard prices[index].bars.count >= 2 else { throw DataError.emptySeries(symbol: symbol) }
        }
        returns = prices.map { ReturnSeries($0) }.sharingPanel(without: forecastOnly)
        dataHash = hash(contents(of: prices), firstDates, shockPeriods)
    }
}

/// The bars themselves, a fingerprint a series: where the files may say more than a run may know.
func contents(of prices: [PriceSeries]) -> String {
    prices.map { series in
        let bars = series.bars.map { bar in
            "\(bar.date) \(bar.close) \(bar.returnClose) \(bar.open ?? 0) \(bar.high ?? 0) \(bar.low ?? 0) "
                + "\(bar.volume ?? 0)\n"
        }
        return "\(series.symbol) \(fingerprint(bars.joined().utf8))\n"
    }.joined()
}

/// One hash for everything read: contents by symbol, usable dates, shock periods.
///
/// Paths are left out, so that the same data elsewhere are the same data.
private func hash(
    _ contents: String, _ firstDates: [String: SessionDate], _ shockPeriods: [ShockPeriod]
) -> String {
    var text = contents
    text += firstDates.sorted { $0.key < $1.key }.map { "usable \($0.key) \($0.value)\n" }.joined()
    for period in shockPeriods {
        for interval in period.intervals {
            text += "\(period.name) \(interval.phase.rawValue) \(interval.dates.lowerBound) "
            text += "\(interval.dates.upperBound) \(interval.source)\n"
        }
    }
    return fingerprint(text.utf8)
}
