/// A fully connected layer, applied to each step by itself: `y = activation(x W + b)`.
public struct Dense<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    // The same sums as a convolution of one tap, hence the same kernels.
    private let convolution: CausalConvolution<Scalar>

    /// A layer from its shape.
    ///
    /// - Precondition: the sizes are positive.
    public init(
        inputSize: Int, outputSize: Int, activation: Activation = .identity, weights: Initialisation = .uniform,
        bias: Initialisation = .uniform
    ) {
        convolution = CausalConvolution(
            inputSize: inputSize, outputSize: outputSize, kernel: 1, activation: activation, weights: weights,
            bias: bias)
    }

    /// Features read.
    public var inputSize: Int { convolution.inputSize }

    /// Features written.
    public var outputSize: Int { convolution.outputSize }

    /// Applied to each sum.
    public var activation: Activation { convolution.activation }

    /// None: it looks at one step.
    public var context: Int { 0 }

    /// None.
    public var stateSize: Int { 0 }

    /// `weight` as `[input][output]`, then `bias`.
    public var parameterShapes: [ParameterShape] {
        let weight = ParameterShape(name: "weight", shape: [inputSize, outputSize], offset: 0)
        return [weight, ParameterShape(name: "bias", shape: [outputSize], offset: weight.range.upperBound)]
    }

    /// One for each weight and step.
    public func multiplyAdds(steps: Int) -> Int { convolution.multiplyAdds(steps: steps) }

    /// Weights, then biases.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        convolution.initialParameters(using: &random)
    }

    /// The weights turned, and the gradient before the activation.
    @specialized(where Scalar == Float)
    public func scratchSize(steps: Int, batch: Int) -> Int { convolution.scratchSize(steps: steps, batch: batch) }

    /// The sums, where the activation's slope asks for them.
    public func tapeSize(steps: Int, batch: Int) -> Int { convolution.tapeSize(steps: steps, batch: batch) }

    /// Computes all output steps.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) { convolution.forward(pass) }

    /// Adds to the gradient of weights and biases.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) { convolution.backward(pass) }
}
