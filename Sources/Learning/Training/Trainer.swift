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
    /// The fewest sequences of a minibatch that are worth a shard, what threads share out; nil for one shard.
    ///
    /// The sums of a gradient are grouped by shards, so it says which bits come out; the number of threads does not.
    public var sequencesPerShard: Int?

    /// A configuration from its fields.
    public init(
        epochs: Int, optimiser: OptimiserConfiguration, schedule: LearningRateSchedule,
        largestGradientNorm: Double? = nil, patience: Int? = nil, sequencesPerShard: Int? = 32
    ) {
        self.epochs = epochs
        self.optimiser = optimiser
        self.schedule = schedule
        self.largestGradientNorm = largestGradientNorm
        self.patience = patience
        self.sequencesPerShard = sequencesPerShard
    }
}

/// Trains any network: a TDNN, which has no state, by the same lines as a recurrent one.
///
/// A step is forward, loss, backpropagation through time over the batch's steps (truncated where a batch
/// continues the one before: the state is carried, the gradient is cut), clipping by global norm, optimiser.
/// After each epoch the validation loss decides which weights are kept. Same inputs and random source, same
/// bits: nothing here depends on the clock, on the number of threads or on the instruction set.
public struct Trainer<Scalar: NetworkScalar>: Sendable {
    /// The network's shape.
    public let network: Network<Scalar>
    /// What is minimised.
    public let loss: any Loss
    /// The hyperparameters.
    public let configuration: TrainerConfiguration
    /// Threads that share the shards of a minibatch.
    public let threads: Int
    /// Whether the next batch is gathered while the present one is trained on, by a thread of its own if there is only
    /// one else.
    public let prefetches: Bool
    /// The instruction set.
    public let path: KernelPath

    /// A trainer of one network.
    ///
    /// - Precondition: the loss reads as many outputs as the network has.
    public init(
        network: Network<Scalar>, loss: any Loss, configuration: TrainerConfiguration, threads: Int = 1,
        prefetches: Bool = false, path: KernelPath = .chosen
    ) {
        precondition(network.outputSize == loss.outputsPerRow, "the loss must read the network's outputs")
        precondition(threads >= 1, "there is at least one thread")
        self.network = network
        self.loss = loss
        self.configuration = configuration
        self.threads = threads
        self.prefetches = prefetches
        self.path = path
    }

    /// Trains from some initial weights.
    ///
    /// - Throws: ``TrainingError``.
    public func train(
        from initialParameters: [Scalar], on training: some BatchSource<Scalar>,
        validatingOn validation: (any BatchSource<Scalar>)?, random: RandomSource,
        isCancelled: () -> Bool = { false }
    ) throws(TrainingError) -> TrainingResult<Scalar> {
        var state = initialState(from: initialParameters, random: random)
        return try train(&state, on: training, validatingOn: validation, isCancelled: isCancelled)
    }

    /// The state before the first step.
    public func initialState(from initialParameters: [Scalar], random: RandomSource) -> TrainerState<Scalar> {
        TrainerState(parameters: initialParameters, optimiser: configuration.optimiser, random: random)
    }

    /// Trains on from a state, to the end or until cancelled; then the state is that between two steps.
    ///
    /// A run that is cancelled, its state saved, read and trained on from, gives the bits of one that is not.
    ///
    /// - Throws: ``TrainingError``.
    public func train(
        _ state: inout TrainerState<Scalar>, on training: some BatchSource<Scalar>,
        validatingOn validation: (any BatchSource<Scalar>)?, isCancelled: () -> Bool = { false }
    ) throws(TrainingError) -> TrainingResult<Scalar> {
        var order = state.random
        var training = training
        // A source may shuffle what its last epoch left.
        for _ in 1..<state.epoch { training.startEpoch(using: &order) }
        let pass = makePass()
        while !state.isFinished {
            training.startEpoch(using: &order)
            try runEpoch(&state, on: training, pass: pass, isCancelled: isCancelled)
            guard state.weightSum > 0 else { throw .noExamples }
            var record = EpochRecord(
                epoch: state.epoch, trainingLoss: state.lossSum / state.weightSum, validationLoss: nil,
                largestGradientNorm: state.largestGradientNorm)
            if let validation {
                let loss = try meanLoss(of: state.parameters, on: validation, pass: pass)
                guard loss.isFinite else { throw .diverged(epoch: state.epoch) }
                record.validationLoss = loss
            }
            state.finishEpoch(record, configuration: configuration)
        }
        guard let best = state.best else { throw .noExamples }
        return TrainingResult(parameters: best.parameters, bestEpoch: best.epoch, log: state.log)
    }

    /// The rest of an epoch.
    private func runEpoch(
        _ state: inout TrainerState<Scalar>, on training: some BatchSource<Scalar>, pass: MinibatchPass<Scalar>,
        isCancelled: () -> Bool
    ) throws(TrainingError) {
        let noise = state.random.split("noise")
        let optimiser = configuration.optimiser
        pass.state = state.recurrentState
        var batches = GatheredBatches(training, from: state.batch, prefetches: prefetches)
        while state.batch < training.batchCount {
            if isCancelled() {
                state.recurrentState = pass.state
                throw .cancelled
            }
            let (lossSum, weight) = batches.next { batch, beside in
                pass.run(
                    batch, parameters: state.parameters, random: noise.split(UInt64(state.step)),
                    computesGradient: true, beside: beside)
            }
            state.batch += 1
            guard weight > 0 else { continue }
            state.lossSum += lossSum
            state.weightSum += weight
            let norm = clipByGlobalNorm(
                &pass.gradient, maximumNorm: configuration.largestGradientNorm ?? .infinity)
            guard norm.isFinite, state.lossSum.isFinite else { throw .diverged(epoch: state.epoch) }
            state.largestGradientNorm = max(state.largestGradientNorm, norm)
            optimiser.step(
                parameters: &state.parameters, gradient: pass.gradient, state: &state.optimiser,
                learningRate: configuration.schedule.learningRate(atStep: state.step),
                momentum: configuration.schedule.momentum(atStep: state.step))
            state.step += 1
        }
    }

    /// The mean loss of some weights over a source, without changing them.
    ///
    /// - Throws: ``TrainingError/noExamples``.
    public func meanLoss(
        of parameters: [Scalar], on source: some BatchSource<Scalar>
    ) throws(TrainingError) -> Double {
        try meanLoss(of: parameters, on: source, pass: makePass())
    }

    private func meanLoss(
        of parameters: [Scalar], on source: some BatchSource<Scalar>, pass: MinibatchPass<Scalar>
    ) throws(TrainingError) -> Double {
        pass.state = []
        var (lossSum, weightSum) = (0.0, 0.0)
        var batches = GatheredBatches(source, from: 0, prefetches: prefetches)
        for _ in 0..<source.batchCount {
            let (loss, weight) = batches.next { batch, beside in
                pass.run(batch, parameters: parameters, random: nil, computesGradient: false, beside: beside)
            }
            lossSum += loss
            weightSum += weight
        }
        guard weightSum > 0 else { throw .noExamples }
        return lossSum / weightSum
    }

    private func makePass() -> MinibatchPass<Scalar> {
        MinibatchPass(
            network: network, loss: loss, sequencesPerShard: configuration.sequencesPerShard, threads: threads,
            besides: prefetches ? 1 : 0, path: path)
    }
}
