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

    /// An independent stream, the same for the same label and the same state of this one.
    public func split(_ label: UInt64) -> RandomSource {
        var mixer = state.0 ^ rotated(state.1, by: 16) ^ rotated(state.2, by: 32) ^ rotated(state.3, by: 48)
        let base = RandomSource.splitMix(&mixer)
        var labelMixer = base ^ (label &* 0x9E37_79B9_7F4A_7C15)
        return RandomSource(seed: RandomSource.splitMix(&labelMixer))
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

private func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
}
