private import Synchronization

/// The formats of the headers met so far whose rows say nothing more.
///
/// Finding out how a file is to be read takes longer than reading a thousand of its rows, and hundreds of files of a
/// folder have one header. Where that header names all columns, and all sampled rows hold an ISO date and plain
/// decimals, there is nothing left that the values could decide (``FileFormat/isToldByHeader``): another file with the
/// same header and such rows in the same places is read the same way. Every other file is looked at in full.
enum FormatMemory {
    private struct Key: Hashable {
        var header: ArraySlice<UInt8>
        var options: ReadingOptions
    }

    /// Few headers are met in one run; more than these are looked at anew.
    private static let capacity = 64
    private static let longestHeader = 1024
    private static let known = Mutex<[Key: FileFormat]>([:])

    /// The format of a text that is in memory, as ``FormatDetector`` finds it.
    static func format(
        of bytes: ArraySlice<UInt8>, path: String, options: ReadingOptions
    ) throws(IngestionError) -> FileFormat {
        let header = plainHeader(of: bytes)
        let key = header.map { Key(header: $0, options: options) }
        if let key, let format = known.withLock({ $0[key] }), hasPlainSample(bytes, below: key.header, format) {
            return format
        }
        let format = try FormatDetector(path: path, sample: FormatSample(bytes), options: options).detect()
        if let key, format.isToldByHeader, hasOnlySeparator(format.separator, key.header),
            hasPlainSample(bytes, below: key.header, format)
        {
            known.withLock { if $0.count < capacity { $0[key] = format } }
        }
        return format
    }

    /// The first line with its end, if it is printable ASCII without quotes.
    private static func plainHeader(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let start = bytes.prefix(longestHeader)
        guard let end = start.firstIndex(of: 0x0A) else { return nil }
        let line = start[..<end]
        let words = line.last == 0x0D ? line.dropLast() : line
        guard !words.isEmpty, words.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 || $0 == 0x09 }) else {
            return nil
        }
        return bytes[bytes.startIndex...end]
    }

    /// Whether no other separator would part the header.
    private static func hasOnlySeparator(_ separator: UInt8, _ header: ArraySlice<UInt8>) -> Bool {
        FormatDetector.separators.allSatisfy { $0 == separator || !header.contains($0) }
            && FormatDetector.separators.contains(separator)
    }

    /// Whether all rows that the detector would look at are plain.
    private static func hasPlainSample(
        _ bytes: ArraySlice<UInt8>, below header: ArraySlice<UInt8>, _ format: FileFormat
    ) -> Bool {
        guard var rows = PlainRows(format, asOf: nil) else { return false }
        let isWhole = bytes.count <= FormatSample.headBytes + FormatSample.tailBytes
        let body = bytes[header.endIndex...]
        // Lines longer than these are not worth the speed.
        let head = body.prefix(min(FormatSample.headBytes - header.count, 128 * FormatSample.mostRecords))
        guard isPlain(head, endsText: head.count == body.count, &rows) else { return false }
        if isWhole { return true }
        let tail = bytes.suffix(FormatSample.tailBytes)
        guard let start = tail.firstIndex(of: 0x0A) else { return false }
        return isPlain(tail[(start + 1)...], endsText: true, &rows)
    }

    /// Whether the first rows of a text are plain, as many as a sample has.
    private static func isPlain(_ text: ArraySlice<UInt8>, endsText: Bool, _ rows: inout PlainRows) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: text.count + 2 * PlainRows.slack, alignment: 16) { space in
            let copy = UnsafeMutableRawBufferPointer(rebasing: space[PlainRows.slack...].prefix(text.count))
            text.withUnsafeBytes { copy.copyMemory(from: $0) }
            let (read, _) = rows.read(UnsafeRawBufferPointer(copy), after: nil, limit: FormatSample.mostRecords)
            return rows.count == FormatSample.mostRecords || endsText && rows.count > 0 && read == text.count
        }
    }
}
