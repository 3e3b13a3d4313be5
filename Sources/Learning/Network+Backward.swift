extension Network {
    /// Runs back through the last forward pass of a recording workspace.
    ///
    /// The gradient is **added to**, so that chunks of a truncated backpropagation and parts of a batch sum up; start
    /// from zeros. The gradient of the state before the first step is left in
    /// ``Workspace/initialStateGradient``: drop it to cut the gradient between chunks, or hand it to the earlier
    /// chunk as its `finalStateGradient`.
    ///
    /// - Parameters:
    ///   - parameters: the same as in the forward pass.
    ///   - outputGradient: of the loss by the outputs, `[steps][batch][outputSize]`.
    ///   - finalStateGradient: of the loss by the state after the last step, `[batch][stateSize]`; nil for zero.
    ///   - workspace: the one of the forward pass.
    ///   - gradient: as long as the parameters; added to.
    ///   - needsInputGradient: whether to compute ``Workspace/inputGradient`` too.
    @specialized(where Scalar == Float)
    public func backward(
        parameters: [Scalar], outputGradient: [Scalar], finalStateGradient: [Scalar]? = nil,
        workspace: Workspace<Scalar>, gradient: inout [Scalar], needsInputGradient: Bool = false
    ) {
        guard let (steps, batch) = workspace.recorded else {
            preconditionFailure("a backward pass follows a forward pass in a workspace that records")
        }
        precondition(parameters.count == parameterCount, "the parameters are not this network's")
        precondition(gradient.count == parameterCount, "the gradient is not as long as the parameters")
        precondition(
            outputGradient.count == steps * batch * outputSize, "the gradient is not [steps][batch][outputSize]")
        precondition(
            (finalStateGradient?.count ?? batch * stateSize) == batch * stateSize,
            "the gradient of the state is not [batch][stateSize]")

        precondition(workspace.output.count == outputGradient.count, "the workspace is another network's")
        workspace.stateGradientCount = batch * stateSize
        workspace.inputGradientCount = needsInputGradient ? (steps + context) * batch * inputSize : 0
        let stateGradient = workspace.stateGradient.reserve(workspace.stateGradientCount)
        let firstGradient = workspace.firstGradient.reserve(workspace.inputGradientCount)
        parameters.withUnsafeBufferPointer { parameters in
            outputGradient.withUnsafeBufferPointer { outputGradient in
                withOptionalPointer(to: finalStateGradient) { finalStateGradient in
                    gradient.withUnsafeMutableBufferPointer { gradient in
                        workspace.output.withUnsafeBufferPointer { output in
                            run(
                                BackwardMemory(
                                    steps: steps, batch: batch, parameters: parameters.baseAddress!,
                                    output: output.baseAddress!, outputGradient: outputGradient.baseAddress!,
                                    finalStateGradient: finalStateGradient, gradient: gradient.baseAddress!,
                                    inputGradient: needsInputGradient ? firstGradient : nil,
                                    initialStateGradient: stateGradient),
                                workspace: workspace)
                        }
                    }
                }
            }
        }
    }

    /// Layer after layer, last to first.
    private func run(_ memory: BackwardMemory<Scalar>, workspace: Workspace<Scalar>) {
        let batch = memory.batch
        var steps = memory.steps
        var output = memory.output
        var outputGradient = memory.outputGradient
        for (index, layer) in layers.enumerated().reversed() {
            let inputSteps = steps + layer.context
            let inputCount = inputSteps * batch * layer.inputSize
            let input =
                index == 0
                ? workspace.input.reserve(inputCount) : workspace.activation(of: index - 1, count: inputCount)
            let inputGradient =
                index == 0 ? memory.inputGradient : workspace.gradients[index % 2].reserve(inputCount)
            let forward = ForwardPass(
                path: workspace.path, steps: steps, batch: batch,
                parameters: memory.parameters + parameterOffsets[index], input: UnsafePointer(input),
                output: UnsafeMutablePointer(mutating: output), stateStep: stateSize,
                initialState: workspace.initialState.reserve(batch * stateSize) + stateOffsets[index],
                finalState: memory.initialStateGradient,
                random: nil,
                tape: workspace.tape(of: index, count: layer.tapeSize(steps: steps, batch: batch)),
                scratch: workspace.scratch.reserve(layer.scratchSize(steps: steps, batch: batch)))
            layer.backward(
                BackwardPass(
                    forward: forward, outputGradient: outputGradient,
                    zeroSteps: layer.passesZeroSteps && index + 1 < layers.count
                        ? layers[index + 1].unreadSteps : 0,
                    leavesZeroSteps: index > 0 && layers[index - 1].passesZeroSteps,
                    finalStateGradient: memory.finalStateGradient.map { $0 + stateOffsets[index] },
                    gradient: memory.gradient + parameterOffsets[index], inputGradient: inputGradient,
                    initialStateGradient: memory.initialStateGradient + stateOffsets[index]))
            steps = inputSteps
            output = UnsafePointer(input)
            if let inputGradient { outputGradient = UnsafePointer(inputGradient) }
        }
    }
}

/// The arrays of a backward pass while they are borrowed.
private struct BackwardMemory<Scalar: NetworkScalar> {
    var steps: Int
    var batch: Int
    var parameters: UnsafePointer<Scalar>
    var output: UnsafePointer<Scalar>
    var outputGradient: UnsafePointer<Scalar>
    var finalStateGradient: UnsafePointer<Scalar>?
    var gradient: UnsafeMutablePointer<Scalar>
    var inputGradient: UnsafeMutablePointer<Scalar>?
    var initialStateGradient: UnsafeMutablePointer<Scalar>
}

private func withOptionalPointer<Scalar>(to array: [Scalar]?, _ body: (UnsafePointer<Scalar>?) -> Void) {
    guard let array else { return body(nil) }
    array.withUnsafeBufferPointer { body($0.baseAddress) }
}
