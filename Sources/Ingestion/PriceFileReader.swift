public import Market

/// Reads price files: CSV bytes in, a validated series and the rows that were refused out.
///
/// It reads what Yahoo exports (`Date,Open,High,Low,Close,Adj Close,Volume`, any column but Date and Close may be
/// missing) and `Date,Close`, with the variations that turn up in practice: other separators, other orders of
/// columns, quotes, thousands commas, day/month/year. Every data row that is not blank ends up as a bar or as a
/// ``RejectedRow`` with one reason. The file is read through one buffer, twice only when the order of day and
/// month has to be found first; memory grows with what is kept, not with the length of a line.
///
/// ```swift
/// let file = try PriceFileReader(asOf: today).read(path: "data/prices/SPY.csv")
/// print(file.series.bars.count, file.rejectedRows.count)
/// ```
public struct PriceFileReader: Sendable {
    /// Rows later than this are rejected as `future_date`; nil lets all dates pass.
    public var asOf: SessionDate?
    /// How many bytes are read at a time.
    public var chunkSize: Int

    /// A reader with its settings.
    public init(asOf: SessionDate? = nil, chunkSize: Int = 1 << 18) {
        self.asOf = asOf
        self.chunkSize = chunkSize
    }

    /// Reads a file.
    ///
    /// - Parameter symbol: The name of the series; without it, the file's name without its extension.
    /// - Throws: ``IngestionError`` when the file cannot be read or is refused as a whole.
    public func read(path: String, symbol: String? = nil) throws(IngestionError) -> IngestedFile {
        try read(path, symbol ?? Ingestion.symbol(ofPath: path), nil) { () throws(IngestionError) in
            try ByteSource(opening: path)
        }
    }

    /// Reads bytes that are in memory as if they were the file at `path`.
    public func read(bytes: [UInt8], path: String, symbol: String? = nil) throws(IngestionError) -> IngestedFile {
        try read(path, symbol ?? Ingestion.symbol(ofPath: path), nil) { ByteSource(bytes: bytes, path: path) }
    }

    private func read(
        _ path: String, _ symbol: String, _ dateOrder: DateOrder?,
        from open: () throws(IngestionError) -> ByteSource
    ) throws(IngestionError) -> IngestedFile {
        var reader = CSVRecordReader(try open(), separators: Array(",;\t|".utf8), chunkSize: chunkSize)
        let layout = try header(of: &reader, path: path)
        var rows = PriceRowReader(layout: layout, dateOrder: dateOrder, asOf: asOf)
        var assembler = SeriesAssembler(hasAdjustedCloses: layout.adjustedClose >= 0)
        var rowCount = 0
        while try reader.next() {
            rowCount += 1
            switch rows.outcome(of: reader) {
            case .bar(let bar): assembler.add(bar, line: reader.line, rawText: reader.rawText)
            case .waitsForDateOrder: continue
            case .rejected(let reason, let detail):
                assembler.reject(reason, line: reader.line, rawText: reader.rawText, detail: detail)
            }
        }
        guard rowCount > 0 else {
            throw .refused(
                path: path, refusal: .noRows, detail: "there is a header and no row below it; load it anew")
        }
        let sha256 = reader.hash.hexadecimalDigest()
        if rows.evidence.isNeeded, dateOrder == nil {
            let decided: DateOrder
            switch rows.evidence.decision() {
            case .success(let order): decided = order
            case .failure(let doubt):
                throw .refused(path: path, refusal: .ambiguousDate, detail: doubt.description)
            }
            let file = try read(path, symbol, decided, from: open)
            guard file.source.sha256 == sha256 else {
                throw .unreadable(path: path, reason: "it changed while it was read; run again when it is complete")
            }
            return file
        }
        let (series, rejectedRows, warnings) = assembler.assembled(symbol: symbol)
        return IngestedFile(
            source: SourceFile(path: path, byteCount: reader.byteCount, sha256: sha256), series: series,
            rejectedRows: rejectedRows, warnings: warnings)
    }

    /// Reads the first record as the header, or refuses the file.
    private func header(
        of reader: inout CSVRecordReader, path: String
    ) throws(IngestionError) -> ColumnLayout {
        func refusal(_ refusal: FileRefusal, _ detail: String) -> IngestionError {
            .refused(path: path, refusal: refusal, detail: detail)
        }
        if try reader.startsWithUTF16Mark() {
            throw refusal(.encoding, "the file is UTF-16; save it as UTF-8")
        }
        guard try reader.next() else {
            throw refusal(.emptyFile, "there is nothing in the file; load it again")
        }
        guard !reader.isUnterminated else {
            throw refusal(
                .noHeader, "a quote in the header, line \(reader.line), is never closed; close or remove it")
        }
        do throws(HeaderProblem) {
            return try ColumnLayout(header: reader)
        } catch {
            let line = reader.line
            switch error {
            case .noDate:
                let hint = reader.hasNUL ? "; it holds NUL bytes and may be UTF-16: save it as UTF-8" : ""
                throw refusal(
                    .noHeader,
                    "line \(line) names no Date column\(hint); put a header such as Date,Close above the rows")
            case .noClose:
                throw refusal(.noCloseColumn, "line \(line) names no Close column; export the file with its closes")
            case .doubled(let column):
                throw refusal(
                    .duplicateColumn, "line \(line) names the \(column.title) column twice; keep the right one")
            }
        }
    }
}

/// The name of a file without its folder and its last extension.
public func symbol(ofPath path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return String(name) }
    return String(name[..<dot])
}
