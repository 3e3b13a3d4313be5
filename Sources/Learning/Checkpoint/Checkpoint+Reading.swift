extension Checkpoint {
    /// The network of a file, ours or PyTorch's.
    ///
    /// Of a file of ours the metadata say what the layers are. In any other, names and shapes do: names may stand
    /// behind a common prefix (`encoder.weight_ih_l0`), and the head is the one linear layer there is beside the
    /// recurrent ones. An array that has no part in the network is refused, because a network without it would give
    /// other outputs.
    ///
    /// - Parameters:
    ///   - file: the arrays.
    ///   - nonlinearity: what Elman layers do to their sums, where the file does not say; `tanh` by default.
    /// - Throws: ``CheckpointError``, ``SafetensorsError``.
    public init(_ file: Safetensors, nonlinearity: Activation? = nil) throws {
        let plan = try ReadingPlan(file, nonlinearity: nonlinearity)
        // All extents before any memory: two small arrays can call for a third that fits nowhere.
        var available = file.tensors.values.reduce(0) { $0 + $1.count }
        for layer in plan.description.layers {
            guard let count = layer.weightCount, count <= available else { throw plan.shortage(in: file) }
            available -= count
        }
        let stored = plan.description.storedTensors()
        try Self.check(stored.flatMap(\.self), in: file, plan)
        let network = plan.description.network(of: Scalar.self)
        var parameters = [Scalar](repeating: 0, count: network.parameterCount)
        for (tensors, offset) in zip(stored, network.parameterOffsets) {
            for tensor in tensors {
                let name = plan.stored(tensor.name)
                guard let values = try file.weights(name, as: Scalar.self) else { continue }
                tensor.fill(&parameters, offset: offset, with: values)
                if let index = tensor.places.firstIndex(where: { !parameters[offset + $0].isFinite }) {
                    throw SafetensorsError.notFinite(tensor: name, index: index)
                }
            }
        }
        let known = plan.description.metadata
        self.init(
            description: plan.description, parameters: parameters,
            metadata: file.metadata.filter { known[$0.key] == nil && $0.key != "format" })
    }

    /// Each array is there unless it may be missing, each is as large as the others call for, and there is no other.
    private static func check(
        _ tensors: [StoredTensor], in file: Safetensors, _ plan: ReadingPlan
    ) throws(CheckpointError) {
        var unused = Set(file.tensors.keys)
        for tensor in tensors {
            let name = plan.stored(tensor.name)
            guard let found = file.tensors[name]?.shape else {
                guard tensor.isOptional else { throw .missing(tensor: name) }
                continue
            }
            guard found == tensor.shape else {
                throw .wrongShape(tensor: name, found: found, expected: tensor.shape)
            }
            unused.remove(name)
        }
        // Of two biases PyTorch has both or none.
        for tensor in tensors where tensor.name.hasPrefix("bias_ih_l") {
            let (one, other) = (
                plan.stored(tensor.name), plan.stored("bias_hh_l" + tensor.name.dropFirst("bias_ih_l".count))
            )
            if (file.tensors[one] == nil) != (file.tensors[other] == nil) {
                throw .missing(tensor: file.tensors[one] == nil ? one : other)
            }
        }
        if let name = unused.min() { throw .unknown(tensor: name) }
    }
}

/// What a file says about the network it holds, and what the network's arrays are called in it.
private struct ReadingPlan {
    let description: NetworkDescription
    private var prefix = ""
    private var head = "head."
    private let isDescribed: Bool

    init(_ file: Safetensors, nonlinearity asked: Activation?) throws(CheckpointError) {
        if let text = file.metadata[NetworkDescription.key] {
            description = try NetworkDescription(decoding: text)
            isDescribed = true
            if let asked, asked != description.stack?.activation {
                throw .contradiction(
                    asked: asked.rawValue,
                    found: description.stack?.activation.map { "of \($0.rawValue)" }
                        ?? "not one of Elman layers")
            }
            return
        }
        isDescribed = false
        let last = "weight_ih_l0"
        let firsts = file.tensors.keys.filter { $0.hasSuffix(last) }.sorted()
        guard let first = firsts.first else { throw .noNetwork(names: file.tensors.keys.sorted()) }
        guard firsts.count == 1 else { throw .severalNetworks(names: firsts) }
        prefix = String(first.dropLast(last.count))
        let found = Self.head(of: file, prefix: prefix)
        if let found { head = found }

        let input = try Self.matrix(file, first)
        let hiddenName = prefix + "weight_hh_l0"
        let hidden = try Self.matrix(file, hiddenName)
        let units = hidden[1]
        let (gates, remainder) = hidden[0].quotientAndRemainder(dividingBy: units)
        guard remainder == 0, [1, 3, 4].contains(gates) else {
            throw .unknownKind(tensor: hiddenName, shape: hidden)
        }
        let activation = try Self.activation(file, gates: gates, asked: asked)
        var layers: [LayerDescription] = []
        while layers.isEmpty || file.tensors[prefix + "weight_ih_l\(layers.count)"] != nil {
            let inputs = layers.isEmpty ? input[1] : units
            switch gates {
            case 1: layers.append(.elman(inputSize: inputs, hiddenSize: units, activation: activation))
            case 3: layers.append(.gru(inputSize: inputs, hiddenSize: units))
            default: layers.append(.lstm(inputSize: inputs, hiddenSize: units))
            }
        }
        if let found {
            let outputs = try Self.matrix(file, found + "weight")[0]
            layers.append(.dense(inputSize: units, outputSize: outputs, activation: .identity))
        }
        description = try NetworkDescription(checking: layers)
    }

    /// The name in the file of an array that we call `name`.
    func stored(_ name: String) -> String {
        name.hasPrefix("head.") ? head + name.dropFirst("head.".count) : prefix + name
    }

    /// Why the layers call for more numbers than there are: of arrays that contradict each other, the first.
    func shortage(in file: Safetensors) -> CheckpointError {
        guard !isDescribed, let input = file.tensors[stored("weight_ih_l0")]?.shape,
            let hidden = file.tensors[stored("weight_hh_l0")]?.shape
        else { return .tooLarge }
        for index in description.layers.indices {
            let name = stored("weight_ih_l\(index)")
            let expected = [hidden[0], index == 0 ? input[1] : hidden[1]]
            if let found = file.tensors[name]?.shape, found != expected {
                return .wrongShape(tensor: name, found: found, expected: expected)
            }
            let other = stored("weight_hh_l\(index)")
            guard let found = file.tensors[other]?.shape else { continue }
            if found != hidden { return .wrongShape(tensor: other, found: found, expected: hidden) }
        }
        return .missing(tensor: stored("weight_hh_l\(max(description.layers.count - 1, 0))"))
    }

    /// The name before `weight` of the one array of weights that is no recurrent layer's.
    private static func head(of file: Safetensors, prefix: String) -> String? {
        let others = file.tensors.keys.filter { name in
            name == "weight" || name.hasSuffix(".weight")
        }
        return others.count == 1 ? others.first.map { String($0.dropLast("weight".count)) } : nil
    }

    private static func activation(
        _ file: Safetensors, gates: Int, asked: Activation?
    ) throws(CheckpointError) -> Activation {
        guard gates == 1 else {
            if let asked { throw .contradiction(asked: asked.rawValue, found: "not one of Elman layers") }
            return .tanh
        }
        guard let word = file.metadata["nonlinearity"] else { return asked ?? .tanh }
        guard let found = Activation(rawValue: word), found == .tanh || found == .relu else {
            throw .unknownActivation(word)
        }
        if let asked, asked != found {
            throw .contradiction(asked: asked.rawValue, found: "of \(found.rawValue) by its metadata")
        }
        return found
    }

    private static func matrix(_ file: Safetensors, _ name: String) throws(CheckpointError) -> [Int] {
        guard let tensor = file.tensors[name] else { throw .missing(tensor: name) }
        guard tensor.shape.count == 2, tensor.shape.allSatisfy({ $0 > 0 }) else {
            throw .wrongRank(tensor: name, found: tensor.shape, expected: "[rows, columns]")
        }
        return tensor.shape
    }
}
