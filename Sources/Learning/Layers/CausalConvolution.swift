internal import CKernels

/// A convolution over time that never looks ahead.
///
/// `y[t] = activation(b + Σ_tap x[t - (kernel - 1 - tap) · dilation] W[tap])`, the newest tap last, as in PyTorch.
/// It does not pad: it consumes ``context`` steps more than it produces, so a stack of these has the receptive field
/// `1 + Σ (kernel - 1) · dilation` exactly. Who wants causal zero padding puts the zeros before the input. A dense
/// head over the last P positions is a convolution of kernel P.
public struct CausalConvolution<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    /// Channels read.
    public let inputSize: Int
    /// Channels written.
    public let outputSize: Int
    /// Taps.
    public let kernel: Int
    /// Steps from one tap to the next.
    public let dilation: Int
    /// Applied to each sum.
    public let activation: Activation
    /// How weights begin.
    public let weights: Initialisation
    /// How biases begin.
    public let bias: Initialisation

    /// A convolution from its shape.
    ///
    /// - Precondition: all sizes are positive.
    public init(
        inputSize: Int, outputSize: Int, kernel: Int, dilation: Int = 1, activation: Activation = .identity,
        weights: Initialisation = .uniform, bias: Initialisation = .uniform
    ) {
        precondition(
            inputSize > 0 && outputSize > 0 && kernel > 0 && dilation > 0, "a convolution has positive sizes")
        self.inputSize = inputSize
        self.outputSize = outputSize
        self.kernel = kernel
        self.dilation = dilation
        self.activation = activation
        self.weights = weights
        self.bias = bias
    }

    /// The steps between the oldest tap and the newest.
    public var context: Int { (kernel - 1) * dilation }

    /// None: what it remembers is in its input.
    public var stateSize: Int { 0 }

    /// `weight` as `[tap][input][output]`, then `bias`.
    public var parameterShapes: [ParameterShape] {
        let weight = ParameterShape(name: "weight", shape: [kernel, inputSize, outputSize], offset: 0)
        return [weight, ParameterShape(name: "bias", shape: [outputSize], offset: weight.range.upperBound)]
    }

    /// One for each weight and step.
    public func multiplyAdds(steps: Int) -> Int { steps * kernel * inputSize * outputSize }

    /// Weights as a matrix of `kernel · inputSize` rows, then biases.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        let fanIn = kernel * inputSize
        return weights.scalars(rows: fanIn, columns: outputSize, fanIn: fanIn, using: &random)
            + bias.scalars(rows: 1, columns: outputSize, fanIn: fanIn, using: &random)
    }

    /// The weights turned, and the gradient before the activation.
    @specialized(where Scalar == Float)
    public func scratchSize(steps: Int, batch: Int) -> Int {
        kernelScratch(steps: steps, batch: batch) + (activation.hasOwnPass ? steps * batch * outputSize : 0)
    }

    /// The sums, where the activation's slope asks for them.
    public func tapeSize(steps: Int, batch: Int) -> Int {
        activation.needsSums ? steps * batch * outputSize : 0
    }

    /// Computes all output steps.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) {
        var call = arguments(pass)
        let kernels = pass.path.kernels(for: Scalar.self)
        guard activation.hasOwnPass else { return kernels.convolution_forward(&call) }
        let sums = activation.needsSums ? pass.tape ?? pass.output : pass.output
        call.output = UnsafeMutableRawPointer(sums)
        kernels.convolution_forward(&call)
        kernels.activate(activation.kernelCode, pass.steps * pass.batch * outputSize, sums, pass.output)
    }

    /// Adds to the gradient of weights and biases.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) {
        var call = arguments(pass.forward)
        call.output_gradient = UnsafeRawPointer(pass.outputGradient)
        let kernels = pass.forward.path.kernels(for: Scalar.self)
        if activation.hasOwnPass {
            let (steps, batch) = (pass.forward.steps, pass.forward.batch)
            let ofSums = pass.forward.scratch + kernelScratch(steps: steps, batch: batch)
            kernels.through_activation(
                activation.kernelCode, steps * batch * outputSize,
                activation.needsSums ? pass.forward.tape : pass.forward.output, pass.outputGradient, ofSums)
            call.output_gradient = UnsafeRawPointer(ofSums)
        }
        call.weight_gradient = UnsafeMutableRawPointer(pass.gradient)
        call.bias_gradient = UnsafeMutableRawPointer(pass.gradient + kernel * inputSize * outputSize)
        call.input_gradient = UnsafeMutableRawPointer(pass.inputGradient)
        kernels.convolution_backward(&call)
    }

    private func kernelScratch(steps: Int, batch: Int) -> Int {
        withUnsafePointer(to: shape(steps: steps, batch: batch)) { hindcast_convolution_scratch($0) }
    }

    private func shape(steps: Int, batch: Int) -> hindcast_convolution {
        var call = hindcast_convolution()
        call.steps = steps
        call.batch = batch
        call.inputs = inputSize
        call.outputs = outputSize
        call.taps = kernel
        call.dilation = dilation
        call.activation = (activation.hasOwnPass ? .identity : activation).kernelCode
        return call
    }

    private func arguments(_ pass: ForwardPass<Scalar>) -> hindcast_convolution {
        var call = shape(steps: pass.steps, batch: pass.batch)
        call.weight = UnsafeRawPointer(pass.parameters)
        call.bias = UnsafeRawPointer(pass.parameters + kernel * inputSize * outputSize)
        call.input = UnsafeRawPointer(pass.input)
        call.output = UnsafeMutableRawPointer(pass.output)
        call.scratch = UnsafeMutableRawPointer(pass.scratch)
        return call
    }
}
