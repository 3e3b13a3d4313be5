private import CPriceRows
import Market

/// Reads stretches of lines that hold a date written yyyy-mm-dd and plain decimals into columns, hundreds at a time.
///
/// Nearly all lines of nearly all files are like that, and what ``PriceRowReader`` asks of each has one answer then.
/// The kernel (`CPriceRows`) takes a line only where the answer is beyond doubt, and stops before any other: those are
/// read as ever. That both ways give the same bars, rejections and counts is tested on random text
/// (docs/decisions/0015-plain-rows.md).
struct PlainRows: ~Copyable {
    /// So many rows lie in the nearest caches.
    private static let capacity = 512

    private var layout: hindcast_rows_layout
    private var target = hindcast_rows_target()
    private let dates: UnsafeMutablePointer<Int32>
    private let numbers: UnsafeMutablePointer<Double>
    /// How many rows were read last.
    private(set) var count = 0

    /// Space for rows of a format; nil where none of its rows can be plain.
    init?(_ format: FileFormat, asOf: SessionDate?) {
        let columns = format.layout
        let separator = format.separator == 0x20 ? 0x09 : format.separator
        let isPlain =
            format.wideColumns.isEmpty && columns.ticker < 0 && columns.dividend < 0 && columns.split < 0
            && format.dates == DateReading() && format.decimalMark == .point && format.priceScale == 1
            && !(0x2D...0x39).contains(separator) && columns.date >= 0 && columns.close >= 0
            && columns.columns.allSatisfy { $0.index < columns.fieldCount }
        guard isPlain else { return nil }
        layout = hindcast_rows_layout()
        layout.separator = separator
        layout.fields = Int32(columns.fieldCount)
        layout.date = Int32(columns.date)
        // In the order of the kernel's columns.
        layout.columns = (
            Int32(columns.open), Int32(columns.high), Int32(columns.low), Int32(columns.close),
            Int32(columns.adjustedClose), Int32(columns.volume)
        )
        layout.latest_date = asOf?.dayNumber ?? .max
        dates = .allocate(capacity: PlainRows.capacity)
        numbers = .allocate(capacity: PlainRows.capacity * 6)
        target.dates = dates
        func column(_ index: Int) -> UnsafeMutablePointer<Double> { numbers + index * PlainRows.capacity }
        target.columns = (column(0), column(1), column(2), column(3), column(4), column(5))
        target.capacity = PlainRows.capacity
    }

    deinit {
        dates.deallocate()
        numbers.deallocate()
    }

    /// How far before and behind a text reading is allowed.
    static let slack = Int(HINDCAST_ROWS_SLACK)

    /// Reads rows from the first line of a text on, as many as are plain and there is space for.
    ///
    /// - Parameters:
    ///   - text: Whole lines and perhaps a part of one, with ``slack`` readable bytes before and behind it.
    ///   - date: What the first date has to be later than.
    ///   - limit: How many rows to read at most.
    /// - Returns: The bytes of the rows, and whether a line that is not plain follows them.
    mutating func read(
        _ text: UnsafeRawBufferPointer, after date: SessionDate?, limit: Int = .max
    ) -> (bytes: Int, meetsOtherLine: Bool) {
        target.capacity = min(limit, PlainRows.capacity)
        let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let read = hindcast_read_rows(bytes, text.count, &layout, date?.dayNumber ?? .min, &target)
        count = read.rows
        return (read.bytes, read.meets_other_line != 0)
    }

    /// The dates of the rows read last.
    var dayNumbers: UnsafeBufferPointer<Int32> { .init(start: dates, count: count) }

    /// A column of the rows read last; empty where the format has none.
    func values(_ column: PriceColumn) -> UnsafeBufferPointer<Double> {
        let (index, field) =
            switch column {
            case .open: (0, layout.columns.0)
            case .high: (1, layout.columns.1)
            case .low: (2, layout.columns.2)
            case .close: (3, layout.columns.3)
            case .adjustedClose: (4, layout.columns.4)
            case .volume: (5, layout.columns.5)
            case .date, .ticker, .dividend, .split: (0, Int32(-1))
            }
        return .init(start: numbers + index * PlainRows.capacity, count: field < 0 ? 0 : count)
    }
}
