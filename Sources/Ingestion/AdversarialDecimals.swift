/// Decimals to try a reader of numbers with: those that files hold, and those that are hard to round.
///
/// Hard are numbers halfway between two doubles or a digit beside it, at the ends of the range, with many digits or
/// zeros, and at the borders between the ways in which they are read.
public struct AdversarialDecimals: Sendable {
    private var state: UInt64

    /// The same texts for the same seed.
    public init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    private mutating func random(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random() % UInt64(range.count))
    }

    private mutating func digits(_ count: Int) -> String {
        String(decoding: (0..<count).map { _ in 0x30 + UInt8(random() % 10) }, as: UTF8.self)
    }

    /// The next text: a sign or none, digits with or without a point, an exponent or none.
    public mutating func next() -> String {
        let sign = random() % 8 == 0 ? "-" : ""
        switch random() % 10 {
        case 0...3: return sign + digits(random(1...9)) + "." + digits(random(1...16))
        case 4: return sign + digits(random(1...24))
        case 5: return sign + digits(random(1...20)) + "." + digits(random(1...25)) + "e\(random(-340...320))"
        case 6:
            // What a program prints of a double.
            let value = Double(bitPattern: random())
            return value.isFinite ? "\(value)" : "0"
        case 7:
            // Around 2^53 and its multiples, where every other whole number is halfway.
            let whole = (1 << 53 | random() % (1 << 53)) << (random() % 10)
            return sign + "\(whole &+ random() % 3)" + (random() % 2 == 0 ? "" : ".5")
        case 8:
            // Just below or above a power of two or ten, over a power of ten.
            let text = "\(UInt64(1) << (random() % 63) &+ random() % 3)"
            let point = random(0...text.utf8.count)
            return sign + "0" + text.prefix(point) + "." + text.dropFirst(point) + "0"
        default:
            let zeros = String(repeating: "0", count: random(0...30))
            return sign + "0." + zeros + digits(random(1...20))
        }
    }
}

extension NumberField {
    /// What is wrong with the reading of a text, as a sentence; nil where it is the number, to the bit, both by the short
    /// way, where that takes it, and by the long one.
    static func difference(from expected: Double, of text: String) -> String? {
        var bytes = Array(text.utf8)
        guard case .value(let long) = NumberField(bytes.span), long.bitPattern == expected.bitPattern else {
            return "\(text) is not \(expected)"
        }
        let count = bytes.count
        bytes += [UInt8](repeating: 0x39, count: CSVParser.slack)
        let short = bytes.withUnsafeBufferPointer { plainDecimal(UnsafeBufferPointer(rebasing: $0.prefix(count))) }
        guard let short, short.bitPattern != expected.bitPattern else { return nil }
        return "\(text) is \(short) by the short way, not \(expected)"
    }
}

/// What is wrong with the reading of numbers, compared with another's on so many texts: the first differences.
public func numberDifferences(seed: UInt64, count: Int, expected: (String) -> Double) -> [String] {
    var texts = AdversarialDecimals(seed: seed)
    var differences: [String] = []
    for _ in 0..<count where differences.count < 10 {
        let text = texts.next()
        if let difference = NumberField.difference(from: expected(text), of: text) {
            differences.append(difference)
        }
    }
    return differences
}
