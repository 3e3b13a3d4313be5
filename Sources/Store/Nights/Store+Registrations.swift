internal import GRDB
public import Market

extension Store {
    /// Keeps a fit: its trial, the model and the decision on it, all or nothing.
    ///
    /// - Parameters:
    ///   - trial: the fit.
    ///   - model: what was fitted.
    ///   - registration: the decision; its model's number is filled in.
    public func save(fit trial: TrialRecord, model: ModelRecord, registration: Registration?) throws {
        try write { db in
            let trialID = try Store.insert(trial, in: db)
            try db.execute(
                sql: "INSERT INTO model (trial_id, name, series_id, cutoff, encoded) VALUES (?, ?, NULL, ?, ?)",
                arguments: [trialID, model.name, model.cutoff.description, model.encoded.blob])
            guard var registration else { return }
            registration.modelID = db.lastInsertedRowID
            try Store.insert(registration, in: db)
        }
    }

    /// Makes a kept model the champion from the session after `session` on.
    public func promote(model modelID: Int64, session: SessionDate) throws {
        try write { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT fit_key, model, seed FROM registration WHERE model_id = ? LIMIT 1",
                arguments: [modelID])
            guard let row else { throw StoreError.unknownModel(id: modelID) }
            try Store.insert(
                Registration(
                    fitKey: row["fit_key"], model: row["model"], seed: row["seed"], modelID: modelID,
                    session: session, role: .champion, reason: .hand), in: db)
        }
    }

    private static func insert(_ registration: Registration, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO registration (fit_key, model, seed, model_id, session, role, reason, mean_difference,
                    p_value, sessions)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                registration.fitKey, registration.model, registration.seed, registration.modelID,
                registration.session.description, registration.role.rawValue, registration.reason.rawValue,
                registration.meanDifference, registration.pValue, registration.sessions,
            ])
    }

    /// The champion that forecasts after a session: by the last decision before it, or the first of all.
    public func champion(fitKey: String, for session: SessionDate) throws -> (
        model: StoredModel, trial: TrialRecord
    )? {
        let found = try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT model_id, run_id, plan_index FROM registration
                    JOIN model ON model.id = model_id JOIN trial ON trial.id = trial_id
                    WHERE fit_key = ?1 AND role = 'champion'
                        AND (session < ?2 OR (session = ?2 AND reason = 'first'))
                    ORDER BY session DESC, registration.id DESC LIMIT 1
                    """, arguments: [fitKey, session.description]
            ).map { (id: $0["model_id"] as Int64, run: $0["run_id"] as String, plan: $0["plan_index"] as Int) }
        }
        guard let found, let model = try model(id: found.id),
            let trial = try trials(run: found.run).first(where: { $0.planIndex == found.plan })
        else { return nil }
        return (model, trial)
    }

    /// The last session that any fit of this kind knew.
    public func latestFit(fitKey: String) throws -> SessionDate? {
        try read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT max(cutoff) FROM registration JOIN model ON model.id = model_id
                    WHERE fit_key = ? AND reason <> 'hand'
                    """, arguments: [fitKey]
            ).map { try SessionDate(stored: $0) }
        }
    }

    /// Whether a kept model has forecast in any night.
    public func hasForecast(model id: Int64) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM night_model WHERE model_id = ?)", arguments: [id]) ?? false
        }
    }

    /// A kept model.
    public func model(id: Int64) throws -> StoredModel? {
        try read { db in
            try Row.fetchOne(
                db,
                sql: """
                    SELECT model.id, run_id, plan_index, width, name, symbol, cutoff, encoded
                    FROM model JOIN trial ON trial.id = trial_id LEFT JOIN series ON series.id = series_id
                    WHERE model.id = ?
                    """, arguments: [id]
            ).map { row in
                StoredModel(
                    id: row["id"], runID: row["run_id"], planIndex: row["plan_index"], width: row["width"],
                    model: ModelRecord(
                        name: row["name"], symbol: row["symbol"], cutoff: try row.date("cutoff"),
                        encoded: row.bytes("encoded")))
            }
        }
    }

    /// All decisions, in order; those of one run's fits where it is given.
    public func registrations(run: String? = nil) throws -> [Registration] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT registration.* FROM registration JOIN model ON model.id = model_id
                    JOIN trial ON trial.id = trial_id
                    WHERE ?1 IS NULL OR (run_id = ?1 AND reason <> 'hand') ORDER BY registration.id
                    """, arguments: [run]
            ).map { row in
                guard let role = Registration.Role(rawValue: row["role"]),
                    let reason = Registration.Reason(rawValue: row["reason"])
                else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an unknown decision on a model") }
                return Registration(
                    fitKey: row["fit_key"], model: row["model"], seed: row["seed"], modelID: row["model_id"],
                    session: try row.date("session"), role: role, reason: reason,
                    meanDifference: row["mean_difference"], pValue: row["p_value"], sessions: row["sessions"])
            }
        }
    }
}
