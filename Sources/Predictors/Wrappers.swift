internal import Forecasting

// Predictors made of predictors: how they are described, made and read back.

extension RegisteredModel {
    /// Several networks, or several seeds of one at its defaults, each fitted so many times, their quantiles averaged.
    static let blend = RegisteredModel(
        family: ModelFamily(
            name: "blend", isNetwork: true,
            settings: [
                SettingSpecification(
                    name: "of", kind: .choice(["networks", "tdnn", "rnn", "gru"]),
                    default: .choice("networks"),
                    sweptKey: "of"),
                SettingSpecification(name: "seeds", kind: .integer(1...20), default: .integer(2)),
                SettingSpecification(
                    name: "combine", kind: .choice(Blend.Combination.allCases.map(\.rawValue)),
                    default: .choice(Blend.Combination.quantiles.rawValue), isTracelessAtDefault: true),
            ]),
        make: { settings in
            let members =
                settings.choice("of") == "networks"
                ? Registry.blended.map { base($0.family, $0.settings) } : [base(settings.choice("of"))]
            return Blend(
                members, seeds: settings.integer("seeds"),
                combination: settings.optionalChoice("combine").flatMap { Blend.Combination(rawValue: $0) }
                    ?? .quantiles,
                name: settings.name)
        },
        decode: { try FittedBlend(decoding: $0, member: decodeBase) })

    /// Any other model at its defaults, with a scale that follows the panel's errors.
    ///
    /// It counts as a network because what it wraps may be one.
    static let recalibrated = RegisteredModel(
        family: ModelFamily(
            name: "recalibrated", isNetwork: true,
            settings: [
                SettingSpecification(
                    name: "of", kind: .choice(Registry.bases.map(\.family.name)), default: .choice("garch-t"),
                    sweptKey: "of"),
                SettingSpecification(
                    name: "rule", kind: .choice(Recalibrated.Kind.allCases.map(\.rawValue)),
                    default: .choice(Recalibrated.Kind.likelihood.rawValue)),
                SettingSpecification(name: "window", kind: .integer(0...2520), default: .integer(0)),
                SettingSpecification(name: "gain", kind: .number(0...1), default: .number(Recalibrated.usualGain)),
                SettingSpecification(
                    name: "retention", kind: .number(0...1), default: .number(Recalibrated.usualRetention)),
            ]),
        make: { settings in
            Recalibrated(
                base(settings.choice("of")),
                kind: Recalibrated.Kind(rawValue: settings.choice("rule")) ?? .likelihood,
                window: settings.integer("window") == 0 ? nil : settings.integer("window"),
                gain: settings.number("gain"), retention: settings.number("retention"), name: settings.name)
        },
        decode: { try FittedRecalibrated(decoding: $0, base: decodeBase) })

    /// The model of a family, at its defaults but for some settings.
    private static func base(_ family: String, _ settings: [String: SettingValue] = [:]) -> any Predictor {
        guard let model = Registry.bases.first(where: { $0.family.name == family }),
            let configuration = try? model.family.model(settings)
        else { preconditionFailure("no model is registered as \(family)") }
        return model.make(configuration)
    }

    /// Reads back what a wrapped predictor of some name wrote.
    private static func decodeBase(_ name: String, _ bytes: [UInt8]) throws -> any FittedPredictor {
        let family = String(name.prefix { $0 != "(" })
        guard let base = Registry.bases.first(where: { $0.family.name == family }) else {
            throw UnknownBaseError(name: name)
        }
        return try base.decode(bytes)
    }
}

/// A saved wrapper around a model that this version does not know.
struct UnknownBaseError: Error, CustomStringConvertible {
    let name: String

    var description: String {
        "the saved model wraps \(name), which this version does not know; fit it again"
    }
}
