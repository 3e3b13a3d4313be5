/// Headers that are more, or less, than one line of known names.
extension FormatDetector {
    /// The three lines that yfinance writes: what the columns are, whose they are, and the name of the dates.
    func stackedHeader(_ records: [FormatSample.Record], at index: Int, separator: UInt8) -> Candidate? {
        guard index + 2 < records.count, records[index + 1].names.first == "ticker" else { return nil }
        let below = records[index + 2].names
        guard let first = below.first, first == "date" || first == "datetime",
            below.dropFirst().allSatisfy(\.isEmpty)
        else { return nil }
        var names = records[index].names
        guard names.count == records[index + 1].fields.count else { return nil }
        names[0] = "date"
        guard let layout = try? ColumnLayout(names: names, fieldCount: names.count) else { return nil }
        var format = FileFormat(name: .yahoo, separator: separator, headerRecords: index + 3, layout: layout)
        format.evidence.append(
            "lines \(records[index].line) to \(records[index + 2].line) name the columns, as yfinance does")
        return Candidate(format: format, names: names, rows: Array(records[(index + 3)...]))
    }

    /// A header that names its prices but not its dates, where one column alone holds dates.
    func datedByValues(
        _ header: FormatSample.Record, _ names: [String], rows: [FormatSample.Record], format: FileFormat
    ) -> Candidate? {
        let whole = rows.filter { $0.fields.count == names.count }
        guard let first = rows.first, looksLikeData(first), whole.count * 2 > rows.count else { return nil }
        let dates = names.indices.filter { index in
            ColumnNames.column(names[index]) == nil && mostly(whole.map { $0.fields[index] }, isDate)
        }
        guard dates.count == 1,
            let layout = try? ColumnLayout(names: names, fieldCount: names.count, date: dates[0])
        else { return nil }
        var format = format
        format.layout = layout
        format.evidence.append(
            "line \(header.line) names the columns but for the dates, which column \(dates[0] + 1) holds")
        return Candidate(format: format, names: names, rows: rows)
    }

    /// Holds a file against the layout that it is said to have.
    ///
    /// A header in known words is read by its words, whatever the layout is called. Where a layout stands for more
    /// than its words (an order of day and month, a scale, columns without names), a file that is not of it is
    /// refused rather than read wrongly.
    func force(_ format: FormatName, on candidate: inout Candidate) throws(IngestionError) {
        let names = candidate.names
        let layout = candidate.format.layout
        let missing: String? =
            switch format {
            case .nasdaq where !names.contains("close/last") && !names.starts(with: ["date", "close", "volume"]):
                "a column Close/Last"
            case .manila where !names.isEmpty || layout.ticker < 0 || layout.ticker > layout.date:
                "rows of a ticker, a date and prices without a header"
            case .ecb where candidate.format.wideColumns.isEmpty, .wide where candidate.format.wideColumns.isEmpty:
                "a header of a date and one code a series"
            case .mapped where options.mapping == nil: "a mapping under ingest: columns: in the pipeline file"
            default: nil
            }
        if let missing {
            throw refusal(
                .unknownFormat,
                "--format \(format.rawValue) was given, but the file has not what that layout has: \(missing); leave "
                    + "--format out, and --explain shows what is found")
        }
        let isGeneral = [.named, .series, .wide, .yahoo].contains(candidate.format.name)
        if isGeneral || candidate.format.name == format || format == .lean {
            candidate.format.name = format
            candidate.format.evidence.append("--format \(format.rawValue) was given")
        } else {
            candidate.format.evidence.append(
                "--format \(format.rawValue) was given, but the columns are named as in "
                    + "\(candidate.format.name.rawValue), and read by their names")
        }
    }
}
