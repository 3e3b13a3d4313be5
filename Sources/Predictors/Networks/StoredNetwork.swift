internal import Forecasting
public import Learning
internal import Windowing

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

    /// The network behind a model's bytes in the store; nil where the family is not one of networks.
    public init?(family: String, decoding bytes: [UInt8]) throws {
        switch family {
        case "rnn":
            let weights = try ModelCoding.decode(FittedElmanNetwork.Weights.self, from: bytes)
            try self.init(
                weights.settings.network, weights.trained, weights.scaler,
                inputs: "\(ExponentialFeatures.self)", settings: weights.features)
        case "tdnn":
            let weights = try ModelCoding.decode(FittedTimeDelayNetwork.Weights.self, from: bytes)
            try self.init(
                weights.settings.network, weights.trained, weights.scaler, inputs: "\(SessionFeatures.self)",
                settings: weights.features)
        default: return nil
        }
    }

    private init(
        _ network: Network<Float>, _ trained: TrainedWeights, _ scaler: StandardScaler, inputs: String,
        settings: some Encodable
    ) throws {
        self.network = network
        parameters = trained.parameters
        let head = DistributionHead.loss
        words = [
            "inputs": "\(inputs) \(try Self.text(settings)), scaled",
            "scaler": try Self.text(scaler),
            "outputs": "m, g, o of a Student t in units of the session's scale s: location "
                + "\(head.scaling.locationFactor) s m, scale s exp(g + \(head.scaling.logScaleOffset)), degrees of freedom "
                + "\(head.minimumDegreesOfFreedom) + softplus(o + 1)",
        ]
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try ModelCoding.encode(value), as: UTF8.self)
    }
}
