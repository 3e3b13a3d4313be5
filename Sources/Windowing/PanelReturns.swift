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
    /// Sizes by range in the same layout, infinite where the symbol has none; nil where no symbol has any.
    private let ranges: Ranges?

    private struct Ranges: Hashable {
        var whole: ArraySlice<Double>
        var nights: ArraySlice<Double>
    }

    /// The panel of some series.
    ///
    /// - Precondition: their symbols are different.
    public init(_ series: [ReturnSeries]) {
        precondition(Set(series.map(\.symbol)).count == series.count, "a panel has each symbol once")
        symbols = series.map(\.symbol)
        let sorted = calendar(of: series.map(\.dates))
        var values = [Double](repeating: .infinity, count: sorted.count * series.count)
        let hasRanges = series.contains { $0.ranges != nil }
        var whole = hasRanges ? values : []
        var nights = whole
        for (column, one) in series.enumerated() {
            var row = 0
            for (session, (date, logReturn)) in zip(one.dates, one.logReturns).enumerated() {
                while sorted[row] < date { row += 1 }
                values[row * series.count + column] = logReturn
                guard let size = one.ranges?[session] else { continue }
                (whole[row * series.count + column], nights[row * series.count + column]) = (size.whole, size.night)
            }
        }
        dates = sorted[...]
        self.values = values[...]
        ranges = hasRanges ? Ranges(whole: whole[...], nights: nights[...]) : nil
    }

    private init(_ panel: PanelReturns, upTo end: Int) {
        symbols = panel.symbols
        dates = panel.dates[..<end]
        let count = end * symbols.count
        values = panel.values[..<count]
        ranges = panel.ranges.map { Ranges(whole: $0.whole[..<count], nights: $0.nights[..<count]) }
    }

    /// The sessions up to and including the last one at or before `cutoff`.
    public func known(at cutoff: SessionDate) -> PanelReturns {
        PanelReturns(self, upTo: index(after: cutoff))
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

    /// The returns and ranges of one symbol, without the panel.
    public func series(symbol column: Int) -> ReturnSeries {
        var (days, logReturns, sizes) = ([SessionDate](), [Double](), [SessionSize?]())
        for session in dates.indices {
            guard let logReturn = logReturn(session: session, symbol: column) else { continue }
            days.append(dates[session])
            logReturns.append(logReturn)
            guard let ranges else { continue }
            let place = session * symbols.count + column
            let whole = ranges.whole[place]
            sizes.append(whole.isFinite ? SessionSize(whole: whole, night: ranges.nights[place]) : nil)
        }
        return ReturnSeries(
            symbol: symbols[column], dates: days, logReturns: logReturns,
            ranges: SessionSizes(sizes, logReturns: logReturns))
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
