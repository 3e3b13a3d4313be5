internal import Forecasting
internal import Learning

/// What a finished training leaves behind: the weights and how they came about.
struct TrainedWeights: Codable, Hashable, Sendable {
    var parameters: [Float]
    var summary: TrainingSummary
}

/// Initial weights by seed, training, and the errors in the words of a predictor.
func trainNetwork(
    _ network: Network<Float>, on source: some BatchSource<Float>,
    validatingOn validation: (any BatchSource<Float>)?,
    training: NetworkTraining, model: String, seed: UInt64, isCancelled: () -> Bool
) throws(FittingError) -> TrainedWeights {
    let random = RandomSource(seed: seed)
    var initialising = random.split(1)
    let trainer = Trainer(
        network: network, loss: training.head.loss,
        configuration: training.configuration(stepsPerEpoch: source.batchCount))
    do {
        let result = try trainer.train(
            from: network.initialParameters(using: &initialising), on: source, validatingOn: validation,
            random: random.split(2), isCancelled: isCancelled)
        return TrainedWeights(
            parameters: result.parameters,
            summary: TrainingSummary(
                epochs: result.log.count, bestEpoch: result.bestEpoch,
                trainingLoss: result.log[result.bestEpoch - 1].trainingLoss,
                validationLoss: result.log[result.bestEpoch - 1].validationLoss,
                history: result.log.map { EpochLosses(training: $0.trainingLoss, validation: $0.validationLoss) }))
    } catch {
        switch error {
        case .cancelled: throw .cancelled
        case .diverged(let epoch): throw .diverged(model: model, epoch: epoch)
        case .noExamples: throw .noExamples(model: model)
        }
    }
}
