public import Evaluation
internal import GRDB
public import Market

extension Store {
    /// Hands out the forecasts of a run one by one, without holding them all.
    ///
    /// The order is always the same: model, seed, symbol, cutoff, horizon, span. `body` must not call the store.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - model: one model, or nil for all.
    ///   - symbol: one series, or nil for all.
    ///   - horizon: the sessions ahead, or nil for all; 1 for the next session alone.
    ///   - first: the first target session, or nil.
    ///   - last: the last target session, or nil; a forecast whose target is unknown lies after every date.
    ///   - body: what to do with each forecast; what it throws ends the walk and is passed on.
    public func forEachForecast(
        run: String, model: String? = nil, symbol: String? = nil, horizon: Int? = nil,
        from first: SessionDate? = nil, to last: SessionDate? = nil, _ body: (StoredForecast) throws -> Void
    ) throws {
        try read { db in
            // One small query for each model, seed and series: SQLite then sorts thousands of rows, not millions.
            let series = try Row.fetchAll(
                db, sql: "SELECT id, symbol FROM series WHERE ?1 IS NULL OR symbol = ?1 ORDER BY symbol",
                arguments: [symbol])
            let groups = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT model, seed FROM trial WHERE run_id = ?1 AND (?2 IS NULL OR model = ?2)
                    ORDER BY model, seed
                    """, arguments: [run, model])
            let statement = try db.cachedStatement(
                sql: """
                    SELECT cutoff, horizon, target_date, family, mean, scale, shape, standard_deviation, q05, q50, q95,
                        probability_up, invest, actual, naive_scale, plan_index, fold, quantiles, span
                    FROM trial CROSS JOIN forecast ON trial_id = trial.id
                    WHERE run_id = ?1 AND model = ?2 AND seed = ?3 AND series_id = ?4
                        AND ifnull(target_date, '9999-99') BETWEEN ?5 AND ?6 AND (?7 IS NULL OR horizon = ?7)
                    ORDER BY cutoff, horizon, span, plan_index
                    """)
            for group in groups {
                let (model, seed): (String, Int) = (group["model"], group["seed"])
                for one in series {
                    let symbol: String = one["symbol"]
                    let rows = try Row.fetchCursor(
                        statement,
                        arguments: [
                            run, model, seed, one["id"] as Int64, first?.description ?? "0000",
                            last?.description ?? "9999-99", horizon,
                        ])
                    while let row = try rows.next() {
                        try body(
                            StoredForecast(
                                planIndex: row[15], model: model, seed: seed, fold: row[16],
                                forecast: try Store.forecast(row, symbol: symbol)))
                    }
                }
            }
        }
    }

    /// Hands out what scoring needs of a model's forecasts of one target whose outcome is known, seed by seed and series by series.
    ///
    /// Fewer columns than a whole forecast and no order of time, because an evaluation reads a million of them. `body` must not
    /// call the store.
    public func forEachOutcome(
        run: String, model: String, horizon: Int = 1, span: Int = 1, _ body: (ForecastOutcome) throws -> Void
    ) throws {
        try read { db in
            let series = try Row.fetchAll(db, sql: "SELECT id, symbol FROM series ORDER BY symbol")
            let seeds = try Int.fetchAll(
                db, sql: "SELECT DISTINCT seed FROM trial WHERE run_id = ? AND model = ? ORDER BY seed",
                arguments: [run, model])
            let statement = try db.cachedStatement(
                sql: """
                    SELECT target_date, fold, family, mean, scale, shape, actual, quantiles
                    FROM trial CROSS JOIN forecast ON trial_id = trial.id
                    WHERE run_id = ? AND model = ? AND seed = ? AND series_id = ?
                        AND horizon = ? AND span = ? AND target_date IS NOT NULL AND actual IS NOT NULL
                    """)
            for seed in seeds {
                for one in series {
                    let symbol: String = one["symbol"]
                    let rows = try Row.fetchCursor(
                        statement, arguments: [run, model, seed, one["id"] as Int64, horizon, span])
                    while let row = try rows.next() {
                        try body(
                            ForecastOutcome(
                                symbol: symbol, targetDate: try SessionDate(stored: row[0]), fold: row[1],
                                family: row[2], mean: row[3], scale: row[4], shape: row[5], actual: row[6],
                                quantiles: (row[7] as String?).flatMap(QuantileText.values)))
                    }
                }
            }
        }
    }

    private static func forecast(_ row: Row, symbol: String) throws -> ForecastRecord {
        ForecastRecord(
            symbol: symbol, cutoff: try SessionDate(stored: row[0]),
            targetDate: try (row[2] as String?).map { try SessionDate(stored: $0) }, horizon: row[1],
            family: row[3],
            mean: row[4], scale: row[5], shape: row[6], standardDeviation: row[7], q05: row[8], q50: row[9],
            q95: row[10], probabilityUp: row[11], invest: row[12], actual: row[13], naiveScale: row[14],
            quantiles: (row[17] as String?).flatMap(QuantileText.values), span: row[18])
    }

    /// Rows of the view `forecast_vs_actual` by model, seed, symbol, cutoff, horizon and span.
    ///
    /// The dates limit the target session, as in ``forEachForecast(run:model:symbol:horizon:from:to:_:)``.
    public func forecastsVersusActual(
        run: String, model: String? = nil, symbol: String? = nil, seed: Int? = nil, from first: SessionDate? = nil,
        to last: SessionDate? = nil
    ) throws -> [ForecastVersusActualRow] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT * FROM forecast_vs_actual
                    WHERE run_id = ?1 AND (?2 IS NULL OR model = ?2) AND (?3 IS NULL OR symbol = ?3)
                        AND (?4 IS NULL OR seed = ?4) AND ifnull(target_date, '9999-99') BETWEEN ?5 AND ?6
                    ORDER BY model, seed, symbol, cutoff, horizon, span
                    """,
                arguments: [
                    run, model, symbol, seed, first?.description ?? "0000", last?.description ?? "9999-99",
                ])
            var result: [ForecastVersusActualRow] = []
            while let row = try rows.next() {
                result.append(
                    ForecastVersusActualRow(
                        runID: row["run_id"], model: row["model"], seed: row["seed"], symbol: row["symbol"],
                        cutoff: try row.date("cutoff"), targetDate: try row.optionalDate("target_date"),
                        horizon: row["horizon"], family: row["family"], mean: row["mean"], scale: row["scale"],
                        shape: row["shape"], standardDeviation: row["standard_deviation"], q05: row["q05"],
                        q50: row["q50"], q95: row["q95"], actual: row["actual"], error: row["error"],
                        covered90: row["covered_90"], span: row["span"]))
            }
            return result
        }
    }
}

/// What scoring needs of a stored forecast.
public struct ForecastOutcome: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// The session it is about.
    public var targetDate: SessionDate
    /// The fold's number.
    public var fold: Int
    /// `normal`, `student-t`, ….
    public var family: String
    /// Location of the log return.
    public var mean: Double
    /// Scale parameter.
    public var scale: Double
    /// Degrees of freedom, where there are any.
    public var shape: Double?
    /// The log return that came.
    public var actual: Double
    /// The quantiles of a forecast of the family `quantiles`.
    public var quantiles: [Double]?
}
