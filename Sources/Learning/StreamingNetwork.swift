/// A fitted network that is fed one step at a time and keeps its state: what a nightly forecast or a server runs.
///
/// The same outputs as ``Network/forward(parameters:input:steps:batch:state:workspace:random:)`` step by step, to the
/// bit. All memory and every layer's arguments are laid out once, so that a step is the layers' arithmetic and little
/// else. It belongs to one thread.
public final class StreamingNetwork<Scalar: NetworkScalar> {
    /// What is run.
    public let network: Network<Scalar>
    /// Sequences side by side.
    public let batch: Int

    private let layers: [any Layer<Scalar>]
    private let passes: [ForwardPass<Scalar>]
    private let memory: UnsafeMutablePointer<Scalar>
    private let stateMemory: UnsafeMutableBufferPointer<Scalar>
    private let inputMemory: UnsafeMutablePointer<Scalar>
    private let inputCount: Int
    private let output: UnsafeBufferPointer<Scalar>

    /// A network at its first step.
    ///
    /// - Parameters:
    ///   - network: what to run.
    ///   - parameters: the flat vector; copied.
    ///   - batch: sequences side by side, at least one.
    ///   - path: the instruction set; all give the same bits.
    public init(
        _ network: Network<Scalar>, parameters: [Scalar], batch: Int = 1, path: KernelPath = .chosen
    ) {
        precondition(parameters.count == network.parameterCount, "the parameters are not this network's")
        precondition(batch > 0, "a step is of at least one sequence")
        let inputCount = (1 + network.context) * batch * network.inputSize
        let stateCount = batch * network.stateSize
        var remaining = 1 + network.context
        let shapes = network.layers.map { layer in
            remaining -= layer.context
            return (
                steps: remaining, outputs: remaining * batch * layer.outputSize,
                scratch: layer.scratchSize(steps: remaining, batch: batch)
            )
        }
        let scratchCount = shapes.map(\.scratch).max() ?? 0
        var layout = ArrayLayout()
        let parameterOffset = layout.place(parameters.count)
        let stateOffset = layout.place(stateCount)
        let scratchOffset = layout.place(scratchCount)
        let inputOffset = layout.place(inputCount)
        let outputOffsets = shapes.map { layout.place($0.outputs) }

        let memory =
            UnsafeMutableRawPointer
            .allocate(byteCount: layout.count * MemoryLayout<Scalar>.stride, alignment: 64)
            .initializeMemory(as: Scalar.self, repeating: 0, count: layout.count)
        parameters.withUnsafeBufferPointer {
            if let base = $0.baseAddress { (memory + parameterOffset).update(from: base, count: $0.count) }
        }
        for (index, number) in network.initialState(parameters: parameters, batch: batch).enumerated() {
            memory[stateOffset + index] = number
        }
        var current = UnsafePointer(memory + inputOffset)
        passes = network.layers.indices.map { index in
            let state = memory + stateOffset + network.stateOffsets[index]
            let pass = ForwardPass(
                path: path, steps: shapes[index].steps, batch: batch,
                parameters: UnsafePointer(memory + parameterOffset + network.parameterOffsets[index]),
                input: current,
                output: memory + outputOffsets[index], stateStep: network.stateSize,
                initialState: UnsafePointer(state), finalState: state, random: nil, tape: nil,
                scratch: memory + scratchOffset)
            current = UnsafePointer(pass.output)
            return pass
        }
        self.network = network
        self.batch = batch
        layers = network.layers
        self.memory = memory
        stateMemory = UnsafeMutableBufferPointer(start: memory + stateOffset, count: stateCount)
        inputMemory = memory + inputOffset
        self.inputCount = inputCount
        output = UnsafeBufferPointer(start: current, count: batch * network.outputSize)
    }

    deinit {
        memory.deallocate()
    }

    /// `[batch][stateSize]`: the state that the next step starts from; at first the network's initial state.
    public var state: [Scalar] {
        get { Array(stateMemory) }
        set {
            precondition(newValue.count == stateMemory.count, "the state is not [batch][stateSize]")
            _ = stateMemory.update(from: newValue)
        }
    }

    /// Advances by a step.
    ///
    /// - Parameter input: `[1 + context][batch][inputSize]`; a network without convolutions has no context.
    /// - Returns: the outputs, `[batch][outputSize]`, until the next step.
    @specialized(where Scalar == Float)
    @discardableResult
    public func step(_ input: UnsafeBufferPointer<Scalar>) -> UnsafeBufferPointer<Scalar> {
        precondition(input.count == inputCount, "the input is not [1 + context][batch][inputSize]")
        if let base = input.baseAddress { inputMemory.update(from: base, count: inputCount) }
        for index in layers.indices { layers[index].forward(passes[index]) }
        return output
    }

    /// Advances by a step from an array, and copies the outputs.
    public func step(_ input: [Scalar]) -> [Scalar] {
        input.withUnsafeBufferPointer { Array(step($0)) }
    }
}

/// Arrays one after another, each at the start of a cache line whatever the scalar.
private struct ArrayLayout {
    private(set) var count = 0

    mutating func place(_ length: Int) -> Int {
        defer { count += (length + 15) / 16 * 16 }
        return count
    }
}
