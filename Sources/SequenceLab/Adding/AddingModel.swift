internal import Learning

/// A network that tries the adding problem.
enum AddingModel: String, CaseIterable, Sendable {
    /// tanh from PyTorch's usual start.
    case tanh
    /// tanh, its recurrent weights the identity at first.
    case tanhIdentity
    /// relu, its recurrent weights the identity at first.
    case reluIdentity
    case gru
    case lstm
    /// A window that covers all steps.
    case wideWindow
    /// A window that covers the newer half.
    case halfWindow

    /// In tables.
    var label: String {
        switch self {
        case .tanh: "rnn (tanh)"
        case .tanhIdentity: "rnn (tanh, identity)"
        case .reluIdentity: "rnn (relu, identity)"
        case .gru: "gru"
        case .lstm: "lstm"
        case .wideWindow: "tdnn(width=T)"
        case .halfWindow: "tdnn(width=T/2)"
        }
    }

    var isRecurrent: Bool { self != .wideWindow && self != .halfWindow }

    /// The network; its output is one step, behind T steps or a window.
    func network(length: Int) -> Network<Float> {
        let inputs = AddingTask.inputSize
        switch self {
        case .tanh: return recurrent(Elman(inputSize: inputs, hiddenSize: units), length)
        case .tanhIdentity:
            return recurrent(
                Elman(
                    inputSize: inputs, hiddenSize: units, inputWeights: .scaled(.normal, by: 0.1),
                    recurrentWeights: .identity, bias: .zeros), length)
        case .reluIdentity:
            return recurrent(
                Elman(
                    inputSize: inputs, hiddenSize: units, activation: .relu,
                    inputWeights: .normal,
                    recurrentWeights: .identity, bias: .zeros), length)
        case .gru: return recurrent(GRU(inputSize: inputs, hiddenSize: units), length)
        case .lstm:
            return recurrent(
                LSTM(inputSize: inputs, hiddenSize: units), length)
        case .wideWindow: return window(length)
        case .halfWindow: return window(length / 2)
        }
    }

    /// The rate at which it learns best, of those tried; gru and tanh take half the steps of the others, since they need
    /// no more or gain nothing by more.
    func recipe(steps: Int) -> Recipe {
        switch self {
        case .tanhIdentity: Recipe(steps: steps, learningRate: 2e-3)
        case .tanh: Recipe(steps: steps, learningRate: 1e-3)
        case .reluIdentity: Recipe(steps: 2 * steps, learningRate: 1e-3)
        case .gru: Recipe(steps: steps, learningRate: 1e-2)
        case .lstm: Recipe(steps: 2 * steps, learningRate: 1e-2)
        case .wideWindow, .halfWindow: Recipe(steps: 2 * steps, learningRate: 1e-2)
        }
    }

    /// Weights to start training from.
    ///
    /// An lstm begins with forget gates biased by ln T and input gates by −ln T, so that its memory lasts about T steps
    /// and takes in as little: Tallec and Ollivier (2018), *Can recurrent neural networks warp time?*.
    func start(of network: Network<Float>, length: Int, using random: inout RandomSource) -> [Float] {
        var parameters = network.initialParameters(using: &random)
        guard self == .lstm else { return parameters }
        let bias = network.parameterShapes[2].range.lowerBound
        let shift = Float(naturalLogarithm(Double(length)))
        for unit in 0..<units {
            parameters[bias + unit] -= shift
            parameters[bias + units + unit] += shift
        }
        return parameters
    }

    private var units: Int { 32 }

    private func recurrent(_ layer: any Layer<Float>, _ length: Int) -> Network<Float> {
        Network([
            layer, SkipSteps(inputSize: layer.outputSize, count: length - 1),
            Dense(inputSize: layer.outputSize, outputSize: 1),
        ])
    }

    /// The same few units at every step of the window, as a time-delay network has them, then one sum over all.
    private func window(_ width: Int) -> Network<Float> {
        Network([
            Dense(inputSize: AddingTask.inputSize, outputSize: 8, activation: .relu),
            CausalConvolution(inputSize: 8, outputSize: 1, kernel: width),
        ])
    }
}
