import Market

/// The records of a CSV file one after the other, with the line each starts on and its text.
///
/// libcsv tells neither lines nor positions. So the bytes are handed to it a line at a time, ends of lines
/// included: after each, either a record is complete or a quoted field goes on into the next line. What counts as
/// quoted is thus libcsv's decision alone. The file is read through one buffer; only a line longer than that
/// reaches libcsv in pieces.
struct CSVRecordReader: ~Copyable {
    /// How much of a record's text is kept for messages.
    static let maximumRawBytes = 500
    /// Longer lines are no rows; a thousand columns of numbers are shorter.
    static let longestLine = 1 << 16
    /// How far plain rows are looked for where the last attempt met another line.
    private static let leastPlainReach = 512
    /// How much text is looked through for what is not plain at once.
    private static let looksAhead = 1 << 14
    /// A line of which this much is no text: libcsv would keep all of it in memory.
    static let longestReadLine = 64 << 20

    /// The line on which the record starts, from 1.
    private(set) var line = 1
    /// The last line that was begun.
    private(set) var lastLine = 0
    /// Whether the record ended with the input inside a quoted field.
    private(set) var isUnterminated = false
    /// Whether a line of the record is longer than ``longestLine``.
    private(set) var isOverLong = false
    /// Whether the record holds a NUL.
    private(set) var hasNUL = false
    /// The SHA-256 of what was read, the whole input once there are no more records; of nothing where it was not
    /// asked for.
    private(set) var hash = SHA256()
    /// Lines so far that hold nothing.
    private(set) var blankLines = 0
    /// Lines so far that a quoted field went on into.
    private(set) var continuationLines = 0
    /// The number of bytes read.
    private(set) var byteCount = 0

    private var source: ByteSource
    private let chunkSize: Int
    private let separators: [UInt8]
    private let isHashing: Bool
    private var parser = CSVParser()
    private let takesPlainLines: Bool
    private var plain = PlainLine()
    private var isPlainRecord = false
    private var isPlainBuffer = false
    /// Up to where ``isPlainBuffer`` and ``hasOddBytes`` say what the buffer holds.
    private var lookedThrough = 0
    /// How far plain rows are looked for at once.
    private var plainReach = leastPlainReach
    private var encoding = UTF8Check()

    private let memory: UnsafeMutableRawBufferPointer
    private let buffer: UnsafeMutableRawBufferPointer
    private let capacity: Int
    private var start = 0
    private var end = 0
    private var nextLineFeed = -1
    private var nextCarriageReturn = -1
    private var hasOddBytes = false
    private var isAtEnd = false
    private var hasBegun = false
    private var isFinished = false

    private var lastBlankLine = 0
    private var lineBytes = 0
    private var isInsideRecord = false
    private var isInsideLine = false
    private var lastWasCarriageReturn = false
    private var hasSeparator = false
    private var raw: [UInt8] = []
    private var rawRange = 0..<0

    /// A reader from the start of a source.
    ///
    /// - Parameters:
    ///   - separators: The bytes that may separate fields; the most frequent of them in the first line that is not
    ///     blank, outside quotes, does, and the first named where there is none.
    ///   - linesBefore: The lines before those that are read.
    ///   - takesPlainLines: Whether lines without quotes and blanks are split without libcsv, see ``PlainLine``.
    init(
        _ source: consuming ByteSource, separators: [UInt8], chunkSize: Int, isHashing: Bool = false,
        linesBefore: Int = 0, takesPlainLines: Bool = true
    ) {
        self.takesPlainLines = takesPlainLines
        self.source = source
        lastLine = linesBefore
        self.isHashing = isHashing
        self.separators = separators
        self.chunkSize = max(chunkSize, 1)
        capacity = max(chunkSize, 4096)
        // Bytes before and behind the text are loaded with those at its ends.
        memory = .allocate(byteCount: capacity + 2 * PlainRows.slack, alignment: 64)
        buffer = UnsafeMutableRawBufferPointer(rebasing: memory[PlainRows.slack...])
    }

    deinit {
        memory.deallocate()
        plain.deallocate()
    }

    /// Whether the input starts with the mark of UTF-16; to be asked before the first record.
    mutating func startsWithUTF16Mark() throws(IngestionError) -> Bool {
        while end < 3, !isAtEnd { try refill() }
        guard end >= 2 else { return false }
        return (buffer[0], buffer[1]) == (0xFF, 0xFE) || (buffer[0], buffer[1]) == (0xFE, 0xFF)
    }

    /// Goes on to the next record that is not blank; false at the end of the input.
    mutating func next() throws(IngestionError) -> Bool {
        if !hasBegun { try skipMark() }
        parser.beginRecord()
        encoding = UTF8Check()
        hasNUL = false
        isOverLong = false
        if !raw.isEmpty { raw.removeAll(keepingCapacity: true) }
        rawRange = 0..<0
        isInsideRecord = false
        isPlainRecord = false
        while true {
            guard let piece = try nextPiece() else { return finish() }
            let begins = beginLine(piece)
            if begins, isInsideRecord { continuationLines += 1 }
            lineBytes = begins ? piece.count : lineBytes + piece.count
            if lineBytes > CSVRecordReader.longestLine {
                isOverLong = true
                guard lineBytes <= CSVRecordReader.longestReadLine else {
                    throw .refused(
                        path: source.path, refusal: .tooLarge,
                        detail:
                            "line \(lastLine) is longer than \(CSVRecordReader.longestReadLine >> 20) MiB; it is no "
                            + "price file")
                }
            }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[piece])
            if hasOddBytes {
                hasNUL = hasNUL || firstIndex(of: 0, in: bytes, from: 0, to: bytes.count) < bytes.count
                encoding.consume(bytes)
            }
            if isPlainBuffer, begins, !isInsideRecord, hasSeparator, piece.count > 1, !isInsideLine {
                plain.split(bytes, separator: parser.separator)
                isPlainRecord = true
                keepRaw(piece)
                return true
            }
            if isInsideRecord { moveRawAside() }
            if !hasSeparator { chooseSeparator(bytes) }
            guard let isComplete = parser.feed(bytes) else {
                throw .unreadable(path: source.path, reason: "no memory for the field that starts on line \(line)")
            }
            if isComplete {
                takeBackBlankLine()
                keepRaw(piece)
                return true
            }
            if isInsideRecord || !isBlankLine(bytes) {
                takeBackBlankLine()
                isInsideRecord = true
                keepRaw(piece)
            } else if begins {
                blankLines += 1
                lastBlankLine = lastLine
            }
        }
    }

    /// Reads the rows behind the last record, as many as are plain and in the buffer.
    ///
    /// They are no records that can be asked about, but their lines are counted.
    ///
    /// - Returns: Whether there was a row; if not, ``next()`` goes on.
    mutating func readPlainRows(_ rows: inout PlainRows, after date: SessionDate?) throws(IngestionError) -> Bool {
        while hasBegun, !isInsideLine {
            if lastWasCarriageReturn, start < end {
                if buffer[start] == 0x0A { start += 1 }
                lastWasCarriageReturn = false
            }
            let reach = min(end - start, plainReach)
            let text = UnsafeRawBufferPointer(rebasing: buffer[start..<start + reach])
            let (bytes, meetsOtherLine) = rows.read(text, after: date)
            if rows.count > 0 {
                start += bytes
                lastLine += rows.count
                plainReach = min(plainReach * 4, 1 << 20)
                return true
            }
            if meetsOtherLine || start + reach < end || isAtEnd || end - start == capacity {
                plainReach = CSVRecordReader.leastPlainReach
                return false
            }
            // The record before is no longer asked for.
            isInsideRecord = false
            try refill()
        }
        return false
    }

    /// How many fields the record has.
    var fieldCount: Int { isPlainRecord ? plain.fieldCount : parser.fieldCount }

    /// The bytes of a field, valid until the next record is asked for.
    ///
    /// ``CSVParser/slack`` more bytes behind them can be read, though they mean nothing.
    func field(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        isPlainRecord ? plain.field(index) : parser.field(index)
    }

    /// The byte that separates fields.
    var separator: UInt8 { parser.separator }

    /// Whether the record is valid UTF-8.
    var isValidUTF8: Bool { encoding.isComplete }

    /// The record as it stood in the file, its first 500 bytes.
    ///
    /// Without the end of its line; invalid UTF-8 is replaced by U+FFFD and NUL, which ends text in C, by U+2400.
    var rawText: String { repairedText(rawBytes) }

    /// The bytes behind ``rawText``.
    var rawBytes: [UInt8] {
        var bytes = raw
        bytes.append(contentsOf: buffer[rawRange])
        if bytes.count > CSVRecordReader.maximumRawBytes {
            bytes.removeLast(bytes.count - CSVRecordReader.maximumRawBytes)
            removeCutCharacter(&bytes)
        }
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        return bytes
    }
}

extension CSVRecordReader {
    /// The next line with its end, or as much of it as the buffer holds; nil at the end of the input.
    private mutating func nextPiece() throws(IngestionError) -> Range<Int>? {
        while true {
            if nextLineFeed < start { nextLineFeed = firstIndex(of: 0x0A, in: .init(buffer), from: start, to: end) }
            if nextCarriageReturn < start {
                nextCarriageReturn = firstIndex(of: 0x0D, in: .init(buffer), from: start, to: end)
            }
            let lineEnd = min(nextLineFeed, nextCarriageReturn)
            if lineEnd < end || isAtEnd || end - start == capacity {
                let piece = start..<min(lineEnd + 1, end)
                if piece.upperBound > lookedThrough { lookThrough(piece) }
                start = piece.upperBound
                return piece.isEmpty ? nil : piece
            }
            try refill()
        }
    }

    /// Moves what is unread to the front and reads on behind it.
    private mutating func refill() throws(IngestionError) {
        if start > 0 {
            // The record's text so far must survive the move.
            if isInsideRecord { moveRawAside() }
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
            end -= start
            start = 0
        }
        let free = buffer[end..<min(end + chunkSize, capacity)]
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: free))
        let read = UnsafeRawBufferPointer(rebasing: buffer[end..<end + count])
        if isHashing { hash.update(read) }
        byteCount += count
        isAtEnd = count == 0
        end += count
        lookedThrough = 0
        nextLineFeed = -1
        nextCarriageReturn = -1
    }

    /// Finds out whether anything but plain text is in a piece and, for the next pieces, in some text behind it.
    private mutating func lookThrough(_ piece: Range<Int>) {
        lookedThrough = min(end, piece.lowerBound + max(piece.count, CSVRecordReader.looksAhead))
        let text = UnsafeRawBufferPointer(rebasing: buffer[piece.lowerBound..<lookedThrough])
        hasOddBytes = containsOddByte(text)
        isPlainBuffer = takesPlainLines && PlainLine.isPlain(text, separators: separators)
    }

    private mutating func skipMark() throws(IngestionError) {
        hasBegun = true
        while end < 3, !isAtEnd { try refill() }
        if end >= 3, (buffer[0], buffer[1], buffer[2]) == (0xEF, 0xBB, 0xBF) { start = 3 }
    }

    /// Counts the line that a piece belongs to; the LF of CR LF is part of the line it ends.
    ///
    /// - Returns: Whether the piece begins a line.
    private mutating func beginLine(_ piece: Range<Int>) -> Bool {
        let endsCarriageReturn = lastWasCarriageReturn && buffer[piece.lowerBound] == 0x0A
        let begins = !isInsideLine && !endsCarriageReturn
        if begins { lastLine += 1 }
        if !isInsideRecord { line = lastLine }
        let last = buffer[piece.upperBound - 1]
        isInsideLine = last != 0x0A && last != 0x0D
        lastWasCarriageReturn = last == 0x0D
        return begins
    }

    /// A line longer than the buffer may begin with nothing but blanks.
    private mutating func takeBackBlankLine() {
        guard lastBlankLine == lastLine else { return }
        blankLines -= 1
        lastBlankLine = 0
    }

    private mutating func finish() -> Bool {
        if isFinished { return false }
        isFinished = true
        switch parser.finish() {
        case .nothing: return false
        case .record: return true
        case .unterminatedQuote:
            isUnterminated = true
            return true
        }
    }

    private func isBlankLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy { ($0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D) && $0 != parser.separator }
    }

    private mutating func chooseSeparator(_ bytes: UnsafeRawBufferPointer) {
        guard !isBlankLine(bytes) else { return }
        var counts = [Int](repeating: 0, count: separators.count)
        var isQuoted = false
        for byte in bytes {
            if byte == 0x22 { isQuoted.toggle() }
            if !isQuoted, let index = separators.firstIndex(of: byte) { counts[index] += 1 }
        }
        let best = counts.indices.max { counts[$0] < counts[$1] || counts[$0] == counts[$1] && $0 > $1 }
        parser.separator = best.map { separators[$0] } ?? 0x2C
        hasSeparator = true
    }

    private mutating func keepRaw(_ piece: Range<Int>) {
        rawRange = piece.prefix(CSVRecordReader.maximumRawBytes + 1)
    }

    private mutating func moveRawAside() {
        if raw.count <= CSVRecordReader.maximumRawBytes { raw.append(contentsOf: buffer[rawRange]) }
        rawRange = 0..<0
    }
}
