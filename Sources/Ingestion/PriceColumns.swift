public import Market

/// The bars of a series as one array a column, NaN where a bar has no value.
///
/// For whoever computes on whole columns; 52 bytes a bar instead of the 104 of a ``Bar``.
public struct PriceColumns: Sendable {
    /// Days since 1970-01-01.
    public let dates: [Int32]
    /// First, highest, lowest and last prices, adjusted closes, volumes; empty where no bar has one.
    public let open, high, low, close, adjustedClose, volume: [Double]

    /// The columns of a series.
    public init(_ series: PriceSeries) {
        let bars = series.bars
        func column(_ value: (borrowing Bar) -> Double?) -> [Double] {
            [Double](unsafeUninitializedCapacity: bars.count) { buffer, count in
                var isKnown = false
                for index in bars.indices {
                    let number = value(bars[index])
                    isKnown = isKnown || number != nil
                    buffer.initializeElement(at: index, to: number ?? .nan)
                }
                count = isKnown ? bars.count : 0
            }
        }
        dates = bars.map(\.date.dayNumber)
        open = column { $0.open }
        high = column { $0.high }
        low = column { $0.low }
        close = column { $0.close }
        adjustedClose = column { $0.adjustedClose }
        volume = column { $0.volume }
    }
}
