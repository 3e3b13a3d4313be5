internal import Forecasting

/// Reads what `evaluation` says of returns beyond the next session.
enum HorizonDecoding {
    /// The keys it reads.
    static let keys = asked + ["horizon_method", "horizon_paths", "horizon_step"]
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
        if isNightly {
            for key in keys {
                guard let value = section[key] else { continue }
                throw value.refused("belongs to a backtest: a night forecasts the next session only; remove it")
            }
        }
        if let value = section["horizons"] {
            horizons.sessions = try numbers(from: value, in: sums, example: "[1, 5, 20]").union([1]).sorted()
        }
        if let value = section["sessions_ahead"] {
            horizons.sessionsAhead = try numbers(from: value, in: ahead, example: "[2, 3, 4, 5]").sorted()
        }
        for key in keys where horizons.targets.isEmpty && !asked.contains(key) {
            guard let value = section[key] else { continue }
            throw value.refused(
                "says how later sessions are forecast, but neither evaluation.horizons nor evaluation.sessions_ahead asks for "
                    + "any, as horizons: [1, 5, 20] would")
        }
        let methods = HorizonMethod.allCases.map(\.rawValue)
        horizons.method = try section["horizon_method"]
            .map { value throws(PipelineFileError) in
                try value.word(of: methods, expected: "simulated, direct or scaled")
            }
            .flatMap { HorizonMethod(rawValue: $0) }
        horizons.paths =
            try section["horizon_paths"]?.integer(in: 50...100_000, expected: "a number of paths from 50 to 100000")
            ?? horizons.paths
        horizons.step =
            try section["horizon_step"]?.integer(in: 1...250, expected: "a number of sessions from 1 to 250")
            ?? horizons.step
        return horizons
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
