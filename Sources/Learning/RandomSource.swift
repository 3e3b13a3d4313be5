internal import ElementaryFunctions

/// A seeded stream of random numbers: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64.
///
/// It is a value that is handed in; nothing reads a global generator. ``split(_:)`` gives each fold, epoch or
/// layer a stream of its own that does not depend on how much the others have drawn.
public struct RandomSource: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// The stream that belongs to a seed.
    public init(seed: UInt64) {
        var mixer = seed
        state = (
            RandomSource.splitMix(&mixer), RandomSource.splitMix(&mixer), RandomSource.splitMix(&mixer),
            RandomSource.splitMix(&mixer)
        )
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = rotated(state.1 &* 5, by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotated(state.3, by: 45)
        return result
    }

    /// A number of `[0, 1)` with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A standard normal number; takes exactly two draws.
    ///
    /// The cosine half of Box and Muller (1958): `√(−2·ln u)·cos(2πv)` with u in (0, 1], so at most 8.6 in size. The
    /// sine half is thrown away to keep the number of draws fixed and the state small.
    public mutating func normal() -> Double {
        let u = Double((next() >> 11) + 1) * 0x1p-53
        let v = uniform()
        return (-2 * Elementary.log(u)).squareRoot() * Elementary.cosPi(2 * v)
    }

    /// A whole number of `0..<bound`, each exactly as likely; `bound` is above 0.
    ///
    /// The product method of Lemire (2019); takes one draw, and another in fewer than `bound / 2⁶⁴` of the cases.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "there is no whole number below 0 or less")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let remainder = (0 &- range) % range
            while product.low < remainder { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Puts an array in random order, every order as likely (Fisher and Yates, from the last element down).
    public mutating func shuffle<Element>(_ array: inout [Element]) {
        var last = array.count - 1
        while last > 0 {
            array.swapAt(last, integer(below: last + 1))
            last -= 1
        }
    }

    /// An independent stream, the same for the same label and the same state of this one.
    ///
    /// Splitting draws nothing: whatever is split off, and drawn from there, leaves this stream and its other splits as
    /// they were. A draw from *this* stream changes what later splits give, so split first where that matters.
    public func split(_ label: UInt64) -> RandomSource {
        var mixer = state.0 ^ rotated(state.1, by: 16) ^ rotated(state.2, by: 32) ^ rotated(state.3, by: 48)
        let base = RandomSource.splitMix(&mixer)
        var labelMixer = base ^ (label &* 0x9E37_79B9_7F4A_7C15)
        return RandomSource(seed: RandomSource.splitMix(&labelMixer))
    }

    /// An independent stream for a label in words, such as a trial's name.
    public func split(_ label: String) -> RandomSource {
        split(stableHash(label))
    }

    fileprivate static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension RandomSource: Hashable, Codable {
    /// The same stream, as far along.
    public static func == (a: RandomSource, b: RandomSource) -> Bool { a.state == b.state }

    /// Feeds all 256 bits.
    public func hash(into hasher: inout Hasher) {
        for word in words { hasher.combine(word) }
    }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let words = try [UInt64](from: decoder)
        guard words.count == 4, words.contains(where: { $0 != 0 }) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath, debugDescription: "a random source is four words, not all zero")
            )
        }
        state = (words[0], words[1], words[2], words[3])
    }

    /// Writes the place in the stream, so that it goes on there.
    public func encode(to encoder: any Encoder) throws { try words.encode(to: encoder) }

    private var words: [UInt64] { [state.0, state.1, state.2, state.3] }
}

private func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
}

/// A hash of a text that is the same in every process, on every machine and in every version.
///
/// FNV-1a over the UTF-8 bytes, then mixed by SplitMix64 so that texts that differ in one letter differ in all bits.
/// It turns labels into seeds; it does not defend against an adversary.
public func stableHash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return RandomSource.splitMix(&hash)
}
