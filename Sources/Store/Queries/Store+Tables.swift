public import Evaluation
internal import GRDB
internal import Market

extension Store {
    /// Rows of the view `leaderboard`, the lowest negative log likelihood first within each horizon and span.
    public func leaderboard(run: String) throws -> [LeaderboardRow] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM leaderboard WHERE run_id = ? ORDER BY horizon, span, nll IS NULL, nll, model",
                arguments: [run])
            return rows.map { row in
                LeaderboardRow(
                    runID: row["run_id"], model: row["model"], response: row["response"], width: row["width"],
                    parameters: row["parameters"], seeds: row["seeds"], trainSeconds: row["train_seconds"],
                    horizon: row["horizon"], mae: row["mae"], rmse: row["rmse"], mase: row["mase"], nll: row["nll"],
                    crps: row["crps"], qlike: row["qlike"], coverage90: row["coverage_90"],
                    directionalAccuracy: row["directional_accuracy"], skillVsNaive: row["skill_vs_naive"],
                    dmPVsNaive: row["dm_p_vs_naive"], inMCS: row["in_mcs"], nllLower: row["nll_lower"],
                    nllUpper: row["nll_upper"], span: row["span"],
                    horizonMethod: row["horizon_method"])
            }
        }
    }

    /// Rows of the view `width_sweep`: finite responses by width, then infinite ones, by name.
    public func widthSweep(run: String) throws -> [WidthSweepRow] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT * FROM width_sweep WHERE run_id = ? ORDER BY width IS NULL, width, model",
                arguments: [run])
            return rows.map { row in
                WidthSweepRow(
                    runID: row["run_id"], model: row["model"], response: row["response"], width: row["width"],
                    parameters: row["parameters"], multiplyAddsPerForecast: row["multiply_adds_per_forecast"],
                    trainSeconds: row["train_seconds"], rmse: row["rmse"], nll: row["nll"], qlike: row["qlike"],
                    dmPVsBest: row["dm_p_vs_best"], forecastSeconds: row["forecast_seconds"],
                    nllLower: row["nll_lower"], nllUpper: row["nll_upper"], dmPVsRNN: row["dm_p_vs_rnn"],
                    inMCS: row["in_mcs"])
            }
        }
    }

    /// Rows of the view `shock_table` in the order of time, the lowest negative log likelihood first in each phase.
    public func shockTable(run: String, period: String? = nil) throws -> [ShockTableRow] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT *, min(first_date) OVER (PARTITION BY period) AS period_begins FROM shock_table
                    WHERE run_id = ?1 AND (?2 IS NULL OR period = ?2)
                    ORDER BY period_begins, period, first_date, phase, nll IS NULL, nll, model
                    """, arguments: [run, period])
            return try rows.map { row in
                ShockTableRow(
                    runID: row["run_id"], period: row["period"], phase: row["phase"],
                    firstDate: try row.date("first_date"), lastDate: try row.date("last_date"),
                    sessions: row["sessions"], model: row["model"], rmse: row["rmse"], nll: row["nll"],
                    qlike: row["qlike"], coverage90: row["coverage_90"], var99Breaches: row["var_99_breaches"],
                    dmPVsNaive: row["dm_p_vs_naive"], forecasts: row["forecasts"], nllLower: row["nll_lower"],
                    nllUpper: row["nll_upper"], coverage95: row["coverage_95"],
                    var95Breaches: row["var_95_breaches"], nllDMPVsNaive: row["nll_dm_p_vs_naive"],
                    nllBootstrapPVsNaive: row["nll_bootstrap_p_vs_naive"],
                    worstDate: try row.optionalDate("worst_date"), worstNLL: row["worst_nll"],
                    sessionsToRecover: row["sessions_to_recover"])
            }
        }
    }

    /// Rows of the view `data_health` by symbol.
    public func dataHealth() throws -> [DataHealthRow] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM data_health ORDER BY symbol").map { row in
                DataHealthRow(
                    symbol: row["symbol"], firstDate: try row.date("first_date"),
                    lastDate: try row.date("last_date"),
                    sessions: row["sessions"], missingSessions: row["missing_sessions"],
                    rejectedRows: row["rejected_rows"], revisions: row["revisions"],
                    largestJump: row["largest_jump"], staleSessions: row["stale_sessions"],
                    verdict: row["verdict"], findings: row["findings"])
            }
        }
    }

    /// What is odd about each series, by symbol: what `data_health` sums up in a verdict.
    public func healthFindings() throws -> [HealthFinding] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM data_finding ORDER BY symbol, finding").map { row in
                HealthFinding(
                    symbol: row["symbol"], finding: row["finding"], number: row["number"],
                    isRefusal: row["verdict"] == "refuse")
            }
        }
    }
}

/// One thing that is odd about a series.
public struct HealthFinding: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// What is odd; one of ``HealthThreshold/findings``.
    public var finding: String
    /// How many, or how much.
    public var number: Double
    /// Whether it is so bad that the series is left out.
    public var isRefusal: Bool
}
