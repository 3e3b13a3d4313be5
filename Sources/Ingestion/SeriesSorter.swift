import Market

/// Hands each row to the series it belongs to, and keeps count of the lines.
struct SeriesSorter {
    private let format: FileFormat
    private let symbol: String
    private var names: [String] = []
    private var assemblers: [SeriesAssembler] = []
    private var positions: [[UInt8]: Int] = [:]
    private var current = 0
    private var currentName: [UInt8] = []

    /// A sorter for a file whose only series would have this name.
    init(format: FileFormat, symbol: String, expectedRows: Int = 0) {
        self.format = format
        self.symbol = symbol
        let hasAdjusted = format.layout.adjustedClose >= 0
        if !format.wideColumns.isEmpty {
            names = format.wideColumns.map(\.symbol)
            assemblers = names.map { _ in SeriesAssembler(hasAdjustedCloses: false) }
        } else if format.layout.ticker < 0 {
            names = [symbol]
            assemblers = [SeriesAssembler(hasAdjustedCloses: hasAdjusted, expectedRows: expectedRows)]
        }
    }

    /// Takes a row of one series.
    @inline(__always)
    mutating func take(_ outcome: RowOutcome, of reader: borrowing CSVRecordReader) {
        if format.layout.ticker >= 0 { select(reader) }
        switch outcome {
        case .bar(let bar): assemblers[current].add(bar, line: reader.line, rawText: reader.rawText)
        case .waitsForDateOrder: return
        case .rejected(let reason, let detail):
            assemblers[current].reject(reason, line: reader.line, rawText: reader.rawText, detail: detail)
        }
    }

    /// The date that rows read together have to be later than; nil where they may not be taken together.
    var dateBeforePlainRows: SessionDate?? {
        format.layout.ticker < 0 && format.wideColumns.isEmpty ? assemblers[current].dateBeforePlainRows : nil
    }

    /// Takes rows of the only series that were read together.
    mutating func take(_ rows: borrowing PlainRows) { assemblers[current].add(rows) }

    /// Takes a row with a value for each series.
    mutating func takeWide(_ rows: inout PriceRowReader, of reader: borrowing CSVRecordReader) {
        func rejectAll(_ reason: RejectionReason, _ detail: String) {
            for index in assemblers.indices {
                assemblers[index].reject(reason, line: reader.line, rawText: reader.rawText, detail: detail)
            }
        }
        if case .rejected(let reason, let detail)? = rows.shapeRejection(of: reader) {
            return rejectAll(reason, detail)
        }
        let date: SessionDate
        do throws(FieldRejection) {
            guard let known = try rows.date(of: reader) else { return }
            date = known
        } catch {
            return rejectAll(error.reason, error.detail)
        }
        for (index, column) in format.wideColumns.enumerated() {
            do throws(FieldRejection) {
                guard let close = try rows.price(.close, column.index, reader, of: column.symbol) else {
                    assemblers[index].skip()
                    continue
                }
                assemblers[index].add(Bar(date: date, close: close), line: reader.line, rawText: reader.rawText)
            } catch {
                assemblers[index].reject(
                    error.reason, line: reader.line, rawText: reader.rawText,
                    detail: "\(column.symbol): \(error.detail)")
            }
        }
    }

    /// Goes over to the series that the row names; a row too short to name one stays with the last.
    private mutating func select(_ reader: borrowing CSVRecordReader) {
        let index = format.layout.ticker
        let field =
            index < min(reader.fieldCount, CSVParser.maximumFields) && reader.fieldCount >= format.layout.fieldCount
            ? reader.field(index) : nil
        if !assemblers.isEmpty {
            guard let field, !field.isEmpty, !field.elementsEqual(currentName) else { return }
        }
        currentName = field.map(Array.init) ?? []
        if let known = positions[currentName] {
            current = known
            return
        }
        positions[currentName] = assemblers.count
        current = assemblers.count
        names.append(repairedText(currentName))
        assemblers.append(SeriesAssembler(hasAdjustedCloses: format.layout.adjustedClose >= 0))
    }

    /// The series, each with the lines that are its own.
    ///
    /// Where rows name their series, header and blank lines count for the first; in a table of several series each
    /// counts all lines, and those without a value of it as blank.
    ///
    /// - Parameter canBeContinued: Whether nothing but the rows themselves forbids to read what will be appended alone.
    consuming func series(
        source: SourceFile, lines: Int, blank: Int, actions: [CorporateAction], canBeContinued: Bool = false
    ) -> [IngestedColumns] {
        var series: [IngestedColumns] = []
        // One name in the whole file is a description; the file's own name is what the next file will have, too.
        let isOnly = assemblers.count == 1 && format.wideColumns.isEmpty
        let separate = !isOnly && format.wideColumns.isEmpty
        for (index, assembler) in assemblers.enumerated() {
            let skipped = assembler.skipped
            let canContinue = canBeContinued && isOnly && format.layout.ticker < 0 && assembler.canBeContinued
            let name = isOnly || names[index].isEmpty ? symbol : names[index]
            let result = assembler.assembled()
            let accepted = result.columns.count + result.nonPositive.count
            let hasHead = !separate || index == 0
            let header = hasHead ? format.headerRecords : 0
            let ownBlank = (hasHead ? blank : 0) + skipped
            series.append(
                IngestedColumns(
                    source: source, symbol: name, columns: result.columns, nonPositiveBars: result.nonPositive,
                    rejectedRows: result.rejected, warnings: result.warnings,
                    lines: LineCounts(
                        lines: separate ? header + ownBlank + accepted + result.rejectedCount : lines,
                        header: header, blank: ownBlank, accepted: accepted, rejected: result.rejectedCount),
                    actions: isOnly ? actions : [], format: format.name, canBeContinued: canContinue))
        }
        return series
    }
}
