/// A step of the tables: single sessions ahead beside sums up to them, and how a trial forecast both.
///
/// `span` says how many sessions a target sums over, the last of them `horizon` ahead. What was there is kept as what it was: sums.
enum Spans {
    private static func isFinite(_ column: String) -> String { FirstHouse.isFinite(column) }

    static let tables = """
        DROP VIEW forecast_quantile;
        DROP VIEW forecast_vs_actual;
        DROP VIEW shock_table;
        DROP VIEW width_sweep;
        DROP VIEW leaderboard;

        -- How the forecasts beyond the next session were made; NULL where there are none, or where it was not kept.
        ALTER TABLE trial ADD COLUMN horizon_method TEXT
            CHECK (horizon_method IN ('simulated', 'direct', 'scaled'));

        -- naive_scale is the mean absolute return known of the series, of as many sessions as the target: the denominator of MASE.
        CREATE TABLE forecast_of_spans (
            trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            cutoff TEXT NOT NULL CHECK (\(FirstHouse.isDate("cutoff"))),
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            span INTEGER NOT NULL CHECK (span BETWEEN 1 AND horizon),
            target_date TEXT CHECK (\(FirstHouse.isDate("target_date")) AND target_date > cutoff),
            family TEXT NOT NULL CHECK (family <> ''),
            mean REAL NOT NULL CHECK (\(isFinite("mean"))),
            scale REAL NOT NULL CHECK (scale > 0 AND scale < 1e308),
            shape REAL CHECK (\(isFinite("shape"))),
            standard_deviation REAL NOT NULL CHECK (standard_deviation >= 0 AND standard_deviation < 1e308),
            q05 REAL NOT NULL CHECK (q05 > -1e308),
            q50 REAL NOT NULL CHECK (q50 >= q05),
            q95 REAL NOT NULL CHECK (q95 >= q50 AND q95 < 1e308),
            probability_up REAL NOT NULL CHECK (probability_up BETWEEN 0 AND 1),
            invest INTEGER NOT NULL CHECK (invest IN (0, 1)),
            actual REAL CHECK (\(isFinite("actual"))),
            naive_scale REAL CHECK (naive_scale >= 0 AND naive_scale < 1e308),
            quantiles TEXT CHECK (quantiles IS NULL OR json_array_length(quantiles) = 19),
            PRIMARY KEY (trial_id, series_id, cutoff, horizon, span)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO forecast_of_spans
        SELECT trial_id, series_id, cutoff, horizon, horizon, target_date, family, mean, scale, shape,
            standard_deviation, q05, q50, q95, probability_up, invest, actual, naive_scale, quantiles
        FROM forecast;
        DROP TABLE forecast;
        ALTER TABLE forecast_of_spans RENAME TO forecast;
        CREATE INDEX forecast_open ON forecast (series_id, cutoff) WHERE target_date IS NULL;

        CREATE TABLE metric_of_spans (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL,
            symbol TEXT NOT NULL,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            span INTEGER NOT NULL CHECK (span BETWEEN 1 AND horizon),
            name TEXT NOT NULL CHECK (name <> ''),
            value REAL NOT NULL CHECK (\(isFinite("value"))),
            n INTEGER NOT NULL CHECK (n >= 0),
            lower REAL CHECK (\(isFinite("lower"))),
            upper REAL CHECK (\(isFinite("upper"))),
            PRIMARY KEY (run_id, symbol, period, phase, model, horizon, span, name)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO metric_of_spans
        SELECT run_id, model, symbol, period, phase, horizon, horizon, name, value, n, lower, upper FROM metric;
        DROP TABLE metric;
        ALTER TABLE metric_of_spans RENAME TO metric;

        -- As before, and p_holm is corrected over the rows of the same horizon and span too.
        CREATE TABLE comparison_of_spans (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL,
            baseline TEXT NOT NULL,
            loss TEXT NOT NULL,
            symbol TEXT NOT NULL,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            span INTEGER NOT NULL CHECK (span BETWEEN 1 AND horizon),
            test TEXT NOT NULL,
            mean_difference REAL NOT NULL CHECK (\(isFinite("mean_difference"))),
            statistic REAL CHECK (\(isFinite("statistic"))),
            p_value REAL CHECK (p_value BETWEEN 0 AND 1),
            p_holm REAL CHECK (p_holm BETWEEN 0 AND 1),
            n INTEGER NOT NULL CHECK (n >= 0),
            PRIMARY KEY (run_id, symbol, period, phase, baseline, loss, model, horizon, span, test)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO comparison_of_spans
        SELECT run_id, model, baseline, loss, symbol, period, phase, horizon, horizon, test, mean_difference, statistic,
            p_value, p_holm, n
        FROM comparison;
        DROP TABLE comparison;
        ALTER TABLE comparison_of_spans RENAME TO comparison;
        """

    /// `width_sweep` and `shock_table` are about the next session and stay as they were.
    static let views = [
        leaderboard, Significance.widthSweep, Significance.shockTable, forecastVersusActual, forecastQuantile,
    ]
    .joined(separator: "\n")

    private static let leaderboard = """
        CREATE VIEW leaderboard AS
        WITH fitted AS (
            SELECT run_id, model, min(response) AS response, max(width) AS width, max(parameters) AS parameters,
                count(DISTINCT seed) AS seeds, sum(train_seconds) AS train_seconds,
                -- Folds may differ: a network that looks at ranges is simulated only where a fold's series have none.
                CASE WHEN count(horizon_method) < count(*) THEN NULL
                    WHEN min(horizon_method) = max(horizon_method) THEN min(horizon_method)
                    ELSE min(horizon_method) || ', ' || max(horizon_method) END AS horizon_method
            FROM trial GROUP BY run_id, model
        ), score AS (
            SELECT run_id, model, horizon, span,
                \(Significance.leaderboardScores)
            FROM metric WHERE symbol = 'all' AND period = 'all' AND phase = 'all'
            GROUP BY run_id, model, horizon, span
        )
        SELECT score.run_id AS run_id, score.model AS model, fitted.response AS response, fitted.width AS width,
            fitted.parameters AS parameters, fitted.seeds AS seeds, fitted.train_seconds AS train_seconds,
            score.horizon AS horizon, score.mae AS mae, score.rmse AS rmse, score.mase AS mase, score.nll AS nll,
            score.crps AS crps, score.qlike AS qlike, score.coverage_90 AS coverage_90,
            score.directional_accuracy AS directional_accuracy, score.skill_vs_naive AS skill_vs_naive,
            comparison.p_value AS dm_p_vs_naive, score.mcs_p > 0.1 AS in_mcs, score.nll_lower AS nll_lower,
            score.nll_upper AS nll_upper, score.span AS span,
            CASE WHEN score.horizon > 1 THEN fitted.horizon_method END AS horizon_method
        FROM score
        JOIN fitted ON fitted.run_id = score.run_id AND fitted.model = score.model
        LEFT JOIN comparison ON comparison.run_id = score.run_id AND comparison.model = score.model
            AND comparison.symbol = 'all' AND comparison.horizon = score.horizon AND comparison.span = score.span
            AND comparison.baseline = 'random-walk' AND comparison.loss = 'squared_error'
            AND comparison.period = 'all' AND comparison.phase = 'all' AND comparison.test = 'diebold-mariano'
            AND comparison.model <> comparison.baseline;
        """

    private static let forecastVersusActual = """
        CREATE VIEW forecast_vs_actual AS
        SELECT trial.run_id AS run_id, trial.model AS model, trial.seed AS seed, series.symbol AS symbol,
            forecast.cutoff AS cutoff, forecast.target_date AS target_date, forecast.horizon AS horizon,
            forecast.family AS family, forecast.mean AS mean, forecast.scale AS scale, forecast.shape AS shape,
            forecast.standard_deviation AS standard_deviation, forecast.q05 AS q05, forecast.q50 AS q50,
            forecast.q95 AS q95, forecast.actual AS actual, forecast.mean - forecast.actual AS error,
            forecast.actual BETWEEN forecast.q05 AND forecast.q95 AS covered_90, forecast.span AS span
        FROM forecast JOIN trial ON trial.id = forecast.trial_id JOIN series ON series.id = forecast.series_id;
        """

    private static let forecastQuantile = """
        CREATE VIEW forecast_quantile AS
        WITH \(Quantiles.levels)
        SELECT trial.run_id AS run_id, trial.model AS model, trial.seed AS seed, series.symbol AS symbol,
            forecast.cutoff AS cutoff, forecast.target_date AS target_date, forecast.horizon AS horizon,
            step.level AS level, quantile.value AS quantile, forecast.span AS span
        FROM forecast JOIN trial ON trial.id = forecast.trial_id JOIN series ON series.id = forecast.series_id
        JOIN json_each(forecast.quantiles) AS quantile JOIN step ON step.place = quantile.key;
        """
}
