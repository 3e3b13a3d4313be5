internal import CKernels

/// The gated recurrent unit: gates decide how much of its state is renewed, and from how much of the old.
///
/// With the logistic function σ, `r = σ(x_t W_r + h_{t-1} U_r + b_r)`, `z` likewise and
/// `n = tanh(x_t W_n + b_n + r (h_{t-1} U_n + b_hn))`, it is `h_t = (1 - z) n + z h_{t-1}`, which is the output. Cho, K.
/// et al. (2014), *Learning phrase representations using RNN encoder-decoder*, with the reset gate `r` after the product
/// as in PyTorch. Of PyTorch's two biases those of `r` and `z` are one here, their sum.
public struct GRU<Scalar: NetworkScalar>: Layer, Codable, Hashable {
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

    /// A layer from its shape.
    ///
    /// - Precondition: the sizes are positive.
    public init(
        inputSize: Int, hiddenSize: Int, inputWeights: Initialisation = .uniform,
        recurrentWeights: Initialisation = .uniform, bias: Initialisation = .uniform
    ) {
        precondition(inputSize > 0 && hiddenSize > 0, "a recurrent layer has positive sizes")
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.inputWeights = inputWeights
        self.recurrentWeights = recurrentWeights
        self.bias = bias
    }

    /// As many as units.
    public var outputSize: Int { hiddenSize }

    /// None: it remembers by its state.
    public var context: Int { 0 }

    /// As many as units.
    public var stateSize: Int { hiddenSize }

    /// `weight_ih` as `[input][r, z, n]`, `weight_hh` as `[earlier unit][r, z, n]`, `bias`, then `bias_hn`, which lies
    /// within the reset gate.
    public var parameterShapes: [ParameterShape] {
        let weights = call.weightShapes
        let bias = ParameterShape(name: "bias", shape: [3 * hiddenSize], offset: weights[1].range.upperBound)
        return weights + [
            bias, ParameterShape(name: "bias_hn", shape: [hiddenSize], offset: bias.range.upperBound),
        ]
    }

    /// One for each weight and step.
    public func multiplyAdds(steps: Int) -> Int { call.multiplyAdds(steps: steps) }

    /// Weights of inputs, of states, then biases, gate by gate; as in PyTorch the fan-in counts as the number of units.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        call.initialParameters(
            inputWeights: inputWeights, recurrentWeights: recurrentWeights, bias: bias, using: &random)
    }

    /// The weights turned, and the gradients before the activations of some steps.
    @specialized(where Scalar == Float)
    public func scratchSize(steps: Int, batch: Int) -> Int {
        withUnsafePointer(to: call.shape(steps: steps, batch: batch)) { hindcast_recurrent_scratch($0) }
    }

    /// The gates of all steps, and what the reset gate was applied to.
    @specialized(where Scalar == Float)
    public func tapeSize(steps: Int, batch: Int) -> Int {
        withUnsafePointer(to: call.shape(steps: steps, batch: batch)) { hindcast_gru_tape($0) }
    }

    /// Runs all steps.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) {
        var arguments = call.forward(pass)
        pass.path.kernels(for: Scalar.self).gru_forward(&arguments)
    }

    /// Runs back through time and adds to the gradient of weights and biases.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) {
        var arguments = call.backward(pass)
        pass.forward.path.kernels(for: Scalar.self).gru_backward(&arguments)
    }

    private var call: RecurrentCall<Scalar> {
        RecurrentCall(inputSize: inputSize, hiddenSize: hiddenSize, sums: 3)
    }
}
