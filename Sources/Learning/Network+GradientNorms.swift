extension Network {
    /// How strongly the state of k steps ago moves the loss of the last step: `‖∂L_t/∂h_{t−k}‖` for k = 0…`lags`.
    ///
    /// The Euclidean norm for each sequence, and the mean over the sequences. A state is what all recurrent layers hand
    /// on, an LSTM's cells with its outputs; at lag 0, where it acts through the output alone, the norm is that of the
    /// gradient by the output of the last recurrent layer. Lag `steps` is the state before the first step. Norms that
    /// fall off fast say that the network cannot learn longer dependencies; Pascanu, Mikolov and Bengio (2013), *On the
    /// difficulty of training recurrent neural networks*.
    ///
    /// - Parameters:
    ///   - parameters: the flat vector.
    ///   - input: time-major, `[steps][batch][inputSize]`.
    ///   - steps: steps of each sequence; the loss is that of the last.
    ///   - batch: sequences, at least one.
    ///   - state: before the first step, `[batch][stateSize]`; nil for the initial state.
    ///   - loss: what the network is trained for.
    ///   - targets: those of the last step, one a sequence.
    ///   - lags: the largest lag, at most `steps`.
    ///   - path: the instruction set.
    /// - Precondition: there is a recurrent layer, and no layer needs context but ``SkipSteps``, which is left out.
    public func gradientNormsByLag(
        parameters: [Scalar], input: [Scalar], steps: Int, batch: Int, state: [Scalar]? = nil, loss: any Loss,
        targets: [Scalar], lags: Int, path: KernelPath = .chosen
    ) -> [Double] {
        let stepwise = Network(layers.filter { !($0 is SkipSteps<Scalar>) }, startingState: startingState)
        precondition(stepwise.stateSize > 0 && stepwise.context == 0, "only a state can reach a later step")
        precondition(input.count == steps * batch * inputSize, "the input is not [steps][batch][input]")
        precondition((0...steps).contains(lags), "a lag is at most the number of steps")
        precondition(targets.count == batch && loss.outputsPerRow == outputSize, "there is one target a sequence")

        let workspace = Workspace<Scalar>(path: path)
        let width = batch * inputSize
        var state = state ?? stepwise.initialState(parameters: parameters, batch: batch)
        var before: [[Scalar]] = []
        for step in 0..<steps {
            before.append(state)
            stepwise.forward(
                parameters: parameters, input: Array(input[step * width..<(step + 1) * width]), steps: 1,
                batch: batch, state: &state, workspace: workspace)
        }
        var outputGradient = rowGradients(of: loss, outputs: workspace.output, targets: targets)
        var norms = [
            meanNorm(stepwise.gradientAtLastState(outputGradient, parameters, workspace), rows: batch)
        ]
        var unused = [Scalar](repeating: 0, count: parameterCount)
        var fromLater: [Scalar]?
        for step in (0..<steps).reversed().prefix(lags) {
            if fromLater != nil {
                var again = before[step]
                stepwise.forward(
                    parameters: parameters, input: Array(input[step * width..<(step + 1) * width]), steps: 1,
                    batch: batch, state: &again, workspace: workspace)
            }
            stepwise.backward(
                parameters: parameters, outputGradient: outputGradient, finalStateGradient: fromLater,
                workspace: workspace, gradient: &unused)
            let gradient = workspace.initialStateGradient
            norms.append(meanNorm(gradient, rows: batch))
            fromLater = gradient
            // Only the last step has a loss.
            outputGradient = Array(repeating: 0, count: outputGradient.count)
        }
        return norms
    }

    /// Of the last recurrent layer's output at the step that was just run; the layers above look at that step alone.
    private func gradientAtLastState(
        _ outputGradient: [Scalar], _ parameters: [Scalar], _ workspace: Workspace<Scalar>
    ) -> [Scalar] {
        guard let last = layers.lastIndex(where: { $0.stateSize > 0 }), last < layers.count - 1 else {
            return outputGradient
        }
        let above = Network(Array(layers[(last + 1)...]))
        let batch = outputGradient.count / outputSize
        let weights = Array(parameters[parameterOffsets[last + 1]..<parameterOffsets[layers.count]])
        let count = batch * above.inputSize
        let input = UnsafeBufferPointer(start: workspace.activation(of: last, count: count), count: count)
        let head = Workspace<Scalar>(path: workspace.path)
        var (none, unused): ([Scalar], [Scalar]) = ([], Array(repeating: 0, count: weights.count))
        above.forward(
            parameters: weights, input: input, steps: 1, batch: batch, state: &none, workspace: head)
        above.backward(
            parameters: weights, outputGradient: outputGradient, workspace: head, gradient: &unused,
            needsInputGradient: true)
        return head.inputGradient
    }
}

/// Each row's own gradient, not its share of a mean's.
private func rowGradients<Scalar: NetworkScalar>(of loss: any Loss, outputs: [Scalar], targets: [Scalar])
    -> [Scalar]
{
    let width = loss.outputsPerRow
    var gradient = [Double](repeating: 0, count: width)
    return targets.indices.flatMap { row in
        let wide = outputs[row * width..<(row + 1) * width].map { Double($0) }
        _ = loss.row(outputs: wide, target: Double(targets[row]), gradient: &gradient)
        return gradient.map { Scalar($0) }
    }
}

/// The mean over the rows of their Euclidean norms.
private func meanNorm<Scalar: NetworkScalar>(_ values: [Scalar], rows: Int) -> Double {
    let width = values.count / rows
    let norms = (0..<rows).map { row in
        values[row * width..<(row + 1) * width].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    return norms.reduce(0, +) / Double(rows)
}
