/// A table of how often each character followed each n−1 others, smoothed by the tables of fewer.
///
/// Witten and Bell's interpolation, which has nothing to tune: with `c` the count, `h` the n−1 characters before, `T(h)`
/// the number of different characters seen after them,
/// `P(x | h) = (c(hx) + T(h) P(x | h′)) / (c(h) + T(h))`, where `h′` leaves out the oldest; below one character all are
/// equally likely. Witten and Bell (1991), *The zero-frequency problem*.
struct NGramModel: Sendable {
    let order: Int
    private let alphabetCount: Int
    private let bitsPerCode: UInt128
    /// Of each length from 1: counts of the characters, and behind each beginning the sums.
    private var counts: [[UInt128: Int32]]
    private var totals: [[UInt128: (count: Int32, distinct: Int32)]]

    /// Counts a stretch of codes; `order` times the bits of a code must not exceed 128.
    init(order: Int, alphabetCount: Int, codes: ArraySlice<Int32>) {
        self.order = order
        self.alphabetCount = alphabetCount
        bitsPerCode = UInt128(Int.bitWidth - alphabetCount.leadingZeroBitCount)
        counts = Array(repeating: [:], count: order)
        totals = Array(repeating: [:], count: order)
        for index in codes.indices {
            for length in 1...order where index - length + 1 >= codes.startIndex {
                let history = key(codes[(index - length + 1)..<index])
                let isNew = counts[length - 1][extended(history, by: codes[index])] == nil
                counts[length - 1][extended(history, by: codes[index]), default: 0] += 1
                totals[length - 1][history, default: (0, 0)].count += 1
                if isNew { totals[length - 1][history, default: (0, 0)].distinct += 1 }
            }
        }
    }

    /// Different sequences of at most n characters that were seen: what the tables hold.
    var storedCounts: Int { counts.reduce(0) { $0 + $1.count } }

    /// The probability of a character after others, of which the newest n−1 count.
    func probability(of code: Int32, after history: ArraySlice<Int32>) -> Double {
        var probability = 1 / Double(alphabetCount)
        for length in 1...order where history.count >= length - 1 {
            let key = key(history.suffix(length - 1))
            guard let total = totals[length - 1][key] else { break }
            let count = Double(counts[length - 1][extended(key, by: code)] ?? 0)
            let distinct = Double(total.distinct)
            probability = (count + distinct * probability) / (Double(total.count) + distinct)
        }
        return probability
    }

    /// Mean bits of the codes of a range, each after all that precede it.
    func bits(of range: Range<Int>, in codes: [Int32]) -> Double {
        let sum = range.reduce(0.0) { sum, index in
            sum - binaryLogarithm(probability(of: codes[index], after: codes[max(0, index - order + 1)..<index]))
        }
        return sum / Double(range.count)
    }

    private func key(_ codes: ArraySlice<Int32>) -> UInt128 { codes.reduce(0) { extended($0, by: $1) } }

    private func extended(_ key: UInt128, by code: Int32) -> UInt128 { key << bitsPerCode | UInt128(code) }
}
