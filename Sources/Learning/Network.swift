/// A stack of layers, each reading the one before; immutable, and nothing but its shape.
///
/// Parameters are one flat vector, layer after layer, so that an optimiser, a checkpoint and a norm see one array.
/// Recurrent state is one array `[batch][stateSize]`, layer after layer for each sequence.
///
/// ```swift
/// let network = Network<Float>([Elman(inputSize: 1, hiddenSize: 32), Dense(inputSize: 32, outputSize: 1)])
/// var state = network.initialState(batch: 64)
/// network.forward(
///     parameters: parameters, input: inputs, steps: 60, batch: 64, state: &state, workspace: workspace)
/// ```
public struct Network<Scalar: NetworkScalar>: Sendable {
    /// The layers, first to last.
    public let layers: [any Layer<Scalar>]
    /// Features of an input step.
    public let inputSize: Int
    /// Features of an output step.
    public let outputSize: Int
    /// Input steps that lie before the first output step: the receptive field less one.
    public let context: Int
    /// Recurrent numbers of a sequence, all layers together.
    public let stateSize: Int
    /// What the state is before the first step.
    public let startingState: InitialState
    /// All parameters; names begin with the layer's number.
    public let parameterShapes: [ParameterShape]
    /// The length of the flat parameter vector.
    public let parameterCount: Int

    /// Where each layer's parameters and states begin.
    let parameterOffsets: [Int]
    let stateOffsets: [Int]

    /// A network from its layers.
    ///
    /// A learned initial state adds an array `initial_state` for each layer that has one, behind the parameters of all
    /// layers.
    ///
    /// - Precondition: there is a layer, and each reads as many features as the one before it writes.
    public init(_ layers: [any Layer<Scalar>], startingState: InitialState = .zero) {
        precondition(!layers.isEmpty, "a network has at least one layer")
        for (earlier, later) in zip(layers, layers.dropFirst()) {
            precondition(
                earlier.outputSize == later.inputSize,
                "a layer of \(earlier.outputSize) outputs cannot feed one of \(later.inputSize) inputs")
        }
        var shapes: [ParameterShape] = []
        var parameterOffsets = [0]
        var stateOffsets = [0]
        for (index, layer) in layers.enumerated() {
            shapes += layer.parameterShapes.map { $0.moved(by: parameterOffsets[index], prefix: "\(index).") }
            parameterOffsets.append(parameterOffsets[index] + layer.parameterCount)
            stateOffsets.append(stateOffsets[index] + layer.stateSize)
        }
        if startingState == .learned {
            for (index, layer) in layers.enumerated() where layer.stateSize > 0 {
                shapes.append(
                    ParameterShape(
                        name: "\(index).initial_state", shape: [layer.stateSize],
                        offset: parameterOffsets[layers.count] + stateOffsets[index]))
            }
        }
        self.layers = layers
        self.startingState = startingState
        self.parameterOffsets = parameterOffsets
        self.stateOffsets = stateOffsets
        inputSize = layers[0].inputSize
        outputSize = layers[layers.count - 1].outputSize
        context = layers.reduce(0) { $0 + $1.context }
        stateSize = stateOffsets[layers.count]
        parameterShapes = shapes
        parameterCount = parameterOffsets[layers.count] + (startingState == .learned ? stateSize : 0)
    }

    /// Multiply-adds for `steps` outputs of one sequence from `steps + context` inputs.
    public func multiplyAdds(steps: Int) -> Int {
        var remaining = steps + context
        return layers.reduce(0) { sum, layer in
            remaining -= layer.context
            return sum + layer.multiplyAdds(steps: remaining)
        }
    }

    /// Parameters to start training from, as each layer's initialisation says.
    ///
    /// Each layer draws from a stream of its own, so adding a layer on top leaves the others' start as it was. A learned
    /// initial state starts from zero.
    public func initialParameters(using random: inout RandomSource) -> [Scalar] {
        let source = random
        _ = random.next()
        let parameters = layers.enumerated().flatMap { index, layer in
            var stream = source.split(UInt64(index))
            return layer.initialParameters(using: &stream)
        }
        return parameters + Array(repeating: 0, count: parameterCount - parameters.count)
    }

    /// The state before the first step, all zero.
    ///
    /// - Precondition: it is not learned; then it is among the parameters.
    public func initialState(batch: Int) -> [Scalar] {
        precondition(startingState == .zero, "a learned initial state is read from the parameters")
        return Array(repeating: 0, count: batch * stateSize)
    }
}
