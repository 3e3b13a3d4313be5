internal import GRDB
public import Market

extension Store {
    /// The kept models, the one fitted last leading; of one run or one name where they are given.
    public func models(run: String? = nil, name: String? = nil) throws -> [StoredModel] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT model.id, run_id, plan_index, width, name, symbol, cutoff, encoded
                    FROM model JOIN trial ON trial.id = trial_id JOIN run ON run.id = run_id
                    LEFT JOIN series ON series.id = series_id
                    WHERE (?1 IS NULL OR run_id = ?1) AND (?2 IS NULL OR name = ?2)
                    ORDER BY cutoff DESC, started_at DESC, run_id, plan_index, symbol
                    """, arguments: [run, name])
            return try rows.map { row in
                StoredModel(
                    id: row["id"], runID: row["run_id"], planIndex: row["plan_index"], width: row["width"],
                    model: ModelRecord(
                        name: row["name"], symbol: row["symbol"], cutoff: try row.date("cutoff"),
                        encoded: row.bytes("encoded")))
            }
        }
    }

    /// Keeps memories of a model, in the place of those after the same sessions.
    public func save(states: [ModelState], ofModel modelID: Int64) throws {
        try write { db in
            let series = try Store.seriesIDs(in: db)
            for state in states {
                try db.execute(
                    sql: """
                        INSERT INTO model_state VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET state = excluded.state
                        """,
                    arguments: [
                        modelID, try Store.id(of: state.symbol, in: series), state.afterDate.description,
                        state.state.blob,
                    ])
            }
        }
    }

    /// A model's memory of one series after the last session not later than `date`, or nil.
    public func state(ofModel modelID: Int64, symbol: String, notAfter date: SessionDate) throws -> ModelState? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT after_date, state FROM model_state JOIN series ON series.id = series_id
                    WHERE model_id = ? AND symbol = ? AND after_date <= ? ORDER BY after_date DESC LIMIT 1
                    """, arguments: [modelID, symbol, date.description])
            return try row.map {
                ModelState(symbol: symbol, afterDate: try $0.date("after_date"), state: $0.bytes("state"))
            }
        }
    }

    /// Keeps the measured influence of an event `lag` sessions ago, in the place of an earlier measurement.
    public func replaceMemoryProfile(_ influences: [(lag: Int, influence: Double)], ofModel modelID: Int64) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM memory WHERE model_id = ?", arguments: [modelID])
            for (lag, influence) in influences {
                try db.execute(
                    sql: "INSERT INTO memory VALUES (?, ?, ?)",
                    arguments: [
                        modelID, lag, try finite(influence, "the influence at lag \(lag)", of: "the model"),
                    ])
            }
        }
    }

    /// The rows of the view `memory_profile`, of one model where it is given.
    public func memoryProfile(model: String? = nil) throws -> [MemoryProfileRow] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM memory_profile WHERE (?1 IS NULL OR model = ?1) ORDER BY model_id, lag",
                arguments: [model])
            return rows.map { row in
                MemoryProfileRow(
                    modelID: row["model_id"], model: row["model"], response: row["response"], width: row["width"],
                    lag: row["lag"], influence: row["influence"])
            }
        }
    }
}
