internal import Evaluation
internal import Forecasting
internal import Market
internal import Reporting
internal import Store
internal import Windowing

extension RunContext {
    /// Walks forward over the test span: plan, trials, evaluation, report.
    mutating func runBacktest() async throws -> RunOutcome {
        let folds = try folds()
        return try await completeBacktest { context in
            let plan = context.plannedTrials(folds: folds)
            let done = try context.store.completedTrials(run: context.run.id)
            let missing = plan.filter { !done.contains($0.planIndex) }
            context.environment.progress(.notice(context.opening(plan: plan, done: done.count, folds: folds.count)))
            try await context.make(missing)
        }
    }

    /// Brings a backtest's trials into the store by `work`, then judges them and writes the report.
    ///
    /// Where the trials come from makes no difference to what follows.
    mutating func completeBacktest(
        bringingTrials work: (RunContext) async throws -> Void
    ) async throws -> RunOutcome {
        let start = try store.beginRun(run)
        if start == .alreadyDone { return try await finishedBacktest() }
        try store.leaveOut(data.leftOut, run: run.id)
        try await recordingEnd {
            try await runSearches()
            try await work(self)
            stopwatch.lap("trials")
            try await evaluate(
                sessions: data.calendar.filter { testSpan.contains($0) }, folds: try folds())
            stopwatch.lap("evaluation")
            try await measureMemories()
            stopwatch.lap("memory")
            try await makeExtras()
        }
        try writeReport()
        return outcome(wasAlreadyDone: false, summary: try leaderboard())
    }

    /// A run that is in the store: only what it was not asked for before is made.
    private mutating func finishedBacktest() async throws -> RunOutcome {
        if options.auditsLeaks || options.stresses {
            // Everything the searches tried is in the store: this only finds out again what they chose.
            try await runSearches()
            try await makeExtras()
            try writeReport()
        } else if !fileExists(reportPath) || !fileExists(pagePath) {
            try writeReport()
        }
        return outcome(wasAlreadyDone: true, summary: try leaderboard())
    }

    /// What `--stress` and `--audit-leaks` add to a run, unless the store has it.
    private mutating func makeExtras() async throws {
        let folds = try folds()
        if options.stresses, try store.stress(run: run.id).isEmpty {
            let rows = try await runStress(folds: folds, test: testSpan)
            if rows.isEmpty {
                environment.progress(
                    .warning(
                        "--stress has nothing to compare: no shock of the test span has an earlier one in its training; "
                            + "name the table of shock periods, or test later shocks"))
            }
            try store.replaceStress(rows, run: run.id)
            stopwatch.lap("stress")
        }
        if options.auditsLeaks {
            try await auditLeaks(folds: folds)
            stopwatch.lap("leak audit")
        }
    }

    /// The walk of a backtest through its data.
    func folds() throws -> [Fold] {
        guard case .backtest(let test, let refit) = configuration.kind else {
            preconditionFailure("a nightly pipeline is not a backtest")
        }
        return try configuration.walkForward(test: test, refit: refit).folds(over: data.calendar)
    }

    var testSpan: ClosedRange<SessionDate> {
        guard case .backtest(let test, _) = configuration.kind else {
            preconditionFailure("a nightly pipeline is not a backtest")
        }
        return test
    }

    /// All trials of the run.
    func plannedTrials(folds: [Fold]) -> [PlannedTrial] {
        var trials = planTrials(models: configuration.models, seeds: configuration.seeds(of:), folds: folds) {
            fold in
            data.returns.reduce(0) { $0 + $1.index(after: fold.training.upperBound) }
        }
        if let work = horizonWork() {
            let fits = Dictionary(
                configuration.models.map { ($0.name, Double(work.fits(of: $0))) }, uniquingKeysWith: { $1 })
            for index in trials.indices { trials[index].cost *= fits[trials[index].model.name] ?? 1 }
        }
        return trials
    }

    /// Makes trials and keeps each in the store.
    ///
    /// The models of the last fold are kept with it: they know most, and are what `memory` and `export` look at.
    func make(_ trials: [PlannedTrial]) async throws {
        let lastFold = try folds().count - 1
        try await runTrials(
            trials, on: data.returns, forecastOnly: data.forecastOnly, horizons: horizonWork(),
            environment: environment
        ) { finished in
            try store.save(
                trial: TrialRecord(
                    finished.trial, fitted: finished.outcome.fitted, seconds: finished.seconds,
                    forecastSeconds: finished.outcome.forecastSeconds,
                    horizonMethod: finished.outcome.horizonMethod, run: run.id),
                forecasts: finished.forecasts,
                models: finished.trial.fold.index == lastFold ? [try finished.modelRecord()] : [])
        }
    }

    private func opening(plan: [PlannedTrial], done: Int, folds: Int) -> String {
        let work = "\(configuration.models.count) models on \(data.returns.count) series, \(folds) folds: "
        return done == 0
            ? "\(run.id): \(work)\(plan.count) trials"
            : "\(run.id): going on, \(done) of \(plan.count) trials are done"
    }

    private func leaderboard() throws -> String {
        renderLeaderboard(try store.leaderboard(run: run.id).filter { $0.horizon == configuration.horizon })
    }

    /// The strategies that the file's models make: one model with two ways beyond the next session is one of them.
    private var strategiesInFile: Int {
        let fits = Dictionary(grouping: configuration.models, by: \.nextSessionText)
        return fits.values.reduce(0) { $0 + ($1.map { configuration.seeds(of: $0).count }.max() ?? 0) }
    }

    /// Scores every stored forecast and keeps metrics and tests in the store.
    private func evaluate(sessions: [SessionDate], folds: [Fold]) async throws {
        let grid = ScoreGrid(symbols: data.returns.map(\.symbol), sessions: sessions)
        let sheets = try await scoreSheets(on: grid, known: knownReturns(folds))
        let plan = EvaluationPlan(
            shockPeriods: data.shockPeriods, costBasisPoints: configuration.costBasisPoints,
            strategiesTried: try store.searchedCandidates(run: run.id) + strategiesInFile)
        let result = await Evaluation.evaluate(sheets, plan: plan, jobs: environment.jobs)
        if environment.isCancelled() { throw FittingError.cancelled }
        if result.cellsLeftOut > 0 {
            environment.progress(
                .warning(
                    "\(result.cellsLeftOut) forecasts are left out of all numbers because not every model could make "
                        + "them (their past is too short for the widest window)"))
        }
        let judged = Set(result.metrics.map(\.symbol))
        try store.leaveOut(
            data.returns.map(\.symbol).filter { !judged.contains($0) }.map {
                LeftOutSeries(
                    symbol: $0,
                    reason:
                        "no session of the test has a forecast of every model (its past is too short for the widest "
                        + "window, or it has no session there)")
            }, run: run.id)
        try store.replaceEvaluation(run: run.id, result, horizon: configuration.horizon)
        for target in configuration.horizons.targets {
            var plan = plan
            plan.target = target
            plan.overlap = HorizonSchedule.overlap(horizon: target.horizon, step: configuration.horizons.step)
            let sheets = try await scoreSheets(on: grid, known: knownReturns(folds, of: target), of: target)
            let result = await Evaluation.evaluate(sheets, plan: plan, jobs: environment.jobs)
            if environment.isCancelled() { throw FittingError.cancelled }
            try store.addHorizon(run: run.id, result)
        }
    }

    /// What each fold knew of each series: `[symbol][fold]`.
    private func knownReturns(_ folds: [Fold], of target: ReturnTarget = .nextSession) -> [[KnownReturns?]] {
        data.returns.map { series in
            folds.map { fold in
                let span = fold.training.lowerBound...fold.validation.upperBound
                return KnownReturns(series, in: span, sessions: target.span)
            }
        }
    }

    /// A sheet a model, in the order of the configuration: one model is read while others are scored.
    private func scoreSheets(
        on grid: ScoreGrid, known: [[KnownReturns?]], of target: ReturnTarget = .nextSession
    ) async throws -> [ScoreSheet] {
        let sheets = try await withThrowingTaskGroup(of: (Int, ScoreSheet).self) { group in
            var sheets = [ScoreSheet?](repeating: nil, count: configuration.models.count)
            for (place, model) in configuration.models.enumerated() {
                if environment.isCancelled() { throw FittingError.cancelled }
                let outcomes = try outcomes(of: model.name, target: target, on: grid)
                // The others of a few cores; what waits to be scored is as much as is scored.
                if place >= max(1, environment.jobs), let (done, sheet) = try await group.next() {
                    sheets[done] = sheet
                }
                group.addTask {
                    var sheet = ScoreSheet(model: model.name, grid: grid)
                    for outcome in outcomes {
                        sheet.add(
                            outcome.forecast, actual: outcome.actual,
                            known: known[grid.symbol(of: outcome.cell)][outcome.fold], cell: outcome.cell)
                    }
                    return (place, sheet)
                }
            }
            for try await (done, sheet) in group { sheets[done] = sheet }
            return sheets
        }
        return sheets.compactMap(\.self)
    }

    /// A forecast and what came, with its place on the grid.
    private struct Outcome {
        var cell: Int
        var fold: Int
        var forecast: PredictiveDistribution
        var actual: Double
    }

    private func outcomes(of model: String, target: ReturnTarget, on grid: ScoreGrid) throws -> [Outcome] {
        var outcomes: [Outcome] = []
        try store.forEachOutcome(
            run: run.id, model: model, horizon: target.horizon, span: target.span
        ) { stored in
            guard let cell = grid.cell(symbol: stored.symbol, session: stored.targetDate) else {
                preconditionFailure("\(stored.symbol) on \(stored.targetDate) is not on the score grid")
            }
            guard
                let forecast = PredictiveDistribution(
                    family: stored.family, mean: stored.mean, scale: stored.scale, shape: stored.shape,
                    quantiles: stored.quantiles)
            else {
                throw UnknownFamilyError(
                    family: stored.family, symbol: stored.symbol, cutoff: stored.targetDate)
            }
            outcomes.append(Outcome(cell: cell, fold: stored.fold, forecast: forecast, actual: stored.actual))
        }
        return outcomes
    }
}
