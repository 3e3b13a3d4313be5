internal import GRDB
public import Market

extension Store {
    /// Enters what kind of night a run is.
    public func beginNight(run: String, isAsOf: Bool, last: SessionDate) throws {
        try write { db in
            try db.execute(
                sql: "INSERT INTO night VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                arguments: [run, isAsOf ? "as-of" : "live", last.description])
        }
    }

    /// Keeps all that the models of a night did, in one transaction: forecasts, states, outcomes and scores.
    ///
    /// - Parameters:
    ///   - results: what each model leaves behind.
    ///   - outcomes: forecasts of earlier nights whose session has come.
    ///   - scores: sums over the outcomes of record.
    ///   - run: the night.
    public func saveNight(
        _ results: [NightModelResult], outcomes: [CompletedForecast], scores: [SessionScore], run: String
    ) throws {
        try write { db in
            let series = try Store.seriesIDs(in: db)
            for result in results {
                let trialID = try Store.insert(result.trial, in: db)
                try Store.insert(
                    result.forecasts, trialID: trialID, series: series,
                    owner: "\(result.trial.model), seed \(result.trial.seed)", in: db)
                try Store.insert(result.record, run: run, in: db)
                try Store.keep(result.states, ofModel: result.record.modelID, series: series, in: db)
                if let market = result.market {
                    try Store.keep(
                        market: market.state, after: market.after, ofModel: result.record.modelID, in: db)
                }
            }
            try db.execute(sql: "DELETE FROM state_loss")
            let complete = try db.cachedStatement(
                sql: """
                    UPDATE forecast SET target_date = ?, actual = ?
                    WHERE trial_id = ? AND series_id = ? AND cutoff = ? AND horizon = 1 AND target_date IS NULL
                    """)
            for outcome in outcomes {
                let forecast = outcome.forecast
                try complete.execute(
                    arguments: [
                        outcome.target.description,
                        try finite(outcome.actual, "the actual return", of: "\(outcome.target)"), forecast.trialID,
                        forecast.seriesID, forecast.cutoff.description,
                    ])
            }
            for score in scores { try Store.add(score, in: db) }
        }
    }

    private static func insert(_ record: NightModelRecord, run: String, in db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO night_model VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: [
                run, record.planIndex, record.modelID, record.method.rawValue, record.sessions, record.series,
                record.steppedFrom?.description, record.reason, record.forecasts,
            ])
    }

    private static func add(_ score: SessionScore, in db: Database) throws {
        func checked(_ value: Double, _ name: String) throws -> Double {
            try finite(value, name, of: "\(score.model), \(score.date)")
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO session_score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET forecasts = forecasts + excluded.forecasts,
                    covered_90 = covered_90 + excluded.covered_90, below_05 = below_05 + excluded.below_05,
                    above_95 = above_95 + excluded.above_95, squared_error = squared_error + excluded.squared_error,
                    absolute_error = absolute_error + excluded.absolute_error,
                    negative_log_density = negative_log_density + excluded.negative_log_density,
                    squared_z = squared_z + excluded.squared_z
                """
        ).execute(
            arguments: [
                score.pipeline, score.model, score.seed, score.date.description, score.forecasts, score.covered90,
                score.below05, score.above95, try checked(score.squaredError, "the squared error"),
                try checked(score.absoluteError, "the absolute error"),
                try checked(score.negativeLogDensity, "the negative log density"),
                try checked(score.squaredZ, "the squared standardised error"),
            ])
    }

    /// What the models of a night did, in the order of its plan.
    public func nightModels(run: String) throws -> [NightModelRecord] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM night_model WHERE run_id = ? ORDER BY plan_index", arguments: [run]
            ).map { row in
                guard let method = NightMethod(rawValue: row["how"]) else {
                    throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an unknown way to step a model")
                }
                return NightModelRecord(
                    planIndex: row["plan_index"], modelID: row["model_id"], method: method,
                    sessions: row["sessions"], series: row["series"],
                    steppedFrom: try row.optionalDate("stepped_from"), reason: row["reason"],
                    forecasts: row["forecasts"])
            }
        }
    }

    /// When the live night of a pipeline after a session began, ISO text; nil where there was none.
    public func nightBegan(pipeline: String, after session: SessionDate) throws -> String? {
        try read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT max(started_at) FROM night JOIN run ON run.id = run_id
                    WHERE last_session = ? AND pipeline = ? AND kind = 'live' AND status = 'done'
                    """, arguments: [session.description, pipeline])
        }
    }

    /// The last session of the latest live night; nil where there was none.
    public func latestNight() throws -> SessionDate? {
        try read { db in
            try String.fetchOne(db, sql: "SELECT max(last_session) FROM night WHERE kind = 'live'")
                .map { try SessionDate(stored: $0) }
        }
    }

    /// The latest time of day that the store knows of, ISO text.
    public func latestTime() throws -> String? {
        try read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT max(time) FROM (
                        SELECT max(ifnull(finished_at, started_at)) AS time FROM run
                        UNION ALL SELECT * FROM (SELECT first_seen FROM source_file ORDER BY id DESC LIMIT 1))
                    """)
        }
    }
}
