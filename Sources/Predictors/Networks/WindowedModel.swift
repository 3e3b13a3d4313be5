internal import Forecasting

extension RegisteredModel {
    /// A family of networks that see N sessions: all take the same settings, with their own number of epochs.
    static func windowed(
        _ name: String, epochs: Int,
        make: @escaping @Sendable (_ width: Int, _ hidden: Int, NetworkTraining, _ name: String) -> any Predictor,
        decode: @escaping @Sendable ([UInt8]) throws -> any FittedPredictor
    ) -> RegisteredModel {
        RegisteredModel(
            family: ModelFamily(
                name: name, isNetwork: true,
                settings: [
                    SettingSpecification(
                        name: "width", kind: .integer(1...2520), default: .integer(60), sweptKey: "widths"),
                    SettingSpecification(name: "hidden", kind: .integer(1...1024), default: .integer(16)),
                ] + NetworkTraining.settings(epochs: epochs, learningRate: 3e-3, weightDecay: 1)),
            make: { settings in
                make(
                    settings.integer("width"), settings.integer("hidden"), NetworkTraining(settings), settings.name)
            },
            decode: decode)
    }
}
