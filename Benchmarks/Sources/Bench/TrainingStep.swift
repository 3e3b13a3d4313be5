import Learning

/// A training step of a network on made-up data: forward, mean squared error, backpropagation, Adam.
final class TrainingStep {
    let network: Network<Float>
    let batch: Int
    /// `[context + 1][batch][inputSize]`.
    let input: [Float]
    /// `[batch]`.
    let targets: [Float]
    private(set) var parameters: [Float]
    private(set) var gradient: [Float]
    private let loss = MeanSquaredError()
    private let optimiser = Adam()
    private let workspace = Workspace<Float>()
    /// What cuts a batch into shards, for several threads or for what a processor keeps near; nil where it stays whole.
    private let shards: MinibatchPass<Float>?
    private var minibatch = Batch<Float>()
    private let inference = Workspace<Float>(recordsTape: false)
    private var outputGradient: [Float]
    private var state: OptimiserState<Float>

    /// A step on a batch whose targets a network can learn: a sequence's is the mean of its last inputs, and noise.
    ///
    /// - Parameter sequencesPerShard: the sequences of a shard; nil for one shard a thread.
    init(_ network: Network<Float>, batch: Int = 64, threads: Int = 1, sequencesPerShard: Int? = nil) {
        var random = RandomSource(seed: 1)
        let count = (network.context + 1) * batch * network.inputSize
        let input = (0..<count).map { _ in Float(random.normal()) }
        targets = (0..<batch).map { sequence in
            let last = (network.context * batch + sequence) * network.inputSize
            return input[last..<last + network.inputSize].reduce(0, +) / Float(network.inputSize)
                + 0.1 * Float(random.normal())
        }
        self.network = network
        self.batch = batch
        self.input = input
        parameters = network.initialParameters(using: &random)
        gradient = Array(repeating: 0, count: network.parameterCount)
        outputGradient = Array(repeating: 0, count: batch)
        state = optimiser.initialState(parameterCount: network.parameterCount, of: Float.self)
        shards =
            threads == 1 && sequencesPerShard == nil
            ? nil
            : MinibatchPass(
                network: network, loss: loss, sequencesPerShard: sequencesPerShard ?? batch / threads,
                threads: threads)
        minibatch.reshape(
            steps: 1, sequences: batch, context: network.context, inputSize: network.inputSize,
            continuesSequences: false)
        minibatch.input = input
        minibatch.targets = targets
        for index in minibatch.weights.indices { minibatch.weights[index] = 1 }
    }

    /// Runs the whole step and returns the loss before it.
    @discardableResult
    func run() -> Double {
        if let shards {
            let (sum, weight) = shards.run(minibatch, parameters: parameters)
            optimiser.step(
                parameters: &parameters, gradient: shards.gradient, state: &state, learningRate: 1e-3)
            return sum / weight
        }
        var recurrent = network.initialState(batch: batch)
        network.forward(
            parameters: parameters, input: input, steps: 1, batch: batch, state: &recurrent, workspace: workspace)
        let value = loss.evaluate(outputs: workspace.output, targets: targets, gradient: &outputGradient).value
        gradient.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
        network.backward(
            parameters: parameters, outputGradient: outputGradient, workspace: workspace, gradient: &gradient)
        optimiser.step(parameters: &parameters, gradient: gradient, state: &state, learningRate: 1e-3)
        return value
    }

    /// Runs the forward pass alone, as for a forecast.
    func runForward() {
        var recurrent = network.initialState(batch: batch)
        network.forward(
            parameters: parameters, input: input, steps: 1, batch: batch, state: &recurrent, workspace: inference)
    }

    /// Multiply-adds of the forward pass twice over, and twice again for the backward pass, by convention: the first
    /// layer's input needs no gradient, so a little less is done.
    var operations: Double { 2 * 3 * Double(network.multiplyAdds(steps: 1) * batch) }
}
