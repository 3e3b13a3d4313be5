/// Text in the CSV format of RFC 4180, written row by row; UTF-8, lines end with a line feed.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, and runs
/// it. Symbols and file names are anybody's text, so such a text cell gets an apostrophe before it; numbers need none.
public struct CSVText: Sendable {
    /// What was written so far.
    public private(set) var text: String
    private let columns: Int
    private var cells = 0

    /// A table with these columns.
    public init(columns: [String]) {
        self.columns = columns.count
        text = columns.joined(separator: ",") + "\n"
    }

    /// Adds a text; nil is an empty cell.
    public mutating func add(_ value: String?) { cell(value.map(Self.quoted) ?? "") }

    /// Adds a whole number.
    public mutating func add(_ value: Int?) { cell(value.map { "\($0)" } ?? "") }

    /// Adds a number without losing a bit; what is not finite is an empty cell.
    public mutating func add(_ value: Double?) {
        cell(value.flatMap { $0.isFinite ? shortest($0) : nil } ?? "")
    }

    /// Adds `true` or `false`.
    public mutating func add(_ value: Bool?) { cell(value.map { $0 ? "true" : "false" } ?? "") }

    /// Ends a row.
    ///
    /// - Precondition: it has a cell for every column.
    public mutating func endRow() {
        precondition(cells == columns, "a row needs a cell for every column")
        text += "\n"
        cells = 0
    }

    /// Hands out what was written and forgets it, so that a large table can be written in parts.
    public mutating func taken() -> String {
        defer { text = "" }
        return text
    }

    private mutating func cell(_ value: String) {
        if cells > 0 { text += "," }
        text += value
        cells += 1
    }

    /// A text cell: harmless to a spreadsheet, quoted where the format asks for it.
    static func quoted(_ value: String) -> String {
        var value = value
        // A blank before the sign does not keep a spreadsheet from it, nor does the wide form of the sign.
        let first = value.unicodeScalars.first {
            !$0.properties.isWhitespace || $0 == "\t" || $0 == "\r" || $0 == "\n"
        }
        if let first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) { value = "'" + value }
        let needsQuotes =
            value.unicodeScalars.contains { ["\"", ",", "\n", "\r"].contains($0) }
            || value.hasPrefix(" ") || value.hasSuffix(" ")
        return needsQuotes
            ? "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
            : value
    }
}
