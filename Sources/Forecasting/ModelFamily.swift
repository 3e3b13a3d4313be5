/// A kind of model as people write it: its name and the settings it takes.
///
/// Each predictor describes itself in one such value beside its code; the registry collects them. Pipeline file,
/// command line and documentation are checked against that table, so that a new predictor needs no change there.
///
/// ```swift
/// ModelFamily(
///     name: "tdnn", isNetwork: true,
///     settings: [
///         SettingSpecification(name: "width", kind: .integer(1...2520), default: .integer(20), sweptKey: "widths"),
///         SettingSpecification(name: "epochs", kind: .integer(1...1000), default: .integer(10)),
///     ])
/// ```
public struct ModelFamily: Hashable, Sendable {
    /// The registered name, such as `tdnn`.
    public let name: String
    /// Whether fitting draws random numbers: a network is fitted once a seed, anything else once.
    public let isNetwork: Bool
    /// The settings in the order in which a model's name lists them.
    public let settings: [SettingSpecification]

    /// A family from its description.
    ///
    /// - Precondition: keys are unique, and each default lies in its range.
    public init(name: String, isNetwork: Bool = false, settings: [SettingSpecification] = []) {
        let keys = settings.flatMap(\.keys)
        precondition(Set(keys).count == keys.count, "\(name) has two settings of one key")
        precondition(!keys.contains("name"), "\(name): “name” is the key of the family, not of a setting")
        precondition(!keys.contains(ModelConfiguration.horizonMethodKey), "\(name): every model has that key")
        for setting in settings {
            precondition(setting.kind.accepts(setting.defaultValue), "\(name): the default of \(setting.name)")
        }
        self.name = name
        self.isNetwork = isNetwork
        self.settings = settings
    }

    /// The model with these settings, the others at their defaults.
    ///
    /// - Parameter horizonMethod: how it is asked to forecast beyond the next session; it stands last in the name.
    public func model(
        _ given: [String: SettingValue] = [:], horizonMethod: HorizonMethod? = nil
    ) throws(ModelSettingError) -> ModelConfiguration {
        let known = settings.map(\.name)
        for setting in given.keys.sorted() where !known.contains(setting) {
            throw .unknown(family: name, setting: setting, known: known)
        }
        var complete: [String: SettingValue] = [:]
        var shown: [String] = []
        for setting in settings {
            let value = given[setting.name] ?? setting.defaultValue
            guard setting.kind.accepts(value) else {
                throw .unsuitable(
                    family: name, setting: setting.name, value: value, expected: setting.kind.description)
            }
            if !setting.isTracelessAtDefault || value != setting.defaultValue { complete[setting.name] = value }
            if setting.isSwept || value != setting.defaultValue { shown.append("\(setting.name)=\(value)") }
        }
        if let horizonMethod { shown.append("\(ModelConfiguration.horizonMethodKey)=\(horizonMethod.rawValue)") }
        return ModelConfiguration(
            name: shown.isEmpty ? name : "\(name)(\(shown.joined(separator: ",")))",
            family: name, isNetwork: isNetwork, settings: complete, horizonMethod: horizonMethod)
    }

    /// One model for every combination of the given values, the last setting varying fastest.
    public func models(
        sweeping given: [String: [SettingValue]], horizonMethod: HorizonMethod? = nil
    ) throws(ModelSettingError) -> [ModelConfiguration] {
        var combinations: [[String: SettingValue]] = [[:]]
        // Names nobody knows come last, so that `model` finds them and refuses them.
        let known = settings.map(\.name)
        for name in known + given.keys.filter({ !known.contains($0) }).sorted() {
            guard let values = given[name] else { continue }
            combinations = combinations.flatMap { combination in
                values.map { value in combination.merging([name: value]) { $1 } }
            }
        }
        var models: [ModelConfiguration] = []
        for combination in combinations { models.append(try model(combination, horizonMethod: horizonMethod)) }
        return models
    }
}

/// One setting of a family: its name, what it may be, and what it is when nobody says.
public struct SettingSpecification: Hashable, Sendable {
    /// What values a setting takes.
    public enum Kind: Hashable, Sendable {
        /// A whole number of the range.
        case integer(ClosedRange<Int>)
        /// A number of the range.
        case number(ClosedRange<Double>)
        /// One of these words.
        case choice([String])
        /// True or false.
        case boolean
    }

    /// The name, such as `width`.
    public let name: String
    /// What it may be.
    public let kind: Kind
    /// What it is when nobody says.
    public let defaultValue: SettingValue
    /// The key under which a list of values gives one model each, such as `widths`; it may equal ``name``.
    public let sweptKey: String?
    /// Whether a model at the default does not mention it: a setting that came later leaves models what they were before.
    public let isTracelessAtDefault: Bool

    /// A setting from its description.
    public init(
        name: String, kind: Kind, default defaultValue: SettingValue, sweptKey: String? = nil,
        isTracelessAtDefault: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.sweptKey = sweptKey
        self.isTracelessAtDefault = isTracelessAtDefault
    }

    /// Whether it may be a list; then a model's name states it even where it is the default.
    public var isSwept: Bool { sweptKey != nil }

    /// The keys under which it may be written.
    public var keys: [String] {
        if let sweptKey, sweptKey != name { [name, sweptKey] } else { [name] }
    }
}

extension SettingSpecification.Kind: CustomStringConvertible {
    /// Whether a value is of this kind and in its range.
    public func accepts(_ value: SettingValue) -> Bool {
        switch (self, value) {
        case (.integer(let range), .integer(let value)): range.contains(value)
        case (.number(let range), .number(let value)): range.contains(value)
        case (.choice(let words), .choice(let word)): words.contains(word)
        case (.boolean, .boolean): true
        default: false
        }
    }

    /// What is expected, to stand after “must be”.
    public var description: String {
        switch self {
        case .integer(let range):
            range.count == 1
                ? "\(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range):
            "a number from \(SettingValue.number(range.lowerBound)) to \(SettingValue.number(range.upperBound))"
        case .choice(let words):
            words.count < 2
                ? words.joined() : "\(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])"
        case .boolean:
            "true or false"
        }
    }
}
