internal import Forecasting
internal import Predictors

/// Reads what `evaluation` says of returns beyond the next session.
enum HorizonDecoding {
    /// The keys it reads.
    static let keys = asked + [ModelConfiguration.horizonMethodKey, "horizon_paths", "horizon_step"]
    private static let asked = ["horizons", "sessions_ahead"]

    /// The numbers of sessions that may be summed over, the next one alone among them.
    static let sums = 1...60
    /// How many sessions ahead a single one may be; the next is always forecast.
    static let ahead = 2...60

    /// The horizons of a section, at their defaults where it does not name them.
    static func horizons(
        from section: DocumentSection?, isNightly: Bool
    ) throws(PipelineFileError) -> PipelineConfiguration.Horizons {
        var horizons = PipelineConfiguration.Horizons()
        guard let section else { return horizons }
        if isNightly, let value = keys.compactMap({ section[$0] }).first { throw ofNight(value) }
        if let value = section["horizons"] {
            horizons.sessions = try numbers(from: value, in: sums, example: "[1, 5, 20]").union([1]).sorted()
        }
        if let value = section["sessions_ahead"] {
            horizons.sessionsAhead = try numbers(from: value, in: ahead, example: "[2, 3, 4, 5]").sorted()
        }
        let ways = keys.filter { !asked.contains($0) }
        if horizons.targets.isEmpty, let value = ways.compactMap({ section[$0] }).first { throw ofNoTarget(value) }
        horizons.method = try section[ModelConfiguration.horizonMethodKey].flatMap(method(from:))
        horizons.paths =
            try section["horizon_paths"]?.integer(in: 50...100_000, expected: "a number of paths from 50 to 100000")
            ?? horizons.paths
        horizons.step =
            try section["horizon_step"]?.integer(in: 1...250, expected: "a number of sessions from 1 to 250")
            ?? horizons.step
        return horizons
    }

    /// The method that a model is asked for.
    ///
    /// - Parameter models: the models of the entry, all of which must have it.
    static func method(
        from value: DocumentValue, of models: [ModelConfiguration], horizons: PipelineConfiguration.Horizons,
        isNightly: Bool
    ) throws(PipelineFileError) -> HorizonMethod? {
        if isNightly { throw ofNight(value) }
        if horizons.targets.isEmpty { throw ofNoTarget(value) }
        let method = try method(from: value)
        for model in models {
            let methods = Registry.predictor(model).horizonMethods
            guard let method, !methods.contains(method) else { continue }
            let words = HorizonMethod.allCases.filter(methods.contains).map(\.rawValue)
            throw value.refused(
                "is \(method.rawValue), but \(model.name) can only be \(enumeration(words, last: "or"))")
        }
        return method
    }

    private static func method(from value: DocumentValue) throws(PipelineFileError) -> HorizonMethod? {
        HorizonMethod(
            rawValue: try value.word(
                of: HorizonMethod.allCases.map(\.rawValue), expected: "simulated, direct or scaled"))
    }

    private static func ofNight(_ value: DocumentValue) -> PipelineFileError {
        value.refused("belongs to a backtest: a night forecasts the next session only; remove it")
    }

    private static func ofNoTarget(_ value: DocumentValue) -> PipelineFileError {
        value.refused(
            "says how later sessions are forecast, but neither evaluation.horizons nor evaluation.sessions_ahead asks for "
                + "any, as horizons: [1, 5, 20] would")
    }

    /// A list of different numbers of sessions.
    private static func numbers(
        from value: DocumentValue, in range: ClosedRange<Int>, example: String
    ) throws(PipelineFileError) -> Set<Int> {
        let limits = "from \(range.lowerBound) to \(range.upperBound)"
        let expected = "a list of numbers of sessions \(limits), such as \(example)"
        var named: Set<Int> = []
        for entry in try value.entries(expected: expected) {
            let number = try entry.integer(in: range, expected: "a number of sessions \(limits)")
            guard named.insert(number).inserted else {
                throw entry.refused("is \(number), which stands twice; remove one")
            }
        }
        guard !named.isEmpty else { throw value.refused(expected: expected) }
        return named
    }
}
