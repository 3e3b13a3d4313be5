/// Which candidates of a search are judged on how many folds.
///
/// Random search judges all on all folds. Successive halving judges all on few folds, keeps the best share of them for more folds, and
/// so on: most of the budget goes to what looked good. Source: Jamieson & Talwalkar, "Non-stochastic best arm identification and
/// hyperparameter optimization", AISTATS 2016; here the resource is folds, so that it works for any model.
public struct SearchSchedule: Hashable, Sendable {
    /// One round: the best `candidates` so far are judged on the first `folds` folds.
    public struct Rung: Hashable, Sendable {
        /// Candidates still in it.
        public var candidates: Int
        /// Folds each of them has been judged on when it ends.
        public var folds: Int
    }

    /// The rounds in order; the last uses all folds.
    public let rungs: [Rung]

    /// All candidates on all folds.
    ///
    /// - Precondition: there is at least one of each.
    public init(random candidates: Int, folds: Int) {
        precondition(candidates >= 1 && folds >= 1, "a search needs candidates and folds")
        rungs = [Rung(candidates: candidates, folds: folds)]
    }

    /// Keeps one in `rate` candidates from round to round, with `rate` times as many folds.
    ///
    /// - Precondition: there is at least one candidate and one fold, and the rate is at least 2.
    public init(halving candidates: Int, folds: Int, rate: Int) {
        precondition(candidates >= 1 && folds >= 1 && rate >= 2, "halving needs candidates, folds and a rate")
        var rungs = [Rung(candidates: candidates, folds: folds)]
        // From the end: the last round has all folds, each earlier one fewer.
        while rungs[0].folds > 1, rungs.count < 20 {
            rungs.insert(Rung(candidates: candidates, folds: max(1, rungs[0].folds / rate)), at: 0)
        }
        for round in rungs.indices.dropFirst() {
            rungs[round].candidates = max(1, (rungs[round - 1].candidates + rate - 1) / rate)
        }
        self.rungs = rungs
    }

    /// The best of some candidates by their mean loss; a candidate without a loss is worst, an earlier one wins a tie.
    public static func best(_ count: Int, of candidates: [Int], loss: (Int) -> Double?) -> [Int] {
        let losses = candidates.map { loss($0) ?? .infinity }
        let order = candidates.indices.sorted { (losses[$0], candidates[$0]) < (losses[$1], candidates[$1]) }
        return order.prefix(count).map { candidates[$0] }.sorted()
    }
}
