/// Whether the breaches of a value at risk come as often as promised, and one by one.
public enum CoverageTests {
    /// Kupiec (1995): whether the share of breaches is p; χ² with 1 degree of freedom.
    ///
    /// `−2 ln[(1−p)^(n−x)·p^x / ((1−x/n)^(n−x)·(x/n)^x)]`, with 0·ln 0 = 0.
    ///
    /// - Returns: nil for no sessions.
    public static func kupiec(breaches: Int, sessions: Int, level p: Double) -> TestResult? {
        guard sessions > 0 else { return nil }
        return TestResult(
            chiSquared: unconditional(breaches: breaches, sessions: sessions, p: p), degreesOfFreedom: 1)
    }

    /// What Christoffersen's tests say of a sequence of breaches.
    public struct Christoffersen: Hashable, Sendable {
        /// Pairs of neighbouring sessions: neither breached, only the second, only the first, both.
        public var pairs: [Int]
        /// Whether a breach makes one the day after more likely; χ² with 1.
        public var independence: TestResult
        /// Frequency and independence at once: the sum of Kupiec's statistic over all sessions and that of independence; χ² with 2.
        public var conditional: TestResult
        /// The same as one likelihood ratio, conditional on the first session.
        public var exactConditional: TestResult
    }

    /// Christoffersen's tests on breaches in order of time.
    ///
    /// Source: "Evaluating interval forecasts", International Economic Review 39 (1998).
    ///
    /// - Returns: nil for fewer than two sessions.
    public static func christoffersen(_ breaches: [Bool], level p: Double) -> Christoffersen? {
        guard breaches.count >= 2 else { return nil }
        var pairs = [0, 0, 0, 0]
        for (first, second) in zip(breaches, breaches.dropFirst()) {
            pairs[(first ? 2 : 0) + (second ? 1 : 0)] += 1
        }
        let after = pairs[1] + pairs[3]
        let sessions = breaches.count - 1
        func logLikelihood(_ ones: Int, of count: Int) -> Double {
            guard count > 0 else { return 0 }
            let share = Double(ones) / Double(count)
            return timesLog(ones, share) + timesLog(count - ones, 1 - share)
        }
        let together = logLikelihood(after, of: sessions)
        let apart =
            logLikelihood(pairs[1], of: pairs[0] + pairs[1]) + logLikelihood(pairs[3], of: pairs[2] + pairs[3])
        let independence = max(0, 2 * (apart - together))
        let all = unconditional(
            breaches: breaches.reduce(0) { $0 + ($1 ? 1 : 0) }, sessions: breaches.count, p: p)
        let afterFirst = unconditional(breaches: after, sessions: sessions, p: p)
        return Christoffersen(
            pairs: pairs, independence: TestResult(chiSquared: independence, degreesOfFreedom: 1),
            conditional: TestResult(chiSquared: all + independence, degreesOfFreedom: 2),
            exactConditional: TestResult(chiSquared: afterFirst + independence, degreesOfFreedom: 2))
    }

    private static func unconditional(breaches: Int, sessions: Int, p: Double) -> Double {
        let share = Double(breaches) / Double(sessions)
        return max(
            0,
            2
                * (timesLog(breaches, share) + timesLog(sessions - breaches, 1 - share) - timesLog(breaches, p)
                    - timesLog(sessions - breaches, 1 - p)))
    }

    /// `n·ln x`, zero for n = 0.
    private static func timesLog(_ count: Int, _ value: Double) -> Double {
        count == 0 ? 0 : Double(count) * naturalLogarithm(value)
    }
}
