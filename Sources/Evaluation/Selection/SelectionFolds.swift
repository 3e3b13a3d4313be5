public import Market

/// The folds on which settings are chosen, all inside what is known before a test begins.
public enum SelectionFolds: Hashable, Sendable {
    /// A walk-forward over the last part of what is known.
    case walkForward(WalkForward.Validation)
    /// Combinatorial purged folds of all that is known.
    case combinatorial(groups: Int, tested: Int)

    /// The folds over the sessions known before a test, the newest first; none where there are too few sessions.
    ///
    /// - Parameters:
    ///   - known: the sessions before the test, sorted.
    ///   - plan: training window, validation, horizon and embargo of the backtest that the choice is for.
    public func folds(over known: [SessionDate], plan: WalkForward) -> [SplicedFold] {
        let gap = plan.horizon - 1 + plan.embargo
        let known = Array(known.dropLast(gap))
        switch self {
        case .walkForward(let length):
            guard let last = known.last else { return [] }
            let first: SessionDate
            switch length {
            case .sessions(let count): first = known[max(0, known.count - count)]
            case .years(let years):
                let limit = last.dayNumber - Int32((Double(years) * 365.25).rounded())
                first = known.first { $0.dayNumber > limit } ?? last
            }
            var inner = plan
            inner.test = first...last
            inner.refit = .yearly
            let folds = (try? inner.folds(over: known)) ?? []
            return folds.reversed().map {
                SplicedFold(training: $0.training, validation: $0.validation, tests: [$0.test])
            }
        case .combinatorial(let groups, let tested):
            let folds = CombinatorialFolds(
                groups: groups, tested: tested, horizon: plan.horizon, embargo: plan.embargo
            ).folds(sessions: known.count)
            return folds.reversed().compactMap { spliced($0, over: known, plan: plan) }
        }
    }

    private func spliced(
        _ fold: CombinatorialFolds.Fold, over known: [SessionDate], plan: WalkForward
    ) -> SplicedFold? {
        let places = fold.training.flatMap { Array($0) }
        let wanted: Int
        switch plan.validation {
        case .sessions(let count): wanted = count
        case .years(let years): wanted = Int((Double(years) * 252).rounded())
        }
        // A short past is not given away whole to the choice of an epoch.
        let held = min(wanted, places.count / 4)
        let purge = plan.horizon - 1 + plan.embargo
        let trained = places.count - held - purge
        guard trained >= 2, held >= 1 else { return nil }
        var removed = gaps(in: fold.training, sessions: known.count)
        // The purge between training and validation, where they touch.
        if purge > 0 { removed.append(places[trained]...places[trained + purge - 1]) }
        return SplicedFold(
            training: known[places[0]]...known[places[trained - 1]],
            validation: known[places[trained + purge]]...known[places[places.count - 1]],
            removed: removed.map { known[$0.lowerBound]...known[$0.upperBound] },
            tests: fold.test.map { known[$0.lowerBound]...known[$0.upperBound - 1] })
    }

    /// The sessions that belong to no run, as closed ranges.
    private func gaps(in runs: [Range<Int>], sessions: Int) -> [ClosedRange<Int>] {
        var gaps: [ClosedRange<Int>] = []
        var first = 0
        for run in runs {
            if first < run.lowerBound { gaps.append(first...run.lowerBound - 1) }
            first = run.upperBound
        }
        if first < sessions { gaps.append(first...sessions - 1) }
        return gaps
    }
}
