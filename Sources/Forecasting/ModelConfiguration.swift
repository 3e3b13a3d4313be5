/// A model to be fitted, as plain data: its family and every setting.
///
/// The registry turns it into a predictor. It is made by ``ModelFamily/model(_:)``, which fills the defaults and
/// writes the name.
public struct ModelConfiguration: Hashable, Sendable, Codable {
    /// The name with settings, such as `tdnn(width=60)`: what store and reports call it.
    ///
    /// Swept settings always stand in it, others where they differ from their default.
    public let name: String
    /// The family's name.
    public let family: String
    /// Whether it is fitted once a seed.
    public let isNetwork: Bool
    /// All settings of the family, the defaults filled in.
    public let settings: [String: SettingValue]
    /// How it is asked to forecast beyond the next session; nil for as the run asks, or else its own way.
    public let horizonMethod: HorizonMethod?

    /// The key of ``horizonMethod`` in files and names.
    public static let horizonMethodKey = "horizon_method"

    init(
        name: String, family: String, isNetwork: Bool, settings: [String: SettingValue],
        horizonMethod: HorizonMethod? = nil
    ) {
        self.name = name
        self.family = family
        self.isNetwork = isNetwork
        self.settings = settings
        self.horizonMethod = horizonMethod
    }

    /// The family and all settings, the defaults too, in alphabetical order: two models forecast the next session alike if and only
    /// if these are the same.
    public var nextSessionText: String { text(with: []) }

    /// The same with the way to later sessions, where one is asked for: two models are the same if and only if these are.
    public var canonicalText: String {
        text(with: horizonMethod.map { ["\(Self.horizonMethodKey)=\($0.rawValue)"] } ?? [])
    }

    private func text(with further: [String]) -> String {
        let pairs = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + further
        return "\(family)(\(pairs.joined(separator: ",")))"
    }

    /// The value of a whole-number setting.
    ///
    /// - Precondition: the family specifies it as a whole number.
    public func integer(_ setting: String) -> Int {
        guard case .integer(let value) = settings[setting] else {
            preconditionFailure("\(family) has no whole-number setting \(setting)")
        }
        return value
    }

    /// The value of a number setting.
    ///
    /// - Precondition: the family specifies it as a number.
    public func number(_ setting: String) -> Double {
        guard case .number(let value) = settings[setting] else {
            preconditionFailure("\(family) has no number setting \(setting)")
        }
        return value
    }

    /// The word of a choice setting.
    ///
    /// - Precondition: the family specifies it as a choice.
    public func choice(_ setting: String) -> String {
        guard case .choice(let value) = settings[setting] else {
            preconditionFailure("\(family) has no choice setting \(setting)")
        }
        return value
    }

    /// The word of a choice that a model at its default does not mention; nil there.
    public func optionalChoice(_ setting: String) -> String? {
        guard case .choice(let value) = settings[setting] else { return nil }
        return value
    }

    /// The value of a true-or-false setting.
    ///
    /// - Precondition: the family specifies it as true or false.
    public func boolean(_ setting: String) -> Bool {
        guard case .boolean(let value) = settings[setting] else {
            preconditionFailure("\(family) has no true-or-false setting \(setting)")
        }
        return value
    }
}

/// The value of one setting.
public enum SettingValue: Hashable, Sendable, Codable {
    /// A whole number.
    case integer(Int)
    /// A finite number.
    case number(Double)
    /// A word out of a closed list.
    case choice(String)
    /// True or false.
    case boolean(Bool)
}

extension SettingValue: CustomStringConvertible {
    /// The shortest text that reads back as the same value: `60`, `0.94`, `1`.
    public var description: String {
        switch self {
        case .integer(let value): return "\(value)"
        case .number(let value):
            let text = "\(value)"
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        case .choice(let word): return word
        case .boolean(let value): return "\(value)"
        }
    }
}

/// Why settings do not make a model of a family.
public enum ModelSettingError: Error, Hashable, CustomStringConvertible {
    /// The family has no such setting.
    case unknown(family: String, setting: String, known: [String])
    /// The value is of the wrong kind or out of range.
    case unsuitable(family: String, setting: String, value: SettingValue, expected: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .unknown(let family, let setting, let known):
            known.isEmpty
                ? "\(family) takes no settings, so \(setting) cannot be set"
                : "\(family) has no setting \(setting); it takes \(known.joined(separator: ", "))"
        case .unsuitable(let family, let setting, let value, let expected):
            "\(family): \(setting) is \(value), but must be \(expected)"
        }
    }
}
