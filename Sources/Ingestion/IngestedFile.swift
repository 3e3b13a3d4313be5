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

/// What came out of one price file: its good rows as a series, its bad rows with reasons.
public struct IngestedFile: Hashable, Sendable {
    /// The file.
    public var source: SourceFile
    /// The bars, sorted by date.
    public var series: PriceSeries
    /// The rows that are not bars, by line.
    public var rejectedRows: [RejectedRow]
    /// Sentences about what was mended or looks odd: unsorted rows, suspect jumps.
    public var warnings: [String]

    /// A result from its fields.
    public init(source: SourceFile, series: PriceSeries, rejectedRows: [RejectedRow], warnings: [String]) {
        self.source = source
        self.series = series
        self.rejectedRows = rejectedRows
        self.warnings = warnings
    }
}
