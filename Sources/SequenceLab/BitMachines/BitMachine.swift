internal import Learning

/// A task that a machine of two states solves exactly: at each step it reads a symbol and writes a bit.
///
/// Mealy, G. H. (1955), *A method for synthesizing sequential circuits*. A recurrent network that has learnt the
/// machine's steps is right at any length; a window can only learn the table of all inputs of one length.
enum BitMachine: Sendable {
    /// Writes whether the ones so far are odd.
    case parity
    /// Reads a bit of each of two numbers, lowest first, and writes the sum's; the state is the carry.
    case addition

    /// Bits of a symbol, each of which is an input of ±1.
    var inputSize: Int { self == .parity ? 1 : 2 }

    /// How many symbols there are.
    var symbolCount: Int { 1 << inputSize }

    /// Whether a zero is read at the end, to write the last carry.
    var hasClosingStep: Bool { self == .addition }

    /// Whether every bit belongs to the answer, or the last alone.
    var answersAtEveryStep: Bool { self == .addition }

    /// The steps it takes to read `length` symbols.
    func steps(length: Int) -> Int { length + (hasClosingStep ? 1 : 0) }

    /// One step.
    @inline(__always)
    func step(_ state: inout Int, reading symbol: Int) -> Int {
        switch self {
        case .parity:
            state ^= symbol
            return state
        case .addition:
            let sum = (symbol & 1) + (symbol >> 1) + state
            state = sum >> 1
            return sum & 1
        }
    }

    /// The bits written for a sequence of symbols.
    func bits(of symbols: some Sequence<UInt8>) -> [Int] {
        var state = 0
        return symbols.map { step(&state, reading: Int($0)) }
    }

    /// The symbol of a test sequence: random, but for a few that are hard on purpose.
    ///
    /// Of a thousand sums the first four carry from end to end: ones all along plus one, then three that carry at the
    /// lowest bit and hand it on at every other by chance in the one number or the other. The first string for parity
    /// is all ones, the second all zeros.
    @inline(__always)
    func testSymbol(step: Int, sequence: Int, random: inout RandomSource) -> Int {
        let drawn = Int(random.next() >> 63) | Int(random.next() >> 63) << 1
        switch self {
        case .parity: return sequence == 0 ? 1 : sequence == 1 ? 0 : drawn & 1
        case .addition:
            guard sequence < 4 else { return drawn }
            if step == 0 { return 3 }
            return sequence == 0 ? 1 : 1 + (drawn & 1)
        }
    }
}
