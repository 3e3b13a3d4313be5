internal import Evaluation
internal import Forecasting
internal import Market
internal import Predictors
internal import Store
internal import Windowing

/// A finished trial on its way to the store.
struct FinishedTrial: Sendable {
    var trial: PlannedTrial
    var outcome: TrialOutcome
    /// The forecasts as rows: their quantiles are computed where the trial was, beside other trials.
    var forecasts: [ForecastRecord]
    /// Wall-clock seconds of the fit.
    var seconds: Double

    init(trial: PlannedTrial, outcome: TrialOutcome, seconds: Double) {
        self.trial = trial
        self.outcome = outcome
        self.seconds = seconds
        forecasts = outcome.hindcasts.map { hindcast in
            ForecastRecord(
                symbol: hindcast.symbol, cutoff: hindcast.cutoff, target: hindcast.target,
                distribution: hindcast.distribution, actual: hindcast.actual, naiveScale: hindcast.naiveScale,
                of: hindcast.returnTarget)
        }
    }

    /// The model as it is kept: the last fold's models know most, and are what `memory` and `export` look at.
    func modelRecord() throws -> ModelRecord {
        ModelRecord(
            name: trial.label, cutoff: trial.fold.validation.upperBound, encoded: try outcome.fitted.encoded())
    }
}

/// Works through trials side by side and hands each to `save` when it is done, one at a time.
///
/// Long trials start first, so that the last one to end is a short one. What a trial computes depends on
/// nothing but itself; the order in which trials end differs from run to run and leaves no trace in the store.
///
/// - Throws: the first error of a trial or of `save`; ``FittingError/cancelled`` after an interruption, with
///   everything saved that was finished.
func runTrials(
    _ trials: [PlannedTrial], on series: [ReturnSeries], forecastOnly: Set<String>, horizons: HorizonWork? = nil,
    environment: RunEnvironment,
    save: (FinishedTrial) throws -> Void
) async throws {
    var waiting = trials.sorted { ($1.cost, $0.planIndex) < ($0.cost, $1.planIndex) }[...]
    let total = max(trials.reduce(0) { $0 + $1.cost }, 1)
    var finished = 0
    var finishedCost = 0.0
    try await withThrowingTaskGroup(of: FinishedTrial.self) { group in
        func startNext() {
            guard let trial = waiting.popFirst() else { return }
            group.addTask {
                let start = environment.seconds()
                let predictor = Registry.predictor(trial.model)
                var outcome = try runTrial(
                    of: predictor, on: series, forecastOnly: forecastOnly, fold: trial.fold,
                    seed: trial.randomSeed, isCancelled: environment.isCancelled, seconds: environment.seconds)
                let seconds = environment.seconds() - start - outcome.forecastSeconds
                if let horizons {
                    try horizons.add(
                        to: &outcome, of: predictor, on: series, forecastOnly: forecastOnly, trial: trial,
                        isCancelled: environment.isCancelled)
                }
                return FinishedTrial(trial: trial, outcome: outcome, seconds: max(0, seconds))
            }
        }
        for _ in 0..<max(environment.jobs, 1) { startNext() }
        while let done = try await group.next() {
            startNext()
            try save(done)
            finished += 1
            finishedCost += done.trial.cost
            environment.progress(
                .trials(done: finished, of: trials.count, share: finishedCost / total, last: done.trial.label))
        }
    }
}
