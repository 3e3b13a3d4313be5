/// Text of numbers, without locale: a point for decimals, a comma for thousands, an ASCII minus.
///
/// An ASCII minus is less handsome than a typographic one, but a number copied from the report stays a number.

/// Stands where a value is not defined or was not measured.
let absent = "–"

/// A number with a fixed count of decimals, rounded exactly; nil becomes ``absent``.
///
/// The value that is rounded is the binary number itself, scaled in integers, so no product of doubles can
/// push it over a boundary. A true tie (only sums of powers of two have one: 0.5, 0.125) goes to the even
/// digit, as in IEEE 754 and C's `printf`. What rounds to zero has no sign. Beyond 2¹²⁷ after scaling the
/// shortest decimal form is given instead.
func fixed(_ value: Double?, decimals: Int) -> String {
    precondition((0...15).contains(decimals), "a report shows between 0 and 15 decimals")
    guard let value else { return absent }
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }

    // value = significand · 2^exponent with an integer significand below 2^53.
    let isNormal = value.exponentBitPattern != 0
    let significand = value.significandBitPattern | (isNormal ? 1 << 52 : 0)
    let exponent = max(Int(value.exponentBitPattern), 1) - 1075

    var power: UInt128 = 1
    for _ in 0..<decimals { power *= 10 }
    let scaled = UInt128(significand) * power  // below 2^53 · 2^50
    let units: UInt128
    if exponent >= 0 {
        guard scaled.leadingZeroBitCount > exponent else { return "\(value)" }
        units = scaled << UInt128(exponent)
    } else if exponent <= -127 {
        units = 0
    } else {
        let shift = UInt128(-exponent)
        let floor = scaled >> shift
        let remainder = scaled - floor << shift
        let half = UInt128(1) << (shift - 1)
        let roundsUp = remainder > half || (remainder == half && floor % 2 == 1)
        units = roundsUp ? floor + 1 : floor
    }

    var digits = String(units)
    if digits.count <= decimals {
        digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let sign = value < 0 && units != 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
}

/// A number with its sign always shown, except for what rounds to zero.
func signed(_ value: Double?, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    guard let value, value > 0, text.contains(where: { ("1"..."9").contains($0) }) else { return text }
    return "+" + text
}

/// A share as percent, without the sign: `0.897` becomes `89.7`.
func percent(_ share: Double?, decimals: Int = 1) -> String {
    fixed(share.map { $0 * 100 }, decimals: decimals)
}

/// A count with commas between thousands.
func grouped(_ count: Int) -> String {
    let digits = String(count.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return count < 0 ? "-" + text : text
}

/// A count with its noun: `1 session`, `2,013 sessions`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(count)) \(count == 1 ? singular : plural ?? singular + "s")"
}

/// A p-value for a table: three decimals, `<0.001` below that.
func pValue(_ value: Double?) -> String {
    guard let value else { return absent }
    return value < 0.001 ? "<0.001" : fixed(value, decimals: 3)
}

/// A p-value for a sentence: `DM p = 0.412`.
func pPhrase(_ value: Double?) -> String {
    guard let value else { return "DM p undefined" }
    return value < 0.001 ? "DM p < 0.001" : "DM p = \(fixed(value, decimals: 3))"
}
