/// A minibatch in time-major order: some sequences side by side, as many steps long as the loss looks at.
///
/// For a network of finite response the inputs start `context` steps earlier than the targets; for a recurrent
/// one they are aligned and the past is in the state.
public struct Batch<Scalar: NetworkScalar>: Sendable {
    /// Steps that have a target.
    public var steps: Int
    /// Sequences side by side.
    public var sequences: Int
    /// `[steps + context][sequences][inputSize]`.
    public var input: [Scalar] = []
    /// `[steps][sequences]`, one target a row of network outputs.
    public var targets: [Scalar] = []
    /// `[steps][sequences]`; a row of weight 0 is no example and its numbers are not looked at.
    public var weights: [Scalar] = []
    /// Whether the sequences go on where the batch before stopped, so that the recurrent state is carried and
    /// the gradient cut there (truncated backpropagation through time); false starts from the initial state.
    public var continuesSequences = false
    /// Steps from the beginning of this batch to that of the next, if that continues the sequences: fewer than all if
    /// it runs some of these steps again, for its gradient to reach back through them; nil for all.
    public var stepsToNext: Int?

    /// An empty batch to be filled.
    @inlinable
    public init(steps: Int = 0, sequences: Int = 0) {
        self.steps = steps
        self.sequences = sequences
    }

    /// Gives the batch its shape and sets every number to zero; keeps its memory.
    @inlinable
    public mutating func reshape(
        steps: Int, sequences: Int, context: Int, inputSize: Int, continuesSequences: Bool
    ) {
        self.steps = steps
        self.sequences = sequences
        self.continuesSequences = continuesSequences
        stepsToNext = nil
        Self.zero(&input, count: (steps + context) * sequences * inputSize)
        Self.zero(&targets, count: steps * sequences)
        Self.zero(&weights, count: steps * sequences)
    }

    /// Copies consecutive input rows of one sequence, from its step `firstStep` on.
    ///
    /// - Precondition: `rows` are whole rows of `inputSize` and all fit into the batch.
    @inlinable
    public mutating func setInput(
        _ rows: ArraySlice<Scalar>, sequence: Int, firstStep: Int, inputSize: Int
    ) {
        let rowCount = rows.count / inputSize
        let first = firstStep * sequences + sequence
        precondition(
            rows.count == rowCount * inputSize && (0..<sequences).contains(sequence) && firstStep >= 0
                && (rowCount == 0 || (first + (rowCount - 1) * sequences + 1) * inputSize <= input.count),
            "rows fit into the batch")
        rows.withUnsafeBufferPointer { rows in
            input.withUnsafeMutableBufferPointer { input in
                guard let source = rows.baseAddress, let target = input.baseAddress else { return }
                for row in 0..<rowCount {
                    (target + (first + row * sequences) * inputSize)
                        .update(from: source + row * inputSize, count: inputSize)
                }
            }
        }
    }

    /// Makes a row an example.
    @inlinable
    public mutating func setTarget(_ target: Scalar, step: Int, sequence: Int, weight: Scalar = 1) {
        targets[step * sequences + sequence] = target
        weights[step * sequences + sequence] = weight
    }

    @inlinable
    static func zero(_ values: inout [Scalar], count: Int) {
        if values.count == count {
            values.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
        } else {
            values = Array(repeating: 0, count: count)
        }
    }
}

/// Where minibatches come from: views on somebody's data, gathered one batch at a time, never all at once.
public protocol BatchSource<Scalar>: Sendable {
    /// The network's scalar.
    associatedtype Scalar: NetworkScalar
    /// The number of batches of an epoch.
    var batchCount: Int { get }
    /// Shuffles, where the order of examples is free; sources whose sequences go on from batch to batch keep
    /// the order of time.
    mutating func startEpoch(using random: inout RandomSource)
    /// Gathers batch `index` of `0..<batchCount`.
    func fill(_ batch: inout Batch<Scalar>, index: Int)
}

extension BatchSource {
    /// Keeps the order.
    public mutating func startEpoch(using random: inout RandomSource) {}
}
