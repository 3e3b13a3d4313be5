/// A layer's shape as a value that can be written to a file and read back.
///
/// How parameters begin and what noise training adds are no part of it: it says what a trained layer computes.
public indirect enum LayerDescription: Codable, Hashable, Sendable {
    /// ``Elman``, `torch.nn.RNN`.
    case elman(inputSize: Int, hiddenSize: Int, activation: Activation)
    /// ``GRU``, `torch.nn.GRU`.
    case gru(inputSize: Int, hiddenSize: Int)
    /// ``LSTM``, `torch.nn.LSTM`.
    case lstm(inputSize: Int, hiddenSize: Int)
    /// ``Dense``, `torch.nn.Linear`.
    case dense(inputSize: Int, outputSize: Int, activation: Activation)
    /// ``CausalConvolution``, `torch.nn.Conv1d` without padding.
    case convolution(inputSize: Int, outputSize: Int, kernel: Int, dilation: Int, activation: Activation)
    /// ``LayerNormalisation``, `torch.nn.LayerNorm`.
    case normalisation(size: Int, epsilon: Double)
    /// ``Dropout``, which passes everything when it is not trained.
    case dropout(size: Int, probability: Double)
    /// ``SkipSteps``.
    case skipSteps(size: Int, count: Int)
    /// ``Residual``.
    case residual(inner: LayerDescription)

    /// The description of a layer; nil for a layer of a kind that is not listed here.
    public init?<Scalar: NetworkScalar>(_ layer: any Layer<Scalar>) {
        switch layer {
        case let layer as Elman<Scalar>:
            self = .elman(
                inputSize: layer.inputSize, hiddenSize: layer.hiddenSize, activation: layer.activation)
        case let layer as GRU<Scalar>:
            self = .gru(inputSize: layer.inputSize, hiddenSize: layer.hiddenSize)
        case let layer as LSTM<Scalar>:
            self = .lstm(inputSize: layer.inputSize, hiddenSize: layer.hiddenSize)
        case let layer as Dense<Scalar>:
            self = .dense(
                inputSize: layer.inputSize, outputSize: layer.outputSize, activation: layer.activation)
        case let layer as CausalConvolution<Scalar>:
            self = .convolution(
                inputSize: layer.inputSize, outputSize: layer.outputSize, kernel: layer.kernel,
                dilation: layer.dilation, activation: layer.activation)
        case let layer as LayerNormalisation<Scalar>:
            self = .normalisation(size: layer.size, epsilon: layer.epsilon)
        case let layer as Dropout<Scalar>:
            self = .dropout(size: layer.size, probability: layer.probability)
        case let layer as SkipSteps<Scalar>:
            self = .skipSteps(size: layer.inputSize, count: layer.count)
        case let layer as Residual<Scalar>:
            guard let inner = LayerDescription(layer.inner) else { return nil }
            self = .residual(inner: inner)
        default:
            return nil
        }
    }

    /// The layer.
    ///
    /// - Precondition: ``flaw`` is nil.
    func layer<Scalar: NetworkScalar>(of scalar: Scalar.Type) -> any Layer<Scalar> {
        switch self {
        case .elman(let inputs, let units, let activation):
            Elman<Scalar>(inputSize: inputs, hiddenSize: units, activation: activation)
        case .gru(let inputs, let units):
            GRU<Scalar>(inputSize: inputs, hiddenSize: units)
        case .lstm(let inputs, let units):
            LSTM<Scalar>(inputSize: inputs, hiddenSize: units)
        case .dense(let inputs, let outputs, let activation):
            Dense<Scalar>(inputSize: inputs, outputSize: outputs, activation: activation)
        case .convolution(let inputs, let outputs, let kernel, let dilation, let activation):
            CausalConvolution<Scalar>(
                inputSize: inputs, outputSize: outputs, kernel: kernel, dilation: dilation, activation: activation)
        case .normalisation(let size, let epsilon):
            LayerNormalisation<Scalar>(size: size, epsilon: epsilon)
        case .dropout(let size, let probability):
            Dropout<Scalar>(size: size, probability: probability)
        case .skipSteps(let size, let count):
            SkipSteps<Scalar>(inputSize: size, count: count)
        case .residual(let inner):
            Residual<Scalar>(inner.layer(of: scalar))
        }
    }
}

extension LayerDescription {
    /// Features read and written.
    public var sizes: (input: Int, output: Int) {
        switch self {
        case .elman(let inputs, let units, _), .gru(let inputs, let units), .lstm(let inputs, let units):
            (inputs, units)
        case .dense(let inputs, let outputs, _), .convolution(let inputs, let outputs, _, _, _):
            (inputs, outputs)
        case .normalisation(let size, _), .dropout(let size, _), .skipSteps(let size, _): (size, size)
        case .residual(let inner): inner.sizes
        }
    }

    /// Sums a unit, for a recurrent layer; nil for the others.
    public var gates: Int? {
        switch self {
        case .elman: 1
        case .gru: 3
        case .lstm: 4
        default: nil
        }
    }

    /// Whether each step that it lets through comes out as it went in, when it is not trained.
    var isTransparent: Bool {
        switch self {
        case .dropout, .skipSteps: true
        default: false
        }
    }

    /// How many weights there are besides biases; nil where there are more than can be counted.
    var weightCount: Int? {
        switch self {
        case .elman(let inputs, let units, _), .gru(let inputs, let units), .lstm(let inputs, let units):
            Self.product([inputs + units, units, gates ?? 1])
        case .dense(let inputs, let outputs, _): Self.product([inputs, outputs])
        case .convolution(let inputs, let outputs, let kernel, _, _): Self.product([inputs, outputs, kernel])
        case .normalisation(let size, _): size
        case .dropout, .skipSteps: 0
        case .residual(let inner): inner.weightCount
        }
    }

    /// Why no such layer can be made; nil where it can.
    ///
    /// What is read from a file has to pass here before a layer is made of it.
    var flaw: String? {
        // Large enough for any network, and small enough that no sum of some of them overflows.
        let possible = 1...(1 << 24)
        let sizes = sizes
        guard possible.contains(sizes.input), possible.contains(sizes.output) else {
            return "a layer of \(sizes.input) inputs and \(sizes.output) outputs"
        }
        switch self {
        case .elman(_, _, let activation):
            return activation == .tanh || activation == .relu ? nil : "a recurrent layer of \(activation.rawValue)"
        case .convolution(_, _, let kernel, let dilation, _):
            guard possible.contains(kernel), possible.contains(dilation) else {
                return "a convolution of kernel \(kernel) and dilation \(dilation)"
            }
        case .normalisation(_, let epsilon):
            return epsilon > 0 && epsilon < 1 ? nil : "a normalisation of epsilon \(epsilon)"
        case .dropout(_, let probability):
            return probability >= 0 && probability < 1 ? nil : "dropout of probability \(probability)"
        case .skipSteps(_, let count):
            return count == 0 || possible.contains(count) ? nil : "a layer that skips \(count) steps"
        case .residual(let inner):
            return inner.flaw
                ?? (sizes.input == sizes.output
                    ? nil : "a residual layer of \(sizes.input) inputs and \(sizes.output) outputs")
        case .gru, .lstm, .dense: break
        }
        return nil
    }

    private static func product(_ factors: [Int]) -> Int? {
        var result = 1
        for factor in factors {
            let (product, overflows) = result.multipliedReportingOverflow(by: factor)
            guard !overflows else { return nil }
            result = product
        }
        return result
    }
}
