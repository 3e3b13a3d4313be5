/// Why a whole file is refused: a closed list, so that a report can count it.
public enum FileRefusal: String, CaseIterable, Hashable, Sendable {
    case emptyFile = "empty_file"
    case noHeader = "no_header"
    case noCloseColumn = "no_close_column"
    case duplicateColumn = "duplicate_column"
    case noRows = "no_rows"
    case encoding
    case ambiguousDate = "ambiguous_date"
    case binary
    case unterminatedQuote = "unterminated_quote"
    case intraday
    case damagedArchive = "damaged_archive"
    case tooLarge = "too_large"
    case unknownFormat = "unknown_format"
}

/// Why nothing could be taken from a path.
///
/// Bad rows are no error: they come back in ``IngestedFile/rejectedRows`` beside what was good.
public enum IngestionError: Error, Hashable, CustomStringConvertible {
    /// There is no such file or folder.
    case notFound(path: String)
    /// It is there but cannot be read; the reason is the system's.
    case unreadable(path: String, reason: String)
    /// It was read and is not a price file; the detail says what was found and what to do.
    case refused(path: String, refusal: FileRefusal, detail: String)
    /// A row of a settings table (first dates, shock periods) cannot stand; the detail says what to do.
    case invalidTable(path: String, line: Int, field: String, detail: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .notFound(let path):
            "\(path): no such file or folder; check the path and whether the download has run"
        case .unreadable(let path, let reason):
            "\(path): cannot be read (\(reason)); check its owner, its permissions and the disk"
        case .refused(let path, let refusal, let detail):
            "\(path): refused (\(refusal.rawValue)): \(detail)"
        case .invalidTable(let path, let line, let field, let detail):
            "\(path), line \(line), field “\(field)”: \(detail)"
        }
    }
}
