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
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
            throw ModelFileError(.refused, "\(path): is not UTF-8 text; save it as a CSV file")
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var rest = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        var line = 0
        while !rest.isEmpty {
            line += 1
            try take(Self.nextLine(of: &rest), number: line)
        }
        guard !rows.isEmpty else { throw ModelFileError(.refused, "\(path): holds no row of numbers") }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>, number line: Int) throws(ModelFileError) {
        let content = Self.trimmed(bytes)
        if content.isEmpty || content.first == UInt8(ascii: "#") { return }
        let fields = content.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\t")
        }.map { String(decoding: Self.trimmed($0), as: UTF8.self) }
        var row = Row(line: line, numbers: [])
        row.numbers.reserveCapacity(fields.count)
        for (column, field) in fields.enumerated() {
            guard let number = Double(field), number.isFinite else {
                if rows.isEmpty, header == nil, fields.allSatisfy({ Double($0) == nil }) {
                    header = fields.map { $0.lowercased() }
                    return
                }
                throw ModelFileError(
                    .refused,
                    "\(path), line \(line), column \(column + 1): “\(field.prefix(40))” is not a finite number")
            }
            row.numbers.append(number)
        }
        rows.append(row)
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

    /// Takes the bytes up to a CR, an LF or both.
    private static func nextLine(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        guard let end = rest.firstIndex(where: { $0 == feed || $0 == carriage }) else {
            defer { rest = [] }
            return rest
        }
        let line = rest[..<end]
        let isPair = rest[end] == carriage && end + 1 < rest.endIndex && rest[end + 1] == feed
        rest = rest[(end + (isPair ? 2 : 1))...]
        return line
    }

    /// Without blanks and quotation marks around it.
    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isOuter(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\"") }
        let text = text.drop(while: isOuter)
        guard let last = text.lastIndex(where: { !isOuter($0) }) else { return [] }
        return text[...last]
    }
}
