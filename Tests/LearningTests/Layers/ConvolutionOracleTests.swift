import Learning
import Testing

/// PyTorch's Conv1d and Linear: outputs and gradients of time-delay networks and of a window perceptron.
struct ConvolutionOracleTests {
    @Test("A causal stack is PyTorch's, zeros put before each convolution", arguments: try cases("tdnn", "causal"))
    func causal(oracle: LayerOracleCase) throws {
        try checkLayerByLayer(oracle, as: Double.self)
        try checkLayerByLayer(oracle, as: Float.self)
    }

    @Test("A stack over exactly its receptive field is PyTorch's", arguments: try cases("tdnn", "valid"))
    func window(oracle: LayerOracleCase) throws {
        try checkLayerByLayer(oracle, as: Double.self)
        try checkLayerByLayer(oracle, as: Float.self)
        let network = Network(try TDNNOracle<Double>(oracle).layers.map { $0 as any Layer<Double> })
        #expect(network.context + 1 == (try oracle.integer("receptive_field")))
    }

    @Test("A perceptron over the flattened window is PyTorch's", arguments: try cases("window_mlp", nil))
    func perceptron(oracle: LayerOracleCase) throws {
        try checkPerceptron(oracle, as: Double.self)
        try checkPerceptron(oracle, as: Float.self)
    }

    static func cases(_ kind: String, _ mode: String?) throws -> [LayerOracleCase] {
        try LayerOracleCase.load("tdnn_mlp").filter {
            $0.fields["kind"]?.text == kind && $0.fields["mode"]?.text == mode
        }
    }

    private func checkLayerByLayer<Scalar: NetworkScalar>(_ oracle: LayerOracleCase, as: Scalar.Type) throws {
        let model = try TDNNOracle<Scalar>(oracle)
        let tolerance = LayerTolerance.oracle(for: Scalar.self)
        var current = try model.timeMajor(oracle.value("inputs", "input"))
        var passes: [(network: Network<Scalar>, workspace: Workspace<Scalar>, padding: Int)] = []
        for (index, layer) in model.layers.enumerated() {
            let padding = model.isPadded ? layer.context : 0
            let padded =
                [Scalar](repeating: 0, count: padding * model.batch * layer.inputSize) + current
            let network = Network([layer])
            let workspace = Workspace<Scalar>()
            var state: [Scalar] = []
            network.forward(
                parameters: model.parameters[index], input: padded,
                steps: padded.count / (model.batch * layer.inputSize) - layer.context, batch: model.batch,
                state: &state, workspace: workspace)
            current = workspace.output
            passes.append((network, workspace, padding * model.batch * layer.inputSize))
            if index < model.layers.count - 1 {
                let expected = try #require(oracle.value("expected", "layer_outputs")[index])
                tolerance.check(
                    current, try model.timeMajor(expected).map { Double($0) }, "output of layer \(index)")
            }
        }
        tolerance.check(
            current, try model.timeMajor(oracle.value("expected", "output")).map { Double($0) }, "output")
        let target = try model.timeMajor(oracle.value("inputs", "target")).map { Double($0) }
        let (loss, slope) = squaredErrorAndSlope(current.suffix(target.count), try model.exactTarget())
        tolerance.check([Scalar(loss)], [try #require(oracle.value("expected", "loss").number)], "loss")

        var outputGradient = [Scalar](repeating: 0, count: current.count - target.count) + slope
        for (index, pass) in passes.enumerated().reversed() {
            var gradient = [Scalar](repeating: 0, count: pass.network.parameterCount)
            pass.network.backward(
                parameters: model.parameters[index], outputGradient: outputGradient, workspace: pass.workspace,
                gradient: &gradient, needsInputGradient: true)
            tolerance.check(
                gradient, try model.layout(of: oracle.value("expected", "grad"), layer: index), "layer \(index)")
            outputGradient = Array(pass.workspace.inputGradient.dropFirst(pass.padding))
        }
        tolerance.check(
            outputGradient, try model.timeMajor(oracle.value("expected", "grad", "input")).map { Double($0) },
            "input")
    }

    private func checkPerceptron<Scalar: NetworkScalar>(_ oracle: LayerOracleCase, as: Scalar.Type) throws {
        let tolerance = LayerTolerance.oracle(for: Scalar.self)
        let sizes = try oracle.value("dims").numbers.map { Int($0) }
        // The file says "gelu (exact, erf)".
        let name = try #require(oracle.value("activation").text?.split(separator: " ").first)
        let activation = try #require(Activation(rawValue: String(name)))
        let layers = (0..<2).map {
            Dense<Scalar>(
                inputSize: sizes[$0], outputSize: sizes[$0 + 1], activation: $0 == 0 ? activation : .identity)
        }
        let network = Network(layers.map { $0 as any Layer<Scalar> })
        func layout(_ arrays: LayerOracleValue) throws -> [Double] {
            try (0..<2).flatMap { index in
                turned(
                    try #require(arrays["linear.\(index).weight"]).numbers, rows: sizes[index + 1],
                    columns: sizes[index]) + (try #require(arrays["linear.\(index).bias"]).numbers)
            }
        }
        let parameters = try layout(oracle.value("params")).map { Scalar($0) }
        let input = try oracle.value("inputs", "input")
        let workspace = Workspace<Scalar>()
        var state: [Scalar] = []
        network.forward(
            parameters: parameters, input: input.numbers.map { Scalar($0) }, steps: 1, batch: input.shape[0],
            state: &state, workspace: workspace)
        tolerance.check(workspace.output, try oracle.value("expected", "output").numbers, "output")
        let (loss, slope) = squaredErrorAndSlope(
            workspace.output[...], try oracle.value("inputs", "target").numbers)
        tolerance.check([Scalar(loss)], [try #require(oracle.value("expected", "loss").number)], "loss")
        var gradient = [Scalar](repeating: 0, count: network.parameterCount)
        network.backward(
            parameters: parameters, outputGradient: slope, workspace: workspace, gradient: &gradient,
            needsInputGradient: true)
        tolerance.check(gradient, try layout(oracle.value("expected", "grad")), "parameters")
        tolerance.check(workspace.inputGradient, try oracle.value("expected", "grad", "input").numbers, "input")
    }
}

/// A case as convolutions of ours.
private struct TDNNOracle<Scalar: NetworkScalar> {
    let oracle: LayerOracleCase
    let layers: [CausalConvolution<Scalar>]
    var parameters: [[Scalar]] = []
    let batch: Int
    let isPadded: Bool

    init(_ oracle: LayerOracleCase) throws {
        self.oracle = oracle
        isPadded = try oracle.value("mode").text == "causal"
        batch = try oracle.value("inputs", "input").shape[0]
        let channels = try oracle.value("channels").numbers.map { Int($0) }
        let kernels = try oracle.value("kernel").numbers.map { Int($0) }
        let dilations = try oracle.value("dilation").numbers.map { Int($0) }
        var layers = kernels.indices.map {
            CausalConvolution<Scalar>(
                inputSize: channels[$0], outputSize: channels[$0 + 1], kernel: kernels[$0], dilation: dilations[$0],
                activation: .tanh)
        }
        layers.append(CausalConvolution(inputSize: channels[kernels.count], outputSize: 1, kernel: 1))
        self.layers = layers
        parameters = try layers.indices.map { index in
            try layout(of: oracle.value("params"), layer: index).map { Scalar($0) }
        }
    }

    /// PyTorch's `[out][in][tap]` as our `[tap][in][out]`, then the bias.
    func layout(of arrays: LayerOracleValue, layer index: Int) throws -> [Double] {
        let name = index == layers.count - 1 ? "head" : "conv.\(index)"
        let weight = try #require(arrays["\(name).weight"]).numbers
        let layer = layers[index]
        let (inputs, taps) = (layer.inputSize, layer.kernel)
        var flat: [Double] = []
        for tap in 0..<taps {
            for input in 0..<inputs {
                for output in 0..<layer.outputSize { flat.append(weight[(output * inputs + input) * taps + tap]) }
            }
        }
        return flat + (try #require(arrays["\(name).bias"]).numbers)
    }

    /// `[batch][channel][time]` as `[time][batch][channel]`.
    func timeMajor(_ tensor: LayerOracleValue) throws -> [Scalar] {
        exact(tensor).map { Scalar($0) }
    }

    func exactTarget() throws -> [Double] { exact(try oracle.value("inputs", "target")) }

    private func exact(_ tensor: LayerOracleValue) -> [Double] {
        let shape = tensor.shape
        let numbers = tensor.numbers
        return (0..<shape[2]).flatMap { time in
            (0..<shape[0]).flatMap { sequence in
                (0..<shape[1]).map { numbers[(sequence * shape[1] + $0) * shape[2] + time] }
            }
        }
    }
}
