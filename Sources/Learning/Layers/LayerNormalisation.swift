internal import CKernels

/// Gives the features of each step mean 0 and variance 1, then a gain and a bias of their own.
///
/// `y = (x - mean) / √(variance + ε) · weight + bias`, the variance with divisor n. Ba, Kiros and Hinton (2016), *Layer
/// normalization*.
public struct LayerNormalisation<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    /// Features read and written.
    public let size: Int
    /// Added to the variance, so that equal features are no division by zero.
    public let epsilon: Double

    /// A layer from its shape.
    ///
    /// - Precondition: the size and ε are positive.
    public init(size: Int, epsilon: Double = 1e-5) {
        precondition(size > 0 && epsilon > 0, "a normalisation has a positive size and a positive epsilon")
        self.size = size
        self.epsilon = epsilon
    }

    /// As many as are written.
    public var inputSize: Int { size }

    /// As many as are read.
    public var outputSize: Int { size }

    /// None: it looks at one step.
    public var context: Int { 0 }

    /// None.
    public var stateSize: Int { 0 }

    /// `weight`, the gain, then `bias`, one a feature.
    public var parameterShapes: [ParameterShape] {
        [
            ParameterShape(name: "weight", shape: [size], offset: 0),
            ParameterShape(name: "bias", shape: [size], offset: size),
        ]
    }

    /// One for each feature and step, for the gain.
    public func multiplyAdds(steps: Int) -> Int { steps * size }

    /// Gains of one and biases of zero.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        Array(repeating: 1, count: size) + Array(repeating: 0, count: size)
    }

    /// The products that sum to the gains' gradient, and a row.
    public func scratchSize(steps: Int, batch: Int) -> Int { (steps * batch + 1) * size }

    /// Normalises all steps.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) {
        var call = arguments(pass)
        pass.path.kernels(for: Scalar.self).normalisation_forward(&call)
    }

    /// Adds to the gradient of gains and biases.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) {
        var call = arguments(pass.forward)
        call.output_gradient = UnsafeRawPointer(pass.outputGradient)
        call.gain_gradient = UnsafeMutableRawPointer(pass.gradient)
        call.bias_gradient = UnsafeMutableRawPointer(pass.gradient + size)
        call.input_gradient = UnsafeMutableRawPointer(pass.inputGradient)
        pass.forward.path.kernels(for: Scalar.self).normalisation_backward(&call)
    }

    private func arguments(_ pass: ForwardPass<Scalar>) -> hindcast_normalisation {
        var call = hindcast_normalisation()
        call.rows = pass.steps * pass.batch
        call.size = size
        call.epsilon = epsilon
        call.gain = UnsafeRawPointer(pass.parameters)
        call.bias = UnsafeRawPointer(pass.parameters + size)
        call.input = UnsafeRawPointer(pass.input)
        call.output = UnsafeMutableRawPointer(pass.output)
        call.scratch = UnsafeMutableRawPointer(pass.scratch)
        return call
    }
}
