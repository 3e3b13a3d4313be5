public import Market

/// The natural-log returns of one symbol by session.
///
/// `logReturns[i]` is `ln(close_i / close_{i-1})` and belongs to the session `dates[i]`: it is known once that
/// session has closed. Index arithmetic on it is session arithmetic.
public struct ReturnSeries: Hashable, Sendable {
    /// The ticker or name of the series.
    public let symbol: String
    /// The session on whose close each return became known, strictly rising.
    public let dates: [SessionDate]
    /// Natural-log close-to-close returns, one a date (not percent).
    public let logReturns: [Double]
    /// The size of each session by its range; nil for a series of closes alone.
    public let ranges: SessionSizes?
    /// The returns of all symbols known with this one, ending no later than this series; nil where it stands alone.
    public let panel: PanelReturns?

    /// A series from parallel columns.
    ///
    /// - Precondition: the columns have one length.
    public init(
        symbol: String, dates: [SessionDate], logReturns: [Double], ranges: SessionSizes? = nil,
        panel: PanelReturns? = nil
    ) {
        precondition(dates.count == logReturns.count, "a return series needs one date a return")
        precondition(ranges.map { $0.count == dates.count } ?? true, "a return series needs one range a return")
        self.ranges = ranges
        self.panel = dates.last.flatMap { panel?.known(at: $0) }
        self.symbol = symbol
        self.dates = dates
        self.logReturns = logReturns
    }

    /// The log returns of a price series; the first bar has none.
    public init(_ prices: PriceSeries) {
        let bars = prices.bars
        let logReturns = zip(bars.dropFirst(), bars).map { ln($0.returnClose / $1.returnClose) }
        let sizes = zip(bars.dropFirst(), logReturns).map { SessionRange.size(of: $0, logReturn: $1) }
        self.init(
            symbol: prices.symbol, dates: bars.dropFirst().map(\.date), logReturns: logReturns,
            ranges: SessionSizes(sizes, logReturns: logReturns))
    }

    /// The number of returns.
    public var count: Int { dates.count }

    /// The sessions up to and including the last one at or before `cutoff`: what was known then.
    public func known(at cutoff: SessionDate) -> ReturnSeries {
        prefix(index(after: cutoff))
    }

    /// The first `count` sessions.
    public func prefix(_ count: Int) -> ReturnSeries {
        ReturnSeries(
            symbol: symbol, dates: Array(dates.prefix(count)), logReturns: Array(logReturns.prefix(count)),
            ranges: ranges?.selecting(dates.indices.prefix(count)), panel: panel)
    }

    /// The index of the first session later than `date`, which is also the number of sessions up to it.
    public func index(after date: SessionDate) -> Int {
        var low = 0
        var high = dates.count
        while low < high {
            let middle = (low + high) / 2
            if dates[middle] <= date { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The indices of the sessions inside a closed interval of dates.
    public func indices(in interval: ClosedRange<SessionDate>) -> Range<Int> {
        index(after: interval.lowerBound.advanced(byDays: -1))..<index(after: interval.upperBound)
    }
}

extension [ReturnSeries] {
    /// Whether a model of these series looks at ranges: where all have some, those only forecast included.
    ///
    /// What it learns of ranges says nothing of a return in their place.
    public var allHaveRanges: Bool { allSatisfy { $0.ranges != nil } }
}
