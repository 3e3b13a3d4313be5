import Market

/// The reading of one text: its format found, then its rows turned into series.
struct TextReading {
    private let contents: FileContents
    private let reader: PriceFileReader

    init(_ contents: FileContents, reader: PriceFileReader) {
        self.contents = contents
        self.reader = reader
    }

    /// How the text is to be read.
    func format() throws(IngestionError) -> FileFormat {
        var format: FileFormat
        if let bytes = contents.bytes, reader.isFast {
            format = try FormatMemory.format(of: bytes[...], path: contents.path, options: reader.options)
        } else {
            format = try FormatDetector(path: contents.path, sample: sample(), options: reader.options).detect()
        }
        format.encoding = contents.encoding
        return format
    }

    private func sample() throws(IngestionError) -> FormatSample {
        if let bytes = contents.bytes { return FormatSample(bytes[...]) }
        let source = try ByteSource(opening: contents.path)
        return FormatSample(
            head: try source.bytes(at: 0, count: FormatSample.headBytes),
            tail: try source.bytes(at: max(0, source.size - FormatSample.tailBytes), count: FormatSample.tailBytes))
    }

    /// The series of the text, in the order in which it names them.
    func series(symbol: String?) throws(IngestionError) -> [IngestedColumns] {
        let format = try format()
        return try series(symbol: symbol ?? contents.symbol, format: format, dateOrder: format.dateOrder)
    }

    private func series(
        symbol: String, format: FileFormat, dateOrder: DateOrder?
    ) throws(IngestionError) -> [IngestedColumns] {
        var records = try records(format)
        for _ in 0..<format.headerRecords where try !records.next() { break }
        var rows = PriceRowReader(
            format: format, symbol: symbol, dateOrder: dateOrder, asOf: reader.asOf,
            nonPositiveSymbols: reader.options.nonPositiveSymbols)
        // Rows are seldom shorter than the date and two prices.
        var sorter = SeriesSorter(
            format: format, symbol: symbol,
            expectedRows: min(contents.bytes?.count ?? 0, 1 << 20) / max(24, 8 * format.layout.fieldCount))
        var rowCount = 0
        var plain = PlainStretches(reader.isFast ? format : nil, asOf: reader.asOf)
        while try records.next() {
            rowCount += 1
            if format.wideColumns.isEmpty {
                sorter.take(rows.outcome(of: records), of: records)
            } else {
                sorter.takeWide(&rows, of: records)
            }
            // A header that stood there again may name other columns.
            guard plain.mayGoOn, rows.layout == format.layout else { continue }
            rowCount += try plain.read(&records, into: &sorter)
        }
        guard rowCount > 0 else {
            throw refusal(.noRows, "there is a header and no row below it; load it anew")
        }
        let sha256 = contents.sha256 ?? records.hash.hexadecimalDigest()
        if rows.evidence.isNeeded, dateOrder == nil {
            let decided: DateOrder
            switch rows.evidence.decision() {
            case .success(let order): decided = order
            case .failure(let doubt): throw refusal(.ambiguousDate, doubt.description)
            }
            let series = try series(symbol: symbol, format: format, dateOrder: decided)
            guard series.allSatisfy({ $0.source.sha256 == sha256 }) else {
                throw .unreadable(
                    path: contents.path, reason: "it changed while it was read; run again when it is complete")
            }
            return series
        }
        if let dateOrder, let line = rows.evidence.line(against: dateOrder) {
            throw refusal(
                .ambiguousDate,
                "the date on line \(line) cannot be \(dateOrder.rawValue), which was asked for; leave the order out, or "
                    + "ask for the other one")
        }
        let source = SourceFile(
            path: contents.path, byteCount: contents.sha256 == nil ? records.byteCount : contents.byteCount,
            sha256: sha256)
        let series = sorter.series(
            source: source, lines: records.lastLine, blank: records.blankLines + records.continuationLines,
            actions: rows.actions, canBeContinued: canBeContinued(format, rows))
        if series.allSatisfy({ $0.columns.count == 0 }),
            series.contains(where: { $0.rejectedRows.contains { $0.reason == .unterminatedQuote } })
        {
            throw refusal(
                .unterminatedQuote,
                "a quote is opened and never closed, and no row before it is good; load it again")
        }
        return series
    }

    private func records(_ format: FileFormat) throws(IngestionError) -> CSVRecordReader {
        let separator = format.separator == 0x20 ? 0x09 : format.separator
        guard let bytes = contents.bytes else {
            guard format.separator != 0x20 else {
                throw refusal(.tooLarge, "fields between blanks are read up to 64 MiB only; use another separator")
            }
            return CSVRecordReader(
                try ByteSource(opening: contents.path), separators: [separator], chunkSize: reader.chunkSize,
                isHashing: true)
        }
        return CSVRecordReader(
            ByteSource(bytes: format.separator == 0x20 ? tabbed(bytes) : bytes, path: contents.path),
            separators: [separator], chunkSize: reader.chunkSize)
    }

    /// Whether the text and its format, rows aside, allow to read alone what will be appended.
    private func canBeContinued(_ format: FileFormat, _ rows: PriceRowReader) -> Bool {
        contents.isPlain && contents.encoding == .utf8 && contents.bytes?.last == 0x0A && format.separator != 0x20
            && format.wideColumns.isEmpty && rows.layout == format.layout
            && (!rows.evidence.isNeeded || format.dateOrder != nil)
    }

    private func refusal(_ refusal: FileRefusal, _ detail: String) -> IngestionError {
        .refused(path: contents.path, refusal: refusal, detail: detail)
    }
}
