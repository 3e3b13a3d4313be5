import Learning

/// A kind of recurrent layer, and how many matrices it has for one of the Elman layer.
enum Cell: String, CaseIterable {
    case elman
    case gru
    case lstm

    var sums: Int {
        switch self {
        case .elman: 1
        case .gru: 3
        case .lstm: 4
        }
    }

    func layer(inputs: Int, hidden: Int) -> any Layer<Float> {
        switch self {
        case .elman: Elman<Float>(inputSize: inputs, hiddenSize: hidden)
        case .gru: GRU<Float>(inputSize: inputs, hiddenSize: hidden)
        case .lstm: LSTM<Float>(inputSize: inputs, hiddenSize: hidden)
        }
    }
}

/// A recurrent layer with a linear output at the last of some steps.
func recurrent(_ cell: Cell, inputs: Int, hidden: Int, steps: Int) -> Network<Float> {
    Network([
        cell.layer(inputs: inputs, hidden: hidden), SkipSteps<Float>(inputSize: hidden, count: steps - 1),
        Dense<Float>(inputSize: hidden, outputSize: 1),
    ])
}

/// Two convolutions (kernel 5, 32 channels, tanh) and a dense head over what they leave of a window.
func timeDelay(width: Int) -> Network<Float> {
    Network([
        CausalConvolution<Float>(inputSize: 8, outputSize: 32, kernel: 5, activation: .tanh),
        CausalConvolution<Float>(inputSize: 32, outputSize: 32, kernel: 5, activation: .tanh),
        CausalConvolution<Float>(inputSize: 32, outputSize: 1, kernel: width - 8),
    ])
}

/// A perceptron on the whole window, N·8 → 64 → 1.
func perceptron(width: Int) -> Network<Float> {
    Network([
        CausalConvolution<Float>(inputSize: 8, outputSize: 64, kernel: width, activation: .tanh),
        Dense<Float>(inputSize: 64, outputSize: 1),
    ])
}
