import Market

/// Finds out how a file is to be read, from its first and last rows and never from its name.
///
/// First the columns: by a header in the words of any vendor, else by what the values are. Then the dates, the
/// decimal mark and the scale by the values of those columns. What stays open is refused with the flag that decides.
struct FormatDetector {
    let path: String
    let sample: FormatSample
    let options: ReadingOptions

    /// The separators in the order of preference where nothing else tells; policy: the most frequent in the header.
    static let separators: [UInt8] = Array(",;\t|".utf8)

    /// Columns found by one separator.
    struct Candidate {
        var format: FileFormat
        var names: [String]
        var rows: [FormatSample.Record]
    }

    func refusal(_ refusal: FileRefusal, _ detail: String) -> IngestionError {
        .refused(path: path, refusal: refusal, detail: detail)
    }

    /// The format, or why there is none.
    func detect() throws(IngestionError) -> FileFormat {
        var candidate = try columns()
        let separator = candidate.format.separator
        candidate.rows = Array(sample.headRecords(separator: separator).dropFirst(candidate.format.headerRecords))
        candidate.rows += sample.tailRecords(separator: separator)
        // A header that stands there again is no value.
        candidate.rows.removeAll { row in
            !candidate.names.isEmpty && row.fields[0].first.map { $0 | 0x20 >= 0x61 || $0 == 0x3C } ?? false
                && row.names == candidate.names
        }
        if let format = options.format {
            candidate.format.name = format
            candidate.format.evidence.append("--format \(format.rawValue) was given")
        } else {
            candidate.format.name = vendor(of: candidate)
        }
        presume(&candidate.format)
        try readDates(&candidate)
        readDecimalMark(&candidate)
        try readScale(&candidate)
        return candidate.format
    }

    private func columns() throws(IngestionError) -> Candidate {
        if let mapping = options.mapping { return try mapped(mapping) }
        var best: Candidate?
        for separator in FormatDetector.separators + [0x20] {
            if separator == 0x20, best != nil { break }
            guard let found = candidate(separator: separator) else { continue }
            if best.map({ isBetter(found, than: $0) }) ?? true { best = found }
        }
        if let best { return best }
        throw problem()
    }

    /// A header beats none; then the more fields the better, as the policy has it for the header's separators.
    private func isBetter(_ one: Candidate, than other: Candidate) -> Bool {
        let (header, otherHeader) = (one.format.headerRecords > 0, other.format.headerRecords > 0)
        if header != otherHeader { return header }
        let (count, otherCount) = (one.format.layout.fieldCount, other.format.layout.fieldCount)
        // 2020-01-02;1,5: the comma of a fraction parts as often as a semicolon.
        if !header, other.format.separator == 0x2C { return count >= otherCount }
        return count > otherCount
    }

    private func candidate(separator: UInt8) -> Candidate? {
        let records = sample.headRecords(separator: separator, limit: 40)
        for (index, record) in records.prefix(15).enumerated() {
            if looksLikeData(record) {
                return headerless(records: Array(records[index...]), preamble: index, separator: separator)
            }
            // A whole row, where the separator tried is not the file's: no name of a date begins with a digit.
            if record.fields.count == 1, let first = record.fields[0].first, first &- 0x30 < 10 { continue }
            let names = record.names
            let rows = Array(records[(index + 1)...])
            var format = FileFormat(
                name: .named, separator: separator, headerRecords: index + 1,
                layout: ColumnLayout(fieldCount: record.fields.count))
            do throws(HeaderProblem) {
                format.layout = try HeaderMemory.layout(names: names, fieldCount: record.fields.count)
                format.evidence.append("line \(record.line) names the columns")
                return Candidate(format: format, names: names, rows: rows)
            } catch {
                switch error {
                case .noDate: continue
                case .doubled: return nil
                case .noClose(let date):
                    return valueColumns(record, names, date: date, rows: rows, format: format)
                }
            }
        }
        return nil
    }

    /// A date and one value, or a date and one column a series.
    private func valueColumns(
        _ header: FormatSample.Record, _ names: [String], date: Int, rows: [FormatSample.Record], format: FileFormat
    ) -> Candidate? {
        let others = names.indices.filter { $0 != date && !names[$0].isEmpty }
        guard let first = rows.first, others.allSatisfy({ ColumnNames.column(names[$0]) == nil }) else {
            return nil
        }
        guard others.allSatisfy({ $0 < first.fields.count && isNumberOrMissing(first.fields[$0]) }) else {
            return nil
        }
        var format = format
        format.layout.date = date
        format.layout.hasEmptyLastName = names.count > 1 && names.last == ""
        if others.count == 1, ColumnNames.possibleColumn(names[others[0]]) == nil {
            format.layout.close = others[0]
            format.evidence.append("line \(header.line) names a date and one column of values")
            return Candidate(format: format, names: names, rows: rows)
        }
        let titles = others.map { String(decoding: header.fields[$0].filter { !isBlank($0) }, as: UTF8.self) }
        let areCodes = titles.allSatisfy { title in
            title.utf8.count <= 12
                && title.utf8.allSatisfy { $0 < 0x80 && !(0x61...0x7A).contains($0) && $0 > 0x20 }
        }
        guard others.count > 1, areCodes || options.format == .wide || options.format == .ecb else { return nil }
        let isCurrencies =
            titles.allSatisfy { $0.utf8.count == 3 } && titles.contains("USD") && titles.contains("JPY")
        format.wideColumns = zip(others, titles).map {
            FileFormat.WideColumn(index: $0, symbol: isCurrencies ? "EUR" + $1 : $1)
        }
        format.layout.close = others[0]
        format.evidence.append("line \(header.line) names a date and \(others.count) codes: one series a column")
        return Candidate(format: format, names: names, rows: rows)
    }

    /// Whether a record can be a row: a date, a number, and no letter where a number should be.
    func looksLikeData(_ record: FormatSample.Record) -> Bool {
        record.fields.contains(where: isDate) && record.fields.contains { isNumber($0) && !isDate($0) }
    }

    private func mapped(_ mapping: ColumnMapping) throws(IngestionError) -> Candidate {
        let separators = mapping.separator.map { [$0] } ?? FormatDetector.separators + [0x20]
        let records = separators.map { ($0, sample.headRecords(separator: $0)) }
        guard let (separator, found) = records.max(by: { width($0.1) < width($1.1) }), let first = found.first
        else {
            throw refusal(.emptyFile, "there is nothing in the file; load it again")
        }
        var layout = ColumnLayout(fieldCount: first.fields.count)
        layout.hasEmptyLastName = mapping.hasHeader && first.names.count > 1 && first.names.last == ""
        for (column, place) in mapping.columns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            switch place {
            case .number(let number):
                guard (1...first.fields.count).contains(number) else {
                    throw refusal(
                        .unknownFormat,
                        "ingest.columns puts \(column.rawValue) in column \(number), but line \(first.line) has "
                            + "\(first.fields.count)")
                }
                layout[column] = number - 1
            case .named(let name):
                let wanted = Array(name.utf8).withUnsafeBufferPointer { columnName($0) }
                guard mapping.hasHeader, let index = first.names.firstIndex(of: wanted) else {
                    throw refusal(
                        .unknownFormat,
                        "ingest.columns puts \(column.rawValue) in a column “\(name)”, which line \(first.line) does "
                            + "not name")
                }
                layout[column] = index
            }
        }
        guard layout.date >= 0, layout.close >= 0 else {
            throw refusal(.unknownFormat, "ingest.columns has to say where date and close are")
        }
        var format = FileFormat(
            name: .mapped, evidence: ["the pipeline file maps the columns"], separator: separator,
            headerRecords: mapping.hasHeader ? 1 : 0, layout: layout)
        format.priceScale = mapping.scale
        return Candidate(
            format: format, names: mapping.hasHeader ? first.names : [],
            rows: Array(found.dropFirst(mapping.hasHeader ? 1 : 0)))
    }

    private func width(_ records: [FormatSample.Record]) -> Int { records.first?.fields.count ?? 0 }

    /// Why no separator gave columns, told of the first record as its most frequent separator parts it.
    private func problem() -> IngestionError {
        var record: FormatSample.Record?
        for separator in FormatDetector.separators {
            guard let first = sample.headRecords(separator: separator).first else { continue }
            if record.map({ first.fields.count > $0.fields.count }) ?? true { record = first }
        }
        guard let record else { return unreadableHead() }
        let line = record.line
        do throws(HeaderProblem) {
            _ = try ColumnLayout(names: record.names, fieldCount: record.fields.count)
        } catch {
            switch error {
            case .noClose:
                return refusal(
                    .noCloseColumn,
                    "line \(line) names no Close column; export the file with its closes, or say which column they "
                        + "are with ingest: columns: in a pipeline file")
            case .doubled(let column):
                return refusal(
                    .duplicateColumn, "line \(line) names the \(column.title) column twice; keep the right one")
            case .noDate: break
            }
        }
        let hint = sample.head.contains(0) ? "; it holds NUL bytes and may be UTF-16: save it as UTF-8" : ""
        return refusal(
            .noHeader,
            "line \(line) names no Date column and is no row of a date and prices\(hint); put a header such as "
                + "Date,Close above the rows, or map the columns with ingest: columns: in a pipeline file")
    }

    private func unreadableHead() -> IngestionError {
        guard sample.head.contains(0x22) else {
            return refusal(.emptyFile, "there is nothing in the file; load it again")
        }
        return refusal(.noHeader, "a quote in the first line is never closed; close or remove it")
    }
}

/// Whether a field is a date in one of the usual ways of writing.
func isDate(_ field: [UInt8]) -> Bool { DateField(field.span) != .malformed }

/// Whether a field is a number, whatever its decimal mark.
func isNumber(_ field: [UInt8]) -> Bool {
    var digits = 0
    for byte in field {
        switch byte {
        case 0x30...0x39: digits += 1
        case 0x2B, 0x2C, 0x2D, 0x2E, 0x20, 0x24, 0x45, 0x65: continue  // + , - . blank $ E e
        default: return false
        }
    }
    return digits > 0
}

/// Whether a field is a number or says that there is none.
func isNumberOrMissing(_ field: [UInt8]) -> Bool { isNumber(field) || NumberField(field.span) == .missing }
