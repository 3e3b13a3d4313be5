import GRDB
import Testing

@testable import Store

@Suite("The views that are a promise")
struct ViewTests {
    @Test(
        "A view has exactly the promised columns, in order",
        arguments: [
            (
                "leaderboard",
                "run_id, model, response, width, parameters, seeds, train_seconds, horizon, mae, rmse, mase, nll, crps, "
                    + "qlike, coverage_90, directional_accuracy, skill_vs_naive, dm_p_vs_naive, in_mcs, "
                    + "nll_lower, nll_upper, span, horizon_method"
            ),
            (
                "width_sweep",
                "run_id, model, response, width, parameters, multiply_adds_per_forecast, train_seconds, rmse, nll, "
                    + "qlike, dm_p_vs_best, forecast_seconds, nll_lower, nll_upper, dm_p_vs_rnn, in_mcs"
            ),
            (
                "shock_table",
                "run_id, period, phase, first_date, last_date, sessions, model, rmse, nll, qlike, coverage_90, "
                    + "var_99_breaches, dm_p_vs_naive, forecasts, nll_lower, nll_upper, coverage_95, var_95_breaches, "
                    + "nll_dm_p_vs_naive, nll_bootstrap_p_vs_naive, worst_date, worst_nll, sessions_to_recover"
            ),
            (
                "forecast_vs_actual",
                "run_id, model, seed, symbol, cutoff, target_date, horizon, family, mean, scale, shape, "
                    + "standard_deviation, q05, q50, q95, actual, error, covered_90, span"
            ),
            (
                "forecast_quantile",
                "run_id, model, seed, symbol, cutoff, target_date, horizon, level, quantile, span"
            ),
            ("memory_profile", "model_id, model, response, width, lag, influence"),
            (
                "data_health",
                "symbol, first_date, last_date, sessions, missing_sessions, rejected_rows, revisions, largest_jump, "
                    + "stale_sessions, rebases, weekend_rows, repeated_sessions, half_filled, longest_gap_days, "
                    + "reuse_date, unapplied_splits, first_unapplied_split, verdict, findings"
            ),
        ])
    func columns(view: String, promised: String) throws {
        let store = try Folder().store()
        let columns = try store.read { db in
            try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [view])
        }
        #expect(columns.joined(separator: ", ") == promised)
        // A view is only checked when it is read.
        #expect(try store.count("SELECT count(*) FROM \(view)") == 0)
    }
}
