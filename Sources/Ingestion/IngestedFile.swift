public import Market

/// A file as it was read: where it lay and what exactly was in it.
public struct SourceFile: Hashable, Sendable {
    /// The path as it was given.
    public var path: String
    /// Its size in bytes.
    public var byteCount: Int
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    public var sha256: String

    /// A file from its fields.
    public init(path: String, byteCount: Int, sha256: String) {
        self.path = path
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}

/// Why a row is not a bar.
///
/// The list is closed: what a report counts must have a name.
public enum RejectionReason: String, CaseIterable, Hashable, Sendable {
    case unterminatedQuote = "unterminated_quote"
    case overLongLine = "over_long_line"
    case repeatedHeader = "repeated_header"
    case nulByte = "nul_byte"
    case encoding
    case wrongColumns = "wrong_columns"
    case badDate = "bad_date"
    case futureDate = "future_date"
    case missingValue = "missing_value"
    case outOfRange = "out_of_range"
    case badNumber = "bad_number"
    case nonPositivePrice = "non_positive_price"
    case ohlcInconsistent = "ohlc_inconsistent"
    case badVolume = "bad_volume"
    case duplicateSame = "duplicate_same"
    case duplicateConflict = "duplicate_conflict"
}

/// A row that was read and refused, kept so that nothing is dropped silently.
public struct RejectedRow: Hashable, Sendable {
    /// The line of the file, counted from 1, on which the row starts.
    public var line: Int
    /// The row as it stood there, at most 500 bytes of it, invalid UTF-8 repaired.
    public var rawText: String
    /// The class it falls into.
    public var reason: RejectionReason
    /// One sentence: which field, what it said, what was expected.
    public var detail: String

    /// A rejection from its fields.
    public init(line: Int, rawText: String, reason: RejectionReason, detail: String) {
        self.line = line
        self.rawText = rawText
        self.reason = reason
        self.detail = detail
    }
}

/// Where the lines of a file went: each belongs to exactly one of the counts.
public struct LineCounts: Hashable, Sendable {
    /// Lines of the file.
    public var lines: Int
    /// The header and what stands above it.
    public var header: Int
    /// Lines that begin no row: empty ones, those a quoted field goes on into, and in a table of several series
    /// those without a value of this one.
    public var blank: Int
    /// Rows that are bars.
    public var accepted: Int
    /// Rows that are not.
    public var rejected: Int

    /// Counts from their parts.
    public init(lines: Int, header: Int, blank: Int, accepted: Int, rejected: Int) {
        self.lines = lines
        self.header = header
        self.blank = blank
        self.accepted = accepted
        self.rejected = rejected
    }

    /// Whether every line is counted once.
    public var isComplete: Bool { accepted + rejected + blank + header == lines }
}

/// A split or dividend that a file states beside its prices.
public struct CorporateAction: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// One share became `value` shares.
        case split
        /// `value` was paid a share, in the currency of the prices.
        case dividend
    }

    /// The first session without it.
    public var date: SessionDate
    /// What happened.
    public var kind: Kind
    /// The ratio or the amount.
    public var value: Double

    /// An action from its fields.
    public init(date: SessionDate, kind: Kind, value: Double) {
        self.date = date
        self.kind = kind
        self.value = value
    }
}

/// What came out of one series of one price file: its good rows as a series, its bad rows with reasons.
public struct IngestedFile: Hashable, Sendable {
    /// The file.
    public var source: SourceFile
    /// The bars, sorted by date.
    public var series: PriceSeries
    /// Bars with a price of zero or below, by date, of a series that is declared to have them.
    ///
    /// They are facts, but have no logarithm: no return begins or ends with them.
    public var nonPositiveBars: [Bar] = []
    /// The rows that are not bars, by line.
    public var rejectedRows: [RejectedRow]
    /// Sentences about what was mended or looks odd: unsorted rows, suspect jumps.
    public var warnings: [String]
    /// Where the file's lines went.
    public var lines: LineCounts
    /// Splits and dividends that the file states.
    public var actions: [CorporateAction]
    /// The layout it was read by.
    public var format: FormatName?
    /// Whether rows that are appended to the file may be read alone, see ``PriceFileReader/readAppended(path:symbol:to:)``.
    public var canBeContinued = false

    /// A result from its fields; without counts, those of a file of a header and these rows.
    public init(
        source: SourceFile, series: PriceSeries, rejectedRows: [RejectedRow], warnings: [String],
        lines: LineCounts? = nil, actions: [CorporateAction] = [], format: FormatName? = nil
    ) {
        self.source = source
        self.series = series
        self.rejectedRows = rejectedRows
        self.warnings = warnings
        self.lines =
            lines
            ?? LineCounts(
                lines: 1 + series.bars.count + rejectedRows.count, header: 1, blank: 0,
                accepted: series.bars.count, rejected: rejectedRows.count)
        self.actions = actions
        self.format = format
    }
}
