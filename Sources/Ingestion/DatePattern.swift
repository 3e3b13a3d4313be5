import Market

/// How a file writes its dates, for files that are told how: `dd/MM/yyyy`, `yyyyMMdd HH:mm`, `d MMM yy`, `unix`.
///
/// Letters mean parts (`yyyy` or `yy`, `MM` or `M`, `MMM` for an English name, `dd` or `d`, `HH`, `mm`, `ss`), two
/// equal letters two digits, one letter one or two; everything else stands for itself. `unix` and `unix-ms` are
/// seconds and milliseconds since 1970. Text behind the last part is left unread when it begins with a blank or T.
public struct DatePattern: Hashable, Sendable, CustomStringConvertible {
    private enum Part: Hashable {
        case year(digits: Int)
        case month(digits: ClosedRange<Int>)
        case monthName
        case day(digits: ClosedRange<Int>)
        case ignored(digits: ClosedRange<Int>)
        case literal(UInt8)
    }

    /// The pattern as it was written.
    public let description: String
    private let parts: [Part]
    /// How many of a stamp's units are a second; nil where it is no stamp.
    let unitsPerSecond: Int?

    /// Reads a pattern; nil where it does not name year, month and day once each.
    public init?(_ text: String) {
        description = text
        unitsPerSecond = text == "unix" ? 1 : text == "unix-ms" ? 1000 : nil
        var parts: [Part] = []
        var rest = text.utf8[...]
        while let letter = rest.first, unitsPerSecond == nil {
            let count = rest.prefix { $0 == letter }.count
            let digits = count == 1 ? 1...2 : count...count
            switch (letter, count) {
            case (UInt8(ascii: "y"), 2), (UInt8(ascii: "y"), 4): parts.append(.year(digits: count))
            case (UInt8(ascii: "M"), 1), (UInt8(ascii: "M"), 2): parts.append(.month(digits: digits))
            case (UInt8(ascii: "M"), 3...4): parts.append(.monthName)
            case (UInt8(ascii: "d"), 1...2): parts.append(.day(digits: digits))
            case (UInt8(ascii: "H"), 1...2), (UInt8(ascii: "m"), 1...2), (UInt8(ascii: "s"), 1...2):
                parts.append(.ignored(digits: digits))
            case (0x41...0x5A, _), (0x61...0x7A, _):
                guard letter == UInt8(ascii: "T"), count == 1 else { return nil }
                parts.append(.literal(letter))
            default: parts += [Part](repeating: .literal(letter), count: count)
            }
            rest = rest.dropFirst(count)
        }
        if unitsPerSecond == nil {
            let years = parts.filter { if case .year = $0 { true } else { false } }.count
            let months = parts.filter {
                switch $0 {
                case .month, .monthName: true
                default: false
                }
            }.count
            let days = parts.filter { if case .day = $0 { true } else { false } }.count
            guard (years, months, days) == (1, 1, 1) else { return nil }
        }
        self.parts = parts
    }

    /// The date that a field says; nil where it does not follow the pattern.
    func date(in field: Span<UInt8>, secondsAheadOfUTC: Int) -> SessionDate? {
        if let unitsPerSecond {
            return SessionDate(stamp: field, unitsPerSecond: unitsPerSecond, secondsAheadOfUTC: secondsAheadOfUTC)
        }
        var index = 0
        var (year, month, day) = (0, 0, 0)
        func number(_ digits: ClosedRange<Int>) -> Int? {
            let start = index
            var value = 0
            while index < field.count, index - start < digits.upperBound, field[index] &- 0x30 < 10 {
                value = value * 10 + Int(field[index] &- 0x30)
                index += 1
            }
            return digits.contains(index - start) ? value : nil
        }
        while index < field.count, isBlank(field[index]) { index += 1 }
        for part in parts {
            switch part {
            case .year(let digits):
                guard let value = number(digits...digits) else { return nil }
                year = digits == 4 ? value : fullYear(value)
            case .month(let digits):
                guard let value = number(digits) else { return nil }
                month = value
            case .monthName:
                guard let found = monthName(field, &index, field.count) else { return nil }
                month = found
            case .day(let digits):
                guard let value = number(digits) else { return nil }
                day = value
            case .ignored(let digits): if number(digits) == nil { return nil }
            case .literal(let byte):
                guard index < field.count, field[index] == byte else { return nil }
                index += 1
            }
        }
        guard index == field.count || isBlank(field[index]) || field[index] == UInt8(ascii: "T") else { return nil }
        return SessionDate(year: year, month: month, day: day)
    }
}

/// The year behind two digits: 69 is 1969, 68 is 2068, as POSIX `strptime` has it.
func fullYear(_ twoDigits: Int) -> Int { twoDigits >= 69 ? 1900 + twoDigits : 2000 + twoDigits }

/// Reads an English name of a month, in full or its first three letters, with a full stop or without.
func monthName(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> Int? {
    let start = index
    var letters = index
    while letters < end, text[letters] | 0x20 >= 0x61, text[letters] | 0x20 <= 0x7A { letters += 1 }
    let length = letters - start
    guard length >= 3 else { return nil }
    for (number, name) in monthNames.enumerated() {
        // Sept is usual, too.
        guard length == name.count || length == 3 || length == 4 && number == 8 else { continue }
        var matches = true
        for offset in 0..<length where text[start + offset] | 0x20 != name[offset] { matches = false }
        guard matches else { continue }
        index = letters
        if index < end, text[index] == 0x2E { index += 1 }
        return number + 1
    }
    return nil
}

private let monthNames = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
].map { Array($0.utf8) }

extension SessionDate {
    /// The civil date of a count since 1970-01-01T00:00:00Z, in a zone so far ahead of UTC.
    init?(stamp field: Span<UInt8>, unitsPerSecond: Int, secondsAheadOfUTC: Int) {
        var start = 0
        var end = field.count
        while start < end, isBlank(field[start]) { start += 1 }
        while end > start, isBlank(field[end - 1]) { end -= 1 }
        let isNegative = start < end && field[start] == 0x2D
        if isNegative { start += 1 }
        guard (1...18).contains(end - start) else { return nil }
        var value = 0
        while start < end, field[start] &- 0x30 < 10 {
            value = value * 10 + Int(field[start] &- 0x30)
            start += 1
        }
        // 1546300800.0 is what a table program makes of it.
        if start < end, field[start] == 0x2E {
            start += 1
            while start < end, field[start] &- 0x30 < 10 { start += 1 }
        }
        guard start == end else { return nil }
        if isNegative { value = -value }
        let seconds = (value - (value % unitsPerSecond + unitsPerSecond) % unitsPerSecond) / unitsPerSecond
        let shifted = seconds + secondsAheadOfUTC
        let days = (shifted - (shifted % 86_400 + 86_400) % 86_400) / 86_400
        // From year 1 to year 9999.
        guard (-719_162...2_932_896).contains(days) else { return nil }
        self.init(dayNumber: Int32(days))
    }
}
