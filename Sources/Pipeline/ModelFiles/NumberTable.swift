/// Rows of numbers from a text file, with the line each stands in.
///
/// Fields stand between commas, semicolons or tabs; a decimal point is a point. The first line is a header where
/// none of its fields is a number. Empty lines and lines that begin with `#` do not count.
struct NumberTable: Hashable, Sendable {
    struct Row: Hashable, Sendable {
        var line: Int
        var numbers: [Double]
    }

    /// The names in the header, in lower case; nil where there is none.
    private(set) var header: [String]?
    private(set) var rows: [Row] = []
    /// What messages call the file.
    let path: String

    /// Reads a file.
    init(path: String) throws(ModelFileError) {
        try self.init(text: readBytes(of: path), path: path)
    }

    /// Reads the bytes of a file.
    init(text bytes: [UInt8], path: String) throws(ModelFileError) {
        self.path = path
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw ModelFileError(.refused, "\(path): is not UTF-8 text; save it as a CSV file")
        }
        let content = Substring(text.unicodeScalars.first == "\u{FEFF}" ? text.dropFirst() : text[...])
        for (index, line) in Self.lines(of: content).enumerated() {
            let line = Self.trimmed(line)
            if line.isEmpty || line.utf8.first == UInt8(ascii: "#") { continue }
            let fields = line.split(omittingEmptySubsequences: false) { ",;\t".contains($0) }.map(Self.trimmed)
            if rows.isEmpty, header == nil, fields.allSatisfy({ Double($0) == nil }) {
                header = fields.map { $0.lowercased() }
                continue
            }
            var row = Row(line: index + 1, numbers: [])
            row.numbers.reserveCapacity(fields.count)
            for (column, field) in fields.enumerated() {
                guard let number = Double(field), number.isFinite else {
                    throw ModelFileError(
                        .refused,
                        "\(path), line \(index + 1), column \(column + 1): “\(field.prefix(40))” is not a finite number"
                    )
                }
                row.numbers.append(number)
            }
            rows.append(row)
        }
        guard !rows.isEmpty else { throw ModelFileError(.refused, "\(path): holds no row of numbers") }
    }

    /// The error that says what is wrong with a row.
    func refusal(of row: Row, _ reason: String) -> ModelFileError {
        ModelFileError(.refused, "\(path), line \(row.line): \(reason)")
    }

    /// A whole number in a column that counts something.
    func index(_ row: Row, _ column: Int, _ name: String) throws(ModelFileError) -> Int {
        guard column < row.numbers.count, let index = Int(exactly: row.numbers[column]), index >= 0 else {
            throw refusal(of: row, "\(name) is not a whole number from 0")
        }
        return index
    }

    /// Split at CR, LF or both, by bytes: a CR and LF are one character in Swift.
    private static func lines(of text: Substring) -> [Substring] {
        var lines: [Substring] = []
        for part in text.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
        {
            lines.append(part)
        }
        return lines
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let text = text.drop { $0 == " " || $0 == "\"" }
        guard let last = text.lastIndex(where: { $0 != " " && $0 != "\"" }) else { return "" }
        return text[...last]
    }
}
