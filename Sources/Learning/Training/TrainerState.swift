/// Everything a training run knows between two steps: put it away, and the run goes on later as if nothing had been.
///
/// Noise and dropout count by the step, the order of the examples by the epoch, so that beside the random source it
/// began with nothing of chance has to be kept.
public struct TrainerState<Scalar: NetworkScalar>: Codable, Hashable, Sendable {
    /// The weights to return if training ended now, and how good they are.
    public struct Best: Codable, Hashable, Sendable {
        /// The weights.
        public var parameters: [Scalar]
        /// The epoch after which they were, from 1.
        public var epoch: Int
        /// Their loss on the validation span, or without one on the training span.
        public var loss: Double
    }

    /// The weights now.
    public var parameters: [Scalar]
    /// The optimiser's moments.
    public var optimiser: OptimiserState<Scalar>
    /// Steps made; what the learning rate's schedule goes by.
    public internal(set) var step = 0
    /// The epoch under way, from 1.
    public internal(set) var epoch = 1
    /// Batches of that epoch already seen.
    public internal(set) var batch = 0
    /// Where sequences that go on from batch to batch are, `[sequences][stateSize]`.
    public internal(set) var recurrentState: [Scalar] = []
    /// The best weights so far; nil in the first epoch.
    public internal(set) var best: Best?
    /// One record a finished epoch.
    public internal(set) var log: [EpochRecord] = []
    /// Whether the last epoch is over, or patience.
    public internal(set) var isFinished = false
    /// The random numbers that training began with.
    public let random: RandomSource

    /// Of the epoch under way.
    var lossSum = 0.0
    var weightSum = 0.0
    var largestGradientNorm = 0.0

    /// The state before the first step.
    public init(parameters: [Scalar], optimiser: some Optimiser, random: RandomSource) {
        self.parameters = parameters
        self.optimiser = optimiser.initialState(parameterCount: parameters.count, of: Scalar.self)
        self.random = random
    }

    /// Notes the end of an epoch, and whether it is the last one.
    mutating func finishEpoch(_ record: EpochRecord, configuration: TrainerConfiguration) {
        log.append(record)
        if let loss = record.validationLoss {
            if loss < best?.loss ?? .infinity { best = Best(parameters: parameters, epoch: epoch, loss: loss) }
            let sinceBest = epoch - (best?.epoch ?? 0)
            isFinished = configuration.patience.map { sinceBest >= $0 } ?? false
        } else {
            best = Best(parameters: parameters, epoch: epoch, loss: record.trainingLoss)
        }
        epoch += 1
        isFinished = isFinished || epoch > max(configuration.epochs, 1)
        batch = 0
        recurrentState = []
        (lossSum, weightSum, largestGradientNorm) = (0, 0, 0)
    }
}
