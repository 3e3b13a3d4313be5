/// The first and last rows of a file, taken apart, as evidence of how the file is to be read.
struct FormatSample {
    /// One record: its line, counted from 1 at the start of its part of the sample, and its fields.
    struct Record {
        var line: Int
        var fields: [[UInt8]]

        /// The fields as names of columns.
        var names: [String] { fields.map { field in field.withUnsafeBufferPointer { columnName($0) } } }
    }

    /// How many bytes of the start and of the end are looked at.
    static let headBytes = 1 << 15
    static let tailBytes = 1 << 13
    static let mostRecords = 80

    let head: [UInt8]
    let tail: [UInt8]

    /// The sample of a file that is in memory.
    init(_ bytes: ArraySlice<UInt8>) {
        if bytes.count <= FormatSample.headBytes + FormatSample.tailBytes {
            self.init(whole: Array(bytes))
        } else {
            self.init(
                head: Array(bytes.prefix(FormatSample.headBytes)), tail: Array(bytes.suffix(FormatSample.tailBytes))
            )
        }
    }

    private init(whole bytes: [UInt8]) {
        head = bytes
        tail = []
    }

    /// The sample of a larger file; what is cut off at the inner ends is left out.
    init(head: [UInt8], tail: [UInt8]) {
        func isEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
        self.head = head.lastIndex(where: isEnd).map { Array(head[...$0]) } ?? head
        self.tail = tail.firstIndex(where: isEnd).map { Array(tail[($0 + 1)...]) } ?? []
    }

    /// The first records, by a separator.
    func headRecords(separator: UInt8, limit: Int = mostRecords) -> [Record] {
        FormatSample.records(of: separator == 0x20 ? tabbed(head) : head, separator: separator, limit: limit)
    }

    /// The last records, by a separator.
    func tailRecords(separator: UInt8) -> [Record] {
        FormatSample.records(
            of: separator == 0x20 ? tabbed(tail) : tail, separator: separator, limit: FormatSample.mostRecords)
    }

    private static func records(of bytes: [UInt8], separator: UInt8, limit: Int) -> [Record] {
        var reader = CSVRecordReader(
            ByteSource(bytes: bytes, path: ""), separators: [separator == 0x20 ? 0x09 : separator],
            chunkSize: 1 << 16)
        var records: [Record] = []
        while records.count < limit, let isThere = try? reader.next(), isThere, !reader.isUnterminated {
            let count = min(reader.fieldCount, CSVParser.maximumFields)
            records.append(Record(line: reader.line, fields: (0..<count).map { Array(reader.field($0)) }))
        }
        return records
    }
}

/// Blanks between fields as one tab each, blanks at the ends of lines left out.
func tabbed(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var isQuoted = false
    var pending = false
    for byte in bytes {
        if byte == 0x22 { isQuoted.toggle() }
        if !isQuoted, byte == 0x20 || byte == 0x09 {
            pending = true
            continue
        }
        if pending, byte != 0x0A, byte != 0x0D, let last = text.last, last != 0x0A, last != 0x0D {
            text.append(0x09)
        }
        pending = false
        text.append(byte)
    }
    return text
}
