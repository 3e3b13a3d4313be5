import Learning

/// A training step of a network on made-up data: forward, backpropagation, Adam.
///
/// What W1 and W2 time.
final class TrainingStep {
    private let network: Network<Float>
    private let loss = MeanSquaredError()
    private let optimiser = Adam()
    private let workspace = Workspace<Float>()
    private let input: [Float]
    private let targets: [Float]
    private let steps: Int
    private let batch: Int
    private var parameters: [Float]
    private var gradient: [Float]
    private var outputGradient: [Float]
    private var state: OptimiserState<Float>

    init(_ network: Network<Float>, steps: Int, batch: Int) {
        var random = RandomSource(seed: 1)
        self.network = network
        self.steps = steps
        self.batch = batch
        input = (0..<(steps + network.context) * batch * network.inputSize).map { _ in Float(random.normal()) }
        targets = (0..<steps * batch).map { _ in Float(random.normal()) }
        parameters = network.initialParameters(using: &random)
        gradient = Array(repeating: 0, count: network.parameterCount)
        outputGradient = Array(repeating: 0, count: steps * batch * network.outputSize)
        state = optimiser.initialState(parameterCount: network.parameterCount, of: Float.self)
    }

    func run() {
        var recurrent = network.initialState(batch: batch)
        network.forward(
            parameters: parameters, input: input, steps: steps, batch: batch, state: &recurrent,
            workspace: workspace)
        loss.evaluate(outputs: workspace.output, targets: targets, gradient: &outputGradient)
        gradient.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
        network.backward(
            parameters: parameters, outputGradient: outputGradient, workspace: workspace, gradient: &gradient)
        optimiser.step(parameters: &parameters, gradient: gradient, state: &state, learningRate: 1e-3)
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
