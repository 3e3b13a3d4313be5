internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Predictors

/// A unit of work: one model with one seed on one fold.
struct PlannedTrial: Sendable {
    /// Its place in the plan, and its name in the store.
    var planIndex: Int
    var model: ModelConfiguration
    /// The seed's number as the pipeline file writes it.
    var seed: Int
    var fold: Fold
    /// Rough multiply-adds of the fit, to start long trials first.
    var cost: Double

    /// The seed of this trial's random numbers: its own for every model, seed and fold, whatever else runs.
    ///
    /// One model with two ways beyond the next session is fitted with the same numbers, so that they can be compared.
    var randomSeed: UInt64 {
        let digits = fingerprint("\(model.nextSessionText) seed \(seed) fold \(fold.index)".utf8).prefix(16)
        return UInt64(digits, radix: 16) ?? 0
    }

    /// What it is, in few words.
    var label: String { "\(model.name) seed \(seed) fold \(fold.index + 1)" }
}

/// All trials of a run, in the order of the file: models, then seeds, then folds.
func planTrials(
    models: [ModelConfiguration], seeds: (ModelConfiguration) -> [Int], folds: [Fold], sessionsBefore: (Fold) -> Int
) -> [PlannedTrial] {
    // A fold's sessions are the same for every model: a plan may have a million trials.
    let sessions = folds.map { Double(sessionsBefore($0)) }
    var trials: [PlannedTrial] = []
    for model in models {
        let costPerExample = Double(Registry.predictor(model).trainingCostPerExample)
        for seed in seeds(model) {
            for (fold, sessions) in zip(folds, sessions) {
                trials.append(
                    PlannedTrial(
                        planIndex: trials.count, model: model, seed: seed, fold: fold,
                        cost: costPerExample * sessions))
            }
        }
    }
    return trials
}
