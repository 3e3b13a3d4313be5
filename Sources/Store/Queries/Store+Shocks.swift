public import Evaluation
internal import GRDB
internal import Market

extension Store {
    /// What each shock did to each model, by period and model.
    public func shockResponses(run: String) throws -> [ShockResponse] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM shock_response WHERE run_id = ? ORDER BY period, model, horizon",
                arguments: [run]
            ).map { row in
                ShockResponse(
                    period: row["period"], model: row["model"], worstDate: try row.date("worst_date"),
                    worstNLL: row["worst_nll"], bandUpper: row["band_upper"], peakNLL: row["peak_nll"],
                    sessionsToRecover: row["sessions_to_recover"], sessionsWatched: row["sessions_watched"])
            }
        }
    }

    /// The sessions of shock periods as each model forecast them, by period, model and date.
    public func shockPaths(run: String, period: String? = nil) throws -> [ShockPathRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM shock_path WHERE run_id = ?1 AND (?2 IS NULL OR period = ?2)
                    ORDER BY period, model, horizon, date
                    """, arguments: [run, period]
            ).map { row in
                ShockPathRow(
                    period: row["period"], phase: row["phase"], model: row["model"], date: try row.date("date"),
                    forecastVolatility: row["forecast_volatility"], realisedVolatility: row["realised_volatility"],
                    nll: row["nll"], nll20: row["nll_20"])
            }
        }
    }

    static func insert(_ responses: [ShockResponse], run: String, horizon: Int, in db: Database) throws {
        for response in responses {
            func checked(_ value: Double?, _ name: String) throws -> Double? {
                try finiteIfKnown(value, name, of: "\(response.model), \(response.period)")
            }
            try db.execute(
                sql: "INSERT INTO shock_response VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    run, response.period, response.model, horizon, response.worstDate.description,
                    try checked(response.worstNLL, "the worst session's NLL"),
                    try checked(response.bandUpper, "the band before the shock"),
                    try checked(response.peakNLL, "the highest 20-session NLL"), response.sessionsToRecover,
                    response.sessionsWatched,
                ])
        }
    }

    static func insert(_ paths: [ShockPathRow], run: String, horizon: Int, in db: Database) throws {
        var rows = try BulkInsert(
            db, into: "shock_path",
            columns: [
                "run_id", "period", "phase", "model", "horizon", "date", "forecast_volatility",
                "realised_volatility",
                "nll", "nll_20",
            ], rowCount: paths.count)
        for path in paths {
            func checked(_ value: Double?, _ name: String) throws -> Double? {
                try finiteIfKnown(value, name, of: "\(path.model), \(path.period), \(path.date)")
            }
            rows.bind(run)
            rows.bind(path.period)
            rows.bind(path.phase)
            rows.bind(path.model)
            rows.bind(horizon)
            rows.bind(path.date.description)
            rows.bind(try checked(path.forecastVolatility, "the forecast volatility"))
            rows.bind(try checked(path.realisedVolatility, "the realised volatility"))
            rows.bind(try checked(path.nll, "the NLL"))
            rows.bind(try checked(path.nll20, "the 20-session NLL"))
            try rows.endRow()
        }
    }
}
