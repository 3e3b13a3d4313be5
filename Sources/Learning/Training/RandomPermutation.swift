/// A random order of `0..<count` that is computed place by place and takes no memory, however many there are.
///
/// A Feistel network of four rounds is a permutation of the numbers of an even number of bits; a place that it puts
/// beyond the count is put again until it is not, fewer than four times on average. Black and Rogaway (2002), *Ciphers
/// with arbitrary finite domains*. Not every order can come out, but for shuffling examples that does not matter.
struct RandomPermutation: Hashable, Sendable {
    /// How many there are.
    let count: Int
    private let key: UInt64
    private let halfBits: UInt64

    /// The order that belongs to a key.
    init(count: Int, key: UInt64) {
        precondition(count > 0, "there is something to put in order")
        self.count = count
        self.key = key
        let bits = Int.bitWidth - (count - 1).leadingZeroBitCount
        halfBits = UInt64(max(1, (bits + 1) / 2))
    }

    /// What lies at a place.
    subscript(place: Int) -> Int {
        precondition(place >= 0 && place < count, "there is no such place")
        let mask: UInt64 = (1 << halfBits) - 1
        var number = UInt64(place)
        repeat {
            var (left, right) = (number >> halfBits, number & mask)
            for round in 0..<4 as Range<UInt64> {
                (left, right) = (right, left ^ (mixed(key &+ round << 32 &+ right) & mask))
            }
            number = left << halfBits | right
        } while number >= UInt64(count)
        return Int(number)
    }

    /// The end of SplitMix64: every bit of the input moves every bit of the output.
    private func mixed(_ value: UInt64) -> UInt64 {
        var z = value &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
