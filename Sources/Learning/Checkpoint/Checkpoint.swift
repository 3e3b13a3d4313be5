/// A trained network as a file holds it: its shape, its parameters, and words about where they come from.
///
/// ```swift
/// let checkpoint = try Checkpoint<Float>(Safetensors(decoding: bytes))
/// checkpoint.network.forward(parameters: checkpoint.parameters, input: inputs, …)
/// ```
///
/// The files are PyTorch's: what ``safetensors()`` gives loads into `torch.nn.RNN`, `GRU` or `LSTM`, and what was saved
/// from there is read here.
public struct Checkpoint<Scalar: NetworkScalar>: Sendable {
    /// The network's shape.
    public let description: NetworkDescription
    /// The network.
    public let network: Network<Scalar>
    /// The flat vector.
    public let parameters: [Scalar]
    /// Words beside the network's shape: scaler, seed, data, version.
    public var metadata: [String: String]

    /// A checkpoint of a network of ours; nil where a layer is of a kind that files do not know.
    ///
    /// - Precondition: the parameters are this network's.
    public init?(_ network: Network<Scalar>, parameters: [Scalar], metadata: [String: String] = [:]) {
        precondition(parameters.count == network.parameterCount, "the parameters are not this network's")
        guard let description = NetworkDescription(network) else { return nil }
        self.init(description: description, parameters: parameters, metadata: metadata)
    }

    init(description: NetworkDescription, parameters: [Scalar], metadata: [String: String]) {
        self.description = description
        network = description.network(of: Scalar.self)
        self.parameters = parameters
        self.metadata = metadata
    }

    /// All that is written beside the arrays: the network's shape and ``metadata``.
    public var words: [String: String] {
        // Programs that read PyTorch's files look for the format.
        let own = metadata.merging(["format": "pt"]) { own, _ in own }
        return own.merging(description.metadata) { _, shape in shape }
    }

    /// The arrays under PyTorch's names and in its layout.
    public func safetensors() -> Safetensors {
        var file = Safetensors(metadata: words)
        for (layer, tensors) in description.storedTensors().enumerated() {
            let own = parameters[network.parameterOffsets[layer]..<network.parameterOffsets[layer + 1]]
            for tensor in tensors {
                file.tensors[tensor.name] = Safetensors.Tensor(tensor.values(of: own), shape: tensor.shape)
            }
        }
        return file
    }
}
