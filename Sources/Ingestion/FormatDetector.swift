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

    /// What capital letters above a column name that is no series of its own.
    private static let quantities: Set<String> = [
        "BID", "ASK", "MID", "VWAP", "WAP", "TURNOVER", "AMOUNT", "TRADES", "COUNT", "CHANGE", "RETURN", "OPENINT",
        "YIELD", "RATE", "TOTAL", "SPREAD", "NET",
    ]

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
        candidate.format.name = vendor(of: candidate)
        if let format = options.format { try force(format, on: &candidate) }
        presume(&candidate.format)
        try readDates(&candidate)
        try readDecimalMark(&candidate)
        try readScale(&candidate)
        candidate.format.isToldByHeader = isToldByHeader(candidate)
        return candidate.format
    }

    /// Whether rows of ISO dates and plain decimals could not have decided anything otherwise: the first line names
    /// every column in words that are known, and nothing rests on evidence but on those and on the options.
    private func isToldByHeader(_ candidate: Candidate) -> Bool {
        let (format, names) = (candidate.format, candidate.names)
        let given = [options.format != nil, options.dateOrder != nil].count { $0 }
        return options.mapping == nil && format.headerRecords == 1 && format.layout.fieldCount == names.count
            && format.layout.columns.count == names.count && format.layout.ticker < 0
            && format.dates == DateReading() && format.decimalMark == .point && format.priceScale == 1
            && format.wideColumns.isEmpty && format.evidence.count == 1 + given && !names.contains("time")
            && FormatDetector.commaWords.isDisjoint(with: names)
            && (try? HeaderMemory.layout(names: names, fieldCount: names.count)) == format.layout
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
                return headerless(
                    records: Array(records[index...]), above: Array(records[..<index]), separator: separator)
            }
            if let found = stackedHeader(records, at: index, separator: separator) { return found }
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
                case .noDate:
                    if let found = datedByValues(record, names, rows: rows, format: format) { return found }
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
            title.utf8.count <= 12 && !FormatDetector.quantities.contains(title)
                && title.utf8.allSatisfy { $0 < 0x80 && !(0x61...0x7A).contains($0) && $0 > 0x20 }
        }
        guard others.count > 1, areCodes || options.format == .wide || options.format == .ecb,
            Set(titles).count == titles.count
        else { return nil }
        // Where the euro has a column of its own, the table is quoted in another currency.
        let isCurrencies =
            titles.allSatisfy { $0.utf8.count == 3 } && titles.contains("USD") && titles.contains("JPY")
            && !titles.contains("EUR")
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
        var records: [FormatSample.Record] = []
        for separator in FormatDetector.separators {
            let found = sample.headRecords(separator: separator, limit: 40)
            guard let first = found.first else { continue }
            if records.first.map({ first.fields.count > $0.fields.count }) ?? true { records = found }
        }
        guard let record = records.first else { return unreadableHead() }
        let line = record.line
        let firstRow = records.prefix(15).firstIndex(where: looksLikeData) ?? 0
        for head in records[..<max(firstRow, 1)] where !head.fields.allSatisfy(isUTF8) {
            return refusal(
                .encoding,
                "line \(head.line) is not UTF-8; it may be Shift-JIS, Big5, EUC-KR or a code page: save the file as "
                    + "UTF-8")
        }
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
        if firstRow > 0 {
            let header = records[firstRow - 1]
            let words = header.fields.prefix(4).map { "“\(repairedText($0.prefix(20)))”" }.joined(separator: ", ")
            return refusal(
                .unknownFormat,
                "line \(header.line) names the columns in words that are not known (\(words)), and the rows leave open "
                    + "which is the close; say which is which with ingest: columns: in a pipeline file")
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

/// Whether a field is text in UTF-8.
private func isUTF8(_ field: [UInt8]) -> Bool {
    var check = UTF8Check()
    field.withUnsafeBytes { check.consume($0) }
    return check.isComplete
}

/// Whether a field is a date in one of the usual ways of writing.
///
/// Three parts with a year of two digits may be a price in an odd notation, or a time: the header has to name them.
func isDate(_ field: [UInt8]) -> Bool {
    switch DateField(field.span) {
    case .malformed, .shortYear: false
    case .date, .dayAndMonth, .republicYear: true
    }
}

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
