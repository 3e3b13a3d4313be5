internal import Learning

/// How a lab's network is trained.
struct Recipe: Sendable {
    /// Steps of the optimiser.
    var steps: Int
    /// The largest learning rate.
    var learningRate: Double
    /// Whether the rate falls to zero along half a cosine.
    var anneals = true
    /// The largest global gradient norm let through.
    var largestGradientNorm: Double = 1
    /// The mean loss of the last tenth of training above which a start counts as failed and another is drawn, at most
    /// ``mostStarts`` in all; nil accepts every start.
    var learntLoss: Double?
    /// Starts before the last one is accepted as it is.
    var mostStarts = 5

    fileprivate var configuration: TrainerConfiguration {
        TrainerConfiguration(
            epochs: epochs, optimiser: .adam(Adam()),
            schedule: anneals
                ? .cosine(CosineSchedule(baseRate: learningRate, annealingSteps: steps))
                : .constant(rate: learningRate),
            largestGradientNorm: largestGradientNorm)
    }

    /// The log has a line an epoch; the last of them says how training ended.
    fileprivate var epochs: Int { min(10, steps) }
}

extension Network<Float> {
    /// Weights after training on drawn batches; nil where the loss left the finite numbers.
    ///
    /// Training starts from `start`, or where the layers' own initialisations say.
    ///
    /// - Throws: ``LabError/cancelled``.
    func fitted(
        _ recipe: Recipe, loss: any Loss, random: RandomSource, settings: LabSettings,
        start: ((inout RandomSource) -> [Float])? = nil,
        draw: @escaping @Sendable (_ batch: inout Batch<Float>, _ step: Int, _ random: inout RandomSource) -> Void
    ) throws(LabError) -> [Float]? {
        let trainer = Trainer(network: self, loss: loss, configuration: recipe.configuration)
        let batches = DrawnBatches(
            count: recipe.steps / recipe.epochs, random: random.split("batches"), draw: draw)
        var last: [Float]?
        for attempt in 0..<recipe.mostStarts {
            var weights = random.split("weights").split(UInt64(attempt))
            do {
                let result = try trainer.train(
                    from: start?(&weights) ?? initialParameters(using: &weights), on: batches, validatingOn: nil,
                    random: random.split("training"), isCancelled: settings.isCancelled)
                last = result.parameters
                let loss = result.log.last?.trainingLoss ?? .infinity
                if loss <= recipe.learntLoss ?? .infinity { break }
            } catch .cancelled {
                throw .cancelled
            } catch {
                if recipe.learntLoss == nil { return nil }
            }
        }
        return last
    }
}
