public import Market

/// Reads price files: bytes in, validated series and the rows that were refused out.
///
/// How a file is to be read is found out from its content (``FileFormat``): the layouts of the usual vendors, other
/// separators, orders of columns, encodings, quotes, decimal marks, gzip and zip. Every line of it is counted once:
/// as header, as blank, as a bar or as a ``RejectedRow`` with one reason. A file is read twice only when the order of
/// day and month has to be found first; memory grows with the file up to 64 MiB, beyond that with what is kept.
///
/// ```swift
/// let file = try PriceFileReader(asOf: today).read(path: "data/prices/SPY.csv")
/// print(file.series.bars.count, file.rejectedRows.count)
/// ```
public struct PriceFileReader: Sendable {
    /// Rows later than this are rejected as `future_date`; nil lets all dates pass.
    public var asOf: SessionDate?
    /// What decides where a file leaves a choice open.
    public var options: ReadingOptions
    /// How many bytes are read at a time.
    public var chunkSize: Int
    /// Whether the content's SHA-256 is made; without it ``SourceFile/sha256`` is empty, and no store takes the file.
    public var isHashing = true
    /// Whether plain rows are read together (``PlainRows``) and headers remembered (``FormatMemory``); without it each
    /// row and each file is looked at by itself, which gives the same and is there for the tests that show it.
    package var isFast = true

    /// A reader with its settings.
    public init(asOf: SessionDate? = nil, options: ReadingOptions = ReadingOptions(), chunkSize: Int = 1 << 18) {
        self.asOf = asOf
        self.options = options
        self.chunkSize = chunkSize
    }

    /// All series at a path, and what of it was refused as a whole while the rest was read.
    public struct Reading: Hashable, Sendable {
        /// One entry a series, in the order of the file.
        public var files: [IngestedFile]
        /// The texts of an archive that are no price files.
        public var refused: [IngestionError]
    }

    /// Reads everything at a path: one file, or each member of an archive; one series, or many.
    ///
    /// - Parameter symbol: The name of the series; without it, the file's name without its extension, or the name
    ///   the rows give where there are several.
    /// - Throws: ``IngestionError`` when the file cannot be read or is refused as a whole.
    public func readAll(path: String, symbol: String? = nil) throws(IngestionError) -> Reading {
        try readAll(FileContents.load(path: path, isHashing: isHashing), symbol: symbol)
    }

    /// Reads everything in bytes that are in memory as if they were the file at `path`.
    public func readAll(bytes: [UInt8], path: String, symbol: String? = nil) throws(IngestionError) -> Reading {
        try readAll(FileContents.texts(of: bytes, path: path, isHashing: isHashing), symbol: symbol)
    }

    /// All series at a path as columns, and what of it was refused as a whole while the rest was read.
    public struct ColumnsReading: Sendable {
        /// One entry a series, in the order of the file.
        public var series: [IngestedColumns]
        /// The texts of an archive that are no price files.
        public var refused: [IngestionError]
    }

    /// Reads everything at a path as ``readAll(path:symbol:)`` does, into columns and without a value a bar.
    public func readColumns(path: String, symbol: String? = nil) throws(IngestionError) -> ColumnsReading {
        try columns(FileContents.load(path: path, isHashing: isHashing), symbol: symbol)
    }

    private func readAll(
        _ contents: (texts: [FileContents], refused: [IngestionError]), symbol: String?
    ) throws(IngestionError) -> Reading {
        let reading = try columns(contents, symbol: symbol)
        return Reading(files: reading.series.map(IngestedFile.init), refused: reading.refused)
    }

    private func columns(
        _ contents: (texts: [FileContents], refused: [IngestionError]), symbol: String?
    ) throws(IngestionError) -> ColumnsReading {
        var reading = ColumnsReading(series: [], refused: contents.refused)
        for text in contents.texts {
            do throws(IngestionError) {
                reading.series += try TextReading(text, reader: self).series(symbol: symbol)
            } catch {
                reading.refused.append(error)
            }
        }
        if reading.series.isEmpty, reading.refused.count == 1, let refusal = reading.refused.first { throw refusal }
        return reading
    }

    /// Reads a file of one series.
    ///
    /// - Parameter symbol: The name of the series; without it, the file's name without its extension.
    /// - Throws: ``IngestionError`` when the file cannot be read, is refused as a whole or holds several series.
    public func read(path: String, symbol: String? = nil) throws(IngestionError) -> IngestedFile {
        try only(readAll(path: path, symbol: symbol), path)
    }

    /// Reads bytes that are in memory as if they were the file at `path`.
    public func read(bytes: [UInt8], path: String, symbol: String? = nil) throws(IngestionError) -> IngestedFile {
        try only(readAll(bytes: bytes, path: path, symbol: symbol), path)
    }

    private func only(_ reading: Reading, _ path: String) throws(IngestionError) -> IngestedFile {
        if let refusal = reading.refused.first { throw refusal }
        guard reading.files.count == 1 else {
            throw .refused(
                path: path, refusal: .unknownFormat,
                detail:
                    "it holds \(reading.files.count) series where one is expected; take it in with hindcast ingest")
        }
        return reading.files[0]
    }

    /// What was detected in a file and why, and its first three rows as understood.
    public func explanation(path: String) throws(IngestionError) -> String {
        let contents = try FileContents.load(path: path)
        var text = ""
        for content in contents.texts {
            text += "\(content.path)\n"
            let reading = TextReading(content, reader: self)
            let format = try reading.format()
            let files = try reading.series(symbol: nil)
            for line in format.explanation { text += "  \(line)\n" }
            for file in files.prefix(5) {
                let counts = file.lines
                text +=
                    "  \(file.symbol): \(counts.accepted) bars, \(counts.rejected) rejected, \(counts.blank) blank "
                    + "and \(counts.header) header of \(counts.lines) lines\n"
                for index in 0..<min(3, file.columns.count) { text += "    \(describe(file.columns[index]))\n" }
                for warning in file.warnings { text += "    \(warning)\n" }
            }
            if files.count > 5 { text += "  and \(files.count - 5) further series\n" }
        }
        for refusal in contents.refused { text += "\(refusal)\n" }
        return text
    }

    private func describe(_ bar: Bar) -> String {
        func part(_ name: String, _ value: Double?) -> String { value.map { " \(name) \($0)" } ?? "" }
        return "\(bar.date)" + part("open", bar.open) + part("high", bar.high) + part("low", bar.low)
            + part("close", bar.close) + part("adjusted close", bar.adjustedClose) + part("volume", bar.volume)
    }
}

/// The name of a file without its folder and its extension, that of a packed file inside it included.
public func symbol(ofPath path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    func withoutExtension(_ name: Substring) -> Substring {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return name[..<dot]
    }
    let stem = withoutExtension(name)
    return String(name.lowercased().hasSuffix(".gz") ? withoutExtension(stem) : stem)
}
