public import Market

/// What is known of a file from the last time it was taken in whole or continued.
public struct KnownFile: Hashable, Sendable {
    /// Its size then, in bytes.
    public var byteCount: Int
    /// SHA-256 of its bytes then.
    public var sha256: String
    /// Where its lines went.
    public var lines: LineCounts

    /// A file from its fields.
    public init(byteCount: Int, sha256: String, lines: LineCounts) {
        self.byteCount = byteCount
        self.sha256 = sha256
        self.lines = lines
    }
}

/// Rows that were appended to a file since it was last read.
public struct AppendedRows: Hashable, Sendable {
    /// The whole file's source and counts of lines, with the bars, rejected rows and actions of the new rows alone.
    public var file: IngestedFile
    /// The file as it was known, which is how it still begins.
    public var known: KnownFile
    /// The bars of the last rows before the new ones, read again: they have to be those that were stored.
    public var overlap: [Bar]
}

extension PriceFileReader {
    /// Reads the rows that were appended to a file, and only them.
    ///
    /// All that is already known has to be there to the byte, which its SHA-256 shows, and the whole file has to be
    /// understood as its known part was; what then came out of the new rows is what reading the whole file would have
    /// added. Whether the stored bars are those of the known part is for the store to ask (``AppendedRows/overlap``).
    ///
    /// - Parameter known: The file as it was; it must have been one that ``IngestedFile/canBeContinued``.
    /// - Returns: The new rows; nil where the file has to be read whole.
    public func readAppended(
        path: String, symbol: String? = nil, to known: KnownFile
    ) throws(IngestionError) -> AppendedRows? {
        var source = try ByteSource(opening: path)
        guard source.size > known.byteCount, source.size <= FileContents.largestInMemory else { return nil }
        return appended(
            in: try source.readAll(limit: FileContents.largestInMemory), path: path, symbol: symbol, to: known)
    }

    /// Reads the rows that were appended to a file whose bytes are in memory.
    func appended(in bytes: [UInt8], path: String, symbol: String?, to known: KnownFile) -> AppendedRows? {
        // A price below zero is kept beside the bars, which only the reading of the whole does.
        guard !options.nonPositiveSymbols.contains(symbol ?? Ingestion.symbol(ofPath: path)) else { return nil }
        guard bytes.count > known.byteCount, known.byteCount > 0, bytes[known.byteCount - 1] == 0x0A,
            let sha256 = PriceFileReader.fingerprint(bytes, beginningWith: known)
        else { return nil }
        // A stray byte may change what encoding the file seems to have, and a quote where rows end.
        let isPlain = bytes.withUnsafeBytes {
            !containsOddByte(UnsafeRawBufferPointer(rebasing: $0[known.byteCount...]))
                && (!containsOddByte($0) || TextEncoding.of(bytes) == .utf8)
        }
        guard isPlain, TextEncoding.problem(with: bytes) == nil else { return nil }
        guard let format = format(of: bytes[...], path: path), format.wideColumns.isEmpty,
            format.layout.ticker < 0, format.separator != 0x20,
            format == self.format(of: bytes[..<known.byteCount], path: path)
        else { return nil }
        var overlap = Continuation(format: format, reader: self, path: path)
        let (start, lines) = PriceFileReader.lastLines(
            of: bytes[..<known.byteCount], atMost: min(8, known.lines.lines - known.lines.header))
        guard overlap.read(bytes[start..<known.byteCount], linesBefore: known.lines.lines - lines),
            !overlap.bars.isEmpty
        else { return nil }
        var new = Continuation(format: format, reader: self, path: path)
        guard new.read(bytes[known.byteCount...], linesBefore: known.lines.lines) else { return nil }
        return new.appended(
            to: known, overlap: overlap.bars,
            source: SourceFile(path: path, byteCount: bytes.count, sha256: sha256),
            symbol: symbol ?? Ingestion.symbol(ofPath: path), endsLine: bytes.last == 0x0A)
    }

    private func format(of bytes: ArraySlice<UInt8>, path: String) -> FileFormat? {
        try? FormatMemory.format(of: bytes, path: path, options: options)
    }

    /// The SHA-256 of bytes that begin with a known file; nil where they do not.
    private static func fingerprint(_ bytes: [UInt8], beginningWith known: KnownFile) -> String? {
        bytes.withUnsafeBytes { bytes in
            var hash = SHA256()
            hash.update(UnsafeRawBufferPointer(rebasing: bytes[..<known.byteCount]))
            guard hash.hexadecimalDigest() == known.sha256 else { return nil }
            hash.update(UnsafeRawBufferPointer(rebasing: bytes[known.byteCount...]))
            return hash.hexadecimalDigest()
        }
    }

    /// Where the last lines of bytes that end with a line feed begin, and how many they are.
    private static func lastLines(of bytes: ArraySlice<UInt8>, atMost limit: Int) -> (start: Int, count: Int) {
        var start = bytes.endIndex
        var count = 0
        while count < limit, start > bytes.startIndex {
            let end = start - 1
            start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex
            count += 1
        }
        return (start, count)
    }
}

/// The reading of a part of a file that begins and ends between rows.
private struct Continuation {
    private let format: FileFormat
    private let reader: PriceFileReader
    private let path: String
    private var rows: PriceRowReader
    private var assembler: SeriesAssembler
    private var lastLine = 0
    private var blank = 0

    init(format: FileFormat, reader: PriceFileReader, path: String) {
        self.format = format
        self.reader = reader
        self.path = path
        rows = PriceRowReader(format: format, symbol: "", dateOrder: format.dateOrder, asOf: reader.asOf)
        assembler = SeriesAssembler(hasAdjustedCloses: format.layout.adjustedClose >= 0)
    }

    var bars: [Bar] { assembler.columns.bars }

    /// Reads a part of the file; false where only the whole can tell what it says.
    mutating func read(_ bytes: ArraySlice<UInt8>, linesBefore: Int) -> Bool {
        var records = CSVRecordReader(
            ByteSource(bytes: Array(bytes), path: path), separators: [format.separator],
            chunkSize: min(reader.chunkSize, bytes.count), linesBefore: linesBefore)
        do throws(IngestionError) {
            while try records.next() {
                switch rows.outcome(of: records) {
                case .bar(let bar): assembler.add(bar, line: records.line, rawText: records.rawText)
                case .waitsForDateOrder: return false
                case .rejected(let reason, let detail):
                    assembler.reject(reason, line: records.line, rawText: records.rawText, detail: detail)
                }
            }
        } catch {
            return false
        }
        lastLine = records.lastLine
        blank = records.blankLines + records.continuationLines
        return !records.isUnterminated && rows.layout == format.layout && assembler.canContinue
            && (!rows.evidence.isNeeded || format.dateOrder.map { rows.evidence.line(against: $0) == nil } ?? false)
    }

    func appended(
        to known: KnownFile, overlap: [Bar], source: SourceFile, symbol: String, endsLine: Bool
    ) -> AppendedRows? {
        let canBeContinued = endsLine && assembler.hasOnlyLastingRejections
        let jumps = SeriesAssembler.jumpWarnings(PriceColumns(overlap.suffix(1) + assembler.columns.bars))
        let result = assembler.assembled()
        let counts = LineCounts(
            lines: lastLine, header: known.lines.header, blank: known.lines.blank + blank,
            accepted: known.lines.accepted + result.columns.count,
            rejected: known.lines.rejected + result.rejectedCount)
        guard counts.isComplete, counts.rejected <= SeriesAssembler.keptRejections else { return nil }
        let new = IngestedColumns(
            source: source, symbol: symbol, columns: result.columns, nonPositiveBars: [],
            rejectedRows: result.rejected, warnings: jumps, lines: counts, actions: rows.actions,
            format: format.name, canBeContinued: canBeContinued)
        return AppendedRows(file: IngestedFile(new), known: known, overlap: overlap)
    }
}
