public import Forecasting

/// A registered family: how its models are described, made, and read back.
public struct RegisteredModel: Sendable {
    /// The name and the settings it takes.
    public let family: ModelFamily
    /// Makes a predictor of a configuration of this family.
    public let make: @Sendable (ModelConfiguration) -> any Predictor
    /// Reads back what a fitted predictor of this family wrote.
    public let decode: @Sendable ([UInt8]) throws -> any FittedPredictor
}

/// Every model there is.
///
/// A new one is a source file, a test file and a line here.
public enum Registry {
    /// All families, in the order in which help and errors list them.
    public static let models: [RegisteredModel] = bases + [.recalibrated]

    /// The networks that a blend is made of: a finite response of a year and two infinite ones of different size, which err in
    /// different ways.
    static let blended: [(family: String, settings: [String: SettingValue])] = [
        ("tdnn", ["width": .integer(250)]), ("gru", [:]), ("gru", ["hidden": .integer(64)]),
    ]

    /// All families that `recalibrated` can wrap.
    static let bases: [RegisteredModel] = leaves + [.blend]

    /// All families that wrap no other.
    private static let leaves: [RegisteredModel] = [
        .randomWalk,
        .drift,
        .seasonalNaive,
        .ses,
        .holt,
        .theta,
        .ar,
        .constant,
        .ewma,
        .garch,
        .garchT,
        .gjr,
        .gjrT,
        .har,
        .harX,
        .harRange,
        .historical,
        .dlinear,
        .nlinear,
        .logistic,
        .tdnn,
        .mlp,
        .rnn,
        .gru,
    ]

    /// The families' descriptions, for the pipeline file and the command line.
    public static var families: [ModelFamily] { models.map(\.family) }

    /// The registered model of a family's name, or nil.
    public static func model(_ family: String) -> RegisteredModel? {
        models.first { $0.family.name == family }
    }

    /// The predictor of a configuration.
    ///
    /// - Precondition: the configuration was made by a registered family.
    public static func predictor(_ configuration: ModelConfiguration) -> any Predictor {
        guard let model = model(configuration.family) else {
            preconditionFailure("no model is registered as \(configuration.family)")
        }
        return model.make(configuration)
    }
}
