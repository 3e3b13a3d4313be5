/// Combinatorial purged cross-validation: every choice of some groups of sessions is once the test, the rest the training.
///
/// For choosing between settings inside a training span, never for judging: the training part of a fold may lie after its test.
/// Sessions whose targets overlap the test's, `horizon − 1` before each test group and as many after it, are purged from
/// training, and `embargo` sessions more after it. N groups of which k are tested give `N!/(k!(N−k)!)` folds and test each session in `k/N`
/// of them. Source: López de Prado, *Advances in Financial Machine Learning* (2018), chapters 7 and 12.
public struct CombinatorialFolds: Hashable, Sendable {
    /// N, the groups that the sessions are cut into, as equal as they can be.
    public let groups: Int
    /// k, the groups tested together.
    public let tested: Int
    /// Sessions ahead.
    public let horizon: Int
    /// Sessions dropped from training after each test group beyond the purge.
    public let embargo: Int

    /// One choice of test groups.
    public struct Fold: Hashable, Sendable {
        /// Sessions to fit on, as runs in order of time.
        public var training: [Range<Int>]
        /// Sessions to be tested on, as runs in order of time.
        public var test: [Range<Int>]
    }

    /// A plan from its settings.
    ///
    /// - Precondition: at least one group is tested and one is left, the horizon is at least 1, the embargo not negative.
    public init(groups: Int, tested: Int, horizon: Int = 1, embargo: Int = 0) {
        precondition(tested >= 1 && tested < groups, "between one group and all but one can be tested")
        precondition(horizon >= 1 && embargo >= 0, "a horizon is at least 1, an embargo at least 0")
        self.groups = groups
        self.tested = tested
        self.horizon = horizon
        self.embargo = embargo
    }

    /// The folds of some sessions, in lexicographic order of their test groups; folds without training are left out.
    public func folds(sessions: Int) -> [Fold] {
        let borders = (0...groups).map { $0 * sessions / groups }
        var chosen = Array(0..<tested)
        var folds: [Fold] = []
        while true {
            let test = chosen.map { borders[$0]..<borders[$0 + 1] }.filter { !$0.isEmpty }
            let training = gaps(between: test, sessions: sessions)
            if !test.isEmpty && !training.isEmpty { folds.append(Fold(training: training, test: joined(test))) }
            // The next combination: the last place that can still move up, and all after it right behind.
            guard let place = chosen.indices.last(where: { chosen[$0] < groups - tested + $0 }) else {
                return folds
            }
            chosen[place] += 1
            for later in (place + 1)..<max(tested, place + 1) { chosen[later] = chosen[later - 1] + 1 }
        }
    }

    /// What training keeps between the test groups.
    private func gaps(between test: [Range<Int>], sessions: Int) -> [Range<Int>] {
        var training: [Range<Int>] = []
        var first = 0
        for group in joined(test) {
            let end = group.lowerBound - (horizon - 1)
            if first < end { training.append(first..<end) }
            first = group.upperBound + horizon - 1 + embargo
        }
        if first < sessions { training.append(first..<sessions) }
        return training
    }

    /// Neighbouring runs as one.
    private func joined(_ runs: [Range<Int>]) -> [Range<Int>] {
        runs.reduce(into: []) { joined, run in
            if let last = joined.last, last.upperBound == run.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<run.upperBound
            } else {
                joined.append(run)
            }
        }
    }
}
