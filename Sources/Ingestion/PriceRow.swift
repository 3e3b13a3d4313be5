import Market

/// What a data row turned out to be.
enum RowOutcome {
    case bar(Bar)
    /// A row whose date waits for the order of day and month.
    case waitsForDateOrder
    case rejected(RejectionReason, detail: String)
}

/// Turns the records of one price file into bars, by its columns and its order of day and month.
///
/// The checks run in the order of the reasons in ``RejectionReason``: a row is counted under the first that
/// applies.
struct PriceRowReader {
    /// Prices above this are typing errors or other units, not prices.
    static let largestPrice = 1e9
    /// Volumes above this are errors.
    static let largestVolume = 1e15

    let format: FileFormat
    var layout: ColumnLayout
    var dateOrder: DateOrder?
    var evidence = DateOrderEvidence()
    /// Splits and dividends met so far, with their dates.
    private(set) var actions: [CorporateAction] = []
    let asOf: SessionDate?
    private let divisor: Double
    private var month = DecodedMonth()
    /// The series whose prices may be zero or below.
    private let nonPositiveSymbols: Set<String>
    private let symbol: String
    /// The line of a header that stands for other columns than the first.
    private var otherHeaderLine: Int?
    private var lastDate: SessionDate?

    /// A reader of rows in a format, of which the only series would have this name.
    init(
        format: FileFormat, symbol: String, dateOrder: DateOrder?, asOf: SessionDate?,
        nonPositiveSymbols: Set<String> = []
    ) {
        self.symbol = symbol
        self.nonPositiveSymbols = nonPositiveSymbols
        self.format = format
        layout = format.layout
        self.dateOrder = dateOrder
        self.asOf = asOf
        // A tenth of a cent is no double; a division by ten thousand is rounded once.
        divisor = 1 / format.priceScale == (1 / format.priceScale).rounded() ? 1 / format.priceScale : 0
    }

    /// Reads the record that `reader` stands at.
    mutating func outcome(of reader: borrowing CSVRecordReader) -> RowOutcome {
        if let rejection = shapeRejection(of: reader) { return rejection }
        do throws(FieldRejection) {
            guard let date = try date(of: reader) else { return .waitsForDateOrder }
            let bar = try bar(of: reader, on: date)
            if layout.dividend >= 0 || layout.split >= 0 { try noteActions(of: reader, on: date) }
            return .bar(bar)
        } catch {
            return .rejected(error.reason, detail: error.detail)
        }
    }

    /// What is wrong with the row as a whole, whatever its fields say.
    mutating func shapeRejection(of reader: borrowing CSVRecordReader) -> RowOutcome? {
        if reader.isUnterminated {
            return .rejected(
                .unterminatedQuote,
                detail: "a quote is opened and never closed, so that lines \(reader.line) to \(reader.lastLine) "
                    + "cannot be told apart; close or remove the quote")
        }
        if reader.isOverLong {
            return .rejected(
                .overLongLine,
                detail:
                    "the line is longer than \(CSVRecordReader.longestLine >> 10) KiB, which no row of prices is; "
                    + "load the file again")
        }
        if mayBeHeader(reader), let header = try? ColumnLayout(header: reader) {
            // Files of different columns were joined: the rows below this header are to be read by it, unless they
            // would then be another series, or returns be measured from one kind of close to another.
            let isAlike =
                (header.adjustedClose < 0) == (format.layout.adjustedClose < 0)
                && header.ticker == format.layout.ticker
            otherHeaderLine = isAlike ? nil : reader.line
            layout = header
            return .rejected(.repeatedHeader, detail: "the header stands here again; remove the line")
        }
        if let otherHeaderLine {
            return .rejected(
                .wrongColumns,
                detail:
                    "the header on line \(otherHeaderLine) names other columns than the first; take that part in as "
                    + "a file of its own")
        }
        if reader.hasNUL { return .rejected(.nulByte, detail: "the row holds a NUL byte; load the file again") }
        if !reader.isValidUTF8 {
            return .rejected(.encoding, detail: "the row is not valid UTF-8; save the file as UTF-8")
        }
        if reader.fieldCount != layout.fieldCount, !differsBySeparatorAtEnd(reader) {
            return .rejected(
                .wrongColumns, detail: "the row has \(reader.fieldCount) fields, the header \(layout.fieldCount)")
        }
        return nil
    }

    /// Whether the only difference is a separator behind the last field, of the row or of the header.
    private func differsBySeparatorAtEnd(_ reader: borrowing CSVRecordReader) -> Bool {
        let count = reader.fieldCount
        if count == layout.fieldCount + 1 {
            return count <= CSVParser.maximumFields && reader.field(count - 1).isEmpty
        }
        return layout.hasEmptyLastName && count == layout.fieldCount - 1
    }

    /// A cheap look before a record is read as a header.
    ///
    /// It asks whether the record begins with a letter and has no digit where a date would begin.
    private func mayBeHeader(_ reader: borrowing CSVRecordReader) -> Bool {
        guard format.headerRecords > 0, format.wideColumns.isEmpty, beginsLikeName(reader) else { return false }
        guard layout.date < reader.fieldCount, let date = reader.field(layout.date).first else { return true }
        return date &- 0x30 > 9
    }

    private func beginsLikeName(_ reader: borrowing CSVRecordReader) -> Bool {
        guard let first = reader.field(0).first else { return false }
        return first | 0x20 >= 0x61 || first == 0x3C
    }

    /// The date, or nil where it waits for the order of day and month.
    mutating func date(of reader: borrowing CSVRecordReader) throws(FieldRejection) -> SessionDate? {
        let text = reader.field(layout.date)
        var date: SessionDate?
        switch format.dates.form {
        case .written:
            if let known = month.date(text) {
                date = known
                break
            }
            switch DateField(text.span) {
            case .date(let known): date = known
            case .dayAndMonth(let first, let second, let year):
                guard let order = order(first, second, year, reader.line) else { return nil }
                date = SessionDate(first, second, year: year, order)
            case .republicYear, .shortYear, .malformed: date = nil
            }
        case .shortYear:
            switch DateField(text.span) {
            case .date(let known): date = known
            case .dayAndMonth(let first, let second, let year):
                guard let order = order(first, second, year, reader.line) else { return nil }
                date = SessionDate(first, second, year: year, order)
            case .shortYear(let first, let second, let third):
                guard let order = order(first, second, fullYear(third), reader.line) else { return nil }
                date = SessionDate(first, second, year: fullYear(third), order)
            case .republicYear, .malformed: date = nil
            }
        case .stamp(let units):
            date = SessionDate(
                stamp: text.span, unitsPerSecond: units, secondsAheadOfUTC: format.dates.secondsAheadOfUTC)
            if let date, isOtherUnit(date, units) {
                throw FieldRejection(
                    .badDate, "Date is \(quoted(text)), which has fewer digits than the other counts since 1970")
            }
        case .republic:
            switch DateField(text.span) {
            case .date(let known): date = known
            case .republicYear(let year, let month, let day):
                date = SessionDate(year: 1911 + year, month: month, day: day)
            case .dayAndMonth, .shortYear, .malformed: date = nil
            }
        case .pattern(let pattern):
            date = pattern.date(in: text.span, secondsAheadOfUTC: format.dates.secondsAheadOfUTC)
        }
        if format.dates.daysAdded != 0 { date = date?.advanced(byDays: format.dates.daysAdded) }
        guard let date else {
            throw FieldRejection(
                .badDate, "Date is \(quoted(text)), not a day of the calendar written as yyyy-mm-dd")
        }
        if let asOf, date > asOf {
            throw FieldRejection(.futureDate, "Date is \(date), later than \(asOf), the date of this run")
        }
        lastDate = date
        return date
    }

    /// The order of day and month, of which a date is evidence; nil where it is not known yet.
    private mutating func order(_ first: Int, _ second: Int, _ year: Int, _ line: Int) -> DateOrder? {
        evidence.note(first: first, second: second, year: year, line: line)
        return dateOrder
    }

    /// Whether a stamp is a count of seconds among counts of milliseconds: as one of those it would fall into the
    /// first weeks of 1970, where the row before does not belong.
    private func isOtherUnit(_ date: SessionDate, _ units: Int) -> Bool {
        guard units > 1, (0..<200).contains(date.dayNumber) else { return false }
        return lastDate.map { $0.dayNumber > 2000 } ?? true
    }

    /// Whether the series of this row is declared to have prices of zero and below.
    private func mayBeNonPositive(_ reader: borrowing CSVRecordReader, _ series: String?) -> Bool {
        guard !nonPositiveSymbols.isEmpty else { return false }
        if let series { return nonPositiveSymbols.contains(series) }
        if nonPositiveSymbols.contains(symbol) { return true }
        return layout.ticker >= 0 && nonPositiveSymbols.contains(repairedText(reader.field(layout.ticker)))
    }

    private func bar(of reader: borrowing CSVRecordReader, on date: SessionDate) throws(FieldRejection) -> Bar {
        guard let close = try price(.close, layout.close, reader) else {
            throw FieldRejection(.missingValue, "Close is \(quoted(reader.field(layout.close))): there is no price")
        }
        let bar = Bar(
            date: date,
            open: try price(.open, layout.open, reader),
            high: try price(.high, layout.high, reader),
            low: try price(.low, layout.low, reader),
            close: close,
            adjustedClose: try price(.adjustedClose, layout.adjustedClose, reader),
            volume: nil)
        if let contradiction = contradiction(in: bar, tolerance: 1e-9),
            self.contradiction(in: bar, tolerance: tick(of: reader, at: bar.close)) != nil
        {
            throw FieldRejection(.ohlcInconsistent, contradiction)
        }
        var complete = bar
        complete.volume = try volume(of: reader)
        return complete
    }

    func price(
        _ column: PriceColumn, _ index: Int, _ reader: borrowing CSVRecordReader, of series: String? = nil
    ) throws(FieldRejection) -> Double? {
        guard index >= 0 else { return nil }
        let text = reader.field(index)
        switch number(text, reader, []) {
        case .missing: return nil
        case .malformed: throw FieldRejection(.badNumber, "\(column.title) is \(quoted(text)), not a number")
        case .value(let written):
            let value = divisor == 1 ? written : divisor > 0 ? written / divisor : written * format.priceScale
            guard value.magnitude <= PriceRowReader.largestPrice else {
                throw FieldRejection(.outOfRange, "\(column.title) is \(quoted(text)), more than 1e9")
            }
            guard value > 0 || mayBeNonPositive(reader, series) else {
                throw FieldRejection(.nonPositivePrice, "\(column.title) is \(quoted(text)), not above zero")
            }
            return value
        }
    }

    private func volume(of reader: borrowing CSVRecordReader) throws(FieldRejection) -> Double? {
        guard layout.volume >= 0 else { return nil }
        let text = reader.field(layout.volume)
        switch number(text, reader, .magnitudeLetters) {
        case .missing: return nil
        case .value(let value) where value >= 0 && value <= PriceRowReader.largestVolume: return value
        case .value, .malformed:
            throw FieldRejection(.badVolume, "Volume is \(quoted(text)), not a number from 0 to 1e15")
        }
    }

    @inline(__always)
    private func number(
        _ text: UnsafeBufferPointer<UInt8>, _ reader: borrowing CSVRecordReader, _ more: NumberNotation
    ) -> NumberField {
        if format.decimalMark == .comma { return NumberField(decimalComma: text.span, notation: more) }
        if let plain = plainDecimal(text) { return .value(plain) }
        return NumberField(text.span, notation: notation(of: text, reader).union(more))
    }

    private mutating func noteActions(
        of reader: borrowing CSVRecordReader, on date: SessionDate
    ) throws(FieldRejection) {
        for (kind, index, none) in [
            (CorporateAction.Kind.split, layout.split, 1.0), (.dividend, layout.dividend, 0),
        ]
        where index >= 0 {
            let text = reader.field(index)
            let value: Double
            switch number(text, reader, []) {
            case .missing: continue
            case .value(let number): value = number
            case .malformed:
                // 4:1 and 4/1.
                let parts = text.split { $0 == 0x3A || $0 == 0x2F }.map {
                    Double(String(decoding: $0, as: UTF8.self))
                }
                guard parts.count == 2, let new = parts[0], let old = parts[1], old != 0 else {
                    throw FieldRejection(.badNumber, "\(kind.rawValue) is \(quoted(text)), not a number")
                }
                value = new / old
            }
            guard value != none, value != 0 else { continue }
            guard value > 0, value <= PriceRowReader.largestPrice else {
                throw FieldRejection(.outOfRange, "\(kind.rawValue) is \(quoted(text)), not above zero")
            }
            actions.append(CorporateAction(date: date, kind: kind, value: value))
        }
    }

    /// Commas count as thousands commas inside quotes only: where they do not separate fields, 1,250 without
    /// quotes is as likely one and a quarter.
    private func notation(
        of text: UnsafeBufferPointer<UInt8>, _ reader: borrowing CSVRecordReader
    ) -> NumberNotation {
        if reader.separator == 0x2C { return .thousandsCommas }
        guard text.contains(0x2C) else { return [] }
        let quotedText = [0x22] + text + [0x22]
        let raw = reader.rawBytes
        let isQuoted = raw.indices.contains { raw[$0...].starts(with: quotedText) }
        return isQuoted ? .thousandsCommas : []
    }

    /// The last place in which the row's prices are written, as a share of the price, at most a thousandth.
    ///
    /// Vendors round each price by itself, so that a close may lie that much outside the range of the session.
    private func tick(of reader: borrowing CSVRecordReader, at price: Double) -> Double {
        var decimals = 0
        for index in [layout.open, layout.high, layout.low, layout.close] where index >= 0 {
            let text = reader.field(index)
            let mark: UInt8 = format.decimalMark == .comma ? 0x2C : 0x2E
            guard let point = text.lastIndex(of: mark) else { continue }
            decimals = max(decimals, text[point...].dropFirst().prefix { $0 &- 0x30 < 10 }.count)
        }
        let place = nearestDouble(1, powerOfTen: -decimals) * format.priceScale
        return max(1e-6, min(1e-3, 1.01 * place / price.magnitude))
    }

    private func contradiction(in bar: Bar, tolerance: Double) -> String? {
        if let high = bar.high, let low = bar.low, low > high + tolerance * high.magnitude {
            return "High is \(high), below Low, \(low)"
        }
        for (name, value) in [("Open", bar.open), ("Close", bar.close)] {
            guard let value else { continue }
            if let high = bar.high, value > high + tolerance * high.magnitude {
                return "\(name) is \(value), above High, \(high)"
            }
            if let low = bar.low, value < low - tolerance * low.magnitude {
                return "\(name) is \(value), below Low, \(low)"
            }
        }
        return nil
    }
}

extension SessionDate {
    fileprivate init?(_ first: Int, _ second: Int, year: Int, _ order: DateOrder) {
        switch order {
        case .dayFirst: self.init(year: year, month: second, day: first)
        case .monthFirst: self.init(year: year, month: first, day: second)
        }
    }
}

/// Why one field makes its row no bar.
struct FieldRejection: Error {
    let reason: RejectionReason
    let detail: String

    init(_ reason: RejectionReason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}

/// A field for a message: between quotation marks, its first 40 bytes.
private func quoted(_ field: UnsafeBufferPointer<UInt8>) -> String {
    guard field.count > 40 else { return "“\(repairedText(field))”" }
    var bytes = Array(field.prefix(40))
    removeCutCharacter(&bytes)
    return "“\(repairedText(bytes))…”"
}
