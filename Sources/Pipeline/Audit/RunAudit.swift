internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors
internal import Store

extension RunContext {
    /// Corrupts what each model must not know, on the first and the last fold, and keeps what was compared.
    ///
    /// - Throws: `Leak` naming the model and the first forecast that differs; the run then counts as failed.
    func auditLeaks(folds: [Fold]) async throws {
        let ends = folds.count > 1 ? [folds[0], folds[folds.count - 1]] : folds
        let trials = planTrials(
            models: configuration.models, seeds: { Array(configuration.seeds(of: $0).prefix(1)) }, folds: ends
        ) { _ in 1 }
        environment.progress(
            .notice("leak audit: \(trials.count) fits, each with its future, its past prices and its fit corrupted")
        )
        var rows: [LeakAuditRow] = []
        var waiting = trials[...]
        try await withThrowingTaskGroup(of: [LeakAuditRow].self) { group in
            func startNext() {
                guard let trial = waiting.popFirst() else { return }
                let (prices, forecastOnly, horizons) = (data.prices, data.forecastOnly, horizonWork())
                group.addTask {
                    try audit(
                        trial, prices: prices, forecastOnly: forecastOnly, horizons: horizons,
                        isCancelled: environment.isCancelled)
                }
            }
            for _ in 0..<max(environment.jobs, 1) { startNext() }
            while let found = try await group.next() {
                startNext()
                rows += found
                environment.progress(
                    .trials(
                        done: rows.count / Corruption.allCases.count, of: trials.count,
                        share: Double(trials.count - waiting.count) / Double(trials.count),
                        last: "audit: \(found.first?.model ?? "")"))
            }
        }
        try store.replaceLeakAudit(rows, run: run.id)
        let compared = rows.reduce(0) { $0 + $1.compared }
        environment.progress(.notice("leak audit: \(compared) forecasts are the same to the bit"))
    }
}

private func audit(
    _ trial: PlannedTrial, prices: [PriceSeries], forecastOnly: Set<String>, horizons: HorizonWork?,
    isCancelled: @Sendable () -> Bool
) throws -> [LeakAuditRow] {
    var audit = try Evaluation.auditLeaks(
        of: Registry.predictor(trial.model), on: prices, forecastOnly: forecastOnly, fold: trial.fold,
        seed: trial.randomSeed,
        isCancelled: isCancelled)
    if var horizons {
        // A path shows a leak as well as hundreds do.
        horizons.settings.paths = min(horizons.settings.paths, 10)
        let work = horizons
        let predictor = Registry.predictor(trial.model)
        let sums = try Evaluation.auditLeaks(
            of: predictor, schedule: work.schedule, on: prices, forecastOnly: forecastOnly, fold: trial.fold,
            seed: trial.randomSeed, isCancelled: isCancelled
        ) { fitted, panel in
            try work.forecaster(
                of: predictor, asked: trial.model.horizonMethod, fitted: fitted, panel: panel,
                seed: trial.randomSeed,
                isCancelled: isCancelled)
        }
        audit.compared.merge(sums.compared, uniquingKeysWith: +)
    }
    return Corruption.allCases.map {
        LeakAuditRow(
            model: trial.model.name, seed: trial.seed, fold: trial.fold.index, corruption: $0.rawValue,
            compared: audit.compared[$0] ?? 0)
    }
}
