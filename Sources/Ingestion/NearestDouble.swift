/// The double nearest to `mantissa` · 10^`powerOfTen`, ties to even.
///
/// Three ways, by cost. A mantissa that is exact in a `Double` times or over an exact power of ten is one
/// rounded operation (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990). Longer
/// mantissas over a power of ten that fits 64 bits, which is what exporters that print 17 digits write, are one
/// 128-by-64-bit division whose remainder decides the rounding. Everything else goes through `Double(String)`.
@inline(__always)
func nearestDouble(_ mantissa: UInt64, powerOfTen: Int) -> Double {
    // Signed numbers become doubles in one instruction.
    if mantissa <= 1 << 53, powerOfTen <= 0, powerOfTen >= -22 {
        return Double(Int64(truncatingIfNeeded: mantissa)) / exactPowersOfTen[-powerOfTen]
    }
    return nearestDoubleElsewhere(mantissa, powerOfTen: powerOfTen)
}

@inline(never)
private func nearestDoubleElsewhere(_ mantissa: UInt64, powerOfTen: Int) -> Double {
    if mantissa == 0 { return 0 }
    if mantissa <= 1 << 53, powerOfTen >= 0, powerOfTen <= 22 {
        return Double(mantissa) * exactPowersOfTen[powerOfTen]
    }
    if powerOfTen < 0, powerOfTen >= -19 { return quotient(mantissa, wholePowersOfTen[-powerOfTen]) }
    return Double("\(mantissa)e\(powerOfTen)") ?? .nan
}

/// The double nearest to `numerator` / `denominator`.
private func quotient(_ numerator: UInt64, _ denominator: UInt64) -> Double {
    // With both top bits set the quotient of numerator · 2^63 by denominator has 63 or 64 bits: at least ten
    // more than a double keeps, so that a remainder other than zero may be folded into the lowest of them.
    let numeratorShift = numerator.leadingZeroBitCount
    let denominatorShift = denominator.leadingZeroBitCount
    let scaled = numerator << UInt64(numeratorShift)
    let (whole, rest) = (denominator << UInt64(denominatorShift))
        .dividingFullWidth((high: scaled >> 1, low: scaled << 63))
    let sticky = whole | (rest == 0 ? 0 : 1)
    return Double(sign: .plus, exponent: denominatorShift - numeratorShift - 63, significand: Double(sticky))
}

// Written out, so that the compiler lays them down as constants and no access has to ask whether they are made.
let wholePowersOfTen: [UInt64] = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

/// 10^22 = 2^22 · 5^22 and 5^22 < 2^53: the last power of ten that is a double.
let exactPowersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
]
