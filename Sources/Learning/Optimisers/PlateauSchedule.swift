/// Lowers the rate when the validation loss has stopped falling (PyTorch's `ReduceLROnPlateau`, mode `min`).
///
/// A loss is an improvement if it is below `best·(1 − threshold)`; as a likelihood may be negative, below
/// `best − threshold·|best|`. After more than ``patience`` epochs without one the rate is multiplied by ``factor``.
public struct PlateauSchedule: Codable, Hashable, Sendable {
    /// What the schedule remembers between epochs.
    public struct State: Codable, Hashable, Sendable {
        /// The rate to use in the next epoch.
        public var learningRate: Double
        /// The smallest loss so far; nil before the first epoch.
        public var bestLoss: Double?
        /// How many epochs in a row have not improved on it.
        public var epochsWithoutImprovement: Int
    }

    /// The rate of the first epoch.
    public let baseRate: Double
    /// What the rate is multiplied by, between 0 and 1.
    public let factor: Double
    /// How many epochs without improvement are borne.
    public let patience: Int
    /// The relative improvement that counts.
    public let threshold: Double
    /// The smallest rate.
    public let minimumRate: Double

    /// PyTorch's settings unless told otherwise.
    public init(
        baseRate: Double, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
        minimumRate: Double = 0
    ) {
        precondition(factor > 0 && factor < 1, "the factor lowers the rate")
        self.baseRate = baseRate
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.minimumRate = minimumRate
    }

    /// The state before the first epoch.
    public var initialState: State {
        State(learningRate: baseRate, bestLoss: nil, epochsWithoutImprovement: 0)
    }

    /// The state after an epoch with this validation loss; a NaN is no improvement.
    public func state(after state: State, loss: Double) -> State {
        var next = state
        let bar = state.bestLoss.map { $0 - threshold * $0.magnitude } ?? .infinity
        if loss < bar {
            next.bestLoss = loss
            next.epochsWithoutImprovement = 0
            return next
        }
        next.epochsWithoutImprovement += 1
        if next.epochsWithoutImprovement > patience {
            next.learningRate = max(state.learningRate * factor, minimumRate)
            next.epochsWithoutImprovement = 0
        }
        return next
    }
}
