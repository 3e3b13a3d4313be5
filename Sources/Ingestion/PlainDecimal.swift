/// Reads what nearly all fields hold: up to eight digits, and behind a point at most sixteen, 19 in all.
///
/// Eight digits at a time are read as one word (D. Lemire, "Number parsing at a gigabyte per second", Software:
/// Practice and Experience 51, 2021, section 4), so that there is no branch a digit. Everything else is left to
/// ``NumberField``, which gives the same value for these fields, too.
///
/// - Parameter field: A field of a record; up to ``CSVParser/slack`` bytes behind it are loaded and not used.
/// - Returns: The nearest double, or nil for any other field.
@inline(__always)
func plainDecimal(_ field: UnsafeBufferPointer<UInt8>) -> Double? {
    let count = field.count
    guard count > 0, count <= 25, let start = field.baseAddress.map(UnsafeRawPointer.init) else { return nil }
    let first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
    // The lowest byte that is a point, by the borrow that subtracting one from a zero byte makes.
    let points = first ^ 0x2E2E_2E2E_2E2E_2E2E
    let marks = (points &- 0x0101_0101_0101_0101) & ~points & 0x8080_8080_8080_8080
    var whole = min(count, marks == 0 ? 8 : marks.trailingZeroBitCount >> 3)
    guard whole > 0, var mantissa = eightDigits(first, count: whole) else { return nil }
    if whole == count { return Double(Int64(truncatingIfNeeded: mantissa)) }
    guard start.load(fromByteOffset: whole, as: UInt8.self) == 0x2E else { return nil }
    whole += 1
    let decimals = count - whole
    guard decimals > 0, decimals <= 16, count <= 20 else { return nil }
    let near = min(decimals, 8)
    guard
        let fraction = eightDigits(
            UInt64(littleEndian: start.loadUnaligned(fromByteOffset: whole, as: UInt64.self)), count: near)
    else { return nil }
    mantissa = mantissa &* wholePowersOfTen[near] &+ fraction
    if decimals > 8 {
        guard
            let far = eightDigits(
                UInt64(littleEndian: start.loadUnaligned(fromByteOffset: whole + 8, as: UInt64.self)),
                count: decimals - 8)
        else { return nil }
        mantissa = mantissa &* wholePowersOfTen[decimals - 8] &+ far
    }
    return nearestDouble(mantissa, powerOfTen: -decimals)
}

/// The number that the first `count` bytes of a word write, lowest byte first; nil where one is no digit.
@inline(__always)
private func eightDigits(_ word: UInt64, count: Int) -> UInt64? {
    // The digits move to the end, zeros stand before them.
    let shift = UInt64(64 - 8 * count)
    let text = word &<< shift | 0x3030_3030_3030_3030 & ((1 &<< shift) &- 1)
    let isDigits =
        text & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030
        && (text &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030
    guard isDigits else { return nil }
    // Neighbouring digits, pairs and fours are joined in place.
    let pairs = ((text & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) &>> 8
    let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
}
