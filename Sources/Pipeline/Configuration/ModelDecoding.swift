internal import Forecasting

/// Reads the list of models against the table of families.
struct ModelDecoding {
    /// The table: what the registry knows.
    let families: [ModelFamily]
    /// What is forecast beyond the next session, for which a model may be asked a way of its own.
    let horizons: PipelineConfiguration.Horizons
    let isNightly: Bool
    /// More models than this are a slip of the pen or a night that never ends.
    static let mostModels = 500

    /// The models in the order of the file, sweeps expanded.
    func models(from value: DocumentValue) throws(PipelineFileError) -> [ModelConfiguration] {
        var models: [ModelConfiguration] = []
        var seen: Set<ModelConfiguration> = []
        for entry in try value.entries(expected: "a list of models, each on a line of its own after “- ”") {
            for model in try self.models(fromEntry: entry) {
                guard seen.insert(model).inserted else {
                    throw entry.refused("gives \(model.name), which is already there; remove one of the two")
                }
                models.append(model)
            }
            guard models.count <= ModelDecoding.mostModels else { throw tooMany(entry) }
        }
        return models
    }

    /// The models of one entry: a bare name, `name: {settings}`, or `{name: …, settings}`.
    private func models(fromEntry entry: DocumentValue) throws(PipelineFileError) -> [ModelConfiguration] {
        let names = families.map(\.name)
        let expected = "one of the models \(enumeration(names))"
        guard !entry.isScalar else {
            return try models(of: family(named: entry.word(of: names, expected: expected)), settings: nil)
        }
        let pairs = try DocumentSection.pairs(of: entry, expected: expected)
        if let name = pairs.first(where: { $0.key == "name" }) {
            let family = try family(named: name.value.word(of: names, expected: expected))
            return try models(of: family, settings: entry, otherKeys: ["name"])
        }
        guard let pair = pairs.first else { throw entry.refused("is an empty mapping, but must be \(expected)") }
        guard names.contains(pair.key) else {
            let hint =
                nearestName(to: pair.key, among: names).map { "did you mean \(quoted($0))?" }
                ?? "the models are \(enumeration(names))"
            throw pair.keyNode.refused("is not a model; \(hint)")
        }
        guard pairs.count == 1 else {
            throw pairs[1].keyNode.refused(
                "stands beside \(pair.key), but must either be indented further, as its setting, "
                    + "or begin with “- ”, as a model")
        }
        return try models(of: family(named: pair.key), settings: pair.value)
    }

    private func family(named name: String) -> ModelFamily {
        guard let family = families.first(where: { $0.name == name }) else {
            preconditionFailure("\(name) was looked up in the table before")
        }
        return family
    }

    /// All combinations of the settings' values.
    private func models(
        of family: ModelFamily, settings value: DocumentValue?, otherKeys: [String] = []
    ) throws(PipelineFileError) -> [ModelConfiguration] {
        var given: [String: [SettingValue]] = [:]
        var way: DocumentValue?
        if let value {
            let wayKey = ModelConfiguration.horizonMethodKey
            // Where nothing is forecast beyond the next session the key is not offered; written, it has a refusal of its own.
            let pairs = try? DocumentSection.pairs(of: value, expected: "")
            let isOffered = !horizons.targets.isEmpty || pairs?.contains { $0.key == wayKey } ?? false
            let section = try DocumentSection(
                value, keys: family.settings.flatMap(\.keys) + otherKeys + (isOffered ? [wayKey] : []),
                owner: family.name)
            way = section[wayKey]
            var count = 1
            for setting in family.settings {
                let written = setting.keys.compactMap { section[$0] }
                guard let first = written.first else { continue }
                guard written.count == 1 else {
                    throw written[1].refused(
                        "stands beside \(setting.name), which means the same; keep one of them")
                }
                given[setting.name] = try values(of: setting, from: first)
                count *= given[setting.name]?.count ?? 1
                guard count <= ModelDecoding.mostModels else { throw tooMany(value) }
            }
        }
        func models(_ method: HorizonMethod? = nil) -> [ModelConfiguration] {
            do throws(ModelSettingError) {
                return try family.models(sweeping: given, horizonMethod: method)
            } catch {
                preconditionFailure("settings were checked against their specification: \(error)")
            }
        }
        guard let way else { return models() }
        return models(
            try HorizonDecoding.method(from: way, of: models(), horizons: horizons, isNightly: isNightly))
    }

    /// One value, or the list of values of a swept setting.
    private func values(
        of setting: SettingSpecification, from value: DocumentValue
    ) throws(PipelineFileError) -> [SettingValue] {
        guard setting.isSwept, !value.isScalar else { return [try Self.value(of: setting, from: value)] }
        var values: [SettingValue] = []
        for entry in try value.entries(expected: "\(setting.kind) or a list of such values") {
            values.append(try Self.value(of: setting, from: entry))
        }
        return values
    }

    /// One value of a setting.
    static func value(
        of setting: SettingSpecification, from value: DocumentValue
    ) throws(PipelineFileError) -> SettingValue {
        switch setting.kind {
        case .integer(let range): .integer(try value.integer(in: range, expected: "\(setting.kind)"))
        case .number(let range): .number(try value.number(in: range, expected: "\(setting.kind)"))
        case .choice(let words): .choice(try value.word(of: words))
        case .boolean: .boolean(try value.boolean())
        }
    }

    private func tooMany(_ value: DocumentValue) -> PipelineFileError {
        value.refused("makes more than \(ModelDecoding.mostModels) models; shorten a list")
    }
}
