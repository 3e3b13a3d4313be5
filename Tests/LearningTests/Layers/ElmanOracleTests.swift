import Learning
import Testing

/// PyTorch's RNN: outputs, states and gradients, full and truncated.
struct ElmanOracleTests {
    @Test(
        "Outputs, states and gradients through time are PyTorch's in double", arguments: try cases(chunked: false))
    func wholeSequencesInDouble(oracle: LayerOracleCase) throws {
        try checkWholeSequence(oracle, as: Double.self)
    }

    @Test("Outputs, states and gradients through time are PyTorch's in float", arguments: try cases(chunked: false))
    func wholeSequencesInFloat(oracle: LayerOracleCase) throws {
        try checkWholeSequence(oracle, as: Float.self)
    }

    @Test(
        "A carried state with the gradient cut gives truncated backpropagation", arguments: try cases(chunked: true)
    )
    func truncatedInDouble(oracle: LayerOracleCase) throws {
        try checkTruncated(oracle, as: Double.self)
    }

    @Test("Truncated backpropagation is PyTorch's in float", arguments: try cases(chunked: true))
    func truncatedInFloat(oracle: LayerOracleCase) throws {
        try checkTruncated(oracle, as: Float.self)
    }

    @Test(
        "Handing the state's gradient to the earlier chunk is full backpropagation",
        arguments: try cases(chunked: true))
    func uncut(oracle: LayerOracleCase) throws {
        let model = try ElmanOracle<Double>(oracle)
        let chunks = try model.forwardChunks()
        var gradient = model.zeroGradient
        var fromLater: [Double]?
        for chunk in chunks.reversed() {
            model.network.backward(
                parameters: model.parameters, outputGradient: chunk.outputGradient, finalStateGradient: fromLater,
                workspace: chunk.workspace, gradient: &gradient)
            fromLater = chunk.workspace.initialStateGradient
        }
        try model.check(gradient, against: oracle.value("contrast", "full_bptt_grad"))
    }

    static func cases(chunked: Bool) throws -> [LayerOracleCase] {
        try LayerOracleCase.load("rnn_elman").filter { ($0.fields["chunks"] != nil) == chunked }
    }

    private func checkWholeSequence<Scalar: NetworkScalar>(_ oracle: LayerOracleCase, as: Scalar.Type) throws {
        let model = try ElmanOracle<Scalar>(oracle)
        let tolerance = LayerTolerance.oracle(for: Scalar.self)
        let workspace = Workspace<Scalar>()

        var state = model.initialState
        model.recurrent.forward(
            parameters: Array(model.parameters.prefix(model.recurrent.parameterCount)), input: model.input,
            steps: model.steps, batch: model.batch, state: &state, workspace: workspace)
        tolerance.check(workspace.output, try oracle.value("expected", "output").numbers, "output")
        tolerance.check(model.layersFirst(state), try oracle.value("expected", "h_n").numbers, "final state")

        state = model.initialState
        model.network.forward(
            parameters: model.parameters, input: model.input, steps: model.steps, batch: model.batch, state: &state,
            workspace: workspace)
        if let head = oracle.fields["expected"]?["head_output"] {
            tolerance.check(workspace.output, head.numbers, "output of the head")
        }
        let target = try oracle.value("inputs", "target").numbers
        let skipped = workspace.output.count - target.count
        let (loss, slope) = squaredErrorAndSlope(workspace.output.suffix(target.count), target)
        tolerance.check([Scalar(loss)], [try #require(oracle.value("expected", "loss").number)], "loss")

        var gradient = model.zeroGradient
        model.network.backward(
            parameters: model.parameters, outputGradient: Array(repeating: 0, count: skipped) + slope,
            workspace: workspace, gradient: &gradient, needsInputGradient: true)
        try model.check(gradient, against: oracle.value("expected", "grad"))
        tolerance.check(workspace.inputGradient, try oracle.value("expected", "grad", "input").numbers, "input")
        tolerance.check(
            model.layersFirst(workspace.initialStateGradient), try oracle.value("expected", "grad", "h0").numbers,
            "initial state")
    }

    private func checkTruncated<Scalar: NetworkScalar>(_ oracle: LayerOracleCase, as: Scalar.Type) throws {
        let model = try ElmanOracle<Scalar>(oracle)
        let tolerance = LayerTolerance.oracle(for: Scalar.self)
        var accumulated = model.zeroGradient
        var inputGradient: [Scalar] = []
        for (index, chunk) in try model.forwardChunks().enumerated() {
            let losses = try oracle.value("expected", "chunk_losses").numbers
            tolerance.check([Scalar(chunk.loss)], [losses[index]], "loss of chunk \(index)")
            let state = try #require(oracle.value("expected", "state_after_chunk")[index]).numbers
            tolerance.check(model.layersFirst(chunk.state), state, "state after chunk \(index)")
            var gradient = model.zeroGradient
            model.network.backward(
                parameters: model.parameters, outputGradient: chunk.outputGradient, workspace: chunk.workspace,
                gradient: &gradient, needsInputGradient: true)
            model.network.backward(
                parameters: model.parameters, outputGradient: chunk.outputGradient, workspace: chunk.workspace,
                gradient: &accumulated, needsInputGradient: true)
            inputGradient += chunk.workspace.inputGradient
            try model.check(gradient, against: #require(oracle.value("expected", "grad_per_chunk")[index]))
        }
        try model.check(accumulated, against: oracle.value("expected", "grad_accumulated"))
        tolerance.check(inputGradient, try oracle.value("expected", "input_grad").numbers, "input")

        let full = try model.layout(of: oracle.value("contrast", "full_bptt_grad"))
        #expect(!tolerance.accepts(accumulated, full), "the gradient was not cut between the chunks")
    }
}

/// A case as a network of ours.
private struct ElmanOracle<Scalar: NetworkScalar> {
    struct Chunk {
        var workspace: Workspace<Scalar>
        var state: [Scalar]
        var loss: Double
        var outputGradient: [Scalar]
    }

    let oracle: LayerOracleCase
    let network: Network<Scalar>
    let recurrent: Network<Scalar>
    let layers: Int
    let inputSize: Int
    let hiddenSize: Int
    let steps: Int
    let batch: Int
    let input: [Scalar]
    /// PyTorch's `[layer][batch][unit]` as `[batch][layer][unit]`.
    let initialState: [Scalar]
    var parameters: [Scalar] = []

    init(_ oracle: LayerOracleCase) throws {
        self.oracle = oracle
        layers = try oracle.integer("layers")
        inputSize = try oracle.integer("input_size")
        hiddenSize = try oracle.integer("hidden_size")
        steps = try oracle.integer("seq_len")
        batch = try oracle.integer("batch")
        var stack: [any Layer<Scalar>] = []
        for layer in 0..<layers {
            stack.append(Elman<Scalar>(inputSize: layer == 0 ? inputSize : hiddenSize, hiddenSize: hiddenSize))
        }
        recurrent = Network(stack)
        if let head = oracle.fields["params"]?["head.bias"] {
            stack.append(Dense<Scalar>(inputSize: hiddenSize, outputSize: head.numbers.count))
        }
        network = Network(stack)
        input = try oracle.value("inputs", "input").numbers.map { Scalar($0) }
        let states = try oracle.value("inputs", "h0").numbers.map { Scalar($0) }
        let (layers, batch, hiddenSize) = (layers, batch, hiddenSize)
        initialState = (0..<batch).flatMap { sequence in
            (0..<layers).flatMap { states[(($0 * batch + sequence) * hiddenSize)...].prefix(hiddenSize) }
        }
        parameters = try layout(of: oracle.value("params"), sumsBiases: true).map { Scalar($0) }
    }

    var zeroGradient: [Scalar] { Array(repeating: 0, count: network.parameterCount) }

    func layersFirst(_ state: [Scalar]) -> [Scalar] {
        (0..<layers).flatMap { layer in
            (0..<batch).flatMap { state[(($0 * layers + layer) * hiddenSize)...].prefix(hiddenSize) }
        }
    }

    /// PyTorch's arrays as our flat vector: turned, and with one bias, the sum of the two or, of gradients, either.
    func layout(of arrays: LayerOracleValue, sumsBiases: Bool = false) throws -> [Double] {
        var flat: [Double] = []
        for layer in 0..<layers {
            let width = layer == 0 ? inputSize : hiddenSize
            let ofInput = try #require(arrays["weight_ih_l\(layer)"]).numbers
            let ofState = try #require(arrays["weight_hh_l\(layer)"]).numbers
            let biases = (
                try #require(arrays["bias_ih_l\(layer)"]).numbers, try #require(arrays["bias_hh_l\(layer)"]).numbers
            )
            flat += turned(ofInput, rows: hiddenSize, columns: width)
            flat += turned(ofState, rows: hiddenSize, columns: hiddenSize)
            flat += sumsBiases ? zip(biases.0, biases.1).map { $0 + $1 } : biases.0
        }
        if let weight = arrays["head.weight"], let bias = arrays["head.bias"] {
            flat += turned(weight.numbers, rows: bias.numbers.count, columns: hiddenSize) + bias.numbers
        }
        return flat
    }

    func check(_ gradient: [Scalar], against arrays: LayerOracleValue) throws {
        let expected = try layout(of: arrays)
        for shape in network.parameterShapes {
            LayerTolerance.oracle(for: Scalar.self).check(
                Array(gradient[shape.range]), Array(expected[shape.range]), shape.name)
        }
    }

    /// The forward passes of all chunks, each with a workspace of its own, the state carried.
    func forwardChunks() throws -> [Chunk] {
        var state = initialState
        let target = try oracle.value("inputs", "target").numbers
        guard case .list(let spans) = try oracle.value("chunks") else { return [] }
        return spans.map { span in
            let (from, to) = (Int(span.numbers[0]), Int(span.numbers[1]))
            let workspace = Workspace<Scalar>()
            network.forward(
                parameters: parameters, input: Array(input[(from * batch * inputSize)..<(to * batch * inputSize)]),
                steps: to - from, batch: batch, state: &state, workspace: workspace)
            let width = batch * network.outputSize
            let (loss, slope) = squaredErrorAndSlope(
                workspace.output[...], Array(target[(from * width)..<(to * width)]))
            return Chunk(workspace: workspace, state: state, loss: loss, outputGradient: slope)
        }
    }
}
