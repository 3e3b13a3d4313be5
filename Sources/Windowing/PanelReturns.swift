public import Market

/// The log returns of several symbols by session: what a forecast of one may know of the others.
///
/// Cutting it at a date shares its storage, so every series of a panel can bring the whole panel along.
public struct PanelReturns: Hashable, Sendable {
    /// The symbols, in a fixed order.
    public let symbols: [String]
    /// The sessions of any symbol, strictly rising.
    public let dates: ArraySlice<SessionDate>
    /// `[session][symbol]`; infinite where the symbol had no session.
    private let values: ArraySlice<Double>

    /// The panel of some series.
    ///
    /// - Precondition: their symbols are different.
    public init(_ series: [ReturnSeries]) {
        precondition(Set(series.map(\.symbol)).count == series.count, "a panel has each symbol once")
        symbols = series.map(\.symbol)
        var days = Set<SessionDate>()
        for one in series { days.formUnion(one.dates) }
        let sorted = days.sorted()
        var values = [Double](repeating: .infinity, count: sorted.count * series.count)
        for (column, one) in series.enumerated() {
            var row = 0
            for (date, logReturn) in zip(one.dates, one.logReturns) {
                while sorted[row] < date { row += 1 }
                values[row * series.count + column] = logReturn
            }
        }
        dates = sorted[...]
        self.values = values[...]
    }

    private init(symbols: [String], dates: ArraySlice<SessionDate>, values: ArraySlice<Double>) {
        self.symbols = symbols
        self.dates = dates
        self.values = values
    }

    /// The sessions up to and including the last one at or before `cutoff`.
    public func known(at cutoff: SessionDate) -> PanelReturns {
        let end = index(after: cutoff)
        return PanelReturns(symbols: symbols, dates: dates[..<end], values: values[..<(end * symbols.count)])
    }

    /// The index of the first session later than `date`.
    public func index(after date: SessionDate) -> Int {
        var (low, high) = (dates.startIndex, dates.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if dates[middle] <= date { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The log return of a symbol in a session; nil where it had none.
    public func logReturn(session: Int, symbol: Int) -> Double? {
        let value = values[session * symbols.count + symbol]
        return value.isFinite ? value : nil
    }

    /// The returns of one symbol, without the panel.
    public func series(symbol column: Int) -> ReturnSeries {
        var (days, logReturns) = ([SessionDate](), [Double]())
        for session in dates.indices {
            guard let logReturn = logReturn(session: session, symbol: column) else { continue }
            days.append(dates[session])
            logReturns.append(logReturn)
        }
        return ReturnSeries(symbol: symbols[column], dates: days, logReturns: logReturns)
    }
}

extension [ReturnSeries] {
    /// The same series, each bringing the panel of all of them; as they are where they bring one already.
    ///
    /// - Parameter excluded: symbols that are no part of the panel, but bring it too.
    public func sharingPanel(without excluded: Set<String> = []) -> [ReturnSeries] {
        guard contains(where: { $0.panel == nil }) else { return self }
        let panel = PanelReturns(filter { !excluded.contains($0.symbol) })
        return map {
            ReturnSeries(
                symbol: $0.symbol, dates: $0.dates, logReturns: $0.logReturns, ranges: $0.ranges, panel: panel)
        }
    }
}
