/// The loss of minibatches and its gradient, computed in shards that several threads may share.
///
/// How a batch is cut into shards depends on the number of its sequences alone, and the shards' gradients are summed in
/// order: any number of threads gives the same bits. It keeps its memory and, from batch to batch, the recurrent state.
///
/// ```swift
/// let pass = MinibatchPass(network: network, loss: MeanSquaredError(), sequencesPerShard: 32, threads: 2)
/// let (loss, weight) = pass.run(batch, parameters: parameters)
/// optimiser.step(parameters: &parameters, gradient: pass.gradient, state: &state, learningRate: 1e-3)
/// ```
public final class MinibatchPass<Scalar: NetworkScalar> {
    /// The network's shape.
    public let network: Network<Scalar>
    /// What is made small.
    public let loss: any Loss
    /// Of the last batch's mean loss, by the parameters; not touched by a batch without weight.
    public var gradient: [Scalar]
    /// The recurrent state where the next batch goes on if it continues the sequences, `[sequences][stateSize]`.
    public var state: [Scalar] = []

    private let sequencesPerShard: Int?
    private let path: KernelPath
    private let threads: Int
    private let pool: WorkerPool
    private var shards: [MinibatchShard<Scalar>] = []

    /// A pass of one network.
    ///
    /// - Parameters:
    ///   - network: the network's shape.
    ///   - loss: reads as many outputs as the network has.
    ///   - sequencesPerShard: the fewest sequences worth a shard; nil for one shard whatever the batch.
    ///   - threads: that may share the shards of a batch.
    ///   - path: the instruction set; all give the same bits.
    public convenience init(
        network: Network<Scalar>, loss: any Loss, sequencesPerShard: Int? = nil, threads: Int = 1,
        path: KernelPath = .chosen
    ) {
        self.init(
            network: network, loss: loss, sequencesPerShard: sequencesPerShard, threads: threads, besides: 0,
            path: path)
    }

    /// The same, with a further thread for what ``run(_:parameters:random:computesGradient:beside:)`` does beside.
    init(
        network: Network<Scalar>, loss: any Loss, sequencesPerShard: Int?, threads: Int, besides: Int,
        path: KernelPath
    ) {
        precondition(network.outputSize == loss.outputsPerRow, "the loss must read the network's outputs")
        precondition(sequencesPerShard ?? 1 >= 1 && threads >= 1, "there is at least one of everything")
        self.network = network
        self.loss = loss
        self.sequencesPerShard = sequencesPerShard
        self.path = path
        self.threads = threads
        // Two threads and more gather the next batch between their shards.
        pool = WorkerPool(threads: max(threads, 1 + besides))
        gradient = Array(repeating: 0, count: network.parameterCount)
    }

    /// The loss of a batch, and its gradient.
    ///
    /// - Parameters:
    ///   - random: where noise and dropout draw from; nil turns them off, as for validation.
    ///   - computesGradient: false for the loss alone.
    /// - Returns: `Σ w·l` over the rows and `Σ w`.
    @discardableResult
    public func run(
        _ batch: Batch<Scalar>, parameters: [Scalar], random: RandomSource? = nil, computesGradient: Bool = true
    ) -> (lossSum: Double, weight: Double) {
        run(batch, parameters: parameters, random: random, computesGradient: computesGradient, beside: nil)
    }

    /// The same, with something else to do meanwhile on some thread.
    func run(
        _ batch: Batch<Scalar>, parameters: [Scalar], random: RandomSource?, computesGradient: Bool,
        beside: (() -> Void)?
    ) -> (lossSum: Double, weight: Double) {
        let parts = Self.shards(of: batch.sequences, sequencesPerShard: sequencesPerShard)
        while shards.count < parts.count { shards.append(MinibatchShard(network: network, path: path)) }
        let startsSequences = !batch.continuesSequences || state.isEmpty
        if startsSequences {
            state = network.initialState(parameters: parameters, batch: batch.sequences)
        }
        let stateSize = network.stateSize
        precondition(state.count == batch.sequences * stateSize, "a batch goes on with the sequences before")
        state.withUnsafeMutableBufferPointer { memory in
            let state = memory
            let runShard = { [shards, loss] (index: Int) in
                let sequences = parts[index]
                shards[index].run(
                    batch, sequences: sequences, startsSequences: startsSequences, loss: loss,
                    parameters: parameters,
                    state: .init(
                        rebasing: state[sequences.lowerBound * stateSize..<sequences.upperBound * stateSize]),
                    random: parts.count == 1 ? random : random?.split(UInt64(index)),
                    computesGradient: computesGradient)
            }
            // One thread's shards are one task.
            let tasks = threads == 1 ? [0..<parts.count] : parts.indices.map { $0..<$0 + 1 }
            pool.run(tasks.count + (beside == nil ? 0 : 1)) { task in
                if task < tasks.count { tasks[task].forEach(runShard) } else { beside?() }
            }
        }
        let done = shards.prefix(parts.count)
        let weight = done.reduce(0) { $0 + $1.weight }
        if computesGradient, weight > 0 { sumGradients(of: done, weight: weight) }
        return (done.reduce(0) { $0 + $1.loss * $1.weight }, weight)
    }

    /// Sequences of each shard: a power of two shards, so that 2, 4 or 8 threads share them well, with borders at
    /// multiples of eight, the rows that the kernels take together.
    static func shards(of sequences: Int, sequencesPerShard: Int?) -> [Range<Int>] {
        var count = 1
        if let sequencesPerShard { while sequences / (2 * count) >= sequencesPerShard { count *= 2 } }
        let borders = (0...count).map { index in
            let even = sequences * index / count
            return index == 0 || index == count || sequences / count < 16 ? even : (even + 4) / 8 * 8
        }
        return zip(borders, borders.dropFirst()).map { $0..<$1 }
    }

    /// The mean's gradient is the weighted mean of the shards' gradients.
    private func sumGradients(of shards: ArraySlice<MinibatchShard<Scalar>>, weight: Double) {
        if shards.count == 1 { return swap(&gradient, &shards[shards.startIndex].gradient) }
        var isFirst = true
        for shard in shards where shard.weight > 0 {
            add(shard.gradient, times: Scalar(shard.weight / weight), to: &gradient, fromZero: isFirst)
            isFirst = false
        }
    }
}

/// `sum += factor · part`, or `sum = factor · part`.
@specialized(where Scalar == Float)
private func add<Scalar: NetworkScalar>(
    _ part: [Scalar], times factor: Scalar, to sum: inout [Scalar], fromZero: Bool
) {
    part.withUnsafeBufferPointer { part in
        sum.withUnsafeMutableBufferPointer { sum in
            if fromZero {
                for index in sum.indices { sum[index] = factor * part[index] }
            } else {
                for index in sum.indices { sum[index] += factor * part[index] }
            }
        }
    }
}
