/// Why a network cannot be written as ONNX.
public enum ONNXExportError: Error, Hashable, CustomStringConvertible {
    /// A window holds no output.
    case windowTooShort(window: Int, needed: Int)
    /// A weight in double precision is too large for a single.
    case notSingle(layer: Int)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .windowTooShort(let window, let needed):
            "a window of \(window) steps gives no output; the network needs \(needed) for its first"
        case .notSingle(let layer):
            "a weight of layer \(layer) is too large for single precision, in which ONNX files are written"
        }
    }
}

extension Checkpoint {
    /// The network as an ONNX file in single precision; equal checkpoints are equal bytes.
    ///
    /// Without a window it streams: the input `x` is `[steps, batch, features]` of any number of steps, one for a start,
    /// and every memory is an input and an output. A stack of recurrent layers has `h0` and `hn`, of an LSTM `c0` and
    /// `cn` too, `[layers, batch, units]` as in PyTorch; layers of several kinds or sizes have `h0_k` and so on, k the
    /// layer's number from 0. A convolution has `x0_k` and `xn_k`, the last inputs it has seen, `[context, batch,
    /// features]`. Before the first step all of them are zero.
    ///
    /// With a window, `x` is `[window, batch, features]`, the state is zero before each window, and `y` has as many steps
    /// as the network gives outputs for, ``Network/context`` fewer.
    public func onnx(window: Int? = nil) throws(ONNXExportError) -> [UInt8] {
        if let window, window <= network.context {
            throw .windowTooShort(window: window, needed: network.context + 1)
        }
        var export = ONNXExport(stack: description.stack, window: window)
        export.graph.input("x", [export.steps(window ?? 0), .any("batch"), .fixed(network.inputSize)])
        export.graph.output(
            "y",
            [export.steps((window ?? 0) - network.context), .any("batch"), .fixed(network.outputSize)])
        export.declareStackInputs()
        var current = "x"
        for (index, layer) in description.layers.enumerated() {
            let own = parameters[network.parameterOffsets[index]..<network.parameterOffsets[index + 1]]
                .map { Float($0) }
            guard own.allSatisfy(\.isFinite) else { throw .notSingle(layer: index) }
            export.number = index
            current = export.add(layer, own, reading: current)
        }
        export.graph.node("Identity", [current], to: ["y"])
        export.declareStackOutputs()
        return export.graph.encoded(
            name: words["model"] ?? words["architecture"] ?? "network", producerVersion: words["version"],
            metadata: words)
    }
}

/// A graph under construction, layer by layer.
struct ONNXExport {
    var graph = ONNXGraph()
    /// The layer that is being added.
    var number = 0
    /// PyTorch's module where the recurrent layers are one; their states are then one array.
    let stack: RecurrentStack?
    /// Input steps, where they are fixed.
    let window: Int?
    private var finalStates: [String: [String]] = [:]

    init(stack: RecurrentStack?, window: Int?) {
        self.stack = stack
        self.window = window
    }

    /// So many steps of a window, or any number of a stream.
    func steps(_ count: Int) -> ONNXGraph.Extent { window == nil ? .any("steps") : .fixed(count) }

    private var isStream: Bool { window == nil }

    private func stateShape(_ stack: RecurrentStack) -> [ONNXGraph.Extent] {
        [.fixed(stack.indices.count), .any("batch"), .fixed(stack.hiddenSize)]
    }

    private func stateLetters(hasCells: Bool) -> [String] { hasCells ? ["h", "c"] : ["h"] }

    mutating func declareStackInputs() {
        guard let stack, isStream else { return }
        for letter in stateLetters(hasCells: stack.hasCells) { graph.input(letter + "0", stateShape(stack)) }
    }

    mutating func declareStackOutputs() {
        guard let stack, isStream else { return }
        for letter in stateLetters(hasCells: stack.hasCells) {
            graph.node("Concat", finalStates[letter] ?? [], to: [letter + "n"], attributes: [("axis", .integer(0))])
            graph.output(letter + "n", stateShape(stack))
        }
    }

    /// Adds a layer's operators and gives the name of its output.
    mutating func add(_ layer: LayerDescription, _ parameters: [Float], reading input: String) -> String {
        switch layer {
        case .elman, .gru, .lstm: return addRecurrent(layer, parameters, reading: input)
        case .dense(let inputs, let outputs, let activation):
            let weight = constant("weight", Array(parameters.prefix(inputs * outputs)), [inputs, outputs])
            let bias = constant("bias", Array(parameters.suffix(outputs)), [outputs])
            let product = graph.node("MatMul", [input, weight])
            return activated(graph.node("Add", [product, bias]), activation)
        case .convolution: return addConvolution(layer, parameters, reading: input)
        case .normalisation(let size, let epsilon):
            let gain = constant("weight", Array(parameters.prefix(size)), [size])
            let bias = constant("bias", Array(parameters.suffix(size)), [size])
            return graph.node(
                "LayerNormalization", [input, gain, bias],
                attributes: [("axis", .integer(-1)), ("epsilon", .float(Float(epsilon)))])
        case .dropout: return input
        case .skipSteps(_, let count): return newest(input, without: count)
        case .residual(let inner):
            let change = add(inner, parameters, reading: input)
            let context = inner.layer(of: Float.self).context
            return graph.node("Add", [newest(input, without: context), change])
        }
    }

    /// The steps for which a layer of some context has outputs: in a stream all of them.
    private mutating func newest(_ input: String, without count: Int) -> String {
        guard !isStream, count > 0 else { return input }
        return slice(input, from: count, to: .max)
    }

    private mutating func slice(_ input: String, from start: Int, to end: Int) -> String {
        let name = graph.uniqueName("slice")
        let first = graph.constant(name + "_start", [start])
        let last = graph.constant(name + "_end", [end])
        let axis = graph.constant(name + "_axis", [0])
        return graph.node("Slice", [input, first, last, axis])
    }

    private mutating func constant(_ name: String, _ values: [Float], _ shape: [Int]) -> String {
        graph.constant("layers.\(number).\(name)", values, shape: shape)
    }

    private mutating func activated(_ sums: String, _ activation: Activation) -> String {
        switch activation {
        case .identity: return sums
        case .tanh: return graph.node("Tanh", [sums])
        case .relu: return graph.node("Relu", [sums])
        case .gelu:
            // x Φ(x) = x / 2 · (1 + erf(x / √2)).
            let name = graph.uniqueName("gelu")
            let root = graph.constant(name + "_root", [Float(2).squareRoot()], shape: [])
            let one = graph.constant(name + "_one", [1], shape: [])
            let half = graph.constant(name + "_half", [0.5], shape: [])
            let error = graph.node("Erf", [graph.node("Div", [sums, root])])
            let share = graph.node("Mul", [graph.node("Add", [error, one]), half])
            return graph.node("Mul", [sums, share])
        }
    }

    /// ONNX convolves `[batch][channel][step]`.
    private mutating func addConvolution(
        _ layer: LayerDescription, _ parameters: [Float], reading input: String
    ) -> String {
        guard case .convolution(let inputs, let outputs, let kernel, let dilation, let activation) = layer else {
            return input
        }
        let context = (kernel - 1) * dilation
        var input = input
        if isStream, context > 0 {
            let shape: [ONNXGraph.Extent] = [.fixed(context), .any("batch"), .fixed(inputs)]
            graph.input("x0_\(number)", shape)
            input = graph.node("Concat", ["x0_\(number)", input], attributes: [("axis", .integer(0))])
            graph.node("Identity", [slice(input, from: -context, to: .max)], to: ["xn_\(number)"])
            graph.output("xn_\(number)", shape)
        }
        let stored = layer.storedTensors().map { $0.values(of: parameters[...]) }
        let weight = constant("weight", stored[0], [outputs, inputs, kernel])
        let bias = constant("bias", stored[1], [outputs])
        let turned = graph.node("Transpose", [input], attributes: [("perm", .integers([1, 2, 0]))])
        let sums = graph.node(
            "Conv", [turned, weight, bias],
            attributes: [("dilations", .integers([dilation])), ("kernel_shape", .integers([kernel]))])
        return activated(graph.node("Transpose", [sums], attributes: [("perm", .integers([2, 0, 1]))]), activation)
    }

    /// ONNX has the gates in another order than PyTorch: of a GRU z, r, n, and of an LSTM i, o, f, g.
    private mutating func addRecurrent(
        _ layer: LayerDescription, _ parameters: [Float], reading input: String
    ) -> String {
        let (inputs, units) = layer.sizes
        let gates = layer.gates ?? 1
        let (kind, order) =
            [1: ("RNN", [0]), 3: ("GRU", [1, 0, 2]), 4: ("LSTM", [0, 3, 1, 2])][gates] ?? ("", [])
        let stored = layer.storedTensors().map { tensor in
            let values = tensor.values(of: parameters[...])
            let block = values.count / gates
            return order.flatMap { values[($0 * block)..<(($0 + 1) * block)] }
        }
        var names = [
            input, constant("W", stored[0], [1, gates * units, inputs]),
            constant("R", stored[1], [1, gates * units, units]),
            constant("B", stored[2] + stored[3], [1, 2 * gates * units]),
        ]
        var attributes: [(String, ONNXGraph.Attribute)] = [("hidden_size", .integer(units))]
        if case .elman(_, _, let activation) = layer {
            attributes.append(("activations", .strings([activation == .relu ? "Relu" : "Tanh"])))
        }
        if gates == 3 { attributes.append(("linear_before_reset", .integer(1))) }
        let output = graph.uniqueName("recurrent")
        var outputs = [output]
        if isStream {
            names.append("")
            for letter in stateLetters(hasCells: gates == 4) {
                let final: String
                if let place = stack?.indices.firstIndex(of: number) {
                    names.append(slice(letter + "0", from: place, to: place + 1))
                    final = "\(output)_\(letter)"
                    finalStates[letter, default: []].append(final)
                } else {
                    let shape: [ONNXGraph.Extent] = [.fixed(1), .any("batch"), .fixed(units)]
                    final = "\(letter)n_\(number)"
                    names.append("\(letter)0_\(number)")
                    graph.input("\(letter)0_\(number)", shape)
                    graph.output(final, shape)
                }
                outputs.append(final)
            }
        }
        graph.node(kind, names, to: outputs, attributes: attributes)
        let axis = graph.constant(output + "_direction", [1])
        return graph.node("Squeeze", [output, axis])
    }
}
