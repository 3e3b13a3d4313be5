public import Forecasting
public import Learning
internal import Windowing

/// A fitted predictor that is a network, which can be written to a file for other programs.
public protocol NetworkPredictor: FittedPredictor {
    /// Its layers and weights, with what they are to be fed.
    func storedNetwork() throws -> StoredNetwork
}

/// The layers and weights of a fitted network, for programs outside of the pipeline.
///
/// Such a program also needs to know what the network's inputs are and what its outputs mean: ``words`` says both.
public struct StoredNetwork: Sendable {
    /// The layers.
    public let network: Network<Float>
    /// The weights.
    public let parameters: [Float]
    /// What goes with them into a file: `inputs` in a sentence with their settings, `scaler` in JSON, and `outputs`.
    public let words: [String: String]

    /// A network with what its features are and, where there is one, their scaler.
    init(
        _ network: Network<Float>, _ trained: TrainedWeights, _ scaler: StandardScaler? = nil,
        head: DistributionHead,
        inputs: String,
        settings: some Encodable
    ) throws {
        self.network = network
        parameters = trained.parameters
        var words = [
            "inputs": "\(inputs) \(try Self.text(settings))" + (scaler == nil ? "" : ", scaled"),
            "outputs": head.words,
        ]
        if let scaler { words["scaler"] = try Self.text(scaler) }
        self.words = words
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try ModelCoding.encode(value), as: UTF8.self)
    }
}
