import Market

/// Reads dates written yyyy-mm-dd of which many follow one another in one month.
///
/// Eight of the ten bytes are then those of the row before, and one addition gives the day.
struct DecodedMonth {
    /// The bytes of year and month with their hyphens, as one word.
    private var text: UInt64 = 0
    /// The day before the first of that month.
    private var dayZero: Int32 = 0
    private var days: UInt8 = 0

    /// The date in a field of a record; nil where it is no day of the calendar in that form.
    @inline(__always)
    mutating func date(_ field: UnsafeBufferPointer<UInt8>) -> SessionDate? {
        guard field.count == 10, let start = field.baseAddress else { return nil }
        let (tens, ones) = (start[8] &- 0x30, start[9] &- 0x30)
        let yearAndMonth = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
        if yearAndMonth != text, !decode(field) { return nil }
        guard tens <= 3, ones <= 9 else { return nil }
        let day = tens * 10 + ones
        guard day >= 1, day <= days else { return nil }
        text = yearAndMonth
        return SessionDate(dayNumber: dayZero + Int32(day))
    }

    private mutating func decode(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
        text = 0
        guard field[4] == 0x2D, field[7] == 0x2D else { return false }
        var digits = (0, 0)
        for index in 0..<7 where index != 4 {
            let digit = field[index] &- 0x30
            guard digit <= 9 else { return false }
            if index < 4 { digits.0 = digits.0 * 10 + Int(digit) } else { digits.1 = digits.1 * 10 + Int(digit) }
        }
        guard let first = SessionDate(year: digits.0, month: digits.1, day: 1) else { return false }
        dayZero = first.dayNumber - 1
        days = UInt8(SessionDate.days(inMonth: digits.1, of: digits.0))
        return true
    }
}
