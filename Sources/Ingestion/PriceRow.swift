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

    var layout: ColumnLayout
    var dateOrder: DateOrder?
    var evidence = DateOrderEvidence()
    let asOf: SessionDate?

    /// Reads the record that `reader` stands at.
    mutating func outcome(of reader: borrowing CSVRecordReader) -> RowOutcome {
        if let rejection = shapeRejection(of: reader) { return rejection }
        do throws(FieldRejection) {
            guard let date = try date(of: reader) else { return .waitsForDateOrder }
            return .bar(try bar(of: reader, on: date))
        } catch {
            return .rejected(error.reason, detail: error.detail)
        }
    }

    /// What is wrong with the row as a whole, whatever its fields say.
    private mutating func shapeRejection(of reader: borrowing CSVRecordReader) -> RowOutcome? {
        if reader.isUnterminated {
            return .rejected(
                .unterminatedQuote,
                detail: "a quote is opened and never closed, so that lines \(reader.line) to \(reader.lastLine) "
                    + "cannot be told apart; close or remove the quote")
        }
        if mayBeHeader(reader), let header = try? ColumnLayout(header: reader) {
            // Files of different columns were joined: the rows below this header are to be read by it.
            layout = header
            return .rejected(.repeatedHeader, detail: "the header stands here again; remove the line")
        }
        if reader.hasNUL { return .rejected(.nulByte, detail: "the row holds a NUL byte; load the file again") }
        if !reader.isValidUTF8 {
            return .rejected(.encoding, detail: "the row is not valid UTF-8; save the file as UTF-8")
        }
        if reader.fieldCount != layout.fieldCount {
            return .rejected(
                .wrongColumns, detail: "the row has \(reader.fieldCount) fields, the header \(layout.fieldCount)")
        }
        return nil
    }

    /// A cheap look before a record is read as a header.
    ///
    /// It asks whether the record begins with a letter and has no digit where a date would begin.
    private func mayBeHeader(_ reader: borrowing CSVRecordReader) -> Bool {
        guard let first = reader.field(0).first, first | 0x20 >= 0x61 else { return false }
        guard layout.date < reader.fieldCount, let date = reader.field(layout.date).first else { return true }
        return date &- 0x30 > 9
    }

    /// The date, or nil where it waits for the order of day and month.
    private mutating func date(of reader: borrowing CSVRecordReader) throws(FieldRejection) -> SessionDate? {
        let text = reader.field(layout.date)
        let date: SessionDate?
        switch DateField(text.span) {
        case .date(let known): date = known
        case .dayAndMonth(let first, let second, let year):
            evidence.note(first: first, second: second, year: year, line: reader.line)
            guard let dateOrder else { return nil }
            date =
                dateOrder == .dayFirst
                ? SessionDate(year: year, month: second, day: first)
                : SessionDate(year: year, month: first, day: second)
        case .malformed: date = nil
        }
        guard let date else {
            throw FieldRejection(
                .badDate, "Date is \(quoted(text)), not a day of the calendar written as yyyy-mm-dd")
        }
        if let asOf, date > asOf {
            throw FieldRejection(.futureDate, "Date is \(date), later than \(asOf), the date of this run")
        }
        return date
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
        if let contradiction = contradiction(in: bar) { throw FieldRejection(.ohlcInconsistent, contradiction) }
        var complete = bar
        complete.volume = try volume(of: reader)
        return complete
    }

    private func price(
        _ column: PriceColumn, _ index: Int, _ reader: borrowing CSVRecordReader
    ) throws(FieldRejection) -> Double? {
        guard index >= 0 else { return nil }
        let text = reader.field(index)
        switch NumberField(text.span, notation: notation(of: text, reader)) {
        case .missing: return nil
        case .malformed: throw FieldRejection(.badNumber, "\(column.title) is \(quoted(text)), not a number")
        case .value(let value):
            guard value.magnitude <= PriceRowReader.largestPrice else {
                throw FieldRejection(.outOfRange, "\(column.title) is \(quoted(text)), more than 1e9")
            }
            guard value > 0 else {
                throw FieldRejection(.nonPositivePrice, "\(column.title) is \(quoted(text)), not above zero")
            }
            return value
        }
    }

    private func volume(of reader: borrowing CSVRecordReader) throws(FieldRejection) -> Double? {
        guard layout.volume >= 0 else { return nil }
        let text = reader.field(layout.volume)
        switch NumberField(text.span, notation: notation(of: text, reader).union(.magnitudeLetters)) {
        case .missing: return nil
        case .value(let value) where value >= 0 && value <= PriceRowReader.largestVolume: return value
        case .value, .malformed:
            throw FieldRejection(.badVolume, "Volume is \(quoted(text)), not a number from 0 to 1e15")
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

    private func contradiction(in bar: Bar) -> String? {
        // Vendors compute in binary: the last bits of a price say nothing about the market.
        let tolerance = 1e-9
        if let high = bar.high, let low = bar.low, low > high * (1 + tolerance) {
            return "High is \(high), below Low, \(low)"
        }
        for (name, value) in [("Open", bar.open), ("Close", bar.close)] {
            guard let value else { continue }
            if let high = bar.high, value > high * (1 + tolerance) {
                return "\(name) is \(value), above High, \(high)"
            }
            if let low = bar.low, value < low * (1 - tolerance) {
                return "\(name) is \(value), below Low, \(low)"
            }
        }
        return nil
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
