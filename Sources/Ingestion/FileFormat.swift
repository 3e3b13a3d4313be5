/// How the fields of one file are understood, and what in it said so.
public struct FileFormat: Hashable, Sendable {
    /// The vendor's layout it looks like.
    public var name: FormatName
    /// How its text is written in bytes.
    public var encoding = TextEncoding.utf8
    /// What each decision rests on, a sentence a decision.
    public var evidence: [String] = []

    /// The byte between fields; a blank stands for any number of blanks.
    var separator: UInt8
    /// Records before the first row: what stands above the header, and the header.
    var headerRecords: Int
    var layout: ColumnLayout
    /// The columns of values where a row has one for each of several series.
    var wideColumns: [WideColumn] = []
    var dates = DateReading()
    var dateOrder: DateOrder?
    var decimalMark = DecimalMark.point
    /// What prices are multiplied with.
    var priceScale = 1.0
    /// Whether the header alone decided all this, the rows being ISO dates and plain decimals.
    var isToldByHeader = false

    /// One series of a wide table.
    struct WideColumn: Hashable, Sendable {
        var index: Int
        var symbol: String
    }
}

/// How the date column is read.
struct DateReading: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        case written
        case stamp(unitsPerSecond: Int)
        case republic
        /// Day and month before a year of two digits.
        case shortYear
        case pattern(DatePattern)
    }

    var form = Form.written
    /// Added to stamps before their date is taken.
    var secondsAheadOfUTC = 0
    /// Added to written dates, where midnight of the exchange is written in UTC.
    var daysAdded = 0
}

extension FileFormat {
    /// What was detected and why, a line each.
    public var explanation: [String] {
        let columns =
            wideColumns.isEmpty
            ? layout.columns.map { "\($0.column.rawValue) = column \($0.index + 1)" }.joined(separator: ", ")
            : "date = column \(layout.date + 1), series = "
                + wideColumns.map { "\($0.symbol) (column \($0.index + 1))" }.joined(separator: ", ")
        let separatorName =
            switch separator {
            case 0x09: "tab"
            case 0x20: "blanks"
            default: "“\(Character(UnicodeScalar(separator)))”"
            }
        return [
            "format: \(name.rawValue)", "encoding: \(encoding.rawValue)", "separator: \(separatorName)",
            "columns: \(columns)", "decimal mark: \(decimalMark.rawValue)",
        ] + (priceScale == 1 ? [] : ["prices: multiplied with \(priceScale)"])
            + (dateOrder.map { ["dates: \($0.rawValue)"] } ?? []) + evidence.map { "because: \($0)" }
    }
}
