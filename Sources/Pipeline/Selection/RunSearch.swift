internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Predictors
internal import Store
internal import Windowing

extension RunContext {
    /// Makes the searches of the pipeline and adds what they choose to the models.
    ///
    /// All of it happens on sessions before the first test session. Each candidate's result on each fold is kept as soon as it is
    /// there, so an interrupted search goes on where it stopped and chooses the same.
    mutating func runSearches() async throws {
        guard case .backtest(let test, let refit) = configuration.kind else { return }
        for (place, search) in configuration.searches.enumerated() {
            let plan = configuration.walkForward(test: test, refit: refit)
            guard let first = data.calendar.first(where: { test.contains($0) }) else { continue }
            let known = Array(data.calendar.prefix { $0 < first })
            let folds = search.selectionFolds.folds(over: known, plan: plan)
            let candidates = search.drawnCandidates
            guard !folds.isEmpty, !candidates.isEmpty else {
                throw UsageError(
                    "search of \(search.family.name): the \(known.count) sessions before the test leave no fold to choose "
                        + "on (\(search.folds)); start the test later, or shorten search.folds or evaluation.validation"
                )
            }
            let chosen = try await choose(
                candidates, of: search, place: place, folds: folds,
                known: data.returns.map { $0.known(at: known[known.count - 1]) })
            let model = candidates[chosen]
            try store.save(
                SearchChoiceRow(
                    search: place, method: "\(search.method) on \(search.folds)", candidates: candidates.count,
                    model: model.name, settings: model.canonicalText), run: run.id)
            environment.progress(
                .notice("search of \(search.family.name): \(model.name) is the best of \(candidates.count)"))
            if !configuration.models.contains(where: { $0.canonicalText == model.canonicalText }) {
                configuration.models.append(model)
            }
        }
    }

    private func choose(
        _ candidates: [ModelConfiguration], of search: SearchConfiguration, place: Int, folds: [SplicedFold],
        known: [ReturnSeries]
    ) async throws -> Int {
        struct Place: Hashable {
            var candidate: Int
            var fold: Int
        }
        var losses: [Place: Double?] = [:]
        for row in try store.searchTrials(run: run.id) where row.search == place {
            losses[Place(candidate: row.candidate, fold: row.fold)] = .some(row.loss)
        }
        let series = known.filter { $0.count > 0 }
        let schedule = search.schedule(candidates: candidates.count, folds: folds.count)
        let total = schedule.fits
        environment.progress(
            .notice(
                "search of \(search.family.name): \(candidates.count) candidates, \(search.method) on \(search.folds), "
                    + "\(total) fits" + (losses.isEmpty ? "" : ", \(losses.count) are done")))
        var remaining = Array(candidates.indices)
        func meanLoss(_ candidate: Int, _ folds: Int) -> Double? {
            let known = (0..<folds).map { losses[Place(candidate: candidate, fold: $0)] ?? nil }
            guard !known.contains(where: { $0 == nil }) else { return nil }
            return known.reduce(0) { $0 + ($1 ?? 0) } / Double(folds)
        }
        for (rung, round) in schedule.rungs.enumerated() {
            if rung > 0 {
                let seen = schedule.rungs[rung - 1].folds
                remaining = SearchSchedule.best(round.candidates, of: remaining) { meanLoss($0, seen) }
            }
            var tasks: [SearchTask] = []
            for candidate in remaining {
                for fold in 0..<round.folds where losses[Place(candidate: candidate, fold: fold)] == nil {
                    tasks.append(
                        SearchTask(
                            search: place, candidate: candidate, fold: fold, rung: rung,
                            model: candidates[candidate],
                            spans: folds[fold], forecastOnly: data.forecastOnly, seed: search.seed))
                }
            }
            try await runSearchTasks(tasks, on: series, environment: environment) { row in
                try store.save(row, run: run.id)
                losses[Place(candidate: row.candidate, fold: row.fold)] = .some(row.loss)
                environment.progress(
                    .trials(
                        done: losses.count, of: total, share: Double(losses.count) / Double(max(total, 1)),
                        last: "search: \(row.model)"))
            }
        }
        return SearchSchedule.best(1, of: remaining) { meanLoss($0, folds.count) }[0]
    }
}

extension SearchSchedule {
    /// The fits of all rounds.
    var fits: Int {
        var fits = 0
        var folds = 0
        for rung in rungs {
            fits += rung.candidates * (rung.folds - folds)
            folds = rung.folds
        }
        return fits
    }
}

/// One candidate on one fold.
private struct SearchTask: Sendable {
    var search: Int
    var candidate: Int
    var fold: Int
    var rung: Int
    var model: ModelConfiguration
    var spans: SplicedFold
    var forecastOnly: Set<String>
    var seed: Int

    /// The seed of its random numbers: its own, whatever else runs.
    var randomSeed: UInt64 {
        UInt64(fingerprint("search \(model.canonicalText) seed \(seed) fold \(fold)".utf8).prefix(16), radix: 16)
            ?? 0
    }

    /// Fits and judges; a candidate that cannot be fitted has no loss.
    func result(on series: [ReturnSeries], isCancelled: @Sendable () -> Bool) throws -> SearchTrialRow {
        var row = SearchTrialRow(
            search: search, candidate: candidate, fold: fold, rung: rung, model: model.name,
            settings: model.canonicalText, loss: nil, n: 0, returnSum: 0, squaredReturnSum: 0, sessions: 0)
        let hindcasts: [Hindcast]
        do {
            hindcasts = try runTrial(
                of: Registry.predictor(model), on: series, forecastOnly: forecastOnly, fold: spans,
                seed: randomSeed, isCancelled: isCancelled)
        } catch FittingError.cancelled {
            throw FittingError.cancelled
        } catch is FittingError {
            return row
        }
        let loss =
            hindcasts.reduce(0) { $0 - $1.distribution.logDensity(at: $1.actual) } / Double(max(hindcasts.count, 1))
        guard !hindcasts.isEmpty, loss.isFinite else { return row }
        row.loss = loss
        row.n = hindcasts.count
        for returns in Dictionary(grouping: hindcasts, by: \.target).sorted(by: { $0.key < $1.key }).map(\.value) {
            let earned = returns.reduce(0) { $0 + ($1.distribution.decision == .invest ? $1.actual : 0) }
            let mean = earned / Double(returns.count)
            row.returnSum += mean
            row.squaredReturnSum += mean * mean
            row.sessions += 1
        }
        return row
    }
}

/// Works through candidates side by side; `save` is called for one at a time.
private func runSearchTasks(
    _ tasks: [SearchTask], on series: [ReturnSeries], environment: RunEnvironment,
    save: (SearchTrialRow) throws -> Void
) async throws {
    var waiting = tasks[...]
    try await withThrowingTaskGroup(of: SearchTrialRow.self) { group in
        func startNext() {
            guard let task = waiting.popFirst() else { return }
            group.addTask { try task.result(on: series, isCancelled: environment.isCancelled) }
        }
        for _ in 0..<max(environment.jobs, 1) { startNext() }
        while let row = try await group.next() {
            startNext()
            try save(row)
            if environment.isCancelled() { throw FittingError.cancelled }
        }
    }
}
