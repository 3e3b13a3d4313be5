/// The civil date of a trading session, without time of day or zone.
///
/// Stored as a day number so that comparison and hashing are one integer operation; written and read as
/// ISO 8601 (`2020-03-23`). Sessions are counted along a series, never by subtracting dates: weekends and
/// holidays are not sessions.
public struct SessionDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01, negative before it.
    public let dayNumber: Int32

    /// The date that lies `dayNumber` days after 1970-01-01.
    public init(dayNumber: Int32) {
        self.dayNumber = dayNumber
    }

    /// The date of a proleptic Gregorian year, month and day, or nil where there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= SessionDate.days(inMonth: month, of: year)
        else { return nil }
        // H. Hinnant, "chrono-compatible low-level date algorithms": years start in March, so that the
        // leap day is the last day of the year.
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.dayNumber = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `yyyy-mm-dd`, and nothing else.
    public init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
        var numbers = [0, 0, 0]
        for (field, range) in [0..<4, 5..<7, 8..<10].enumerated() {
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                numbers[field] = numbers[field] * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// Year, month (1–12) and day (1–31) of the proleptic Gregorian calendar.
    public var components: (year: Int, month: Int, day: Int) {
        let z = Int(dayNumber) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The calendar year.
    public var year: Int { components.year }

    /// The date `days` civil days later.
    public func advanced(byDays days: Int) -> SessionDate {
        SessionDate(dayNumber: dayNumber + Int32(days))
    }

    /// The number of days of a month.
    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// The order of time.
    public static func < (left: SessionDate, right: SessionDate) -> Bool {
        left.dayNumber < right.dayNumber
    }
}

extension SessionDate: CustomStringConvertible {
    /// ISO 8601, `2020-03-23`.
    public var description: String {
        let (year, month, day) = components
        var bytes = [UInt8](repeating: UInt8(ascii: "-"), count: 10)
        func write(_ value: Int, at range: Range<Int>) {
            var rest = value
            for index in range.reversed() {
                bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
        }
        write(year, at: 0..<4)
        write(month, at: 5..<7)
        write(day, at: 8..<10)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SessionDate: Codable {
    /// Reads ISO 8601 text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = SessionDate(iso: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "“\(text)” is not a date; write it as yyyy-mm-dd")
        }
        self = date
    }

    /// Writes ISO 8601 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The sorted sessions of all series together.
public func calendar(of dates: [[SessionDate]]) -> [SessionDate] {
    let days = dates.joined().lazy.map(\.dayNumber)
    guard let first = days.min(), let last = days.max() else { return [] }
    // Some ten thousand days, most of them sessions of every series: marked faster than hashed and sorted.
    var isSession = [Bool](repeating: false, count: Int(last - first) + 1)
    for day in days { isSession[Int(day - first)] = true }
    return zip(first..., isSession).compactMap { $1 ? SessionDate(dayNumber: $0) : nil }
}
