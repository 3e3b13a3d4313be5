/// What a network's state is before the first step of a sequence, h₋₁.
///
/// A state that some sessions have warmed up, or that was carried over from an earlier chunk, is the caller's: every
/// pass takes its state as a value.
public enum InitialState: String, Codable, Hashable, Sendable {
    /// All zero.
    case zero
    /// Parameters like any other, zero before training and the same for every sequence.
    case learned
}

extension Network {
    /// The state before the first step as the parameters have it: zero, or what was learned; `[batch][stateSize]`.
    @specialized(where Scalar == Float)
    public func initialState(parameters: [Scalar], batch: Int) -> [Scalar] {
        precondition(parameters.count == parameterCount, "the parameters are not this network's")
        guard startingState == .learned else { return Array(repeating: 0, count: batch * stateSize) }
        let learned = parameters[learnedStateRange]
        var state: [Scalar] = []
        state.reserveCapacity(batch * stateSize)
        for _ in 0..<batch { state.append(contentsOf: learned) }
        return state
    }

    /// Adds a backward pass's gradient of the state before the first step to that of a learned initial state.
    ///
    /// For passes whose sequences began at the initial state; a state that was carried over is no parameter. Without a
    /// learned initial state it does nothing. The sequences are summed in order.
    @specialized(where Scalar == Float)
    public func addInitialStateGradient(of workspace: Workspace<Scalar>, to gradient: inout [Scalar]) {
        guard startingState == .learned, stateSize > 0 else { return }
        precondition(gradient.count == parameterCount, "the gradient is not as long as the parameters")
        let states = workspace.initialStateGradient
        precondition(states.count % stateSize == 0, "the workspace is another network's")
        let first = learnedStateRange.lowerBound
        for sequence in stride(from: 0, to: states.count, by: stateSize) {
            for unit in 0..<stateSize { gradient[first + unit] += states[sequence + unit] }
        }
    }

    /// Where a learned initial state lies: behind the parameters of all layers.
    private var learnedStateRange: Range<Int> { parameterOffsets[layers.count]..<parameterCount }
}
