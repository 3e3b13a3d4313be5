import Market

/// The order of day and month in dates such as 04/03/2019.
enum DateOrder: String, Hashable, Sendable {
    case dayFirst = "day/month/year"
    case monthFirst = "month/day/year"
}

/// What a date field says.
enum DateField: Hashable, Sendable {
    /// A date, whatever the order of day and month.
    case date(SessionDate)
    /// Day and month in an order that only the whole file can tell.
    case dayAndMonth(first: Int, second: Int, year: Int)
    /// No date, or a day that the calendar does not have.
    case malformed
}

extension DateField {
    /// Reads yyyy-mm-dd, yyyymmdd, or day and month before the year.
    ///
    /// Between the parts stands a hyphen, a slash or a full stop. A time of day behind them is ignored; dates are
    /// those of the exchange, so its zone is not applied.
    init(_ text: Span<UInt8>) {
        self = .malformed
        var index = 0
        var end = text.count
        while index < end, isBlank(text[index]) { index += 1 }
        while end > index, isBlank(text[end - 1]) { end -= 1 }

        let (first, firstLength) = DateField.digits(text, &index, end)
        if firstLength == 8 {
            guard DateField.isTimeOfDay(text, index, end) else { return }
            self = DateField(year: first / 10_000, month: first / 100 % 100, day: first % 100)
            return
        }
        guard index < end, [0x2D, 0x2F, 0x2E].contains(text[index]) else { return }
        let separator = text[index]
        index += 1
        let (second, secondLength) = DateField.digits(text, &index, end)
        guard index < end, text[index] == separator, (1...2).contains(secondLength) else { return }
        index += 1
        let (third, thirdLength) = DateField.digits(text, &index, end)
        guard DateField.isTimeOfDay(text, index, end) else { return }
        if firstLength == 4, (1...2).contains(thirdLength) {
            self = DateField(year: first, month: second, day: third)
        } else if (1...2).contains(firstLength), thirdLength == 4 {
            self = .dayAndMonth(first: first, second: second, year: third)
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
            case 0x30...0x3A, 0x2B, 0x2D, 0x2E, 0x20, 0x5A: continue  // digits : + - . blank Z
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
    private var openLine: Int?
    private(set) var isNeeded = false

    /// Takes note of one date.
    mutating func note(first: Int, second: Int, year: Int, line: Int) {
        isNeeded = true
        let dayFirst = SessionDate(year: year, month: second, day: first)
        let monthFirst = SessionDate(year: year, month: first, day: second)
        switch (dayFirst, monthFirst) {
        case (.some, nil): dayFirstLine = dayFirstLine ?? line
        case (nil, .some): monthFirstLine = monthFirstLine ?? line
        case (.some(let one), .some(let other)) where one != other: openLine = openLine ?? line
        default: break
        }
    }

    /// The order that all dates agree on, or a sentence saying why there is none.
    func decision() -> Result<DateOrder, DateOrderDoubt> {
        switch (dayFirstLine, monthFirstLine, openLine) {
        case (.some(let day), .some(let month), _): .failure(.contradiction(dayFirst: day, monthFirst: month))
        case (nil, nil, .some(let line)): .failure(.undecided(line: line))
        case (nil, .some, _): .success(.monthFirst)
        default: .success(.dayFirst)
        }
    }
}

/// Why the order of day and month cannot be known.
enum DateOrderDoubt: Error, CustomStringConvertible {
    case contradiction(dayFirst: Int, monthFirst: Int)
    case undecided(line: Int)

    var description: String {
        switch self {
        case .contradiction(let dayFirst, let monthFirst):
            "line \(dayFirst) can only be day/month/year and line \(monthFirst) only month/day/year; "
                + "split the file by source, or write its dates as yyyy-mm-dd"
        case .undecided(let line):
            "the dates, from line \(line) on, could be day/month/year as well as month/day/year, and no day "
                + "above 12 decides; write them as yyyy-mm-dd"
        }
    }
}
