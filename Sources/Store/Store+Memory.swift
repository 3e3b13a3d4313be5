public import Evaluation
internal import GRDB

extension Store {
    /// Keeps what was measured of a model's memory, in the place of an earlier measurement.
    ///
    /// The view `memory_profile` shows the influence of the unit stimulus.
    public func replaceMemory(_ memory: ModelMemory, ofModel modelID: Int64) throws {
        let unit = memory.response(to: .unit)?.influence.influence ?? []
        try replaceMemoryProfile(unit.enumerated().map { (lag: $0, influence: $1) }, ofModel: modelID)
        try write { db in
            for table in ["memory_response", "memory_summary", "washout"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE model_id = ?", arguments: [modelID])
            }
            for response in memory.responses {
                for lag in response.mean.indices {
                    try db.execute(
                        sql: "INSERT INTO memory_response VALUES (?, ?, ?, ?, ?, ?)",
                        arguments: [
                            modelID, response.stimulus.rawValue, lag, response.mean[lag], response.deviation[lag],
                            response.variance[lag],
                        ])
                }
            }
            for (name, value) in memory.summary {
                try db.execute(
                    sql: "INSERT INTO memory_summary VALUES (?, ?, ?)",
                    arguments: [modelID, name, try finite(value, name, of: memory.model)])
            }
            for curve in memory.washout {
                for (sessions, distance) in curve.distance.enumerated() {
                    try db.execute(
                        sql: "INSERT INTO washout VALUES (?, ?, ?, ?)",
                        arguments: [modelID, curve.start.rawValue, sessions, distance])
                }
            }
        }
    }

    /// What was measured of the models of a run, in the order of its plan.
    public func memories(run: String) throws -> [ModelMemory] {
        try read { db in
            let models = try Row.fetchAll(
                db,
                sql: """
                    SELECT model.id AS id, trial.model AS model, trial.width AS width
                    FROM model JOIN trial ON trial.id = trial_id
                    WHERE run_id = ? AND EXISTS (SELECT 1 FROM memory_summary WHERE model_id = model.id)
                    ORDER BY plan_index, series_id
                    """, arguments: [run])
            return try models.map { row in
                let id: Int64 = row["id"]
                let summary = try Row.fetchAll(
                    db, sql: "SELECT name, value FROM memory_summary WHERE model_id = ?", arguments: [id]
                ).reduce(into: [String: Double]()) { $0[$1["name"]] = $1["value"] }
                return ModelMemory(
                    model: row["model"], width: row["width"],
                    responses: try Store.responses(ofModel: id, events: Int(summary["events"] ?? 0), in: db),
                    weight: ModelMemory.weight(in: summary), spectrum: ModelMemory.spectrum(in: summary),
                    washout: try Store.washout(ofModel: id, in: db))
            }
        }
    }

    /// The symbols that the trial of a model forecast.
    public func symbols(ofModel modelID: Int64) throws -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT symbol FROM series WHERE EXISTS (
                        SELECT 1 FROM forecast WHERE series_id = series.id
                            AND trial_id = (SELECT trial_id FROM model WHERE id = ?))
                    ORDER BY symbol
                    """, arguments: [modelID])
        }
    }

    private static func responses(
        ofModel id: Int64, events: Int, in db: Database
    ) throws -> [ImpulseResponse] {
        try Stimulus.allCases.compactMap { stimulus in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM memory_response WHERE model_id = ? AND stimulus = ? ORDER BY lag",
                arguments: [id, stimulus.rawValue])
            guard !rows.isEmpty else { return nil }
            return ImpulseResponse(
                stimulus: stimulus, events: events, mean: rows.map { $0["mean"] },
                deviation: rows.map { $0["deviation"] }, variance: rows.map { $0["variance"] })
        }
    }

    private static func washout(ofModel id: Int64, in db: Database) throws -> [WashoutCurve] {
        try StartingState.allCases.compactMap { start in
            let distances = try Double.fetchAll(
                db, sql: "SELECT distance FROM washout WHERE model_id = ? AND start = ? ORDER BY sessions",
                arguments: [id, start.rawValue])
            return distances.isEmpty ? nil : WashoutCurve(start: start, distance: distances)
        }
    }
}

extension ModelMemory {
    private static let spectrumNames = [
        "state_size", "spectral_radius", "largest_spectral_radius", "jacobian_norm", "jacobian_states",
    ]
    private static let ownNames = Set(
        ["events", "half_life", "one_percent_horizon", "reach", "crash_half_life"] + spectrumNames)

    /// The numbers kept under their names; what is not defined is left out.
    fileprivate var summary: [(name: String, value: Double)] {
        let unit = response(to: .unit)
        let crash = response(to: .crash)
        var numbers: [(String, Double?)] = [
            ("events", Double(unit?.events ?? 0)), ("half_life", unit?.influence.halfLife),
            ("one_percent_horizon", unit?.influence.onePercentHorizon),
            ("reach", unit?.influence.reach.map(Double.init)), ("crash_half_life", crash?.influence.halfLife),
        ]
        if let spectrum {
            numbers += zip(
                Self.spectrumNames,
                [
                    Double(spectrum.size), spectrum.radius, spectrum.largestRadius, spectrum.norm,
                    Double(spectrum.states),
                ])
        }
        if let weight { numbers.append((weight.name, weight.value)) }
        return numbers.compactMap { name, value in value.map { (name, $0) } }
    }

    fileprivate static func weight(in summary: [String: Double]) -> Weight? {
        summary.first { !ownNames.contains($0.key) }.map { Weight(name: $0.key, value: $0.value) }
    }

    fileprivate static func spectrum(in summary: [String: Double]) -> StateSpectrum? {
        let values = spectrumNames.compactMap { summary[$0] }
        guard values.count == spectrumNames.count else { return nil }
        return StateSpectrum(
            size: Int(values[0]), radius: values[1], largestRadius: values[2], norm: values[3],
            states: Int(values[4]))
    }
}
