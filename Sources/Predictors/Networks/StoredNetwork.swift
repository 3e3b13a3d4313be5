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
        _ network: Network<Float>, _ trained: TrainedWeights, _ scaler: StandardScaler? = nil, inputs: String,
        settings: some Encodable
    ) throws {
        self.network = network
        parameters = trained.parameters
        let head = DistributionHead.loss
        var words = [
            "inputs": "\(inputs) \(try Self.text(settings))" + (scaler == nil ? "" : ", scaled"),
            "outputs": "m, g, o of a Student t in units of the session's scale s: location "
                + "\(head.scaling.locationFactor) s m, scale s exp(g + \(head.scaling.logScaleOffset)), degrees of freedom "
                + "\(head.minimumDegreesOfFreedom) + softplus(o + 1)",
        ]
        if let scaler { words["scaler"] = try Self.text(scaler) }
        self.words = words
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try ModelCoding.encode(value), as: UTF8.self)
    }
}
