import Learning
import Testing

/// PyTorch's GRU and LSTM: outputs, final states and gradients through time.
struct GatedOracleTests {
    @Test("Outputs, states and gradients of GRU and LSTM are PyTorch's", arguments: try cases())
    func wholeSequences(oracle: LayerOracleCase) throws {
        try check(oracle, as: Double.self)
        try check(oracle, as: Float.self)
    }

    static func cases() throws -> [LayerOracleCase] { try LayerOracleCase.load("gru_lstm") }

    private func check<Scalar: NetworkScalar>(_ oracle: LayerOracleCase, as: Scalar.Type) throws {
        let model = try GatedOracle<Scalar>(oracle)
        let tolerance = LayerTolerance.oracle(for: Scalar.self)
        let workspace = Workspace<Scalar>()
        var state = model.states(try oracle.value("inputs")) { "\($0)0" }.map { Scalar($0) }
        model.network.forward(
            parameters: model.parameters, input: try oracle.value("inputs", "input").numbers.map { Scalar($0) },
            steps: model.steps, batch: model.batch, state: &state, workspace: workspace)
        tolerance.check(workspace.output, try oracle.value("expected", "output").numbers, "output")
        tolerance.check(state, model.states(try oracle.value("expected")) { "\($0)_n" }, "final state")

        let target = try oracle.value("inputs", "target").numbers
        let skipped = workspace.output.count - target.count
        let (loss, slope) = squaredErrorAndSlope(workspace.output.suffix(target.count), target)
        tolerance.check([Scalar(loss)], [try #require(oracle.value("expected", "loss").number)], "loss")

        var gradient = [Scalar](repeating: 0, count: model.network.parameterCount)
        model.network.backward(
            parameters: model.parameters, outputGradient: Array(repeating: 0, count: skipped) + slope,
            workspace: workspace, gradient: &gradient, needsInputGradient: true)
        let expected = try model.layout(of: oracle.value("expected", "grad"), sumsBiases: false)
        for shape in model.network.parameterShapes {
            tolerance.check(Array(gradient[shape.range]), Array(expected[shape.range]), shape.name)
        }
        tolerance.check(workspace.inputGradient, try oracle.value("expected", "grad", "input").numbers, "input")
        tolerance.check(
            workspace.initialStateGradient, model.states(try oracle.value("expected", "grad")) { "\($0)0" },
            "initial state")
    }
}

/// A case as a network of ours.
private struct GatedOracle<Scalar: NetworkScalar> {
    let isLSTM: Bool
    let network: Network<Scalar>
    let layers: Int
    let inputSize: Int
    let hiddenSize: Int
    let steps: Int
    let batch: Int
    var parameters: [Scalar] = []

    init(_ oracle: LayerOracleCase) throws {
        let isLSTM = try oracle.value("kind").text == "lstm"
        let layers = try oracle.integer("layers")
        let inputSize = try oracle.integer("input_size")
        let hiddenSize = try oracle.integer("hidden_size")
        network = Network(
            (0..<layers).map { layer -> any Layer<Scalar> in
                let width = layer == 0 ? inputSize : hiddenSize
                return isLSTM
                    ? LSTM<Scalar>(inputSize: width, hiddenSize: hiddenSize)
                    : GRU<Scalar>(inputSize: width, hiddenSize: hiddenSize)
            })
        let extents = try oracle.value("inputs", "input").shape
        (steps, batch) = (extents[0], extents[1])
        self.isLSTM = isLSTM
        self.layers = layers
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        parameters = try layout(of: oracle.value("params"), sumsBiases: true).map { Scalar($0) }
    }

    /// PyTorch's `[layer][batch][unit]` of h, and of c, as `[batch][layer][h, c]`.
    func states(_ arrays: LayerOracleValue, name: (String) -> String) -> [Double] {
        let parts = (isLSTM ? ["h", "c"] : ["h"]).map { arrays[name($0)]?.numbers ?? [] }
        return (0..<batch).flatMap { sequence in
            (0..<layers).flatMap { layer in
                parts.flatMap { $0[((layer * batch + sequence) * hiddenSize)...].prefix(hiddenSize) }
            }
        }
    }

    /// PyTorch's arrays turned; its two biases as one, the sum or, of gradients, either, but a GRU's of n by themselves.
    func layout(of arrays: LayerOracleValue, sumsBiases: Bool) throws -> [Double] {
        var flat: [Double] = []
        for layer in 0..<layers {
            let width = (isLSTM ? 4 : 3) * hiddenSize
            for (name, columns) in [("weight_ih", layer == 0 ? inputSize : hiddenSize), ("weight_hh", hiddenSize)] {
                flat += turned(try #require(arrays["\(name)_l\(layer)"]).numbers, rows: width, columns: columns)
            }
            let ofInput = try #require(arrays["bias_ih_l\(layer)"]).numbers
            let ofState = try #require(arrays["bias_hh_l\(layer)"]).numbers
            let shared = isLSTM ? width : 2 * hiddenSize
            flat += (0..<shared).map { ofInput[$0] + (sumsBiases ? ofState[$0] : 0) }
            flat += ofInput[shared...] + ofState[shared...]
        }
        return flat
    }
}
