extension FirstHouse {
    /// Runs, their trials, what was fitted and what was forecast.
    static let runTables = """
        CREATE TABLE run (
            id TEXT PRIMARY KEY NOT NULL CHECK (id <> ''),
            pipeline TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
            configuration_hash TEXT NOT NULL,
            data_hash TEXT NOT NULL,
            version TEXT NOT NULL,
            configuration TEXT NOT NULL,
            command TEXT NOT NULL,
            seed INTEGER NOT NULL,
            first_test_date TEXT CHECK (\(isDate("first_test_date"))),
            last_test_date TEXT CHECK (\(isDate("last_test_date"))),
            started_at TEXT NOT NULL CHECK (started_at <> ''),
            finished_at TEXT CHECK (finished_at <> ''),
            message TEXT
        ) STRICT;

        CREATE TABLE trial (
            id INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            plan_index INTEGER NOT NULL CHECK (plan_index >= 0),
            model TEXT NOT NULL CHECK (model <> ''),
            is_network INTEGER NOT NULL CHECK (is_network IN (0, 1)),
            response TEXT NOT NULL CHECK (response IN ('finite', 'infinite')),
            width INTEGER CHECK (width >= 0),
            seed INTEGER NOT NULL,
            fold INTEGER NOT NULL,
            first_training_date TEXT NOT NULL CHECK (\(isDate("first_training_date"))),
            last_training_date TEXT NOT NULL CHECK (\(isDate("last_training_date"))),
            first_validation_date TEXT CHECK (\(isDate("first_validation_date"))),
            last_validation_date TEXT CHECK (\(isDate("last_validation_date"))),
            first_test_date TEXT NOT NULL CHECK (\(isDate("first_test_date"))),
            last_test_date TEXT NOT NULL CHECK (\(isDate("last_test_date"))),
            parameters INTEGER NOT NULL CHECK (parameters >= 0),
            multiply_adds_per_forecast INTEGER NOT NULL CHECK (multiply_adds_per_forecast >= 0),
            train_seconds REAL NOT NULL CHECK (train_seconds >= 0 AND train_seconds < 1e308),
            epochs INTEGER CHECK (epochs >= 0),
            training_loss REAL CHECK (\(isFinite("training_loss"))),
            validation_loss REAL CHECK (\(isFinite("validation_loss"))),
            UNIQUE (run_id, plan_index),
            UNIQUE (run_id, model, seed, fold),
            CHECK ((response = 'finite') = (width IS NOT NULL)),
            CHECK ((first_validation_date IS NULL) = (last_validation_date IS NULL))
        ) STRICT;

        -- A fitted model as bytes; series_id is NULL for a model of all series together.
        CREATE TABLE model (
            id INTEGER PRIMARY KEY,
            trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (name <> ''),
            series_id INTEGER REFERENCES series ON DELETE CASCADE,
            cutoff TEXT NOT NULL CHECK (\(isDate("cutoff"))),
            encoded BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX model_by_scope ON model (trial_id, ifnull(series_id, 0));

        CREATE TABLE model_state (
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            after_date TEXT NOT NULL CHECK (\(isDate("after_date"))),
            state BLOB NOT NULL,
            PRIMARY KEY (model_id, series_id, after_date)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE memory (
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            lag INTEGER NOT NULL CHECK (lag >= 0),
            influence REAL NOT NULL CHECK (\(isFinite("influence"))),
            PRIMARY KEY (model_id, lag)
        ) STRICT, WITHOUT ROWID;

        -- naive_scale is the training span's mean absolute return of the series, the denominator of MASE.
        CREATE TABLE forecast (
            trial_id INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            cutoff TEXT NOT NULL CHECK (\(isDate("cutoff"))),
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            target_date TEXT CHECK (\(isDate("target_date")) AND target_date > cutoff),
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
            PRIMARY KEY (trial_id, series_id, cutoff, horizon)
        ) STRICT, WITHOUT ROWID;
        """

    /// What was measured, in long form: one row a number.
    static let scoreTables = """
        CREATE TABLE metric (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL,
            symbol TEXT NOT NULL,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            name TEXT NOT NULL CHECK (name <> ''),
            value REAL NOT NULL CHECK (\(isFinite("value"))),
            n INTEGER NOT NULL CHECK (n >= 0),
            PRIMARY KEY (run_id, symbol, period, phase, model, horizon, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE comparison (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL,
            baseline TEXT NOT NULL,
            loss TEXT NOT NULL,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            horizon INTEGER NOT NULL CHECK (horizon >= 1),
            test TEXT NOT NULL,
            mean_difference REAL NOT NULL CHECK (\(isFinite("mean_difference"))),
            statistic REAL CHECK (\(isFinite("statistic"))),
            p_value REAL CHECK (p_value BETWEEN 0 AND 1),
            n INTEGER NOT NULL CHECK (n >= 0),
            PRIMARY KEY (run_id, period, phase, baseline, loss, model, horizon, test)
        ) STRICT, WITHOUT ROWID;

        -- The sessions that were scored in a phase of a shock period.
        CREATE TABLE phase_sample (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            period TEXT NOT NULL,
            phase TEXT NOT NULL,
            first_date TEXT NOT NULL CHECK (\(isDate("first_date"))),
            last_date TEXT NOT NULL CHECK (\(isDate("last_date")) AND last_date >= first_date),
            sessions INTEGER NOT NULL CHECK (sessions >= 1),
            PRIMARY KEY (run_id, period, phase)
        ) STRICT, WITHOUT ROWID;
        """
}
