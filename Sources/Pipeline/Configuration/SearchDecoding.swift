internal import Forecasting

/// Reads the searches for settings: the part `search` of a pipeline file.
struct SearchDecoding {
    /// The table of families.
    let families: [ModelFamily]

    private static let expected =
        "a mapping such as {model: rnn, space: {hidden: [8, 16, 32]}, trials: 20}, or a list of such"
    private static let keys = ["model", "space", "method", "trials", "folds", "seed"]

    /// One search, or a list of them.
    func searches(from value: DocumentValue) throws(PipelineFileError) -> [SearchConfiguration] {
        if value.isEmpty { return [] }
        guard value.isList else { return [try search(from: value)] }
        var searches: [SearchConfiguration] = []
        for entry in try value.entries(expected: Self.expected) { searches.append(try search(from: entry)) }
        return searches
    }

    private func search(from value: DocumentValue) throws(PipelineFileError) -> SearchConfiguration {
        let section = try DocumentSection(value, keys: Self.keys, owner: "search")
        let names = families.map(\.name)
        let model = try section.required("model", expected: "the name of a model such as rnn")
        let name = try model.word(of: names, expected: "one of the models \(enumeration(names))")
        guard let family = families.first(where: { $0.name == name }) else {
            preconditionFailure("\(name) was looked up in the table before")
        }
        guard !family.settings.isEmpty else {
            throw model.refused("is \(quoted(name)), which has no settings to search")
        }
        let space = try space(
            from: section.required("space", expected: "a mapping from settings to values"), of: family)
        let trials =
            try section["trials"]?.integer(in: 1...10_000, expected: "a whole number from 1 to 10000") ?? 20
        let seed =
            try section["seed"]?.integer(
                in: 0...Int(Int32.max), expected: "a whole number from 0 to \(Int32.max)") ?? 1
        return SearchConfiguration(
            family: family, space: space, method: try section["method"].map(method(from:)) ?? .random,
            candidates: trials, folds: try section["folds"].map(folds(from:)) ?? .last(.years(3)), seed: seed)
    }

    private func method(from value: DocumentValue) throws(PipelineFileError) -> SearchConfiguration.Method {
        let expected = "random, halving or {halving: 3}"
        guard value.isScalar else {
            let section = try DocumentSection(value, keys: ["halving"], owner: value.keyPath)
            let rate = try section.required("halving", expected: "how many candidates one is kept of, such as 3")
            return .halving(rate: try rate.integer(in: 2...10, expected: "a whole number from 2 to 10"))
        }
        return try value.word(of: ["random", "halving"], expected: expected) == "random"
            ? .random : .halving(rate: 3)
    }

    private func folds(from value: DocumentValue) throws(PipelineFileError) -> SearchConfiguration.Folds {
        guard !value.isScalar else { return .last(try EvaluationDecoding.length(from: value)) }
        let section = try DocumentSection(
            value, keys: ["years", "sessions", "groups", "tested"], owner: value.keyPath)
        guard section["groups"] != nil || section["tested"] != nil else {
            return .last(try EvaluationDecoding.length(from: value))
        }
        let groups = try section.required("groups", expected: "a number of groups such as 6")
            .integer(in: 2...20, expected: "a whole number from 2 to 20")
        let value = try section.required("tested", expected: "a number of groups tested together such as 2")
        let tested = try value.integer(in: 1...19, expected: "a whole number from 1 to 19")
        guard tested < groups else {
            throw value.refused(
                "is \(tested), but must be less than the \(groups) groups, to leave some to train on")
        }
        return .combinatorial(groups: groups, tested: tested)
    }

    private func space(
        from value: DocumentValue, of family: ModelFamily
    ) throws(PipelineFileError) -> [SearchConfiguration.Dimension] {
        let section = try DocumentSection(value, keys: family.settings.flatMap(\.keys), owner: "\(family.name)")
        var space: [SearchConfiguration.Dimension] = []
        for setting in family.settings {
            guard let written = setting.keys.compactMap({ section[$0] }).first else { continue }
            space.append(.init(name: setting.name, values: try values(of: setting, from: written)))
        }
        guard !space.isEmpty else {
            throw value.refused(expected: "a mapping from settings to values, such as {hidden: [8, 16, 32]}")
        }
        return space
    }

    /// One value, a list, or `{from: …, to: …, scale: log}`.
    private func values(
        of setting: SettingSpecification, from value: DocumentValue
    ) throws(PipelineFileError) -> SearchConfiguration.Dimension.Values {
        if value.isScalar || value.isList {
            var values: [SettingValue] = []
            for entry in try value.entriesOrItself(expected: "\(setting.kind) or a list of such values") {
                values.append(try ModelDecoding.value(of: setting, from: entry))
            }
            return .list(values)
        }
        let section = try DocumentSection(value, keys: ["from", "to", "scale"], owner: value.keyPath)
        let (from, to) = (
            try section.required("from", expected: "\(setting.kind)"),
            try section.required("to", expected: "\(setting.kind)")
        )
        let isLogarithmic =
            try section["scale"]?.word(of: ["linear", "log"], expected: "linear or log") == "log"
        switch (try ModelDecoding.value(of: setting, from: from), try ModelDecoding.value(of: setting, from: to)) {
        case (.integer(let low), .integer(let high)):
            guard low <= high else { throw to.refused("is \(high), but must not be below from, \(low)") }
            guard !isLogarithmic || low >= 1 else { throw from.refused(expected: "at least 1 on a log scale") }
            return .integers(low...high, isLogarithmic: isLogarithmic)
        case (.number(let low), .number(let high)):
            guard low <= high else { throw to.refused("is \(high), but must not be below from, \(low)") }
            guard !isLogarithmic || low > 0 else { throw from.refused(expected: "above 0 on a log scale") }
            return .numbers(low...high, isLogarithmic: isLogarithmic)
        default:
            throw value.refused("is a range, but \(setting.name) must be \(setting.kind); write a list of values")
        }
    }
}
