internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import Predictors
internal import Reporting
internal import Store
internal import Windowing

extension RunContext {
    /// Forecasts the next session of every series with models that are fitted when they are due.
    mutating func runNight() async throws -> RunOutcome {
        guard case .nightly(let retrain) = configuration.kind else {
            preconditionFailure("a backtest is not a nightly pipeline")
        }
        let calendar = data.calendar
        let last = calendar[calendar.count - 1]
        let start = try store.beginRun(run)
        var refitted: [String] = []
        if start != .alreadyDone {
            try store.leaveOut(data.leftOut, run: run.id)
            let plan = try nightlyTrials(calendar: calendar, last: last)
            let done = try store.completedTrials(run: run.id)
            try await recordingEnd {
                for trial in plan where !done.contains(trial.planIndex) {
                    if environment.isCancelled() { throw FittingError.cancelled }
                    let startedAt = environment.seconds()
                    let stored = try storedModel(for: trial, retrain: retrain, calendar: calendar)
                    let fitted = try stored ?? fit(trial)
                    if stored == nil { refitted.append(trial.label) }
                    let (forecasts, leftOut) = nightlyForecasts(of: fitted, by: trial)
                    try store.save(
                        trial, fitted: fitted, isNew: stored == nil, forecasts: forecasts,
                        seconds: environment.seconds() - startedAt, run: run.id)
                    try store.leaveOut(leftOut, run: run.id)
                }
            }
        }
        let text = try nightReport(last: last, refitted: refitted)
        if start != .alreadyDone || !fileExists(reportPath) {
            try makeFolder(parent(of: reportPath))
            try writeFile(text, to: reportPath)
        }
        return outcome(wasAlreadyDone: start == .alreadyDone, summary: text)
    }

    /// One trial a model and seed; all that is known is learned from, the last part of it as validation.
    private func nightlyTrials(calendar: [SessionDate], last: SessionDate) throws -> [PlannedTrial] {
        // The fold whose test would begin on the day after the last session.
        let tomorrow = last.advanced(byDays: 1)
        let plan = configuration.walkForward(test: tomorrow...tomorrow, refit: .never)
        let folds = try plan.folds(over: calendar + [tomorrow])
        return planTrials(models: configuration.models, seeds: configuration.seeds(of:), folds: folds) { _ in 1 }
    }

    private func fit(_ trial: PlannedTrial) throws -> any FittedPredictor {
        environment.progress(.notice("fitting \(trial.label)"))
        return try Registry.predictor(trial.model).fit(
            TrainingPanel(
                series: data.returns, training: trial.fold.training, validation: trial.fold.validation,
                forecastOnly: data.forecastOnly),
            seed: trial.randomSeed, isCancelled: environment.isCancelled)
    }

    /// The model that an earlier night fitted with the same settings, unless it is due to be fitted anew.
    private func storedModel(
        for trial: PlannedTrial, retrain: PipelineConfiguration.RefitSchedule, calendar: [SessionDate]
    ) throws -> (any FittedPredictor)? {
        let runs = Set(
            try store.runs().filter {
                $0.configurationHash == run.configurationHash && $0.version == run.version
            }.map(\.id))
        let name = trial.label
        let cutoff = trial.fold.validation.upperBound
        let candidates = try store.models(name: name).filter {
            runs.contains($0.runID) && $0.model.cutoff <= cutoff
        }
        guard let latest = candidates.max(by: { $0.model.cutoff < $1.model.cutoff }) else { return nil }
        let fittedAt = latest.model.cutoff.components
        let now = cutoff.components
        let isDue =
            switch retrain {
            case .never: false
            case .yearly: fittedAt.year != now.year
            case .monthly: (fittedAt.year, fittedAt.month) != (now.year, now.month)
            case .every(let sessions):
                calendar.filter { $0 > latest.model.cutoff && $0 <= cutoff }.count >= sessions
            }
        guard !isDue, let registered = Registry.model(trial.model.family) else { return nil }
        return try registered.decode(latest.model.encoded)
    }

    /// One forecast a series; a series that gets none is never passed over in silence.
    private func nightlyForecasts(
        of fitted: any FittedPredictor, by trial: PlannedTrial
    ) -> ([ForecastRecord], [LeftOutSeries]) {
        var leftOut: [LeftOutSeries] = []
        let records: [ForecastRecord] = data.returns.compactMap { series in
            let cutoff = series.count - 1
            let forecast = fitted.forecasts(for: series, cutoffs: cutoff..<cutoff + 1).first ?? nil
            guard let forecast, forecast.isValid else {
                let reason =
                    forecast == nil
                    ? "its past is too short" : "the distribution is not finite, look at its last prices"
                environment.progress(
                    .warning(
                        "\(trial.model.name) makes no forecast of \(series.symbol) after \(series.dates[cutoff]): "
                            + reason))
                leftOut.append(LeftOutSeries(symbol: series.symbol, model: trial.model.name, reason: reason))
                return nil
            }
            return ForecastRecord(
                symbol: series.symbol, cutoff: series.dates[cutoff], target: nil, distribution: forecast,
                actual: nil, naiveScale: nil)
        }
        return (records, leftOut)
    }

    private func nightReport(last: SessionDate, refitted: [String]) throws -> String {
        let symbols = Set(data.returns.map(\.symbol))
        return renderNight(
            NightContent(
                pipeline: run.pipeline, version: run.version, lastSession: last,
                forecasts: try store.forecastsVersusActual(run: run.id).sorted {
                    ($0.symbol, $0.model, $0.seed) < ($1.symbol, $1.model, $1.seed)
                },
                refitted: refitted,
                dataHealth: try store.dataHealth().filter { symbols.contains($0.symbol) },
                rejectedRows: data.files.reduce(0) { $0 + $1.rejectedRows.count },
                leftOut: try store.leftOut(run: run.id)))
    }
}

extension Store {
    /// Keeps a night's trial: the forecasts, and the model where it was fitted this night.
    fileprivate func save(
        _ trial: PlannedTrial, fitted: any FittedPredictor, isNew: Bool, forecasts: [ForecastRecord],
        seconds: Double, run: String
    ) throws {
        let models =
            isNew
            ? [
                ModelRecord(
                    name: trial.label, cutoff: trial.fold.validation.upperBound, encoded: try fitted.encoded())
            ] : []
        try save(
            trial: TrialRecord(trial, fitted: fitted, seconds: seconds, run: run), forecasts: forecasts,
            models: models)
    }
}
