#if canImport(FoundationEssentials)
    private import FoundationEssentials
#else
    private import Foundation
#endif

/// A network's shape as a value, and the names its arrays have in a file.
///
/// Recurrent layers of one kind and size, each reading the one below, are one module of PyTorch and have its names:
/// `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, `weight_ih_l1` and so on. A last layer without activation
/// is `head.weight` and `head.bias`. In any other network layer k is `layers.k.`, as in an `nn.ModuleList`.
public struct NetworkDescription: Hashable, Sendable {
    /// The layers, first to last.
    public let layers: [LayerDescription]

    /// The description of a network; nil where one of its layers is of a kind that files do not know.
    public init?<Scalar: NetworkScalar>(_ network: Network<Scalar>) {
        let layers = network.layers.compactMap { LayerDescription($0) }
        guard layers.count == network.layers.count else { return nil }
        self.layers = layers
    }

    /// A description from its layers, checked: what this makes can be made into a network.
    init(checking layers: [LayerDescription]) throws(CheckpointError) {
        guard !layers.isEmpty, layers.count <= 10_000 else {
            throw .badDescription(reason: "has \(layers.count) layers")
        }
        for layer in layers {
            if let flaw = layer.flaw { throw .badDescription(reason: "has \(flaw)") }
        }
        for (below, above) in zip(layers, layers.dropFirst()) where below.sizes.output != above.sizes.input {
            throw .badDescription(
                reason: "has a layer of \(below.sizes.output) outputs below one of \(above.sizes.input) inputs")
        }
        self.layers = layers
    }

    /// The network.
    public func network<Scalar: NetworkScalar>(of scalar: Scalar.Type) -> Network<Scalar> {
        Network(layers.map { $0.layer(of: scalar) })
    }

    /// What the recurrent layers are, where there are some and they are one module of PyTorch.
    ///
    /// The layers between and after them may skip steps and drop features, which have no numbers of their own.
    public var stack: RecurrentStack? {
        let recurrent = layers.enumerated().filter { $0.element.gates != nil }
        guard let first = recurrent.first?.element, let gates = first.gates else { return nil }
        let units = first.sizes.output
        func isLike(_ layer: LayerDescription) -> Bool {
            if case .elman(_, _, let own) = layer, case .elman(_, _, let other) = first, own != other {
                return false
            }
            return layer.gates == gates && layer.sizes.output == units
        }
        let others = layers.indices.filter { layers[$0].gates == nil && !layers[$0].isTransparent }
        guard recurrent.allSatisfy({ isLike($0.element) }), others.isEmpty || others == [layers.count - 1],
            others.allSatisfy({ hasHead && $0 > 0 })
        else { return nil }
        return RecurrentStack(layer: first, indices: recurrent.map(\.offset))
    }

    /// Whether the last layer is linear.
    public var hasHead: Bool {
        switch layers[layers.count - 1] {
        case .dense(_, _, .identity), .convolution(_, _, _, _, .identity): layers.count > 1
        default: false
        }
    }

    /// Each layer's arrays, under the names they have in a file.
    func storedTensors() -> [[StoredTensor]] {
        let stack = stack
        return layers.indices.map { index in
            let number = stack?.indices.firstIndex(of: index)
            let prefix =
                number != nil ? "" : hasHead && index == layers.count - 1 ? "head." : "layers.\(index)."
            return layers[index].storedTensors(number: number ?? 0).map { tensor in
                var tensor = tensor
                tensor.name = prefix + tensor.name
                return tensor
            }
        }
    }

    /// What stands in a file beside the arrays: the layers exactly, and PyTorch's words for the sizes.
    var metadata: [String: String] {
        var words = [Self.key: encoded, "input_size": "\(layers[0].sizes.input)"]
        words["output_size"] = "\(layers[layers.count - 1].sizes.output)"
        if let stack {
            words["architecture"] = stack.name
            words["hidden_size"] = "\(stack.hiddenSize)"
            words["num_layers"] = "\(stack.indices.count)"
            words["nonlinearity"] = stack.activation?.rawValue
        } else {
            let isTimeDelay = layers.allSatisfy { if case .convolution = $0 { true } else { false } }
            words["architecture"] = isTimeDelay ? "tdnn" : "network"
        }
        return words
    }

    /// The metadata's word for the layers.
    static let key = "hindcast.layers"

    private var encoded: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Sizes and names of activations are always JSON.
        return (try? encoder.encode(layers)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Reads what ``metadata`` says of the layers.
    init(decoding text: String) throws(CheckpointError) {
        guard let layers = try? JSONDecoder().decode([LayerDescription].self, from: Data(text.utf8)) else {
            throw .badDescription(reason: "is not a list of layers")
        }
        try self.init(checking: layers)
    }
}

/// Recurrent layers of one kind and size, as `torch.nn.RNN`, `GRU` and `LSTM` stack them.
public struct RecurrentStack: Hashable, Sendable {
    /// The first of them.
    let layer: LayerDescription
    /// Which layers of the network they are.
    public let indices: [Int]

    /// Units of each.
    public var hiddenSize: Int { layer.sizes.output }

    /// Whether each unit has a cell beside its output.
    public var hasCells: Bool { layer.gates == 4 }

    /// `rnn`, `gru` or `lstm`.
    var name: String {
        switch layer.gates {
        case 3: "gru"
        case 4: "lstm"
        default: "rnn"
        }
    }

    /// What an Elman layer does to its sums.
    var activation: Activation? {
        if case .elman(_, _, let activation) = layer { activation } else { nil }
    }
}
