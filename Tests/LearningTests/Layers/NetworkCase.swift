import Learning
import Testing

/// A network and a batch to try it on; odd sizes on purpose, so that no vector is ever full.
struct NetworkCase: Sendable, CustomTestStringConvertible {
    enum Kind: Sendable {
        case dense(Int, Int, Activation = .tanh)
        case convolution(Int, Int, kernel: Int, dilation: Int, Activation = .tanh)
        case head(Int, Int, kernel: Int)
        case skip(Int, count: Int)
        case elman(Int, Int, Activation = .tanh, noise: Double = 0)
        case normalisation(Int)
        case dropout(Int, Double)
        indirect case residual(Kind)
        case gru(Int, Int)
        case lstm(Int, Int)

        func layer<Scalar: NetworkScalar>(_: Scalar.Type) -> any Layer<Scalar> {
            switch self {
            case .dense(let inputs, let outputs, let activation):
                Dense<Scalar>(inputSize: inputs, outputSize: outputs, activation: activation)
            case .convolution(let inputs, let outputs, let kernel, let dilation, let activation):
                CausalConvolution<Scalar>(
                    inputSize: inputs, outputSize: outputs, kernel: kernel, dilation: dilation,
                    activation: activation)
            case .head(let inputs, let outputs, let kernel):
                CausalConvolution<Scalar>(inputSize: inputs, outputSize: outputs, kernel: kernel)
            case .elman(let inputs, let hidden, let activation, let noise):
                Elman<Scalar>(
                    inputSize: inputs, hiddenSize: hidden, activation: activation, stateNoise: noise)
            case .gru(let inputs, let hidden):
                GRU<Scalar>(inputSize: inputs, hiddenSize: hidden)
            case .lstm(let inputs, let hidden):
                LSTM<Scalar>(inputSize: inputs, hiddenSize: hidden, forgetBias: 1)
            case .skip(let size, let count):
                SkipSteps<Scalar>(inputSize: size, count: count)
            case .normalisation(let size):
                LayerNormalisation<Scalar>(size: size)
            case .dropout(let size, let probability):
                Dropout<Scalar>(size: size, probability: probability)
            case .residual(let inner):
                Residual<Scalar>(inner.layer(Scalar.self))
            }
        }
    }

    var name: String
    var layers: [Kind]
    var steps: Int
    var batch: Int

    var testDescription: String { name }

    func network<Scalar: NetworkScalar>(_: Scalar.Type) -> Network<Scalar> {
        Network(layers.map { $0.layer(Scalar.self) })
    }

    static let all = [
        NetworkCase(
            name: "recurrent, with a head", layers: [.elman(3, 5), .head(5, 1, kernel: 1)], steps: 4, batch: 3),
        NetworkCase(
            name: "recurrent, a head at the last two steps",
            layers: [.elman(3, 5), .skip(5, count: 3), .head(5, 1, kernel: 1)], steps: 2, batch: 3),
        NetworkCase(name: "recurrent, one of everything", layers: [.elman(1, 1)], steps: 1, batch: 1),
        NetworkCase(
            name: "two recurrent layers", layers: [.elman(2, 9), .elman(9, 17), .head(17, 2, kernel: 1)], steps: 3,
            batch: 2),
        NetworkCase(name: "recurrent, whole vectors", layers: [.elman(8, 16), .dense(16, 3)], steps: 3, batch: 9),
        NetworkCase(name: "recurrent, a step each of a block", layers: [.elman(2, 3)], steps: 3, batch: 130),
        NetworkCase(name: "recurrent, packed weights", layers: [.elman(1, 18)], steps: 5, batch: 13),
        NetworkCase(name: "recurrent, several blocks", layers: [.elman(1, 2)], steps: 131, batch: 2),
        NetworkCase(
            name: "recurrent of relu",
            layers: [.elman(2, 5, .relu), .elman(5, 18, .relu), .head(18, 1, kernel: 1)], steps: 5, batch: 13),
        NetworkCase(name: "recurrent of relu, several blocks", layers: [.elman(1, 3, .relu)], steps: 67, batch: 4),
        NetworkCase(
            name: "recurrent with noise on the states",
            layers: [.elman(2, 5, noise: 0.3), .elman(5, 18, .relu, noise: 0.1), .dense(18, 1)], steps: 5, batch: 13
        ),
        NetworkCase(
            name: "normalised", layers: [.elman(3, 21), .normalisation(21), .dense(21, 2)], steps: 3, batch: 11),
        NetworkCase(name: "normalisation alone", layers: [.normalisation(5)], steps: 2, batch: 3),
        NetworkCase(
            name: "with dropout", layers: [.dropout(9, 0.2), .lstm(9, 6), .dropout(6, 0.5), .dense(6, 1)], steps: 4,
            batch: 3),
        NetworkCase(
            name: "residual recurrent layers",
            layers: [.residual(.gru(6, 6)), .residual(.elman(6, 6, noise: 0.2)), .residual(.lstm(6, 6))], steps: 3,
            batch: 2),
        NetworkCase(
            name: "residual convolutions",
            layers: [
                .residual(.convolution(3, 3, kernel: 3, dilation: 2)), .residual(.residual(.dense(3, 3, .gelu))),
            ], steps: 2, batch: 3),
        NetworkCase(
            name: "GRU, with a head", layers: [.gru(3, 5), .head(5, 1, kernel: 1)], steps: 4, batch: 3),
        NetworkCase(name: "GRU, one of everything", layers: [.gru(1, 1)], steps: 1, batch: 1),
        NetworkCase(name: "two GRUs", layers: [.gru(2, 9), .gru(9, 17)], steps: 3, batch: 2),
        NetworkCase(name: "GRU, whole vectors", layers: [.gru(8, 16), .dense(16, 3)], steps: 2, batch: 9),
        NetworkCase(name: "GRU, a step each of a block", layers: [.gru(2, 3)], steps: 3, batch: 130),
        NetworkCase(name: "GRU, packed weights", layers: [.gru(1, 18)], steps: 5, batch: 13),
        NetworkCase(name: "GRU, several blocks", layers: [.gru(1, 2)], steps: 131, batch: 2),
        NetworkCase(
            name: "LSTM, with a head", layers: [.lstm(3, 5), .head(5, 1, kernel: 1)], steps: 4, batch: 3),
        NetworkCase(name: "LSTM, one of everything", layers: [.lstm(1, 1)], steps: 1, batch: 1),
        NetworkCase(name: "two LSTMs", layers: [.lstm(2, 9), .lstm(9, 17)], steps: 3, batch: 2),
        NetworkCase(name: "LSTM, whole vectors", layers: [.lstm(8, 16), .dense(16, 3)], steps: 2, batch: 9),
        NetworkCase(name: "LSTM, a step each of a block", layers: [.lstm(2, 3)], steps: 3, batch: 130),
        NetworkCase(name: "LSTM, packed weights", layers: [.lstm(1, 18)], steps: 5, batch: 13),
        NetworkCase(name: "LSTM, several blocks", layers: [.lstm(1, 2)], steps: 131, batch: 2),
        NetworkCase(
            name: "recurrent, of all kinds", layers: [.elman(2, 3), .lstm(3, 4), .gru(4, 2)], steps: 3, batch: 2),
        NetworkCase(
            name: "time delays, with a head over all positions",
            layers: [
                .convolution(2, 9, kernel: 3, dilation: 1), .convolution(9, 10, kernel: 2, dilation: 2),
                .head(10, 3, kernel: 4),
            ], steps: 1, batch: 3),
        NetworkCase(
            name: "time delays, over a sequence",
            layers: [.convolution(1, 5, kernel: 5, dilation: 3), .head(5, 1, kernel: 2)], steps: 6, batch: 2),
        NetworkCase(
            name: "time delays, whole vectors",
            layers: [.convolution(16, 32, kernel: 2, dilation: 1), .head(32, 4, kernel: 1)], steps: 2, batch: 5),
        NetworkCase(name: "a perceptron", layers: [.dense(10, 6), .dense(6, 1)], steps: 1, batch: 5),
        NetworkCase(
            name: "a perceptron of relu", layers: [.dense(10, 6, .relu), .dense(6, 1)], steps: 1, batch: 5),
        NetworkCase(
            name: "a perceptron of gelu", layers: [.dense(10, 6, .gelu), .dense(6, 1)], steps: 1, batch: 5),
        NetworkCase(
            name: "a convolution of relu, then of gelu",
            layers: [
                .convolution(2, 19, kernel: 3, dilation: 2, .relu),
                .convolution(19, 3, kernel: 2, dilation: 1, .gelu),
            ], steps: 3, batch: 2),
        NetworkCase(name: "a wide perceptron", layers: [.dense(3, 83), .dense(83, 2)], steps: 1, batch: 7),
        NetworkCase(
            name: "recurrent after a convolution",
            layers: [.convolution(2, 3, kernel: 2, dilation: 1), .elman(3, 4)],
            steps: 3, batch: 2),
    ]
}

/// A seeded point to run a network at, and a loss `Σ weights · outputs + Σ weights · final state`.
struct RandomPass<Scalar: NetworkScalar> {
    struct Result: Equatable {
        var output: [Scalar]
        var state: [Scalar]
        var gradient: [Scalar]
        var inputGradient: [Scalar]
        var initialStateGradient: [Scalar]

        /// The same bits, not only equal numbers.
        static func == (a: Result, b: Result) -> Bool {
            zip(a.arrays, b.arrays).allSatisfy { bytes($0) == bytes($1) }
        }

        private var arrays: [[Scalar]] { [output, state, gradient, inputGradient, initialStateGradient] }

        private static func bytes(_ values: [Scalar]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }
    }

    var parameters: [Scalar]
    var input: [Scalar]
    var state: [Scalar]
    var outputWeights: [Scalar]
    var stateWeights: [Scalar]
    var steps: Int
    var batch: Int
    /// Of noise and dropout.
    var random = RandomSource(seed: 99)

    init(_ network: Network<Scalar>, steps: Int, batch: Int, seed: UInt64 = 1) {
        var random = RandomSource(seed: seed)
        func some(_ count: Int) -> [Scalar] { (0..<count).map { _ in Scalar(2 * random.uniform() - 1) } }
        self.steps = steps
        self.batch = batch
        parameters = network.initialParameters(using: &random)
        input = some((steps + network.context) * batch * network.inputSize)
        state = some(batch * network.stateSize)
        outputWeights = some(steps * batch * network.outputSize)
        stateWeights = some(batch * network.stateSize)
    }

    var zeroGradient: [Scalar] { Array(repeating: 0, count: parameters.count) }

    func loss(_ network: Network<Scalar>) -> Double {
        let workspace = Workspace<Scalar>()
        var state = state
        network.forward(
            parameters: parameters, input: input, steps: steps, batch: batch, state: &state, workspace: workspace,
            random: random)
        return zip(workspace.output + state, outputWeights + stateWeights).reduce(0) { $0 + Double($1.0 * $1.1) }
    }

    func run(_ network: Network<Scalar>, path: KernelPath) -> Result {
        let workspace = Workspace<Scalar>(path: path)
        var (state, gradient) = (state, zeroGradient)
        network.forward(
            parameters: parameters, input: input, steps: steps, batch: batch, state: &state, workspace: workspace,
            random: random)
        network.backward(
            parameters: parameters, outputGradient: outputWeights, finalStateGradient: stateWeights,
            workspace: workspace, gradient: &gradient, needsInputGradient: true)
        return Result(
            output: workspace.output, state: state, gradient: gradient, inputGradient: workspace.inputGradient,
            initialStateGradient: workspace.initialStateGradient)
    }
}
