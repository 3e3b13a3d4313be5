internal import CKernels

/// The simple recurrent layer: `h_t = tanh(x_t W_x + h_{t-1} W_h + b)`, its output being its state.
///
/// Elman, J. L. (1990), *Finding structure in time*. PyTorch's `RNN` has two biases; here is one, their sum. With relu
/// in place of tanh and `W_h` the identity at first it is the IRNN of Le, Jaitly and Hinton (2015). Noise on the states
/// makes training prefer states that remember robustly; Jim, Giles and Horne (1996), *An analysis of noise in recurrent
/// neural networks*.
public struct Elman<Scalar: NetworkScalar>: Layer, Codable, Hashable {
    /// Features read.
    public let inputSize: Int
    /// Units, each of which is an output and a number of the state.
    public let hiddenSize: Int
    /// Applied to each sum: tanh or relu; tanh is the faster.
    public let activation: Activation
    /// How `W_x` begins.
    public let inputWeights: Initialisation
    /// How `W_h` begins.
    public let recurrentWeights: Initialisation
    /// How the biases begin.
    public let bias: Initialisation
    /// The standard deviation of the Gaussian noise added to each state while training.
    public let stateNoise: Double

    /// A layer from its shape.
    ///
    /// - Precondition: the sizes are positive, the noise is not negative and the activation is `tanh` or `relu`.
    public init(
        inputSize: Int, hiddenSize: Int, activation: Activation = .tanh, inputWeights: Initialisation = .uniform,
        recurrentWeights: Initialisation = .uniform, bias: Initialisation = .uniform, stateNoise: Double = 0
    ) {
        precondition(inputSize > 0 && hiddenSize > 0, "a recurrent layer has positive sizes")
        precondition(activation == .tanh || activation == .relu, "a recurrent layer is of tanh or relu")
        precondition(stateNoise >= 0 && stateNoise.isFinite, "a standard deviation is not negative")
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.activation = activation
        self.inputWeights = inputWeights
        self.recurrentWeights = recurrentWeights
        self.bias = bias
        self.stateNoise = stateNoise
    }

    /// As many as units.
    public var outputSize: Int { hiddenSize }

    /// None: it remembers by its state.
    public var context: Int { 0 }

    /// As many as units.
    public var stateSize: Int { hiddenSize }

    /// `weight_ih` as `[input][unit]`, `weight_hh` as `[earlier unit][later unit]`, then `bias`.
    public var parameterShapes: [ParameterShape] {
        let input = ParameterShape(name: "weight_ih", shape: [inputSize, hiddenSize], offset: 0)
        let hidden = ParameterShape(
            name: "weight_hh", shape: [hiddenSize, hiddenSize], offset: input.range.upperBound)
        return [input, hidden, ParameterShape(name: "bias", shape: [hiddenSize], offset: hidden.range.upperBound)]
    }

    /// One for each weight and step.
    public func multiplyAdds(steps: Int) -> Int { steps * (inputSize + hiddenSize) * hiddenSize }

    /// Weights of inputs, of states, then biases; as in PyTorch the fan-in counts as the number of units.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        inputWeights.scalars(rows: inputSize, columns: hiddenSize, fanIn: hiddenSize, using: &random)
            + recurrentWeights.scalars(rows: hiddenSize, columns: hiddenSize, fanIn: hiddenSize, using: &random)
            + bias.scalars(rows: 1, columns: hiddenSize, fanIn: hiddenSize, using: &random)
    }

    /// The weights turned, and the gradient before the activation.
    @specialized(where Scalar == Float)
    public func scratchSize(steps: Int, batch: Int) -> Int {
        let whole = withUnsafePointer(to: shape(steps: steps, batch: batch)) { hindcast_elman_scratch($0) }
        guard activation != .tanh || stateNoise > 0 else { return whole }
        let byStep = withUnsafePointer(to: general.shape(steps: steps, batch: batch)) {
            hindcast_recurrent_scratch($0)
        }
        return max(whole, byStep)
    }

    /// The states without their noise.
    public func tapeSize(steps: Int, batch: Int) -> Int { stateNoise > 0 ? steps * batch * hiddenSize : 0 }

    /// Without relu and noise it does.
    public var passesZeroSteps: Bool { activation == .tanh && stateNoise == 0 }

    /// Runs all steps.
    @specialized(where Scalar == Float)
    public func forward(_ pass: ForwardPass<Scalar>) {
        if needsGeneralKernels(pass) {
            drawNoise(for: pass)
            var call = general.forward(pass)
            adjust(&call)
            return pass.path.kernels(for: Scalar.self).elman_steps_forward(&call)
        }
        var call = arguments(pass)
        pass.path.kernels(for: Scalar.self).elman_forward(&call)
    }

    /// Runs back through time and adds to the gradient of weights and biases.
    @specialized(where Scalar == Float)
    public func backward(_ pass: BackwardPass<Scalar>) {
        if needsGeneralKernels(pass.forward) {
            var call = general.backward(pass)
            adjust(&call)
            return pass.forward.path.kernels(for: Scalar.self).elman_steps_backward(&call)
        }
        var call = arguments(pass.forward)
        call.output_gradient = UnsafeRawPointer(pass.outputGradient)
        call.zero_steps = pass.zeroSteps
        call.final_state_gradient = UnsafeRawPointer(pass.finalStateGradient)
        call.initial_state_gradient = UnsafeMutableRawPointer(pass.initialStateGradient)
        call.input_weight_gradient = UnsafeMutableRawPointer(pass.gradient)
        call.hidden_weight_gradient = UnsafeMutableRawPointer(pass.gradient + hiddenOffset)
        call.bias_gradient = UnsafeMutableRawPointer(pass.gradient + biasOffset)
        call.input_gradient = UnsafeMutableRawPointer(pass.inputGradient)
        pass.forward.path.kernels(for: Scalar.self).elman_backward(&call)
    }

    /// Without relu and noise there are faster kernels, which give the same bits.
    private func needsGeneralKernels(_ pass: ForwardPass<Scalar>) -> Bool {
        activation != .tanh || (stateNoise > 0 && pass.tape != nil)
    }

    private var general: RecurrentCall<Scalar> {
        RecurrentCall(inputSize: inputSize, hiddenSize: hiddenSize, sums: 1)
    }

    private func adjust(_ call: inout hindcast_recurrent) {
        call.activation = activation.kernelCode
        if stateNoise == 0 { call.tape = nil }
    }

    private func drawNoise(for pass: ForwardPass<Scalar>) {
        guard stateNoise > 0, let tape = pass.tape else { return }
        let count = pass.steps * pass.batch * hiddenSize
        guard var random = pass.random else { return tape.fillWithZeros(count: count) }
        for index in 0..<count { tape[index] = Scalar(stateNoise * random.normal()) }
    }

    private var hiddenOffset: Int { inputSize * hiddenSize }

    private var biasOffset: Int { (inputSize + hiddenSize) * hiddenSize }

    private func shape(steps: Int, batch: Int) -> hindcast_elman {
        var call = hindcast_elman()
        call.steps = steps
        call.batch = batch
        call.inputs = inputSize
        call.hidden = hiddenSize
        return call
    }

    private func arguments(_ pass: ForwardPass<Scalar>) -> hindcast_elman {
        var call = shape(steps: pass.steps, batch: pass.batch)
        call.input_weight = UnsafeRawPointer(pass.parameters)
        call.hidden_weight = UnsafeRawPointer(pass.parameters + hiddenOffset)
        call.bias = UnsafeRawPointer(pass.parameters + biasOffset)
        call.input = UnsafeRawPointer(pass.input)
        call.output = UnsafeMutableRawPointer(pass.output)
        call.state_step = pass.stateStep
        call.initial_state = UnsafeRawPointer(pass.initialState)
        call.final_state = UnsafeMutableRawPointer(pass.finalState)
        call.scratch = UnsafeMutableRawPointer(pass.scratch)
        return call
    }
}
