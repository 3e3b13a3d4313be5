/// What one epoch of training did.
public struct EpochRecord: Hashable, Sendable, Codable {
    /// The epoch, from 1.
    public var epoch: Int
    /// The mean training loss over the epoch, while the weights were moving.
    public var trainingLoss: Double
    /// The mean loss on the validation span after the epoch; nil without a validation span.
    public var validationLoss: Double?
    /// The largest global gradient norm of the epoch, before clipping.
    public var largestGradientNorm: Double
}

/// The weights that training ends with, and how it got there.
public struct TrainingResult<Scalar: NetworkScalar>: Sendable {
    /// The weights of the best epoch by validation loss, or of the last one without validation.
    public var parameters: [Scalar]
    /// The epoch they come from, from 1.
    public var bestEpoch: Int
    /// One record an epoch.
    public var log: [EpochRecord]
}

/// Why training ended without weights.
public enum TrainingError: Error, Hashable {
    /// The loss or a gradient became infinite or undefined in an epoch, counted from 1.
    case diverged(epoch: Int)
    /// The source has no row with a weight above zero.
    case noExamples
    /// The caller asked to stop.
    case cancelled
}
