/// A graph of operators on named arrays, growing operator by operator, and at last the bytes of an ONNX file.
///
/// Fields' numbers: github.com/onnx/onnx, `onnx/onnx.proto`.
struct ONNXGraph: Sendable {
    /// What an operator is told besides its inputs.
    enum Attribute: Sendable {
        case integer(Int)
        case integers([Int])
        case float(Float)
        case strings([String])
    }

    /// An extent of an input or output: a number, or a name where it may be any.
    enum Extent: Hashable, Sendable {
        case fixed(Int)
        case any(String)
    }

    /// Operators as of this version of ONNX's set: the first with layer normalisation.
    static let operatorSet = 17
    /// The file format's version that came with it.
    static let formatVersion = 8

    private var nodes: [ProtobufMessage] = []
    private var constants: [ProtobufMessage] = []
    private var inputs: [ProtobufMessage] = []
    private var outputs: [ProtobufMessage] = []
    private var names = 0

    /// A name that nothing else in the graph has.
    mutating func uniqueName(_ stem: String) -> String {
        names += 1
        return "\(stem)_\(names)"
    }

    /// Adds an operator; an empty name is an input that is left out.
    ///
    /// - Returns: The name of its first output.
    @discardableResult
    mutating func node(
        _ kind: String, _ inputs: [String], to outputs: [String] = [], attributes: [(String, Attribute)] = []
    ) -> String {
        let name = uniqueName(kind.lowercased())
        let outputs = outputs.isEmpty ? [name + "_out"] : outputs
        var node = ProtobufMessage()
        for input in inputs { node.add(1, input) }
        for output in outputs { node.add(2, output) }
        node.add(3, name)
        node.add(4, kind)
        for (name, attribute) in attributes { node.add(5, Self.message(name, attribute)) }
        nodes.append(node)
        return outputs[0]
    }

    /// Adds an array of singles and gives its name.
    mutating func constant(_ name: String, _ values: [Float], shape: [Int]) -> String {
        var data: [UInt8] = []
        data.reserveCapacity(4 * values.count)
        for value in values { data.append(littleEndian: value.bitPattern) }
        return constant(name, type: 1, shape: shape, data: data)
    }

    /// Adds a list of whole numbers and gives its name.
    mutating func constant(_ name: String, _ values: [Int]) -> String {
        var data: [UInt8] = []
        for value in values { data.append(littleEndian: Int64(value)) }
        return constant(name, type: 7, shape: [values.count], data: data)
    }

    private mutating func constant(_ name: String, type: Int, shape: [Int], data: [UInt8]) -> String {
        var tensor = ProtobufMessage()
        for extent in shape { tensor.add(1, extent) }
        tensor.add(2, type)
        tensor.add(8, name)
        tensor.add(9, bytes: data)
        constants.append(tensor)
        return name
    }

    /// Declares an input of singles.
    mutating func input(_ name: String, _ shape: [Extent]) { inputs.append(Self.declaration(name, shape)) }

    /// Declares an output of singles.
    mutating func output(_ name: String, _ shape: [Extent]) { outputs.append(Self.declaration(name, shape)) }

    /// The file.
    func encoded(name: String, producerVersion: String?, metadata: [String: String]) -> [UInt8] {
        var graph = ProtobufMessage()
        for node in nodes { graph.add(1, node) }
        graph.add(2, name)
        for constant in constants { graph.add(5, constant) }
        for input in inputs { graph.add(11, input) }
        for output in outputs { graph.add(12, output) }

        var model = ProtobufMessage()
        model.add(1, Self.formatVersion)
        model.add(2, "hindcast")
        if let producerVersion { model.add(3, producerVersion) }
        model.add(7, graph)
        var operators = ProtobufMessage()
        operators.add(1, "")
        operators.add(2, Self.operatorSet)
        model.add(8, operators)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            var entry = ProtobufMessage()
            entry.add(1, key)
            entry.add(2, value)
            model.add(14, entry)
        }
        return model.bytes
    }

    private static func declaration(_ name: String, _ shape: [Extent]) -> ProtobufMessage {
        var extents = ProtobufMessage()
        for extent in shape {
            var dimension = ProtobufMessage()
            switch extent {
            case .fixed(let count): dimension.add(1, count)
            case .any(let name): dimension.add(2, name)
            }
            extents.add(1, dimension)
        }
        var tensor = ProtobufMessage()
        tensor.add(1, 1)
        tensor.add(2, extents)
        var type = ProtobufMessage()
        type.add(1, tensor)
        var value = ProtobufMessage()
        value.add(1, name)
        value.add(2, type)
        return value
    }

    private static func message(_ name: String, _ attribute: Attribute) -> ProtobufMessage {
        var message = ProtobufMessage()
        message.add(1, name)
        let type: Int
        switch attribute {
        case .float(let value):
            message.add(2, value)
            type = 1
        case .integer(let value):
            message.add(3, value)
            type = 2
        case .integers(let values):
            for value in values { message.add(8, value) }
            type = 7
        case .strings(let values):
            for value in values { message.add(9, value) }
            type = 8
        }
        message.add(20, type)
        return message
    }
}
