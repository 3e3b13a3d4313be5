/// Every hyperparameter of training.
public struct TrainerConfiguration: Hashable, Sendable, Codable {
    /// Passes over the training examples.
    public var epochs: Int
    /// The optimiser and its settings.
    public var optimiser: OptimiserConfiguration
    /// The learning rate by step.
    public var schedule: LearningRateSchedule
    /// The largest global gradient norm let through; nil for no clipping.
    public var largestGradientNorm: Double?
    /// Epochs without a better validation loss before training stops early; nil for never.
    public var patience: Int?

    /// A configuration from its fields.
    public init(
        epochs: Int, optimiser: OptimiserConfiguration, schedule: LearningRateSchedule,
        largestGradientNorm: Double? = nil, patience: Int? = nil
    ) {
        self.epochs = epochs
        self.optimiser = optimiser
        self.schedule = schedule
        self.largestGradientNorm = largestGradientNorm
        self.patience = patience
    }
}

/// Trains any network: a TDNN, which has no state, by the same lines as a recurrent one.
///
/// A step is forward, loss, backpropagation through time over the batch's steps (truncated where a batch
/// continues the one before: the state is carried, the gradient is cut), clipping by global norm, optimiser.
/// After each epoch the validation loss decides which weights are kept. Same inputs and random source, same
/// bits: nothing here depends on the clock or on the number of processors.
public struct Trainer<Scalar: NetworkScalar>: Sendable {
    /// The network's shape.
    public let network: Network<Scalar>
    /// What is minimised.
    public let loss: any Loss
    /// The hyperparameters.
    public let configuration: TrainerConfiguration

    /// A trainer of one network.
    ///
    /// - Precondition: the loss reads as many outputs as the network has.
    public init(network: Network<Scalar>, loss: any Loss, configuration: TrainerConfiguration) {
        precondition(network.outputSize == loss.outputsPerRow, "the loss must read the network's outputs")
        self.network = network
        self.loss = loss
        self.configuration = configuration
    }

    /// Trains from some initial weights.
    ///
    /// - Throws: ``TrainingError``.
    public func train(
        from initialParameters: [Scalar], on training: some BatchSource<Scalar>,
        validatingOn validation: (any BatchSource<Scalar>)?, random: RandomSource,
        isCancelled: () -> Bool = { false }
    ) throws(TrainingError) -> TrainingResult<Scalar> {
        let noise = random.split("noise")
        var random = random
        var training = training
        var parameters = initialParameters
        var best = (parameters: parameters, epoch: 0, loss: Double.infinity)
        var log: [EpochRecord] = []
        let optimiser = configuration.optimiser
        var optimiserState = optimiser.initialState(parameterCount: parameters.count, of: Scalar.self)
        var pass = Pass<Scalar>(network: network, loss: loss)
        var step = 0
        for epoch in 1...max(configuration.epochs, 1) {
            pass.restart()
            var largestNorm = 0.0
            training.startEpoch(using: &random)
            for index in 0..<training.batchCount {
                if isCancelled() { throw .cancelled }
                training.fill(&pass.batch, index: index)
                guard pass.forward(parameters, random: noise.split(UInt64(step))), pass.backward(parameters) else {
                    continue
                }
                let norm = clipByGlobalNorm(
                    &pass.gradient, maximumNorm: configuration.largestGradientNorm ?? .infinity)
                guard norm.isFinite, pass.lossSum.isFinite else { throw .diverged(epoch: epoch) }
                largestNorm = max(largestNorm, norm)
                optimiser.step(
                    parameters: &parameters, gradient: pass.gradient, state: &optimiserState,
                    learningRate: configuration.schedule.learningRate(atStep: step),
                    momentum: configuration.schedule.momentum(atStep: step))
                step += 1
            }
            guard let trainingLoss = pass.meanLoss else { throw .noExamples }
            var record = EpochRecord(
                epoch: epoch, trainingLoss: trainingLoss, validationLoss: nil, largestGradientNorm: largestNorm)
            if let validation {
                record.validationLoss = try meanLoss(of: parameters, on: validation, pass: &pass)
            }
            log.append(record)
            if let validationLoss = record.validationLoss {
                guard validationLoss.isFinite else { throw .diverged(epoch: epoch) }
                if validationLoss < best.loss { best = (parameters, epoch, validationLoss) }
                if let patience = configuration.patience, epoch - best.epoch >= patience { break }
            } else {
                best = (parameters, epoch, trainingLoss)
            }
        }
        return TrainingResult(parameters: best.parameters, bestEpoch: best.epoch, log: log)
    }

    /// The mean loss of some weights over a source, without changing them.
    ///
    /// - Throws: ``TrainingError/noExamples``.
    public func meanLoss(
        of parameters: [Scalar], on source: some BatchSource<Scalar>
    ) throws(TrainingError) -> Double {
        var pass = Pass<Scalar>(network: network, loss: loss)
        return try meanLoss(of: parameters, on: source, pass: &pass)
    }

    private func meanLoss(
        of parameters: [Scalar], on source: some BatchSource<Scalar>, pass: inout Pass<Scalar>
    ) throws(TrainingError) -> Double {
        pass.restart()
        for index in 0..<source.batchCount {
            source.fill(&pass.batch, index: index)
            _ = pass.forward(parameters)
        }
        guard let loss = pass.meanLoss else { throw .noExamples }
        return loss
    }
}

/// The buffers of one pass over a source, used again for every batch.
private struct Pass<Scalar: NetworkScalar> {
    let network: Network<Scalar>
    let loss: any Loss
    var batch = Batch<Scalar>()
    var gradient: [Scalar]
    private var state: [Scalar] = []
    private var outputGradient: [Scalar] = []
    private let workspace = Workspace<Scalar>()
    private(set) var lossSum = 0.0
    private var weightSum = 0.0

    init(network: Network<Scalar>, loss: any Loss) {
        self.network = network
        self.loss = loss
        gradient = Array(repeating: 0, count: network.parameterCount)
    }

    /// The mean loss since the last restart, or nil where no row had a weight.
    var meanLoss: Double? { weightSum > 0 ? lossSum / weightSum : nil }

    mutating func restart() {
        lossSum = 0
        weightSum = 0
        state = []
    }

    /// Runs the network over the batch and adds up its loss; false where no row has a weight.
    ///
    /// - Parameter random: where noise and dropout draw from; nil turns them off, as for validation.
    mutating func forward(_ parameters: [Scalar], random: RandomSource? = nil) -> Bool {
        if !batch.continuesSequences || state.isEmpty { state = network.initialState(batch: batch.sequences) }
        network.forward(
            parameters: parameters, input: batch.input, steps: batch.steps, batch: batch.sequences, state: &state,
            workspace: workspace, random: random)
        if outputGradient.count != workspace.output.count {
            outputGradient = Array(repeating: 0, count: workspace.output.count)
        }
        let (value, weight) = loss.evaluate(
            outputs: workspace.output, targets: batch.targets, weights: batch.weights, gradient: &outputGradient)
        guard weight > 0 else { return false }
        lossSum += value * weight
        weightSum += weight
        return true
    }

    /// The gradient of the batch's mean loss by the parameters; true, to chain with `forward`.
    mutating func backward(_ parameters: [Scalar]) -> Bool {
        // The network adds to what it is given, so that chunks can be summed; a step takes one batch's.
        gradient.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
        network.backward(
            parameters: parameters, outputGradient: outputGradient, workspace: workspace, gradient: &gradient)
        return true
    }
}
