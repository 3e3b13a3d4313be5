import Market

/// Text in the CSV format of RFC 4180, written row by row; UTF-8, lines end with a line feed.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, and runs
/// it. Symbols and file names are anybody's text, so such a text cell gets an apostrophe before it; numbers need none.
struct CSVText: Sendable {
    /// What was written so far.
    private(set) var text: String
    private let columns: Int
    private var cells = 0

    /// A table with these columns.
    init(columns: [String]) {
        self.columns = columns.count
        text = columns.joined(separator: ",") + "\n"
    }

    /// Adds a cell, empty where there is no value; numbers keep every bit, and what is not finite is no value.
    mutating func add(_ value: Cell) {
        switch value {
        case .text(let text): cell(text.map(Self.quoted))
        case .count(let count): cell(count.map { "\($0)" })
        case .number(let number): cell(number.flatMap { $0.isFinite ? shortest($0) : nil })
        case .flag(let flag): cell(flag.map { $0 ? "true" : "false" })
        case .date(let date): cell(date?.description)
        }
    }

    /// Ends a row.
    ///
    /// - Precondition: it has a cell for every column.
    mutating func endRow() {
        precondition(cells == columns, "a row needs a cell for every column")
        text += "\n"
        cells = 0
    }

    /// Hands out what was written and forgets it, so that a large table can be written in parts.
    mutating func taken() -> String {
        defer { text = "" }
        return text
    }

    private mutating func cell(_ value: String?) {
        if cells > 0 { text += "," }
        if let value { text += value }
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
