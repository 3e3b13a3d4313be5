import Market

/// Collects the rows of one file and makes a series of them: doubles out, sorted, looked over.
struct SeriesAssembler {
    /// Rejected rows beyond these are counted by reason, no longer kept, so that a file of nothing but bad rows
    /// costs no more memory than a few times its size.
    static let keptRejections = 100_000
    /// Neighbouring closes further apart than this ratio look like a split that was not applied.
    static let suspectRatio = 1.6

    private(set) var columns: PriceColumns
    private var rejectedRows: [RejectedRow] = []
    private var furtherRejections: [RejectionReason: Int] = [:]
    /// Rows of the file without a value of this series.
    private(set) var skipped = 0
    private let hasAdjustedCloses: Bool
    private var unadjustedRows: [SessionDate: (line: Int, rawText: String)] = [:]
    /// Where the bar of a date lies; made when the first row comes that is not later than all before it.
    private var positions: [Int32: Int]?
    private var latest: SessionDate?
    private var hasNonPositive = false
    private var isAscending = true
    private var isDescending = true

    /// An assembler for a file with or without a column of adjusted closes.
    ///
    /// - Parameter expectedRows: About how many rows there will be.
    init(hasAdjustedCloses: Bool, expectedRows: Int = 0) {
        self.hasAdjustedCloses = hasAdjustedCloses
        columns = PriceColumns([], expectedCount: expectedRows)
    }

    /// Whether rows appended to the file leave the rows so far what they are.
    ///
    /// Not so where the order is not that of time, where the adjusted closes of some decide about others, and where a
    /// row was refused for a date that will have come.
    var canBeContinued: Bool {
        isAscending && unadjustedRows.isEmpty && columns.count > 0 && hasOnlyLastingRejections
    }

    /// Whether appended rows can stand behind those of an earlier reading.
    var canContinue: Bool { isAscending && unadjustedRows.isEmpty }

    /// Whether no rejection may turn out otherwise on another day or with further rows.
    var hasOnlyLastingRejections: Bool {
        furtherRejections.isEmpty
            && rejectedRows.allSatisfy { ![.futureDate, .unterminatedQuote, .repeatedHeader].contains($0.reason) }
    }

    /// How many rows were refused.
    var rejectedCount: Int { rejectedRows.count + furtherRejections.values.reduce(0, +) }

    /// Takes a good row in, or rejects it where its date was there before.
    mutating func add(_ bar: Bar, line: Int, rawText: @autoclosure () -> String) {
        if let latest, bar.date <= latest {
            var known = positions ?? Dictionary(uniqueKeysWithValues: zip(columns.dates, 0...))
            // Only one owner: the dictionary must not be copied for every row.
            positions = nil
            defer { positions = known }
            if let first = known[bar.date.dayNumber] {
                let isSame = columns[first] == bar
                let detail =
                    isSame
                    ? "the row of \(bar.date) is there twice; remove one"
                    : "another row of \(bar.date) with other values stands above and is kept; remove the wrong one"
                reject(
                    isSame ? .duplicateSame : .duplicateConflict, line: line, rawText: rawText(), detail: detail)
                return
            }
            known[bar.date.dayNumber] = columns.count
            isAscending = false
            if let last = columns.dates.last, bar.date.dayNumber > last { isDescending = false }
        } else {
            if latest != nil { isDescending = false }
            latest = bar.date
            positions?[bar.date.dayNumber] = columns.count
        }
        if hasAdjustedCloses, bar.adjustedClose == nil { unadjustedRows[bar.date] = (line, rawText()) }
        hasNonPositive = hasNonPositive || SeriesAssembler.isNonPositive(bar)
        columns.append(bar)
    }

    /// The date that rows read together have to be later than; nil where they may not be taken together.
    var dateBeforePlainRows: SessionDate?? { isAscending ? .some(latest) : nil }

    /// Takes good rows in, each later than the one before it and than ``dateBeforePlainRows``.
    mutating func add(_ rows: borrowing PlainRows) {
        guard let last = rows.dayNumbers.last else { return }
        if latest != nil || rows.count > 1 { isDescending = false }
        latest = SessionDate(dayNumber: last)
        if positions != nil {
            for (index, date) in rows.dayNumbers.enumerated() { positions?[date] = columns.count + index }
        }
        columns.append(rows)
    }

    /// Counts a row that has no value of this series.
    mutating func skip() { skipped += 1 }

    /// Keeps a row that is no bar.
    mutating func reject(_ reason: RejectionReason, line: Int, rawText: @autoclosure () -> String, detail: String) {
        if rejectedRows.count < SeriesAssembler.keptRejections {
            rejectedRows.append(RejectedRow(line: line, rawText: rawText(), reason: reason, detail: detail))
        } else {
            furtherRejections[reason, default: 0] += 1
        }
    }

    /// What became of the rows.
    struct Result {
        var columns: PriceColumns
        /// Bars with a price of zero or below, by date.
        var nonPositive: [Bar]
        /// The rejected rows that are kept, by line.
        var rejected: [RejectedRow]
        /// The number of all rejected rows.
        var rejectedCount: Int
        var warnings: [String]
    }

    /// The bars by date, the rejected rows and the warnings.
    consuming func assembled() -> Result {
        rejectUnadjusted()
        var warnings: [String] = []
        if columns.count > 1, !isAscending {
            warnings.append(
                isDescending
                    ? "descending: the rows run from the newest to the oldest; they were turned round"
                    : "unsorted: the rows are not in order of date; they were sorted")
            columns = PriceColumns(columns.bars.sorted { $0.date < $1.date })
        }
        let nonPositive = setNonPositiveAside(&warnings)
        warnings += SeriesAssembler.jumpWarnings(columns)
        for reason in RejectionReason.allCases {
            guard let count = furtherRejections[reason] else { continue }
            warnings.append("rejected_rows_not_kept: \(count) further rows were rejected as \(reason.rawValue)")
        }
        return Result(
            columns: columns, nonPositive: nonPositive, rejected: rejectedRows, rejectedCount: rejectedCount,
            warnings: warnings)
    }

    private static func isNonPositive(_ bar: Bar) -> Bool {
        func isNonPositive(_ price: Double?) -> Bool { price.map { $0 <= 0 } ?? false }
        return bar.close <= 0 || isNonPositive(bar.open) || isNonPositive(bar.high) || isNonPositive(bar.low)
            || isNonPositive(bar.adjustedClose)
    }

    /// Takes out the bars without a logarithm; only a series that is declared to have them has any.
    private mutating func setNonPositiveAside(_ warnings: inout [String]) -> [Bar] {
        guard hasNonPositive else { return [] }
        let isNonPositive = SeriesAssembler.isNonPositive
        let bars = columns.bars
        let aside = bars.filter(isNonPositive)
        guard let first = aside.first else { return [] }
        columns = PriceColumns(bars.filter { !isNonPositive($0) })
        let count = aside.count == 1 ? "a price" : "\(aside.count) prices"
        warnings.append(
            "non_positive: \(count) of zero or below, as on \(first.date) (\(first.close)); they are kept, and no return "
                + "begins or ends with them")
        return aside
    }

    /// Rejects the rows without an adjusted close where others have one: a return from one kind of close to the
    /// other would be an event that never happened.
    private mutating func rejectUnadjusted() {
        guard !unadjustedRows.isEmpty, unadjustedRows.count < columns.count else { return }
        columns = PriceColumns(columns.bars.filter { unadjustedRows[$0.date] == nil })
        for row in unadjustedRows.values.sorted(by: { $0.line < $1.line }) {
            reject(
                .missingValue, line: row.line, rawText: row.rawText,
                detail: "Adj Close is missing, while other rows of the file have one")
        }
        rejectedRows.sort { $0.line < $1.line }
    }

    /// Where neighbouring closes are so far apart that a split may not be applied.
    static func jumpWarnings(_ columns: PriceColumns) -> [String] {
        let shown = 20
        var warnings: [String] = []
        var count = 0
        // Where the adjusted closes go on without a jump, the split is applied.
        var before = columns.count > 0 ? columns.returnClose(0) : 1
        for index in columns.dates.indices.dropFirst() {
            let after = columns.returnClose(index)
            let ratio = after / before
            before = after
            guard ratio > suspectRatio || ratio < 1 / suspectRatio else { continue }
            count += 1
            guard count <= shown else { continue }
            let (first, second) = (columns[index - 1], columns[index])
            warnings.append(
                "suspect_jump: the close goes from \(first.close) on \(first.date) to \(second.close) on "
                    + "\(second.date); see whether a split is not applied")
        }
        if count > shown { warnings.append("suspect_jump: \(count - shown) further jumps of that size") }
        return warnings
    }
}
