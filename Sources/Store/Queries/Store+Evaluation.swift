public import Evaluation
internal import GRDB
internal import Market

/// Which metrics to read: what is nil is not asked about.
public struct MetricFilter: Hashable, Sendable {
    /// The model's name with settings.
    public var model: String?
    /// The symbol, or `all` for the pooled panel.
    public var symbol: String?
    /// The period, or `all`.
    public var period: String?
    /// The phase, or `all`.
    public var phase: String?
    /// Sessions ahead.
    public var horizon: Int?
    /// The metric's short name.
    public var name: String?

    /// A filter from what is asked for.
    public init(
        model: String? = nil, symbol: String? = nil, period: String? = nil, phase: String? = nil,
        horizon: Int? = nil, name: String? = nil
    ) {
        self.model = model
        self.symbol = symbol
        self.period = period
        self.phase = phase
        self.horizon = horizon
        self.name = name
    }
}

extension Store {
    /// Puts these scores in the place of all that are stored of a run, all or nothing.
    public func replaceEvaluation(run: String, _ result: EvaluationResult, horizon: Int = 1) throws {
        try write { db in
            guard try Bool.fetchOne(db, sql: "SELECT 1 FROM run WHERE id = ?", arguments: [run]) ?? false else {
                throw StoreError.unknownRun(id: run)
            }
            for table in [
                "metric", "comparison", "phase_sample", "cumulative_loss", "shock_response", "shock_path",
            ] {
                try db.execute(sql: "DELETE FROM \(table) WHERE run_id = ?", arguments: [run])
            }
            try Store.insert(result.metrics, run: run, in: db)
            try Store.insert(result.comparisons, run: run, in: db)
            try Store.insert(result.cumulativeLosses, run: run, horizon: horizon, in: db)
            try Store.insert(result.shockResponses, run: run, horizon: horizon, in: db)
            try Store.insert(result.shockPaths, run: run, horizon: horizon, in: db)
            for sample in result.samples {
                try db.execute(
                    sql: "INSERT INTO phase_sample VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        run, sample.period, sample.phase, sample.firstDate.description, sample.lastDate.description,
                        sample.sessions,
                    ])
            }
        }
    }

    /// Adds metrics and tests of another target to those that are stored of a run, all or nothing.
    public func addHorizon(run: String, _ result: EvaluationResult) throws {
        try write { db in
            try Store.insert(result.metrics, run: run, in: db)
            try Store.insert(result.comparisons, run: run, in: db)
        }
    }

    /// Puts these scores in the place of all that are stored of a run, all or nothing.
    public func replaceEvaluation(
        run: String, metrics: [MetricRow], comparisons: [ComparisonRow], samples: [PhaseSample]
    ) throws {
        try replaceEvaluation(
            run: run, EvaluationResult(metrics: metrics, comparisons: comparisons, samples: samples))
    }

    /// The metrics of a run, by symbol, period, phase, model, horizon, span and name.
    public func metrics(run: String, _ filter: MetricFilter = MetricFilter()) throws -> [MetricRow] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT model, symbol, period, phase, horizon, name, value, n, lower, upper, span FROM metric
                    WHERE run_id = ?1 AND (?2 IS NULL OR model = ?2) AND (?3 IS NULL OR symbol = ?3)
                        AND (?4 IS NULL OR period = ?4) AND (?5 IS NULL OR phase = ?5)
                        AND (?6 IS NULL OR horizon = ?6) AND (?7 IS NULL OR name = ?7)
                    ORDER BY symbol, period, phase, model, horizon, span, name
                    """,
                arguments: [
                    run, filter.model, filter.symbol, filter.period, filter.phase, filter.horizon, filter.name,
                ])
            return try Array(
                rows.map { row in
                    MetricRow(
                        model: row[0], symbol: row[1], period: row[2], phase: row[3], horizon: row[4], name: row[5],
                        value: row[6], n: row[7], lower: row[8], upper: row[9], span: row[10])
                })
        }
    }

    /// The comparisons of a run, by symbol, period, phase, baseline, loss, model, horizon, span and test.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - symbol: a symbol, ``wholeSample`` for the panel's, or nil for all there are.
    public func comparisons(run: String, symbol: String? = wholeSample) throws -> [ComparisonRow] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT model, baseline, loss, period, phase, horizon, test, mean_difference, statistic, p_value, n,
                        symbol, p_holm, span
                    FROM comparison WHERE run_id = ?1 AND (?2 IS NULL OR symbol = ?2)
                    ORDER BY symbol, period, phase, baseline, loss, model, horizon, span, test
                    """, arguments: [run, symbol])
            return try Array(
                rows.map { row in
                    ComparisonRow(
                        model: row[0], baseline: row[1], loss: row[2], period: row[3], phase: row[4],
                        horizon: row[5], test: row[6], meanDifference: row[7], statistic: row[8], pValue: row[9],
                        n: row[10], symbol: row[11], pHolm: row[12], span: row[13])
                })
        }
    }

    /// The number of tests of a run that gave a p-value, those of single symbols too.
    public func testCount(run: String) throws -> Int {
        try read { db in
            try Int.fetchOne(
                db, sql: "SELECT count(p_value) FROM comparison WHERE run_id = ?", arguments: [run]) ?? 0
        }
    }

    /// What each model had lost by the end of each month, by loss, model and date.
    public func cumulativeLosses(run: String, loss: String? = nil) throws -> [CumulativeLossRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM cumulative_loss WHERE run_id = ?1 AND (?2 IS NULL OR loss = ?2)
                    ORDER BY horizon, loss, model, date
                    """, arguments: [run, loss]
            ).map { row in
                CumulativeLossRow(
                    model: row["model"], loss: row["loss"], date: try row.date("date"),
                    cumulative: row["cumulative"], sessions: row["sessions"])
            }
        }
    }

    /// The sessions scored in each phase of each shock period, in the order of time.
    public func phaseSamples(run: String) throws -> [PhaseSample] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM phase_sample WHERE run_id = ? ORDER BY first_date, period, phase",
                arguments: [run]
            ).map { row in
                PhaseSample(
                    period: row["period"], phase: row["phase"], firstDate: try row.date("first_date"),
                    lastDate: try row.date("last_date"), sessions: row["sessions"])
            }
        }
    }

    private static func insert(_ metrics: [MetricRow], run: String, in db: Database) throws {
        var rows = try BulkInsert(
            db, into: "metric",
            columns: [
                "run_id", "model", "symbol", "period", "phase", "horizon", "span", "name", "value", "n", "lower",
                "upper",
            ],
            rowCount: metrics.count)
        for metric in metrics {
            rows.bind(run)
            rows.bind(metric.model)
            rows.bind(metric.symbol)
            rows.bind(metric.period)
            rows.bind(metric.phase)
            rows.bind(metric.horizon)
            rows.bind(metric.span)
            rows.bind(metric.name)
            rows.bind(
                try finite(metric.value, metric.name, of: "\(metric.model), \(metric.symbol), \(metric.period)"))
            rows.bind(metric.n)
            func end(_ value: Double?, _ what: String) throws -> Double? {
                try finiteIfKnown(value, "\(what) of \(metric.name)", of: "\(metric.model), \(metric.symbol)")
            }
            rows.bind(try end(metric.lower, "the lower end"))
            rows.bind(try end(metric.upper, "the upper end"))
            try rows.endRow()
        }
    }

    private static func insert(_ comparisons: [ComparisonRow], run: String, in db: Database) throws {
        var rows = try BulkInsert(
            db, into: "comparison",
            columns: [
                "run_id", "model", "baseline", "loss", "period", "phase", "horizon", "span", "test",
                "mean_difference",
                "statistic", "p_value", "n", "symbol", "p_holm",
            ], rowCount: comparisons.count)
        for comparison in comparisons {
            func checked(_ value: Double?, _ name: String) throws -> Double? {
                try finiteIfKnown(
                    value, name, of: "\(comparison.model) against \(comparison.baseline), \(comparison.loss)")
            }
            rows.bind(run)
            rows.bind(comparison.model)
            rows.bind(comparison.baseline)
            rows.bind(comparison.loss)
            rows.bind(comparison.period)
            rows.bind(comparison.phase)
            rows.bind(comparison.horizon)
            rows.bind(comparison.span)
            rows.bind(comparison.test)
            rows.bind(try checked(comparison.meanDifference, "the mean difference"))
            rows.bind(try checked(comparison.statistic, "the statistic"))
            rows.bind(try checked(comparison.pValue, "the p-value"))
            rows.bind(comparison.n)
            rows.bind(comparison.symbol)
            rows.bind(try checked(comparison.pHolm, "the corrected p-value"))
            try rows.endRow()
        }
    }

    private static func insert(
        _ losses: [CumulativeLossRow], run: String, horizon: Int, in db: Database
    ) throws {
        var rows = try BulkInsert(
            db, into: "cumulative_loss",
            columns: ["run_id", "model", "loss", "horizon", "date", "cumulative", "sessions"],
            rowCount: losses.count)
        for loss in losses {
            rows.bind(run)
            rows.bind(loss.model)
            rows.bind(loss.loss)
            rows.bind(horizon)
            rows.bind(loss.date.description)
            rows.bind(try finite(loss.cumulative, "the loss up to \(loss.date)", of: "\(loss.model), \(loss.loss)"))
            rows.bind(loss.sessions)
            try rows.endRow()
        }
    }
}
