import Market

/// The order of day and month in dates such as 04/03/2019.
public enum DateOrder: String, Hashable, Sendable {
    case dayFirst = "day/month/year"
    case monthFirst = "month/day/year"
}

/// What a date field says.
enum DateField: Hashable, Sendable {
    /// A date, whatever the order of day and month.
    case date(SessionDate)
    /// Day and month in an order that only the whole file can tell.
    case dayAndMonth(first: Int, second: Int, year: Int)
    /// A year counted from 1912, as Taiwan does, month and day.
    case republicYear(Int, month: Int, day: Int)
    /// Three parts with a year of two digits among them; which it is, only the whole file can tell.
    case shortYear(first: Int, second: Int, third: Int)
    /// No date, or a day that the calendar does not have.
    case malformed
}

extension DateField {
    /// Reads yyyy-mm-dd, yyyymmdd, day and month before the year, or a month's name with day and year.
    ///
    /// Between the parts stands a hyphen, a slash, a full stop or the characters of year, month and day. A time of
    /// day behind them is ignored; dates are those of the exchange, so its zone is not applied.
    init(_ text: Span<UInt8>) {
        self = .malformed
        if let date = DateField.isoDate(text) {
            self = .date(date)
            return
        }
        var index = 0
        var end = text.count
        while index < end, isBlank(text[index]) { index += 1 }
        while end > index, isBlank(text[end - 1]) { end -= 1 }

        if index < end, text[index] | 0x20 >= 0x61, text[index] < 0x80 {
            self = DateField(monthBeforeDay: text, index, end)
            return
        }
        let (first, firstLength) = DateField.digits(text, &index, end)
        if firstLength == 8 {
            guard DateField.isTimeOfDay(text, index, end) else { return }
            self = DateField(year: first / 10_000, month: first / 100 % 100, day: first % 100)
            return
        }
        guard let separator = DateField.separator(text, &index, end) else { return }
        if index < end, text[index] &- 0x30 > 9 {
            self = DateField(day: first, firstLength, beforeMonth: text, index, end)
            return
        }
        let (second, secondLength) = DateField.digits(text, &index, end)
        guard (1...2).contains(secondLength), let other = DateField.separator(text, &index, end),
            other == separator || separator == 0xE5
        else { return }
        let (third, thirdLength) = DateField.digits(text, &index, end)
        if separator == 0xE5, DateField.separator(text, &index, end) == nil { return }
        guard DateField.isTimeOfDay(text, index, end) else { return }
        if firstLength == 4, (1...2).contains(thirdLength) {
            self = DateField(year: first, month: second, day: third)
        } else if (1...2).contains(firstLength), thirdLength == 4 {
            self = .dayAndMonth(first: first, second: second, year: third)
        } else if firstLength == 3 || firstLength == 2 && first > 31, thirdLength == 2, secondLength == 2,
            separator == 0x2F
        {
            self = .republicYear(first, month: second, day: third)
        } else if (1...2).contains(firstLength), thirdLength == 2, separator != 0xE5 {
            self = .shortYear(first: first, second: second, third: third)
        }
    }

    /// A field of exactly ten bytes, yyyy-mm-dd: what nearly all rows of nearly all files hold.
    @inline(__always)
    private static func isoDate(_ text: Span<UInt8>) -> SessionDate? {
        guard text.count == 10, text[4] == 0x2D, text[7] == 0x2D else { return nil }
        for index in 0..<10 where index != 4 && index != 7 {
            if text[index] &- 0x30 > 9 { return nil }
        }
        func pair(_ index: Int) -> Int { Int(text[index] &- 0x30) * 10 + Int(text[index + 1] &- 0x30) }
        return SessionDate(year: pair(0) * 100 + pair(2), month: pair(5), day: pair(8))
    }

    /// Mar 23, 2020.
    private init(monthBeforeDay text: Span<UInt8>, _ start: Int, _ end: Int) {
        self = .malformed
        var index = start
        guard let month = monthName(text, &index, end) else { return }
        while index < end, isBlank(text[index]) || text[index] == 0x2D { index += 1 }
        let (day, dayLength) = DateField.digits(text, &index, end)
        guard (1...2).contains(dayLength) else { return }
        while index < end, isBlank(text[index]) || text[index] == 0x2C || text[index] == 0x2D { index += 1 }
        let (year, yearLength) = DateField.digits(text, &index, end)
        guard yearLength == 4, DateField.isTimeOfDay(text, index, end) else { return }
        self = DateField(year: year, month: month, day: day)
    }

    /// 23-Mar-2020, 23 March 2020, 23-Mar-20.
    private init(day: Int, _ dayLength: Int, beforeMonth text: Span<UInt8>, _ start: Int, _ end: Int) {
        self = .malformed
        var index = start
        guard let month = monthName(text, &index, end),
            index < end, isBlank(text[index]) || text[index] == 0x2D || text[index] == 0x2F || text[index] == 0x2C
        else { return }
        while index < end, isBlank(text[index]) || text[index] == 0x2D || text[index] == 0x2F || text[index] == 0x2C
        {
            index += 1
        }
        let (last, lastLength) = DateField.digits(text, &index, end)
        guard DateField.isTimeOfDay(text, index, end) else { return }
        if dayLength == 4, (1...2).contains(lastLength) {
            self = DateField(year: day, month: month, day: last)
        } else if (1...2).contains(dayLength), lastLength == 4 || lastLength == 2 {
            self = DateField(year: lastLength == 4 ? last : fullYear(last), month: month, day: day)
        }
    }

    /// A mark between the parts of a date; the characters of year, month and day count as one kind, 0xE5.
    private static func separator(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt8? {
        guard index < end else { return nil }
        switch text[index] {
        case 0x2D, 0x2F, 0x2E, 0x20:
            index += 1
            return text[index - 1]
        case 0xE5, 0xE6, 0xEB, 0xEC:
            // 年 月 日 and 년 월 일, by their first two bytes.
            guard index + 2 < end else { return nil }
            let bytes = (text[index], text[index + 1], text[index + 2])
            let isMark =
                bytes == (0xE5, 0xB9, 0xB4) || bytes == (0xE6, 0x9C, 0x88) || bytes == (0xE6, 0x97, 0xA5)
                || bytes == (0xEB, 0x85, 0x84) || bytes == (0xEC, 0x9B, 0x94) || bytes == (0xEC, 0x9D, 0xBC)
            guard isMark else { return nil }
            index += 3
            while index < end, isBlank(text[index]) { index += 1 }
            return 0xE5
        default: return nil
        }
    }

    private init(year: Int, month: Int, day: Int) {
        self = SessionDate(year: year, month: month, day: day).map { .date($0) } ?? .malformed
    }

    private static func digits(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> (value: Int, length: Int) {
        let start = index
        var value = 0
        while index < end, index - start < 9, text[index] &- 0x30 < 10 {
            value = value * 10 + Int(text[index] &- 0x30)
            index += 1
        }
        return (value, index - start)
    }

    /// Nothing, or a T or blank with hours, minutes and what may follow them.
    private static func isTimeOfDay(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard start < end else { return true }
        guard text[start] == 0x54 || text[start] == 0x20, end - start >= 3, end - start <= 40 else { return false }
        for index in start + 1..<end {
            switch text[index] {
            case 0x30...0x3A, 0x2B, 0x2D, 0x2E, 0x20, 0x41...0x5A: continue  // digits : + - . blank, a zone's name
            default: return false
            }
        }
        return text[start + 1] &- 0x30 < 10 && text[start + 2] &- 0x30 < 10
    }
}

/// What the dates of a file say about the order of day and month.
struct DateOrderEvidence {
    private var dayFirstLine: Int?
    private var monthFirstLine: Int?
    private var open: (line: Int, dayFirst: SessionDate, monthFirst: SessionDate)?
    private(set) var isNeeded = false

    /// Takes note of one date.
    mutating func note(first: Int, second: Int, year: Int, line: Int) {
        isNeeded = true
        let dayFirst = SessionDate(year: year, month: second, day: first)
        let monthFirst = SessionDate(year: year, month: first, day: second)
        switch (dayFirst, monthFirst) {
        case (.some, nil): dayFirstLine = dayFirstLine ?? line
        case (nil, .some): monthFirstLine = monthFirstLine ?? line
        case (.some(let one), .some(let other)) where one != other: open = open ?? (line, one, other)
        default: break
        }
    }

    /// The first line with a date that cannot be read in an order, where no date needs that order.
    func line(against order: DateOrder) -> Int? {
        switch order {
        case .dayFirst: dayFirstLine == nil ? monthFirstLine : nil
        case .monthFirst: monthFirstLine == nil ? dayFirstLine : nil
        }
    }

    /// The order that all dates agree on, or a sentence saying why there is none.
    func decision() -> Result<DateOrder, DateOrderDoubt> {
        switch (dayFirstLine, monthFirstLine, open) {
        case (.some(let day), .some(let month), _): .failure(.contradiction(dayFirst: day, monthFirst: month))
        case (nil, nil, .some(let doubt)):
            .failure(.undecided(line: doubt.line, dayFirst: doubt.dayFirst, monthFirst: doubt.monthFirst))
        case (nil, .some, _): .success(.monthFirst)
        default: .success(.dayFirst)
        }
    }
}

/// Why the order of day and month cannot be known.
enum DateOrderDoubt: Error, CustomStringConvertible {
    case contradiction(dayFirst: Int, monthFirst: Int)
    case undecided(line: Int, dayFirst: SessionDate, monthFirst: SessionDate)

    var description: String {
        switch self {
        case .contradiction(let dayFirst, let monthFirst):
            "line \(dayFirst) can only be day/month/year and line \(monthFirst) only month/day/year; "
                + "split the file by source, or write its dates as yyyy-mm-dd"
        case .undecided(let line, let dayFirst, let monthFirst):
            "the date on line \(line) is \(dayFirst) as day/month/year and \(monthFirst) as month/day/year, and no "
                + "day above 12 decides in the whole file; say which with --date-order dmy or --date-order mdy"
        }
    }
}
