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
        if start == .alreadyDone {
            if !fileExists(reportPath) { try writeReport() }
            return outcome(wasAlreadyDone: true, summary: try leaderboard())
        }
        try await recordingEnd {
            try await work(self)
            stopwatch.lap("trials")
            try evaluate(sessions: data.calendar.filter { testSpan.contains($0) })
            stopwatch.lap("evaluation")
        }
        try writeReport()
        return outcome(wasAlreadyDone: false, summary: try leaderboard())
    }

    /// The walk of a backtest through its data.
    func folds() throws -> [Fold] {
        guard case .backtest(let test, let refit) = configuration.kind else {
            preconditionFailure("a nightly pipeline is not a backtest")
        }
        return try configuration.walkForward(test: test, refit: refit).folds(over: data.calendar)
    }

    private var testSpan: ClosedRange<SessionDate> {
        guard case .backtest(let test, _) = configuration.kind else {
            preconditionFailure("a nightly pipeline is not a backtest")
        }
        return test
    }

    /// All trials of the run.
    func plannedTrials(folds: [Fold]) -> [PlannedTrial] {
        planTrials(models: configuration.models, seeds: configuration.seeds(of:), folds: folds) { fold in
            data.returns.reduce(0) { $0 + $1.index(after: fold.training.upperBound) }
        }
    }

    /// Makes trials and keeps each in the store.
    func make(_ trials: [PlannedTrial]) async throws {
        try await runTrials(
            trials, on: data.returns, forecastOnly: data.forecastOnly, environment: environment
        ) { finished in
            try store.save(
                trial: TrialRecord(
                    finished.trial, fitted: finished.outcome.fitted, seconds: finished.seconds, run: run.id),
                forecasts: finished.forecasts)
        }
    }

    private func opening(plan: [PlannedTrial], done: Int, folds: Int) -> String {
        let work = "\(configuration.models.count) models on \(data.returns.count) series, \(folds) folds: "
        return done == 0
            ? "\(run.id): \(work)\(plan.count) trials"
            : "\(run.id): going on, \(done) of \(plan.count) trials are done"
    }

    private func leaderboard() throws -> String {
        renderLeaderboard(try store.leaderboard(run: run.id))
    }

    /// Scores every stored forecast and keeps metrics and tests in the store.
    private func evaluate(sessions: [SessionDate]) throws {
        let grid = ScoreGrid(symbols: data.returns.map(\.symbol), sessions: sessions)
        var sheets: [ScoreSheet] = []
        for model in configuration.models {
            var sheet = ScoreSheet(model: model.name, grid: grid)
            try store.forEachForecast(run: run.id, model: model.name) { stored in
                let forecast = stored.forecast
                guard let target = forecast.targetDate, let actual = forecast.actual else { return }
                let scores = pointScores(
                    of: try forecast.distribution(), actual: actual, naiveScale: forecast.naiveScale)
                sheet.add(scores, symbol: forecast.symbol, target: target)
            }
            sheets.append(sheet)
            if environment.isCancelled() { throw FittingError.cancelled }
        }
        let plan = EvaluationPlan(
            naiveModel: naiveModel,
            sweptModels: Set(configuration.models.filter(\.isNetwork).map(\.name)),
            shockPeriods: data.shockPeriods, horizon: configuration.horizon)
        let result = Evaluation.evaluate(sheets, plan: plan)
        if result.cellsLeftOut > 0 {
            environment.progress(
                .warning(
                    "\(result.cellsLeftOut) forecasts are left out of all numbers because not every model could make "
                        + "them (their past is too short for the widest window)"))
        }
        try store.replaceEvaluation(
            run: run.id, metrics: result.metrics, comparisons: result.comparisons, samples: result.samples)
    }
}
