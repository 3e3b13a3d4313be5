/// The vendors' layouts that are known by name.
///
/// A name is a label with a few presumptions (the order of day and month, a scale, columns without names). What a
/// column is comes from the header and the values wherever they say so.
public enum FormatName: String, CaseIterable, Hashable, Sendable {
    case yahoo
    case stooq
    case stooqBulk = "stooq-bulk"
    case alphaVantage = "alpha-vantage"
    case investing
    case nasdaq
    case cryptoDataDownload = "cryptodatadownload"
    case moex
    case tokyo
    case seoul
    case taipei
    case shanghai
    case mumbai
    case manila
    case lean
    case fred
    case ecb
    /// One column of values, named or not.
    case series
    /// A date and one column a series.
    case wide
    /// A header with known names, of no vendor in particular.
    case named
    /// Columns as the pipeline file maps them.
    case mapped
}

/// What decides where a file leaves a choice open.
public struct ReadingOptions: Hashable, Sendable {
    /// The vendor's layout, instead of the one that is detected.
    public var format: FormatName?
    /// The order of day and month, where no date of the file tells it.
    public var dateOrder: DateOrder?
    /// The columns, where neither header nor values tell them.
    public var mapping: ColumnMapping?
    /// The mark before the fraction, where no price of the file tells it.
    public var decimalMark: DecimalMark?
    /// The series whose prices may be zero or below, by symbol.
    public var nonPositiveSymbols: Set<String> = []

    /// Options from their parts.
    public init(
        format: FormatName? = nil, dateOrder: DateOrder? = nil, mapping: ColumnMapping? = nil,
        decimalMark: DecimalMark? = nil, nonPositiveSymbols: Set<String> = []
    ) {
        self.format = format
        self.dateOrder = dateOrder
        self.mapping = mapping
        self.decimalMark = decimalMark
        self.nonPositiveSymbols = nonPositiveSymbols
    }
}

/// The columns of a file of one's own, as a pipeline file maps them.
public struct ColumnMapping: Hashable, Sendable {
    /// A column by its name in the header, or by its number from 1.
    public enum Column: Hashable, Sendable {
        case named(String)
        case number(Int)
    }

    /// Which column holds what.
    public var columns: [PriceColumn: Column]
    /// How dates are written; nil for the usual ways.
    public var date: DatePattern?
    /// The byte between fields; nil for the usual ones.
    public var separator: UInt8?
    /// The mark before the fraction; nil to find it out.
    public var decimalMark: DecimalMark?
    /// What prices are multiplied with.
    public var scale: Double
    /// Minutes that the exchange's zone is ahead of UTC, added to time stamps before the date is taken.
    public var minutesAheadOfUTC: Int
    /// Whether the first row holds names.
    public var hasHeader: Bool

    /// A mapping from its parts.
    public init(
        columns: [PriceColumn: Column], date: DatePattern? = nil, separator: UInt8? = nil,
        decimalMark: DecimalMark? = nil, scale: Double = 1, minutesAheadOfUTC: Int = 0, hasHeader: Bool = true
    ) {
        self.columns = columns
        self.date = date
        self.separator = separator
        self.decimalMark = decimalMark
        self.scale = scale
        self.minutesAheadOfUTC = minutesAheadOfUTC
        self.hasHeader = hasHeader
    }
}

/// The mark between the whole part and the fraction of a number.
public enum DecimalMark: String, Hashable, Sendable {
    case point
    case comma
}
