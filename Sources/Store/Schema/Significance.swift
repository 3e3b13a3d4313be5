/// Intervals, tests of every pair, what happened in each shock, and views that show them.
///
/// The first columns of a view are those it always had.
enum Significance {
    static let tables = """
        ALTER TABLE metric ADD COLUMN lower REAL CHECK (\(FirstHouse.isFinite("lower")));
        ALTER TABLE metric ADD COLUMN upper REAL CHECK (\(FirstHouse.isFinite("upper")));
        ALTER TABLE trial ADD COLUMN forecast_seconds REAL
            CHECK (forecast_seconds >= 0 AND forecast_seconds < 1e308);

        DROP VIEW shock_table;
        DROP VIEW width_sweep;
        DROP VIEW leaderboard;

        -- A pair of models is held once: the random walk is always the baseline, else the model that comes first in the
        -- pipeline. symbol is 'all' for the panel's mean loss a session. p_holm is p_value after Holm's correction over
        -- the rows of the same test, loss, period and phase.
        CREATE TABLE comparison_of_symbols (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL,
            baseline TEXT NOT NULL,
            loss TEXT NOT NULL,
            symbol TEXT NOT NULL,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            test TEXT NOT NULL,
            mean_difference REAL NOT NULL CHECK (\(FirstHouse.isFinite("mean_difference"))),
            statistic REAL CHECK (\(FirstHouse.isFinite("statistic"))),
            p_value REAL CHECK (p_value BETWEEN 0 AND 1),
            p_holm REAL CHECK (p_holm BETWEEN 0 AND 1),
            n INTEGER NOT NULL CHECK (n >= 0),
            PRIMARY KEY (run_id, symbol, period, phase, baseline, loss, model, horizon, test)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO comparison_of_symbols
        SELECT run_id, model, baseline, loss, 'all', period, phase, horizon, test, mean_difference, statistic, p_value,
            NULL, n
        FROM comparison;
        DROP TABLE comparison;
        ALTER TABLE comparison_of_symbols RENAME TO comparison;

        -- What a model had lost in all by the last session of a month: the difference of two models is one's lead.
        CREATE TABLE cumulative_loss (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL,
            loss TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            date TEXT NOT NULL CHECK (\(FirstHouse.isDate("date"))),
            cumulative REAL NOT NULL CHECK (\(FirstHouse.isFinite("cumulative"))),
            sessions INTEGER NOT NULL CHECK (sessions >= 1),
            PRIMARY KEY (run_id, model, loss, horizon, date)
        ) STRICT, WITHOUT ROWID;

        -- The worst session of a shock, and how long a model's 20-session loss stayed above its pre-shock band:
        -- sessions_to_recover is NULL where it was not back within the sessions_watched that followed.
        CREATE TABLE shock_response (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            period TEXT NOT NULL,
            model TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            worst_date TEXT NOT NULL CHECK (\(FirstHouse.isDate("worst_date"))),
            worst_nll REAL NOT NULL CHECK (\(FirstHouse.isFinite("worst_nll"))),
            band_upper REAL CHECK (\(FirstHouse.isFinite("band_upper"))),
            peak_nll REAL CHECK (\(FirstHouse.isFinite("peak_nll"))),
            sessions_to_recover INTEGER CHECK (sessions_to_recover >= 0),
            sessions_watched INTEGER NOT NULL CHECK (sessions_watched >= 0),
            PRIMARY KEY (run_id, period, model, horizon)
        ) STRICT, WITHOUT ROWID;

        -- Session by session through a shock period, over all symbols: root mean forecast variance, root mean square
        -- return that came, mean loss, and its mean over the last 20 sessions.
        CREATE TABLE shock_path (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            model TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            date TEXT NOT NULL CHECK (\(FirstHouse.isDate("date"))),
            forecast_volatility REAL NOT NULL CHECK (\(FirstHouse.isFinite("forecast_volatility"))),
            realised_volatility REAL NOT NULL CHECK (\(FirstHouse.isFinite("realised_volatility"))),
            nll REAL NOT NULL CHECK (\(FirstHouse.isFinite("nll"))),
            nll_20 REAL CHECK (\(FirstHouse.isFinite("nll_20"))),
            PRIMARY KEY (run_id, period, model, horizon, date)
        ) STRICT, WITHOUT ROWID;
        """

    static let views = [leaderboard, widthSweep, shockTable].joined(separator: "\n\n")

    /// The columns of the leaderboard that are metrics of the whole sample, of two steps: like a step they are never edited.
    static let leaderboardScores = """
        max(value) FILTER (WHERE name = 'mae') AS mae,
        max(value) FILTER (WHERE name = 'rmse') AS rmse,
        max(value) FILTER (WHERE name = 'mase') AS mase,
        max(value) FILTER (WHERE name = 'nll') AS nll,
        max(lower) FILTER (WHERE name = 'nll') AS nll_lower,
        max(upper) FILTER (WHERE name = 'nll') AS nll_upper,
        max(value) FILTER (WHERE name = 'crps') AS crps,
        max(value) FILTER (WHERE name = 'qlike') AS qlike,
        max(value) FILTER (WHERE name = 'coverage_90') AS coverage_90,
        max(value) FILTER (WHERE name = 'directional_accuracy') AS directional_accuracy,
        max(value) FILTER (WHERE name = 'skill_vs_naive') AS skill_vs_naive,
        max(value) FILTER (WHERE name = 'mcs_p_nll') AS mcs_p
        """

    private static let leaderboard = """
        CREATE VIEW leaderboard AS
        WITH fitted AS (
            SELECT run_id, model, min(response) AS response, max(width) AS width, max(parameters) AS parameters,
                count(DISTINCT seed) AS seeds, sum(train_seconds) AS train_seconds
            FROM trial GROUP BY run_id, model
        ), score AS (
            SELECT run_id, model, horizon,
                \(leaderboardScores)
            FROM metric WHERE symbol = 'all' AND period = 'all' AND phase = 'all'
            GROUP BY run_id, model, horizon
        )
        SELECT score.run_id AS run_id, score.model AS model, fitted.response AS response, fitted.width AS width,
            fitted.parameters AS parameters, fitted.seeds AS seeds, fitted.train_seconds AS train_seconds,
            score.horizon AS horizon, score.mae AS mae, score.rmse AS rmse, score.mase AS mase, score.nll AS nll,
            score.crps AS crps, score.qlike AS qlike, score.coverage_90 AS coverage_90,
            score.directional_accuracy AS directional_accuracy, score.skill_vs_naive AS skill_vs_naive,
            comparison.p_value AS dm_p_vs_naive, score.mcs_p > 0.1 AS in_mcs, score.nll_lower AS nll_lower,
            score.nll_upper AS nll_upper
        FROM score
        JOIN fitted ON fitted.run_id = score.run_id AND fitted.model = score.model
        LEFT JOIN comparison ON comparison.run_id = score.run_id AND comparison.model = score.model
            AND comparison.symbol = 'all' AND comparison.horizon = score.horizon
            AND comparison.baseline = 'random-walk' AND comparison.loss = 'squared_error'
            AND comparison.period = 'all' AND comparison.phase = 'all' AND comparison.test = 'diebold-mariano'
            AND comparison.model <> comparison.baseline;
        """

    static let widthSweep = """
        CREATE VIEW width_sweep AS
        WITH network AS (
            SELECT run_id, model, max(multiply_adds_per_forecast) AS multiply_adds_per_forecast,
                sum(forecast_seconds) AS forecast_seconds
            FROM trial WHERE is_network = 1 GROUP BY run_id, model
        ), swept AS (
            SELECT leaderboard.*, network.multiply_adds_per_forecast AS multiply_adds_per_forecast,
                network.forecast_seconds AS forecast_seconds,
                first_value(leaderboard.model) OVER (
                    PARTITION BY leaderboard.run_id, leaderboard.horizon
                    ORDER BY leaderboard.nll IS NULL, leaderboard.nll, leaderboard.model) AS best,
                first_value(CASE WHEN leaderboard.response = 'infinite' THEN leaderboard.model END) OVER (
                    PARTITION BY leaderboard.run_id, leaderboard.horizon
                    ORDER BY leaderboard.response <> 'infinite', leaderboard.nll IS NULL, leaderboard.nll,
                        leaderboard.model) AS best_infinite
            FROM leaderboard
            JOIN network ON network.run_id = leaderboard.run_id AND network.model = leaderboard.model
            WHERE leaderboard.horizon = (
                SELECT min(horizon) FROM metric
                WHERE run_id = leaderboard.run_id AND symbol = 'all' AND period = 'all' AND phase = 'all')
        ), tested AS (
            SELECT run_id, horizon, model AS first, baseline AS second, p_value FROM comparison
            WHERE symbol = 'all' AND period = 'all' AND phase = 'all' AND loss = 'nll' AND test = 'diebold-mariano'
                AND model <> baseline
        )
        SELECT swept.run_id AS run_id, swept.model AS model, swept.response AS response, swept.width AS width,
            swept.parameters AS parameters, swept.multiply_adds_per_forecast AS multiply_adds_per_forecast,
            swept.train_seconds AS train_seconds, swept.rmse AS rmse, swept.nll AS nll, swept.qlike AS qlike,
            -- A pair is held in one direction only; the p-value is two-sided and the same in both.
            (SELECT min(p_value) FROM tested
             WHERE tested.run_id = swept.run_id AND tested.horizon = swept.horizon
                 AND ((first = swept.model AND second = swept.best)
                     OR (first = swept.best AND second = swept.model))) AS dm_p_vs_best,
            swept.forecast_seconds AS forecast_seconds, swept.nll_lower AS nll_lower, swept.nll_upper AS nll_upper,
            (SELECT min(p_value) FROM tested
             WHERE tested.run_id = swept.run_id AND tested.horizon = swept.horizon
                 AND ((first = swept.model AND second = swept.best_infinite)
                     OR (first = swept.best_infinite AND second = swept.model))) AS dm_p_vs_rnn,
            swept.in_mcs AS in_mcs
        FROM swept;
        """

    static let shockTable = """
        CREATE VIEW shock_table AS
        WITH score AS (
            SELECT run_id, model, period, phase, horizon,
                max(n) FILTER (WHERE name = 'nll') AS forecasts,
                max(value) FILTER (WHERE name = 'rmse') AS rmse,
                max(value) FILTER (WHERE name = 'nll') AS nll,
                max(lower) FILTER (WHERE name = 'nll') AS nll_lower,
                max(upper) FILTER (WHERE name = 'nll') AS nll_upper,
                max(value) FILTER (WHERE name = 'qlike') AS qlike,
                max(value) FILTER (WHERE name = 'coverage_90') AS coverage_90,
                max(value) FILTER (WHERE name = 'coverage_95') AS coverage_95,
                max(value) FILTER (WHERE name = 'var_99_breaches') AS var_99_breaches,
                max(value) FILTER (WHERE name = 'var_95_breaches') AS var_95_breaches
            FROM metric WHERE symbol = 'all' AND phase <> 'all'
            GROUP BY run_id, model, period, phase, horizon
        ), tested AS (
            SELECT * FROM comparison
            WHERE symbol = 'all' AND phase <> 'all' AND baseline = 'random-walk' AND model <> baseline
        )
        SELECT sample.run_id AS run_id, sample.period AS period, sample.phase AS phase,
            sample.first_date AS first_date, sample.last_date AS last_date, sample.sessions AS sessions,
            score.model AS model, score.rmse AS rmse, score.nll AS nll, score.qlike AS qlike,
            score.coverage_90 AS coverage_90, score.var_99_breaches AS var_99_breaches,
            mean_test.p_value AS dm_p_vs_naive, score.forecasts AS forecasts, score.nll_lower AS nll_lower,
            score.nll_upper AS nll_upper, score.coverage_95 AS coverage_95,
            score.var_95_breaches AS var_95_breaches, density_test.p_value AS nll_dm_p_vs_naive,
            density_draws.p_value AS nll_bootstrap_p_vs_naive,
            CASE WHEN sample.phase = 'shock' THEN response.worst_date END AS worst_date,
            CASE WHEN sample.phase = 'shock' THEN response.worst_nll END AS worst_nll,
            CASE WHEN sample.phase = 'shock' THEN response.sessions_to_recover END AS sessions_to_recover
        FROM phase_sample AS sample
        JOIN score ON score.run_id = sample.run_id AND score.period = sample.period AND score.phase = sample.phase
        LEFT JOIN tested AS mean_test ON mean_test.run_id = score.run_id AND mean_test.model = score.model
            AND mean_test.horizon = score.horizon AND mean_test.loss = 'squared_error'
            AND mean_test.period = score.period AND mean_test.phase = score.phase
            AND mean_test.test = 'diebold-mariano'
        LEFT JOIN tested AS density_test ON density_test.run_id = score.run_id AND density_test.model = score.model
            AND density_test.horizon = score.horizon AND density_test.loss = 'nll'
            AND density_test.period = score.period AND density_test.phase = score.phase
            AND density_test.test = 'diebold-mariano'
        LEFT JOIN tested AS density_draws ON density_draws.run_id = score.run_id
            AND density_draws.model = score.model AND density_draws.horizon = score.horizon
            AND density_draws.loss = 'nll' AND density_draws.period = score.period
            AND density_draws.phase = score.phase AND density_draws.test = 'stationary-bootstrap'
        LEFT JOIN shock_response AS response ON response.run_id = score.run_id AND response.model = score.model
            AND response.horizon = score.horizon AND response.period = score.period
        WHERE score.horizon = (
            SELECT min(horizon) FROM metric
            WHERE run_id = sample.run_id AND symbol = 'all' AND period = sample.period AND phase = sample.phase);
        """
}
