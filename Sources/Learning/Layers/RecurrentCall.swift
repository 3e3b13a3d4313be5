internal import CKernels

/// The arguments of the kernels of a recurrent layer that has one or several sums a unit.
///
/// Its parameters lie one after another: the weights of the inputs, of the states, then the biases.
struct RecurrentCall<Scalar: NetworkScalar> {
    let inputSize: Int
    let hiddenSize: Int
    /// Matrices side by side in each of the two weights.
    let sums: Int

    private var hiddenOffset: Int { inputSize * sums * hiddenSize }

    private var biasOffset: Int { (inputSize + hiddenSize) * sums * hiddenSize }

    /// `weight_ih` as `[input][sum, unit]` and `weight_hh` as `[earlier unit][sum, later unit]`.
    var weightShapes: [ParameterShape] {
        let width = sums * hiddenSize
        let input = ParameterShape(name: "weight_ih", shape: [inputSize, width], offset: 0)
        return [
            input, ParameterShape(name: "weight_hh", shape: [hiddenSize, width], offset: input.range.upperBound),
        ]
    }

    /// One for each weight and step.
    func multiplyAdds(steps: Int) -> Int { steps * (inputSize + hiddenSize) * sums * hiddenSize }

    /// Weights of inputs, of states, then biases, each sum by itself; the fan-in counts as the number of units.
    func initialParameters(
        inputWeights: Initialisation, recurrentWeights: Initialisation, bias: Initialisation,
        using random: inout RandomSource
    ) -> [Scalar] {
        inputWeights.sideBySide(sums, rows: inputSize, columns: hiddenSize, fanIn: hiddenSize, using: &random)
            + recurrentWeights.sideBySide(
                sums, rows: hiddenSize, columns: hiddenSize, fanIn: hiddenSize, using: &random)
            + bias.sideBySide(4, rows: 1, columns: hiddenSize, fanIn: hiddenSize, using: &random)
    }

    /// The extents alone.
    func shape(steps: Int, batch: Int) -> hindcast_recurrent {
        var call = hindcast_recurrent()
        call.steps = steps
        call.batch = batch
        call.inputs = inputSize
        call.hidden = hiddenSize
        return call
    }

    func forward(_ pass: ForwardPass<Scalar>) -> hindcast_recurrent {
        var call = shape(steps: pass.steps, batch: pass.batch)
        call.input_weight = UnsafeRawPointer(pass.parameters)
        call.hidden_weight = UnsafeRawPointer(pass.parameters + hiddenOffset)
        call.bias = UnsafeRawPointer(pass.parameters + biasOffset)
        call.input = UnsafeRawPointer(pass.input)
        call.output = UnsafeMutableRawPointer(pass.output)
        call.state_step = pass.stateStep
        call.initial_state = UnsafeRawPointer(pass.initialState)
        call.final_state = UnsafeMutableRawPointer(pass.finalState)
        call.tape = UnsafeMutableRawPointer(pass.tape)
        call.scratch = UnsafeMutableRawPointer(pass.scratch)
        return call
    }

    func backward(_ pass: BackwardPass<Scalar>) -> hindcast_recurrent {
        var call = forward(pass.forward)
        call.output_gradient = UnsafeRawPointer(pass.outputGradient)
        call.final_state_gradient = UnsafeRawPointer(pass.finalStateGradient)
        call.initial_state_gradient = UnsafeMutableRawPointer(pass.initialStateGradient)
        call.input_weight_gradient = UnsafeMutableRawPointer(pass.gradient)
        call.hidden_weight_gradient = UnsafeMutableRawPointer(pass.gradient + hiddenOffset)
        call.bias_gradient = UnsafeMutableRawPointer(pass.gradient + biasOffset)
        call.input_gradient = UnsafeMutableRawPointer(pass.inputGradient)
        return call
    }
}
