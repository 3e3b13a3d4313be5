internal import GRDB
internal import Market

extension Store {
    /// Adds forecasts to a trial that is kept already, such as tonight's of a registered model.
    ///
    /// A forecast that is there stays as it was made; only its target session and actual return are filled in
    /// once they are known. Doing it twice changes nothing.
    /// - Returns: the number of forecasts added or completed.
    @discardableResult
    public func add(forecasts: [ForecastRecord], run: String, planIndex: Int) throws -> Int {
        try write { db in
            let trial = try Row.fetchOne(
                db, sql: "SELECT id, model, seed FROM trial WHERE run_id = ? AND plan_index = ?",
                arguments: [run, planIndex])
            guard let trial else { throw StoreError.unknownTrial(run: run, planIndex: planIndex) }
            let before = db.totalChangesCount
            try Store.insert(
                forecasts, trialID: trial["id"], series: try Store.seriesIDs(in: db),
                owner: "\(trial["model"] as String), seed \(trial["seed"] as Int)", in: db,
                conflict: """
                    ON CONFLICT DO UPDATE SET target_date = excluded.target_date, actual = excluded.actual
                    WHERE forecast.actual IS NULL AND excluded.actual IS NOT NULL
                    """)
            return db.totalChangesCount - before
        }
    }

    /// Writes forecasts of one trial; `owner` is what an error says they are of.
    static func insert(
        _ forecasts: [ForecastRecord], trialID: Int64, series: [String: Int], owner: String, in db: Database,
        conflict: String = ""
    ) throws {
        var rows = try BulkInsert(
            db, into: "forecast", columns: forecastColumns, rowCount: forecasts.count, conflict: conflict)
        for forecast in forecasts {
            func checked(_ value: Double?, _ name: String) throws -> Double? {
                try finiteIfKnown(value, name, of: "\(owner), \(forecast.symbol), cutoff \(forecast.cutoff)")
            }
            rows.bind(Int(trialID))
            rows.bind(try id(of: forecast.symbol, in: series))
            rows.bind(forecast.cutoff.description)
            rows.bind(forecast.horizon)
            rows.bind(forecast.span)
            rows.bind(forecast.targetDate?.description)
            rows.bind(forecast.family)
            rows.bind(try checked(forecast.mean, "the mean"))
            rows.bind(try checked(forecast.scale, "the scale"))
            rows.bind(try checked(forecast.shape, "the shape"))
            rows.bind(try checked(forecast.standardDeviation, "the standard deviation"))
            rows.bind(try checked(forecast.q05, "the 5 % quantile"))
            rows.bind(try checked(forecast.q50, "the median"))
            rows.bind(try checked(forecast.q95, "the 95 % quantile"))
            rows.bind(try checked(forecast.probabilityUp, "the probability of a rise"))
            rows.bind(forecast.invest ? 1 : 0)
            rows.bind(try checked(forecast.actual, "the actual return"))
            rows.bind(try checked(forecast.naiveScale, "the naive scale"))
            rows.bind(try QuantileText.text(forecast.quantiles) { try checked($0, "a quantile") })
            try rows.endRow()
        }
    }

    /// The columns of `forecast` in the order in which they are written and read.
    static let forecastColumns = [
        "trial_id", "series_id", "cutoff", "horizon", "span", "target_date", "family", "mean", "scale", "shape",
        "standard_deviation", "q05", "q50", "q95", "probability_up", "invest", "actual", "naive_scale", "quantiles",
    ]
}
