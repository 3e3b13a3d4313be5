extension Network {
    /// Runs `steps` steps of a batch of sequences; the outputs are then in the workspace.
    ///
    /// A sequence's outputs do not depend on which others are in the batch, and T steps in one call are T calls of
    /// one step with the state carried, to the bit.
    ///
    /// - Parameters:
    ///   - parameters: the flat vector.
    ///   - input: time-major, `[steps + context][batch][inputSize]`.
    ///   - steps: output steps, at least one.
    ///   - batch: sequences, at least one.
    ///   - state: `[batch][stateSize]`, before the first step and, after the call, after the last.
    ///   - workspace: gets the outputs and, if it records, what the backward pass needs.
    ///   - random: where noise and dropout draw from while training, another for each step of training; the same
    ///     source gives the same noise. Nil turns them off; a workspace that does not record has to have nil.
    @specialized(where Scalar == Float)
    public func forward(
        parameters: [Scalar], input: [Scalar], steps: Int, batch: Int, state: inout [Scalar],
        workspace: Workspace<Scalar>, random: RandomSource? = nil
    ) {
        input.withUnsafeBufferPointer { input in
            forward(
                parameters: parameters, input: input, steps: steps, batch: batch, state: &state,
                workspace: workspace, random: random)
        }
    }

    /// The same from borrowed inputs, such as a batch gathered in place.
    @specialized(where Scalar == Float)
    public func forward(
        parameters: [Scalar], input: UnsafeBufferPointer<Scalar>, steps: Int, batch: Int, state: inout [Scalar],
        workspace: Workspace<Scalar>, random: RandomSource? = nil
    ) {
        precondition(
            input.count == (steps + context) * batch * inputSize, "the input is not [steps + context][batch][input]"
        )
        state.withUnsafeMutableBufferPointer { state in
            forward(
                parameters: parameters, input: input.baseAddress!, inputStep: batch * inputSize, steps: steps,
                batch: batch, state: state, workspace: workspace, random: random)
        }
    }

    /// The same of some neighbouring sequences of a wider batch, whose input steps lie `inputStep` scalars apart.
    @specialized(where Scalar == Float)
    func forward(
        parameters: [Scalar], input: UnsafePointer<Scalar>, inputStep: Int, steps: Int, batch: Int,
        state: UnsafeMutableBufferPointer<Scalar>, workspace: Workspace<Scalar>, random: RandomSource?
    ) {
        precondition(steps > 0 && batch > 0, "a pass has at least one step and one sequence")
        precondition(parameters.count == parameterCount, "the parameters are not this network's")
        precondition(state.count == batch * stateSize, "the state is not [batch][stateSize]")
        precondition(random == nil || workspace.recordsTape, "noise and dropout are for a workspace that records")

        workspace.recorded = workspace.recordsTape ? (steps, batch) : nil
        workspace.output.resize(to: steps * batch * outputSize)
        let start = record(input, inputStep: inputStep, steps: steps + context, batch: batch, in: workspace)
        parameters.withUnsafeBufferPointer { parameters in
            workspace.output.withUnsafeMutableBufferPointer { output in
                let before = recordState(state, in: workspace)
                let after = state.baseAddress ?? before
                var current = start
                var remaining = steps + context
                for (index, layer) in layers.enumerated() {
                    remaining -= layer.context
                    let count = remaining * batch * layer.outputSize
                    let pass = ForwardPass(
                        path: workspace.path, steps: remaining, batch: batch,
                        parameters: parameters.baseAddress! + parameterOffsets[index], input: current,
                        output: index == layers.count - 1
                            ? output.baseAddress! : workspace.activation(of: index, count: count),
                        stateStep: stateSize, initialState: before + stateOffsets[index],
                        finalState: after + stateOffsets[index],
                        random: random?.split(UInt64(index)),
                        tape: workspace.tape(of: index, count: layer.tapeSize(steps: remaining, batch: batch)),
                        scratch: workspace.scratch.reserve(layer.scratchSize(steps: remaining, batch: batch)))
                    layer.forward(pass)
                    current = UnsafePointer(pass.output)
                }
            }
        }
    }

    /// The input where the backward pass will find it, its steps one after another.
    private func record(
        _ input: UnsafePointer<Scalar>, inputStep: Int, steps: Int, batch: Int, in workspace: Workspace<Scalar>
    ) -> UnsafePointer<Scalar> {
        let width = batch * inputSize
        let isDense = inputStep == width
        guard workspace.recordsTape || !isDense else { return input }
        let copy = workspace.input.reserve(steps * width)
        if isDense {
            copy.update(from: input, count: steps * width)
        } else {
            for step in 0..<steps { (copy + step * width).update(from: input + step * inputStep, count: width) }
        }
        return UnsafePointer(copy)
    }

    /// The state before the first step, for a tape apart from the one that the pass overwrites.
    private func recordState(
        _ state: UnsafeMutableBufferPointer<Scalar>, in workspace: Workspace<Scalar>
    ) -> UnsafeMutablePointer<Scalar> {
        guard let base = state.baseAddress, !state.isEmpty else { return workspace.initialState.reserve(1) }
        guard workspace.recordsTape else { return base }
        let copy = workspace.initialState.reserve(state.count)
        copy.update(from: base, count: state.count)
        return copy
    }
}
