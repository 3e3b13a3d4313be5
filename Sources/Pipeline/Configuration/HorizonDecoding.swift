internal import Forecasting

/// Reads what `evaluation` says of returns over several sessions.
enum HorizonDecoding {
    /// The keys it reads.
    static let keys = ["horizons", "horizon_method", "horizon_paths", "horizon_step"]

    private static let longest = 60

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
            let expected = "a list of numbers of sessions from 1 to \(longest), such as [1, 5, 20]"
            var sessions: Set<Int> = [1]
            var named: Set<Int> = []
            for entry in try value.entries(expected: expected) {
                let number = try entry.integer(
                    in: 1...longest, expected: "a number of sessions from 1 to \(longest)")
                guard named.insert(number).inserted else {
                    throw entry.refused("is \(number), which stands twice; remove one")
                }
                sessions.insert(number)
            }
            guard !named.isEmpty else { throw value.refused(expected: expected) }
            horizons.sessions = sessions.sorted()
        }
        for key in keys.dropFirst() where horizons.sums.isEmpty {
            guard let value = section[key] else { continue }
            throw value.refused(
                "says how sums are forecast, but evaluation.horizons asks for none, as [1, 5, 20] would")
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
}
