import Learning

/// A training step of a network on made-up data: forward, backpropagation, Adam.
///
/// What W1 and W2 time.
final class TrainingStep {
    private let pass: MinibatchPass<Float>
    private let optimiser = Adam()
    private var batch = Batch<Float>()
    private var parameters: [Float]
    private var state: OptimiserState<Float>

    init(_ network: Network<Float>, steps: Int, batch sequences: Int, threads: Int = 1, shard: Int? = 32) {
        var random = RandomSource(seed: 1)
        pass = MinibatchPass(
            network: network, loss: MeanSquaredError(), sequencesPerShard: shard, threads: threads)
        batch.reshape(
            steps: steps, sequences: sequences, context: network.context, inputSize: network.inputSize,
            continuesSequences: false)
        for index in batch.input.indices { batch.input[index] = Float(random.normal()) }
        for index in batch.targets.indices {
            batch.targets[index] = Float(random.normal())
            batch.weights[index] = 1
        }
        parameters = network.initialParameters(using: &random)
        state = optimiser.initialState(parameterCount: network.parameterCount, of: Float.self)
    }

    func run() {
        pass.run(batch, parameters: parameters)
        optimiser.step(parameters: &parameters, gradient: pass.gradient, state: &state, learningRate: 1e-3)
    }
}

/// W1: an Elman network of 8 inputs with a linear output at the last of some steps.
func elman(hidden: Int, steps: Int) -> Network<Float> {
    Network([
        Elman<Float>(inputSize: 8, hiddenSize: hidden), SkipSteps<Float>(inputSize: hidden, count: steps - 1),
        Dense<Float>(inputSize: hidden, outputSize: 1),
    ])
}

/// W2: a TDNN of two convolutions (kernel 5, 32 channels, tanh) and a dense head over what is left of the window.
func timeDelay(width: Int) -> Network<Float> {
    Network([
        CausalConvolution<Float>(inputSize: 8, outputSize: 32, kernel: 5, activation: .tanh),
        CausalConvolution<Float>(inputSize: 32, outputSize: 32, kernel: 5, activation: .tanh),
        CausalConvolution<Float>(inputSize: 32, outputSize: 1, kernel: width - 8),
    ])
}

/// W2: a perceptron on the whole window, N·8 → 64 → 1.
func perceptron(width: Int) -> Network<Float> {
    Network([
        CausalConvolution<Float>(inputSize: 8, outputSize: 64, kernel: width, activation: .tanh),
        Dense<Float>(inputSize: 64, outputSize: 1),
    ])
}
