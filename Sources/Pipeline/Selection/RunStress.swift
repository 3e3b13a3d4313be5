internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors
internal import Store
internal import Windowing

extension RunContext {
    /// Fits every model again without the shocks before each tested shock, and compares its losses in that shock.
    ///
    /// The shock phases of all periods are taken out of training and validation. A shock of the test that no earlier one precedes in
    /// the training has nothing to compare and is left out.
    func runStress(folds: [Fold], test: ClosedRange<SessionDate>) async throws -> [StressRow] {
        let shocks = data.shockPeriods.compactMap { period in
            period.intervals.first { $0.phase == .shock }.map { (name: period.name, dates: $0.dates) }
        }
        var rows: [StressRow] = []
        for shock in shocks where shock.dates.overlaps(test) {
            let sessions = data.calendar.filter { shock.dates.contains($0) && test.contains($0) }
            guard !sessions.isEmpty else { continue }
            let tested = folds.filter { fold in sessions.contains { fold.test.contains($0) } }
            var tasks: [StressTask] = []
            for fold in tested {
                let known = fold.training.lowerBound...fold.validation.upperBound
                let removed = shocks.map(\.dates).filter { $0.overlaps(known) }
                let inside = sessions.filter { fold.test.contains($0) }
                guard let first = inside.first, let last = inside.last, !removed.isEmpty else { continue }
                guard let spans = fold.without(removed, calendar: data.calendar, tests: [first...last]) else {
                    continue
                }
                for model in configuration.models {
                    for seed in configuration.seeds(of: model) {
                        tasks.append(
                            StressTask(
                                trial: PlannedTrial(planIndex: 0, model: model, seed: seed, fold: fold, cost: 1),
                                spans: spans))
                    }
                }
            }
            guard !tasks.isEmpty, tested.count == Set(tasks.map(\.trial.fold.index)).count else { continue }
            environment.progress(
                .notice("stress: \(shock.name) without earlier shocks in training, \(tasks.count) fits"))
            let found = try await losses(of: tasks)
            let removed = tested.map { fold in
                data.calendar.filter { day in
                    (fold.training.contains(day) || fold.validation.contains(day))
                        && shocks.contains { $0.dates.contains(day) }
                }.count
            }
            rows += try compare(
                found, period: shock.name, sessions: sessions, removed: removed.reduce(0, +) / removed.count)
        }
        return rows
    }

    /// Scores of the refitted models by model, then by symbol and session.
    private func losses(of tasks: [StressTask]) async throws -> [String: ScoreTable] {
        var tables: [String: ScoreTable] = [:]
        var waiting = tasks[...]
        try await withThrowingTaskGroup(of: (String, [Hindcast]).self) { group in
            func startNext() {
                guard let task = waiting.popFirst() else { return }
                let series = data.returns
                group.addTask {
                    let hindcasts = try runTrial(
                        of: Registry.predictor(task.trial.model), on: series, forecastOnly: data.forecastOnly,
                        fold: task.spans,
                        seed: task.trial.randomSeed, isCancelled: environment.isCancelled)
                    return (task.trial.model.name, hindcasts)
                }
            }
            for _ in 0..<max(environment.jobs, 1) { startNext() }
            while let (model, hindcasts) = try await group.next() {
                startNext()
                for hindcast in hindcasts {
                    tables[model, default: ScoreTable()].add(
                        hindcast.distribution, actual: hindcast.actual, symbol: hindcast.symbol,
                        target: hindcast.target)
                }
                if environment.isCancelled() { throw FittingError.cancelled }
            }
        }
        return tables
    }

    private func compare(
        _ without: [String: ScoreTable], period: String, sessions: [SessionDate], removed: Int
    ) throws -> [StressRow] {
        guard let first = sessions.first, let last = sessions.last else { return [] }
        var rows: [StressRow] = []
        for model in configuration.models {
            guard let other = without[model.name] else { continue }
            var seen = ScoreTable()
            // What is forecast beyond the next session is not made anew without the shocks.
            try store.forEachForecast(
                run: run.id, model: model.name, horizon: configuration.horizon, from: first, to: last
            ) { stored in
                guard let target = stored.forecast.targetDate, let actual = stored.forecast.actual else { return }
                seen.add(
                    try stored.forecast.distribution(), actual: actual, symbol: stored.forecast.symbol,
                    target: target)
            }
            rows += seen.compared(with: other, sessions: sessions, horizon: configuration.horizon).map {
                StressRow(
                    period: period, model: model.name, loss: $0.loss, removedSessions: removed, n: $0.n,
                    withShocks: $0.mine, withoutShocks: $0.other, pValue: $0.pValue)
            }
        }
        return rows
    }
}

private struct StressTask: Sendable {
    var trial: PlannedTrial
    var spans: SplicedFold
}

extension Fold {
    /// The same fold without some spans; nil where they leave no training or no validation.
    fileprivate func without(
        _ removed: [ClosedRange<SessionDate>], calendar: [SessionDate], tests: [ClosedRange<SessionDate>]
    ) -> SplicedFold? {
        func kept(_ span: ClosedRange<SessionDate>) -> ClosedRange<SessionDate>? {
            let days = calendar.filter { day in span.contains(day) && !removed.contains { $0.contains(day) } }
            return days.first.flatMap { first in days.last.map { first...$0 } }
        }
        guard let training = kept(training), let validation = kept(validation) else { return nil }
        return SplicedFold(training: training, validation: validation, removed: removed, tests: tests)
    }
}

/// Losses by symbol and session, means over seeds.
struct ScoreTable: Sendable {
    struct Cell: Hashable {
        var symbol: String
        var target: SessionDate
    }

    /// What is compared; all but the last are losses.
    static let measures: [(name: String, score: PointScore)] = [
        ("nll", .negativeLogDensity), ("qlike", .qlike), ("crps", .crps), ("squared_error", .squaredError),
        ("coverage_90", .inside90),
    ]

    private var sums: [Cell: [Double]] = [:]
    private var counts: [Cell: Double] = [:]

    /// Adds one forecast's scores.
    mutating func add(_ forecast: PredictiveDistribution, actual: Double, symbol: String, target: SessionDate) {
        let cell = Cell(symbol: symbol, target: target)
        let all = pointScores(of: forecast, actual: actual)
        let scores = Self.measures.map { all[$0.score.rawValue] }
        guard scores.allSatisfy(\.isFinite) else { return }
        if let sum = sums[cell] {
            sums[cell] = zip(sum, scores).map(+)
        } else {
            sums[cell] = scores
        }
        counts[cell, default: 0] += 1
    }

    private func mean(_ cell: Cell) -> [Double]? {
        guard let sum = sums[cell], let count = counts[cell] else { return nil }
        return sum.map { $0 / count }
    }

    /// Both tables' means over the cells that both have, and the test of the difference by session.
    func compared(
        with other: ScoreTable, sessions: [SessionDate], horizon: Int
    ) -> [(loss: String, n: Int, mine: Double, other: Double, pValue: Double?)] {
        let cells = sums.keys.filter { other.sums[$0] != nil }.sorted {
            ($0.target, $0.symbol) < ($1.target, $1.symbol)
        }
        guard !cells.isEmpty else { return [] }
        return Self.measures.enumerated().map { place, measure in
            var (mine, others) = (0.0, 0.0)
            var differences: [Double] = []
            var (session, sum, count) = (cells[0].target, 0.0, 0.0)
            for cell in cells {
                let (one, two) = (mean(cell)?[place] ?? 0, other.mean(cell)?[place] ?? 0)
                mine += one
                others += two
                if cell.target != session {
                    differences.append(sum / count)
                    (session, sum, count) = (cell.target, 0, 0)
                }
                sum += two - one
                count += 1
            }
            differences.append(sum / count)
            let test =
                measure.score == .inside90
                ? nil
                : DieboldMariano(lossDifferences: differences, horizon: horizon, variance: .bartlett(lags: nil))
            let n = Double(cells.count)
            return (measure.name, cells.count, mine / n, others / n, test?.pValue)
        }
    }
}
