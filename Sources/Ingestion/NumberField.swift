/// What a price or volume field says.
enum NumberField: Hashable, Sendable {
    /// Nothing, or one of the words for nothing.
    case missing
    /// A number, correctly rounded to the nearest double; beyond the range of `Double` it is infinite.
    case value(Double)
    /// Something else.
    case malformed
}

/// What besides plain decimals a number may be written with.
struct NumberNotation: OptionSet {
    let rawValue: UInt8
    /// Commas between groups of three digits of the whole part.
    static let thousandsCommas = NumberNotation(rawValue: 1)
    /// A last letter K, M or B, thousand, million or milliard.
    static let magnitudeLetters = NumberNotation(rawValue: 2)
}

extension NumberField {
    /// Reads a field: a decimal with or without exponent, a leading sign, a leading $, € or £.
    ///
    /// No `String` is made unless the number has more than 19 significant digits or an exponent far from zero.
    init(_ text: Span<UInt8>, notation: NumberNotation = []) {
        var start = 0
        var end = text.count
        while start < end, isBlank(text[start]) { start += 1 }
        while end > start, isBlank(text[end - 1]) { end -= 1 }
        if end - start <= 4, isNullWord(text, start, end) {
            self = .missing
            return
        }
        // A field that was cut off while it was kept is no number, however it begins.
        guard text.count < CSVParser.maximumFieldBytes else {
            self = .malformed
            return
        }
        var scanner = DecimalScanner(notation: notation)
        self = scanner.scan(text, start, end).map { .value($0) } ?? .malformed
    }
}

extension NumberField {
    /// Reads a field with a decimal comma.
    ///
    /// Points, blanks, no-break blanks and apostrophes may stand between groups of three digits of the whole part.
    init(decimalComma text: Span<UInt8>, notation: NumberNotation = []) {
        guard text.count < CSVParser.maximumFieldBytes else {
            self = .malformed
            return
        }
        // A word for nothing has no digit; 1.234 must not pass for one and a quarter.
        var plain: [UInt8] = []
        var group = 0
        var groups = 0
        var hasComma = false
        var isSound = true
        var index = 0
        while index < text.count {
            let byte = text[index]
            let isNoBreakBlank = byte == 0xC2 && index + 1 < text.count && text[index + 1] == 0xA0
            let isNarrowBlank =
                byte == 0xE2 && index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] == 0xAF
            let isInside = group > 0 && index + 1 < text.count
            switch byte {
            case 0x30...0x39:
                group += 1
                plain.append(byte)
            case 0x2C:
                isSound = isSound && !hasComma && (groups == 0 || group == 3)
                hasComma = true
                plain.append(0x2E)
            case _
            where (byte == 0x2E || byte == 0x27 || isBlank(byte) || isNoBreakBlank || isNarrowBlank) && isInside:
                isSound = isSound && !hasComma && (groups == 0 ? group <= 3 : group == 3)
                groups += 1
                group = 0
                index += isNoBreakBlank ? 1 : isNarrowBlank ? 2 : 0
            default:
                // What follows the digits (K, M, B) ends the last group.
                if groups > 0, !hasComma, group != 3, group > 0 { isSound = false }
                plain.append(byte)
            }
            index += 1
        }
        if groups > 0, !hasComma, group != 3 { isSound = false }
        self = NumberField(plain.span, notation: notation)
        if case .value = self, !isSound { self = .malformed }
    }
}

/// Blanks that libcsv leaves in place when they stand inside quotes.
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

private func isNullWord(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    // The word in lower case as one number, first byte highest.
    var word: UInt32 = 0
    for index in start..<end {
        let byte = text[index]
        word = word << 8 | UInt32(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
    }
    return switch word {
    case 0, 0x2D, 0x2D2D, 0x2E: true  // empty - -- .
    case 0x6E61, 0x6E2F61, 0x236E_2F61: true  // na n/a #n/a
    case 0x6E616E, 0x6E75_6C6C, 0x6E6F_6E65: true  // nan null none
    default: false
    }
}

/// Reads one decimal into a whole number and a power of ten.
private struct DecimalScanner {
    let notation: NumberNotation
    private var mantissa: UInt64 = 0
    private var significantDigits = 0
    private var exponent = 0

    init(notation: NumberNotation) {
        self.notation = notation
    }

    mutating func scan(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Double? {
        var index = start
        var isNegative = false
        if index < end, text[index] == 0x2B || text[index] == 0x2D {
            isNegative = text[index] == 0x2D
            index += 1
        }
        if index < end, digitValue(text[index]) == nil { index += currencySignLength(text, index, end) }
        let numberStart = index
        guard let pointOrEnd = scanWhole(text, index, end) else { return nil }
        var digits = pointOrEnd.digits
        index = pointOrEnd.next
        if index < end, text[index] == 0x2E {
            index += 1
            let first = index
            while index < end, let digit = digitValue(text[index]) {
                take(digit)
                index += 1
            }
            digits += index - first
            exponent -= index - first
        }
        guard digits > 0 else { return nil }
        if index < end, text[index] | 0x20 == 0x65 {
            guard let next = scanExponent(text, index + 1, end) else { return nil }
            index = next
        }
        let numberEnd = index
        var shift = 0
        if index < end, notation.contains(.magnitudeLetters) {
            switch text[index] | 0x20 {
            case 0x6B: shift = 3
            case 0x6D: shift = 6
            case 0x62: shift = 9
            default: return nil
            }
            index += 1
        }
        guard index == end else { return nil }
        let magnitude =
            significantDigits <= 19
            ? nearestDouble(mantissa, powerOfTen: exponent + shift)
            : slowDouble(text, numberStart, numberEnd, shift)
        return isNegative ? -magnitude : magnitude
    }

    /// The whole part; nil when its commas do not stand between groups of three.
    ///
    /// In India the last group has three digits and the others two (1,02,34,567); in Switzerland an apostrophe stands
    /// for a comma.
    @inline(__always)
    private mutating func scanWhole(
        _ text: Span<UInt8>, _ start: Int, _ end: Int
    ) -> (next: Int, digits: Int)? {
        var index = start
        var group = 0
        var digits = 0
        var commas = 0
        // How many digits the groups between two commas have: 2 or 3, and never both.
        var inner = 0
        while index < end {
            if let digit = digitValue(text[index]) {
                take(digit)
                group += 1
                digits += 1
            } else if text[index] == 0x2C && notation.contains(.thousandsCommas) || text[index] == 0x27 {
                if commas == 0 {
                    guard (1...3).contains(group) else { return nil }
                    inner = group == 3 ? 3 : 0
                } else {
                    guard group == 3 || group == 2, inner == 0 || inner == group else { return nil }
                    inner = group
                }
                commas += 1
                group = 0
            } else {
                break
            }
            index += 1
        }
        return commas > 0 && group != 3 ? nil : (index, digits)
    }

    private mutating func scanExponent(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        var index = start
        var isNegative = false
        if index < end, text[index] == 0x2B || text[index] == 0x2D {
            isNegative = text[index] == 0x2D
            index += 1
        }
        let first = index
        var value = 0
        while index < end, let digit = digitValue(text[index]) {
            value = min(value * 10 + Int(digit), 99_999)
            index += 1
        }
        exponent += isNegative ? -value : value
        return index > first ? index : nil
    }

    @inline(__always)
    private mutating func take(_ digit: UInt64) {
        guard significantDigits > 0 || digit > 0 else { return }
        significantDigits += 1
        if significantDigits <= 19 { mantissa = mantissa * 10 + digit }
    }

    private func slowDouble(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ shift: Int) -> Double {
        var digits: [UInt8] = []
        for index in start..<end where text[index] != 0x2C && text[index] != 0x27 { digits.append(text[index]) }
        return (Double(String(decoding: digits, as: UTF8.self)) ?? .nan) * nearestDouble(1, powerOfTen: shift)
    }
}

@inline(__always)
private func digitValue(_ byte: UInt8) -> UInt64? {
    let value = byte &- 0x30
    return value < 10 ? UInt64(value) : nil
}

private func currencySignLength(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Int {
    if index < end, text[index] == 0x24 { return 1 }
    // £ ¥, then € ₹ ₩ ₱.
    if index + 1 < end, text[index] == 0xC2, text[index + 1] == 0xA3 || text[index + 1] == 0xA5 { return 2 }
    if index + 2 < end, text[index] == 0xE2, text[index + 1] == 0x82,
        [0xAC, 0xB9, 0xA9, 0xB1].contains(text[index + 2])
    {
        return 3
    }
    return 0
}
