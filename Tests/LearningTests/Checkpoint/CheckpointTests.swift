import Foundation
import Learning
import Testing

@Suite("A checkpoint")
struct CheckpointTests {
    @Test("of PyTorch gives PyTorch's outputs", arguments: ["rnn_f32", "rnn_f64_l2"])
    func forward(name: String) throws {
        if name == "rnn_f32" { try check(name, as: Float.self, 1e-5, 1e-6) }
        try check(name, as: Double.self, name == "rnn_f32" ? 1e-5 : 1e-10, name == "rnn_f32" ? 1e-6 : 1e-12)
    }

    private func check<Scalar: NetworkScalar>(
        _ name: String, as: Scalar.Type, _ relative: Double, _ absolute: Double
    ) throws {
        let checkpoint = try Checkpoint<Scalar>(Safetensors(decoding: fixture("formats/\(name).safetensors")))
        // Columns are sequence and step (or layer and sequence), then numbers.
        let (input, start) = (try table("\(name)_input"), try table("\(name)_h0"))
        let expected = try table("\(name)_expected")
        for sequence in 0..<2 {
            func numbers(_ rows: [[Double]], _ column: Int) -> [Scalar] {
                rows.filter { $0[column] == Double(sequence) }.flatMap { $0.dropFirst(2).map { Scalar($0) } }
            }
            let inputs = numbers(input, 0)
            var state = numbers(start, 1)
            let workspace = Workspace<Scalar>(recordsTape: false)
            checkpoint.network.forward(
                parameters: checkpoint.parameters, input: inputs, steps: inputs.count / 3, batch: 1, state: &state,
                workspace: workspace)
            LayerTolerance(relative: relative, absolute: absolute).check(
                workspace.output, numbers(expected, 0).map { Double($0) }, "sequence \(sequence)")
        }
        #expect(checkpoint.metadata["model"] == "elman_rnn" && checkpoint.metadata["note"] == "é unicode ok")
    }

    @Test("of a GRU or LSTM of PyTorch gives PyTorch's outputs", arguments: try LayerOracleCase.load("gru_lstm"))
    func gated(oracle: LayerOracleCase) throws {
        guard case .object(let arrays) = try oracle.value("params") else { return }
        var file = Safetensors()
        for (name, array) in arrays { file.tensors["net." + name] = .init(array.numbers, shape: array.shape) }
        let checkpoint = try Checkpoint<Double>(file)
        let stack = try #require(checkpoint.description.stack)
        #expect(stack.hasCells == (try oracle.value("kind").text == "lstm"))
        let (steps, batch) = (
            try oracle.value("inputs", "input").shape[0], try oracle.value("inputs", "input").shape[1]
        )
        let units = stack.hiddenSize
        let parts = try (stack.hasCells ? ["h0", "c0"] : ["h0"]).map { try oracle.value("inputs", $0).numbers }
        var state = (0..<batch).flatMap { sequence in
            stack.indices.flatMap { layer in
                parts.flatMap { $0[((layer * batch + sequence) * units)...].prefix(units) }
            }
        }
        let workspace = Workspace<Double>(recordsTape: false)
        checkpoint.network.forward(
            parameters: checkpoint.parameters, input: try oracle.value("inputs", "input").numbers, steps: steps,
            batch: batch, state: &state, workspace: workspace)
        LayerTolerance(relative: 1e-10, absolute: 1e-12).check(
            workspace.output, try oracle.value("expected", "output").numbers, "output")
    }

    @Test("of any network comes back to the bit, and as the same bytes", arguments: NetworkCase.all)
    func roundTrip(networkCase: NetworkCase) throws {
        try roundTrip(networkCase, as: Float.self)
        try roundTrip(networkCase, as: Double.self)
    }

    private func roundTrip<Scalar: NetworkScalar>(_ networkCase: NetworkCase, as: Scalar.Type) throws {
        let network = networkCase.network(Scalar.self)
        var pass = RandomPass(network, steps: networkCase.steps, batch: networkCase.batch)
        // Zero has two signs.
        if !pass.parameters.isEmpty { pass.parameters[pass.parameters.count - 1] = -0.0 }
        let metadata = ["seed": "7", "note": "a “b” /c"]
        let checkpoint = try #require(Checkpoint(network, parameters: pass.parameters, metadata: metadata))
        let bytes = try checkpoint.safetensors().encoded()
        let read = try Checkpoint<Scalar>(Safetensors(decoding: bytes))
        #expect(read.metadata == metadata)
        #expect(read.description == checkpoint.description)
        #expect(read.parameters.map { Double($0).bitPattern } == pass.parameters.map { Double($0).bitPattern })
        #expect(try read.safetensors().encoded() == bytes)

        let (one, other) = (Workspace<Scalar>(recordsTape: false), Workspace<Scalar>(recordsTape: false))
        for (network, workspace) in [(network, one), (read.network, other)] {
            var state = pass.state
            network.forward(
                parameters: pass.parameters, input: pass.input, steps: pass.steps, batch: pass.batch, state: &state,
                workspace: workspace)
        }
        #expect(one.output == other.output)
    }

    @Test(
        "has PyTorch's names where PyTorch has such a module",
        arguments: [
            ([.elman(3, 5), .elman(5, 5), .dense(5, 1, .identity)], "rnn", ["_l0", "_l1"], true),
            ([.gru(3, 5), .skip(5, count: 9), .dense(5, 1, .identity)], "gru", ["_l0"], true),
            ([.lstm(3, 5), .dropout(5, 0.5), .lstm(5, 5)], "lstm", ["_l0", "_l1"], false),
        ] as [([NetworkCase.Kind], String, [String], Bool)])
    func names(layers: [NetworkCase.Kind], kind: String, suffixes: [String], hasHead: Bool) throws {
        let network = Network(layers.map { $0.layer(Float.self) })
        var random = RandomSource(seed: 1)
        let checkpoint = try #require(
            Checkpoint(network, parameters: network.initialParameters(using: &random)))
        let file = checkpoint.safetensors()
        let names = suffixes.flatMap { suffix in
            ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map { $0 + suffix }
        }
        #expect(Set(file.tensors.keys) == Set(names + (hasHead ? ["head.weight", "head.bias"] : [])))
        let gates = ["rnn": 1, "gru": 3, "lstm": 4][kind] ?? 0
        #expect(file.tensors["weight_ih_l0"]?.shape == [gates * 5, 3])
        #expect(file.metadata["architecture"] == kind && file.metadata["num_layers"] == "\(suffixes.count)")

        // Without a word about the layers names and shapes say the same, but for what has no numbers.
        var bare = file
        bare.metadata = [:]
        let read = try Checkpoint<Float>(bare)
        #expect(read.parameters == checkpoint.parameters)
        #expect(read.description.stack?.indices.count == suffixes.count)
    }

    @Test("of two biases reads their sum, and of none zero")
    func biases() throws {
        var file = try elman()
        #expect(try Checkpoint<Float>(file).parameters.suffix(2) == [11, 22])
        file.tensors["bias_ih_l0"] = nil
        #expect(throws: CheckpointError.missing(tensor: "bias_ih_l0")) { try Checkpoint<Float>(file) }
        file.tensors["bias_hh_l0"] = nil
        #expect(try Checkpoint<Float>(file).parameters.suffix(2) == [0, 0])
    }

    @Test("of one sum a unit is of tanh, or of what the file or the caller says")
    func nonlinearity() throws {
        var file = try elman()
        func activation(_ asked: Activation? = nil) throws -> LayerDescription? {
            try Checkpoint<Float>(file, nonlinearity: asked).description.layers.first
        }
        #expect(try activation() == .elman(inputSize: 1, hiddenSize: 2, activation: .tanh))
        #expect(try activation(.relu) == .elman(inputSize: 1, hiddenSize: 2, activation: .relu))
        file.metadata["nonlinearity"] = "relu"
        #expect(try activation() == .elman(inputSize: 1, hiddenSize: 2, activation: .relu))
        #expect(throws: CheckpointError.contradiction(asked: "tanh", found: "of relu by its metadata")) {
            try activation(.tanh)
        }
        file.metadata["nonlinearity"] = "softsign"
        #expect(throws: CheckpointError.unknownActivation("softsign")) { try activation() }
    }

    @Test(
        "is refused with the tensor's name where the arrays are no network",
        arguments: [
            (["weight_hh_l0": nil], "there is no tensor “weight_hh_l0”"),
            (["weight_hh_l0": [4, 2]], "its rows should be 1 (RNN), 3 (GRU) or 4 (LSTM) times its columns"),
            (["weight_hh_l0": [0, 0]], "which is not [rows, columns]"),
            (
                ["weight_ih_l0": [3, 1]],
                "the tensor “weight_ih_l0” is of shape [3, 1], but the others call for [2, 1]"
            ),
            (["weight_ih_l0": [2]], "which is not [rows, columns]"),
            (["bias_hh_l0": [2, 1]], "the tensor “bias_hh_l0” is of shape [2, 1], but the others call for [2]"),
            (["weight_ih_l1": [2, 2]], "there is no tensor “weight_hh_l1”"),
            (["weight_ih_l0_reverse": [2, 1]], "“weight_ih_l0_reverse” has no part in recurrent layers"),
            (["weight_hr_l0": [1, 2]], "“weight_hr_l0” has no part"),
            (["fc.weight": [1, 3]], "“fc.weight” is of shape [1, 3], but the others call for [1, 2]"),
            (
                ["fc.weight": [1, 2], "out.weight": [1, 2]], "has no part in recurrent layers under one linear head"
            ),
            (["fc.weight": [1, 2], "fc.bias": [2]], "“fc.bias” is of shape [2], but the others call for [1]"),
            (["b.weight_ih_l0": [2, 1]], "there is more than one network"),
            (["weight_ih_l0": nil], "there is no tensor weight_ih_l0, with which a recurrent network begins"),
        ] as [([String: [Int]?], String)])
    func refusals(changes: [String: [Int]?], sentence: String) throws {
        var file = try elman()
        for (name, shape) in changes {
            file.tensors[name] = shape.map { .init([Float](repeating: 0.5, count: $0.reduce(1, *)), shape: $0) }
        }
        let error = #expect(throws: CheckpointError.self) { try Checkpoint<Float>(file) }
        #expect("\(try #require(error))".contains(sentence), "\(error?.description ?? "")")
    }

    @Test(
        "is refused where its own description of the layers cannot be",
        arguments: [
            "", "{}", "[]", "[1]", #"[{"tree":{}}]"#,
            #"[{"dense":{"inputSize":0,"outputSize":1,"activation":"identity"}}]"#,
            #"[{"dense":{"inputSize":-1,"outputSize":1,"activation":"identity"}}]"#,
            #"[{"dense":{"inputSize":1,"outputSize":1,"activation":"sine"}}]"#,
            #"[{"dense":{"inputSize":4611686018427387904,"outputSize":4,"activation":"identity"}}]"#,
            #"[{"dense":{"inputSize":16777216,"outputSize":16777216,"activation":"identity"}}]"#,
            #"[{"elman":{"inputSize":1,"hiddenSize":2,"activation":"gelu"}}]"#,
            #"[{"elman":{"inputSize":1,"hiddenSize":3,"activation":"tanh"}}]"#,
            #"[{"gru":{"inputSize":1,"hiddenSize":2}}]"#,
            #"[{"elman":{"inputSize":1,"hiddenSize":2,"activation":"tanh"}},{"dropout":{"size":3,"probability":0.5}}]"#,
            #"[{"elman":{"inputSize":1,"hiddenSize":2,"activation":"tanh"}},{"dropout":{"size":2,"probability":1.5}}]"#,
            #"[{"elman":{"inputSize":1,"hiddenSize":2,"activation":"tanh"}},{"skipSteps":{"size":2,"count":-1}}]"#,
            #"[{"residual":{"inner":{"elman":{"inputSize":1,"hiddenSize":2,"activation":"tanh"}}}}]"#,
            #"[{"convolution":{"inputSize":1,"outputSize":1,"kernel":0,"dilation":1,"activation":"tanh"}}]"#,
            #"[{"normalisation":{"size":1,"epsilon":-1}}]"#,
        ])
    func badDescriptions(text: String) throws {
        var file = try elman()
        file.metadata["hindcast.layers"] = text
        #expect(throws: CheckpointError.self) { try Checkpoint<Float>(file) }
    }

    @Test("in double precision is not rounded to single without a word")
    func precision() throws {
        var file = try elman()
        file.tensors["bias_ih_l0"] = .init([0.1, 0.2], shape: [2])
        #expect(throws: SafetensorsError.self) { try Checkpoint<Float>(file) }
        #expect(try Checkpoint<Double>(file).parameters.suffix(2) == [10.1, 20.2])
    }

    /// One input, two units, biases 1 + 10 and 2 + 20.
    private func elman() throws -> Safetensors {
        Safetensors(tensors: [
            "weight_ih_l0": .init([1, 2] as [Float], shape: [2, 1]),
            "weight_hh_l0": .init([1, 2, 3, 4] as [Float], shape: [2, 2]),
            "bias_ih_l0": .init([1, 2] as [Float], shape: [2]),
            "bias_hh_l0": .init([10, 20] as [Float], shape: [2]),
        ])
    }

    private func fixture(_ name: String) throws -> [UInt8] {
        try [UInt8](
            Data(contentsOf: #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil))))
    }

    private func table(_ name: String) throws -> [[Double]] {
        String(decoding: try fixture("formats/\(name).csv"), as: UTF8.self).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",").compactMap { Double($0) } }
    }
}
