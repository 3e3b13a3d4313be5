internal import CKernels

/// The recurrent layer with a long short-term memory: gates decide what its cells take in, keep and show.
///
/// With the logistic function σ and `[i, f, g, o] = x_t W_x + h_{t-1} W_h + b`, a quarter each:
/// `c_t = σ(f) c_{t-1} + σ(i) tanh(g)` and `h_t = σ(o) tanh(c_t)`, which is the output. Hochreiter, S. and Schmidhuber,
/// J. (1997), *Long short-term memory*; the forget gate is by Gers, Schmidhuber and Cummins (2000). PyTorch's `LSTM`
/// has two biases; here is one, their sum.
public struct LSTM<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    /// Features read.
    public let inputSize: Int
    /// Units, each of which is an output.
    public let hiddenSize: Int
    /// How the weights of the inputs begin, each gate's by themselves.
    public let inputWeights: Initialisation
    /// How the weights of the states begin, each gate's by themselves.
    public let recurrentWeights: Initialisation
    /// How the biases begin.
    public let bias: Initialisation
    /// Added to the biases of the forget gate when training begins; 1 keeps long memories alive at first.
    public let forgetBias: Double

    /// A layer from its shape.
    ///
    /// - Precondition: the sizes are positive.
    public init(
        inputSize: Int, hiddenSize: Int, inputWeights: Initialisation = .uniform,
        recurrentWeights: Initialisation = .uniform, bias: Initialisation = .uniform,
        forgetBias: Double = 0
    ) {
        precondition(inputSize > 0 && hiddenSize > 0, "a recurrent layer has positive sizes")
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.inputWeights = inputWeights
        self.recurrentWeights = recurrentWeights
        self.bias = bias
        self.forgetBias = forgetBias
    }

    /// As many as units.
    public var outputSize: Int { hiddenSize }

    /// None: it remembers by its state.
    public var context: Int { 0 }

    /// Two a unit: all of `h`, then all of `c`.
    public var stateSize: Int { 2 * hiddenSize }

    /// `weight_ih` as `[input][i, f, g, o]`, `weight_hh` as `[earlier unit][i, f, g, o]`, then `bias`.
    public var parameterShapes: [ParameterShape] {
        let weights = call.weightShapes
        return weights + [
            ParameterShape(name: "bias", shape: [4 * hiddenSize], offset: weights[1].range.upperBound)
        ]
    }

    /// One for each weight and step.
    public func multiplyAdds(steps: Int) -> Int { call.multiplyAdds(steps: steps) }

    /// Weights of inputs, of states, then biases, gate by gate; as in PyTorch the fan-in counts as the number of units.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        var parameters = call.initialParameters(
            inputWeights: inputWeights, recurrentWeights: recurrentWeights, bias: bias, using: &random)
        let first = parameterCount - 3 * hiddenSize
        for unit in first..<(first + hiddenSize) { parameters[unit] += Scalar(forgetBias) }
        return parameters
    }

    /// The weights turned, and the gradients before the activations of some steps.
    @specialized(where Scalar == Float)
    public func scratchSize(steps: Int, batch: Int) -> Int {
        withUnsafePointer(to: call.shape(steps: steps, batch: batch)) { hindcast_recurrent_scratch($0) }
    }

    /// The gates and the cells of all steps.
    @specialized(where Scalar == Float)
    public func tapeSize(steps: Int, batch: Int) -> Int {
        withUnsafePointer(to: call.shape(steps: steps, batch: batch)) { hindcast_lstm_tape($0) }
    }

    /// Runs all steps.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) {
        var arguments = call.forward(pass)
        pass.path.kernels(for: Scalar.self).lstm_forward(&arguments)
    }

    /// Runs back through time and adds to the gradient of weights and biases.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) {
        var arguments = call.backward(pass)
        pass.forward.path.kernels(for: Scalar.self).lstm_backward(&arguments)
    }

    private var call: RecurrentCall<Scalar> {
        RecurrentCall(inputSize: inputSize, hiddenSize: hiddenSize, sums: 4)
    }
}
