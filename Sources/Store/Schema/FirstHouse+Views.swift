extension FirstHouse {
    /// The six views whose names and columns are a promise to whoever opens the file with another program.
    ///
    /// `width_sweep` and `shock_table` have no horizon column: they show the shortest horizon of each sample.
    static let views = """
        CREATE VIEW leaderboard AS
        WITH fitted AS (
            SELECT run_id, model, min(response) AS response, max(width) AS width, max(parameters) AS parameters,
                count(DISTINCT seed) AS seeds, sum(train_seconds) AS train_seconds
            FROM trial GROUP BY run_id, model
        ), score AS (
            SELECT run_id, model, horizon,
                max(value) FILTER (WHERE name = 'mae') AS mae,
                max(value) FILTER (WHERE name = 'rmse') AS rmse,
                max(value) FILTER (WHERE name = 'mase') AS mase,
                max(value) FILTER (WHERE name = 'nll') AS nll,
                max(value) FILTER (WHERE name = 'crps') AS crps,
                max(value) FILTER (WHERE name = 'qlike') AS qlike,
                max(value) FILTER (WHERE name = 'coverage_90') AS coverage_90,
                max(value) FILTER (WHERE name = 'directional_accuracy') AS directional_accuracy,
                max(value) FILTER (WHERE name = 'skill_vs_naive') AS skill_vs_naive
            FROM metric WHERE symbol = 'all' AND period = 'all' AND phase = 'all'
            GROUP BY run_id, model, horizon
        )
        SELECT score.run_id AS run_id, score.model AS model, fitted.response AS response, fitted.width AS width,
            fitted.parameters AS parameters, fitted.seeds AS seeds, fitted.train_seconds AS train_seconds,
            score.horizon AS horizon, score.mae AS mae, score.rmse AS rmse, score.mase AS mase, score.nll AS nll,
            score.crps AS crps, score.qlike AS qlike, score.coverage_90 AS coverage_90,
            score.directional_accuracy AS directional_accuracy, score.skill_vs_naive AS skill_vs_naive,
            comparison.p_value AS dm_p_vs_naive, CAST(NULL AS INTEGER) AS in_mcs
        FROM score
        JOIN fitted ON fitted.run_id = score.run_id AND fitted.model = score.model
        LEFT JOIN comparison ON comparison.run_id = score.run_id AND comparison.model = score.model
            AND comparison.horizon = score.horizon AND comparison.baseline = 'random-walk'
            AND comparison.loss = 'squared_error' AND comparison.period = 'all' AND comparison.phase = 'all'
            AND comparison.test = 'diebold-mariano' AND comparison.model <> comparison.baseline;

        CREATE VIEW width_sweep AS
        WITH network AS (
            SELECT run_id, model, max(multiply_adds_per_forecast) AS multiply_adds_per_forecast
            FROM trial WHERE is_network = 1 GROUP BY run_id, model
        ), swept AS (
            SELECT leaderboard.*, network.multiply_adds_per_forecast AS multiply_adds_per_forecast,
                first_value(leaderboard.model) OVER (
                    PARTITION BY leaderboard.run_id, leaderboard.horizon
                    ORDER BY leaderboard.nll IS NULL, leaderboard.nll, leaderboard.model) AS best
            FROM leaderboard
            JOIN network ON network.run_id = leaderboard.run_id AND network.model = leaderboard.model
            WHERE leaderboard.horizon = (
                SELECT min(horizon) FROM metric
                WHERE run_id = leaderboard.run_id AND symbol = 'all' AND period = 'all' AND phase = 'all')
        )
        SELECT swept.run_id AS run_id, swept.model AS model, swept.response AS response, swept.width AS width,
            swept.parameters AS parameters, swept.multiply_adds_per_forecast AS multiply_adds_per_forecast,
            swept.train_seconds AS train_seconds, swept.rmse AS rmse, swept.nll AS nll, swept.qlike AS qlike,
            comparison.p_value AS dm_p_vs_best
        FROM swept
        LEFT JOIN comparison ON comparison.run_id = swept.run_id AND comparison.model = swept.model
            AND comparison.horizon = swept.horizon AND comparison.baseline = swept.best
            AND comparison.loss = 'nll' AND comparison.period = 'all' AND comparison.phase = 'all'
            AND comparison.test = 'diebold-mariano' AND comparison.model <> comparison.baseline;

        CREATE VIEW shock_table AS
        WITH score AS (
            SELECT run_id, model, period, phase, horizon,
                max(value) FILTER (WHERE name = 'rmse') AS rmse,
                max(value) FILTER (WHERE name = 'nll') AS nll,
                max(value) FILTER (WHERE name = 'qlike') AS qlike,
                max(value) FILTER (WHERE name = 'coverage_90') AS coverage_90,
                max(value) FILTER (WHERE name = 'var_99_breaches') AS var_99_breaches
            FROM metric WHERE symbol = 'all' AND phase <> 'all'
            GROUP BY run_id, model, period, phase, horizon
        )
        SELECT sample.run_id AS run_id, sample.period AS period, sample.phase AS phase,
            sample.first_date AS first_date, sample.last_date AS last_date, sample.sessions AS sessions,
            score.model AS model, score.rmse AS rmse, score.nll AS nll, score.qlike AS qlike,
            score.coverage_90 AS coverage_90, score.var_99_breaches AS var_99_breaches,
            comparison.p_value AS dm_p_vs_naive
        FROM phase_sample AS sample
        JOIN score ON score.run_id = sample.run_id AND score.period = sample.period AND score.phase = sample.phase
        LEFT JOIN comparison ON comparison.run_id = score.run_id AND comparison.model = score.model
            AND comparison.horizon = score.horizon AND comparison.baseline = 'random-walk'
            AND comparison.loss = 'squared_error' AND comparison.period = score.period
            AND comparison.phase = score.phase AND comparison.test = 'diebold-mariano'
            AND comparison.model <> comparison.baseline
        WHERE score.horizon = (
            SELECT min(horizon) FROM metric
            WHERE run_id = sample.run_id AND symbol = 'all' AND period = sample.period AND phase = sample.phase);

        CREATE VIEW forecast_vs_actual AS
        SELECT trial.run_id AS run_id, trial.model AS model, trial.seed AS seed, series.symbol AS symbol,
            forecast.cutoff AS cutoff, forecast.target_date AS target_date, forecast.horizon AS horizon,
            forecast.family AS family, forecast.mean AS mean, forecast.scale AS scale, forecast.shape AS shape,
            forecast.standard_deviation AS standard_deviation, forecast.q05 AS q05, forecast.q50 AS q50,
            forecast.q95 AS q95, forecast.actual AS actual, forecast.mean - forecast.actual AS error,
            forecast.actual BETWEEN forecast.q05 AND forecast.q95 AS covered_90
        FROM forecast JOIN trial ON trial.id = forecast.trial_id JOIN series ON series.id = forecast.series_id;

        CREATE VIEW memory_profile AS
        SELECT memory.model_id AS model_id, model.name AS model, trial.response AS response, trial.width AS width,
            memory.lag AS lag, memory.influence AS influence
        FROM memory JOIN model ON model.id = memory.model_id JOIN trial ON trial.id = model.trial_id;

        -- A session is common when more than half of the other series alive then have a bar. For a series that
        -- lacks the session, those are the alive less itself. Missing = common sessions inside the span, less the
        -- series' own bars, except those that lie on uncommon sessions.
        CREATE VIEW data_health AS
        WITH calendar AS MATERIALIZED (
            SELECT date, 2 * bars > alive - 1 AS is_common FROM (
                SELECT date, bars, (
                    SELECT count(*) FROM series_summary WHERE session.date BETWEEN first_date AND last_date) AS alive
                FROM session)
        ), common AS MATERIALIZED (
            SELECT series_id, count(*) AS sessions FROM series_summary
            JOIN calendar ON calendar.date BETWEEN first_date AND last_date
            WHERE is_common GROUP BY series_id
        ), uncommon AS MATERIALIZED (
            SELECT series_id, count(*) AS bars FROM series_summary
            JOIN calendar ON calendar.date BETWEEN first_date AND last_date
            WHERE NOT is_common AND EXISTS (
                SELECT 1 FROM bar WHERE bar.series_id = series_summary.series_id AND bar.date = calendar.date)
            GROUP BY series_id
        )
        SELECT series.symbol AS symbol, summary.first_date AS first_date, summary.last_date AS last_date,
            summary.sessions AS sessions,
            ifnull(common.sessions, 0) - summary.sessions + ifnull(uncommon.bars, 0) AS missing_sessions,
            summary.rejected_rows AS rejected_rows, summary.revisions AS revisions,
            summary.largest_jump AS largest_jump,
            (SELECT count(*) FROM session WHERE session.date > summary.last_date) AS stale_sessions
        FROM series_summary AS summary
        JOIN series ON series.id = summary.series_id
        LEFT JOIN common ON common.series_id = summary.series_id
        LEFT JOIN uncommon ON uncommon.series_id = summary.series_id;
        """
}
