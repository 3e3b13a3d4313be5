public import Market

/// The bars of a series as one array a column, NaN where a bar has no value.
///
/// For whoever computes on whole columns; 52 bytes a bar instead of the 104 of a ``Bar``.
public struct PriceColumns: Sendable {
    /// Days since 1970-01-01.
    public private(set) var dates: [Int32] = []
    /// First prices; empty where no bar has one.
    public private(set) var open: [Double] = []
    /// Highest prices; empty where no bar has one.
    public private(set) var high: [Double] = []
    /// Lowest prices; empty where no bar has one.
    public private(set) var low: [Double] = []
    /// Last prices.
    public private(set) var close: [Double] = []
    /// Adjusted closes; empty where no bar has one.
    public private(set) var adjustedClose: [Double] = []
    /// Volumes; empty where no bar has one.
    public private(set) var volume: [Double] = []
    /// How many bars there will be, as far as is known.
    private var expectedCount = 0

    /// The columns of a series.
    public init(_ series: PriceSeries) { self.init(series.bars) }

    /// The columns of bars.
    init(_ bars: [Bar], expectedCount: Int = 0) {
        self.expectedCount = max(expectedCount, bars.count)
        for bar in bars { append(bar) }
    }

    /// How many bars there are.
    public var count: Int { dates.count }

    /// The bars.
    public var bars: [Bar] {
        [Bar](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count { buffer.initializeElement(at: index, to: self[index]) }
            initialized = count
        }
    }

    /// One bar.
    public subscript(index: Int) -> Bar {
        func value(_ column: [Double]) -> Double? {
            guard !column.isEmpty, !column[index].isNaN else { return nil }
            return column[index]
        }
        return Bar(
            date: SessionDate(dayNumber: dates[index]), open: value(open), high: value(high), low: value(low),
            close: close[index], adjustedClose: value(adjustedClose), volume: value(volume))
    }

    /// The close that returns are measured on, as ``Bar/returnClose``.
    func returnClose(_ index: Int) -> Double {
        guard !adjustedClose.isEmpty, !adjustedClose[index].isNaN else { return close[index] }
        return adjustedClose[index]
    }

    /// Takes one more bar in.
    mutating func append(_ bar: Bar) {
        let count = dates.count
        if count == 0 {
            dates.reserveCapacity(expectedCount)
            close.reserveCapacity(expectedCount)
        }
        dates.append(bar.date.dayNumber)
        close.append(bar.close)
        func append(_ value: Double?, to column: inout [Double]) {
            if column.isEmpty {
                guard value != nil else { return }
                column.reserveCapacity(expectedCount)
                column.append(contentsOf: repeatElement(.nan, count: count))
            }
            column.append(value ?? .nan)
        }
        append(bar.open, to: &open)
        append(bar.high, to: &high)
        append(bar.low, to: &low)
        append(bar.adjustedClose, to: &adjustedClose)
        append(bar.volume, to: &volume)
    }

    /// Takes rows in that were read together.
    mutating func append(_ rows: borrowing PlainRows) {
        let count = dates.count
        func append(_ column: PriceColumn, to values: inout [Double]) {
            let new = rows.values(column)
            if new.isEmpty {
                if !values.isEmpty { values.append(contentsOf: repeatElement(.nan, count: rows.count)) }
                return
            }
            if values.isEmpty {
                values.reserveCapacity(max(expectedCount, new.count))
                values.append(contentsOf: repeatElement(.nan, count: count))
            }
            values.append(contentsOf: new)
        }
        if count == 0 { dates.reserveCapacity(max(expectedCount, rows.count)) }
        dates.append(contentsOf: rows.dayNumbers)
        append(.open, to: &open)
        append(.high, to: &high)
        append(.low, to: &low)
        append(.close, to: &close)
        append(.adjustedClose, to: &adjustedClose)
        append(.volume, to: &volume)
    }
}
