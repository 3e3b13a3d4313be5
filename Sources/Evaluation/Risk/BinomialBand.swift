/// Between which numbers of successes a binomial count lies, but for a small probability on each side.
public struct BinomialBand: Hashable, Sendable {
    /// The fewest successes inside.
    public let fewest: Int
    /// The most successes inside.
    public let most: Int

    /// The band of `n` draws with probability `p` that leaves out at most `(1 − level) / 2` on each side.
    ///
    /// Exact: sums of `C(n, k) pᵏ (1 − p)ⁿ⁻ᵏ`.
    ///
    /// - Precondition: `n` is above zero, `p` and `level` lie strictly between 0 and 1.
    public init(draws n: Int, probability p: Double, level: Double) {
        precondition(n > 0 && p > 0 && p < 1 && level > 0 && level < 1, "a band needs draws and a probability")
        let tail = (1 - level) / 2
        // In logarithms: the first term of a long series would be zero.
        var logTerm = Double(n) * naturalLogarithm(1 - p)
        var sum = 0.0
        var (fewest, most) = (0, n)
        var hasFewest = false
        for k in 0...n {
            let before = sum
            sum += exponential(logTerm)
            if !hasFewest, sum > tail {
                fewest = k
                hasFewest = true
            }
            if before < 1 - tail { most = k }
            if k < n { logTerm += naturalLogarithm(Double(n - k) / Double(k + 1) * p / (1 - p)) }
        }
        self.fewest = fewest
        self.most = most
    }

    /// Whether a share of successes lies inside.
    public func contains(share: Double, of n: Int) -> Bool {
        let successes = share * Double(n)
        return successes >= Double(fewest) && successes <= Double(most)
    }
}
