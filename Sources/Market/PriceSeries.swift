/// The bars of one symbol, oldest first, one a session.
///
/// Being a `PriceSeries` is a proof: dates strictly rise, closes are finite and above zero. Whatever breaks
/// that is refused here or rejected row by row in `Ingestion`; nothing later has to check again.
public struct PriceSeries: Hashable, Sendable {
    /// The ticker or name of the series.
    public let symbol: String
    /// Bars in strictly rising order of date.
    public let bars: [Bar]

    /// Checks and wraps the bars.
    ///
    /// - Throws: ``PriceSeriesError`` naming the symbol and the first date that is out of order or has no
    ///   usable close.
    public init(symbol: String, bars: [Bar]) throws(PriceSeriesError) {
        for index in bars.indices {
            let bar = bars[index]
            guard bar.close.isFinite, bar.close > 0, bar.returnClose.isFinite, bar.returnClose > 0 else {
                throw .unusableClose(symbol: symbol, date: bar.date)
            }
            guard index == 0 || bars[index - 1].date < bar.date else {
                throw .notAscending(symbol: symbol, date: bar.date)
            }
        }
        self.symbol = symbol
        self.bars = bars
    }

    private init(symbol: String, checked bars: [Bar]) {
        self.symbol = symbol
        self.bars = bars
    }

    /// The bars from `first` (inclusive, or the start) to `last` (inclusive, or the end).
    public func limited(from first: SessionDate? = nil, to last: SessionDate? = nil) -> PriceSeries {
        PriceSeries(
            symbol: symbol,
            checked: bars.filter { bar in
                first.map { bar.date >= $0 } ?? true && last.map { bar.date <= $0 } ?? true
            })
    }

    /// The close on a session, or nil where the series has no such session.
    public func close(on date: SessionDate) -> Double? {
        var low = 0
        var high = bars.count
        while low < high {
            let middle = (low + high) / 2
            if bars[middle].date < date { low = middle + 1 } else { high = middle }
        }
        return low < bars.count && bars[low].date == date ? bars[low].close : nil
    }
}

/// Why bars are not a price series.
public enum PriceSeriesError: Error, Hashable, CustomStringConvertible {
    /// A date is not later than the one before it.
    case notAscending(symbol: String, date: SessionDate)
    /// A close is not a finite number above zero.
    case unusableClose(symbol: String, date: SessionDate)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .notAscending(let symbol, let date):
            "\(symbol): the bar of \(date) is not later than the bar before it; sort the file by date and remove doubles"
        case .unusableClose(let symbol, let date):
            "\(symbol): the close of \(date) is not a finite price above zero; correct or remove that row"
        }
    }
}
