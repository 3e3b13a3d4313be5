/// What nights need beside runs: which model is trusted, what panels share, what was foretold and came true.
enum Nights {
    static let tables = """
        -- One row for each night, beside its run. A night of kind 'as-of' repeats what could have been known then; only
        -- the forecasts of kind 'live' are of record.
        CREATE TABLE night (
            run_id TEXT PRIMARY KEY NOT NULL REFERENCES run ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('live', 'as-of')),
            last_session TEXT NOT NULL CHECK (\(FirstHouse.isDate("last_session")))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX night_by_session ON night (last_session);

        -- What each model did in a night: how many sessions of how many series it was stepped through, from where, and
        -- how many forecasts it made.
        CREATE TABLE night_model (
            run_id TEXT NOT NULL REFERENCES night ON DELETE CASCADE,
            plan_index INTEGER NOT NULL CHECK (plan_index >= 0),
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            how TEXT NOT NULL CHECK (how IN ('window', 'stepped', 'built', 'rebuilt', 'replayed')),
            sessions INTEGER NOT NULL CHECK (sessions >= 0),
            series INTEGER NOT NULL CHECK (series >= 0),
            stepped_from TEXT CHECK (\(FirstHouse.isDate("stepped_from"))),
            reason TEXT,
            forecasts INTEGER NOT NULL CHECK (forecasts >= 0),
            PRIMARY KEY (run_id, plan_index)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX night_model_by_model ON night_model (model_id);

        -- What the series of a panel share in a model of infinite response, after a session.
        CREATE TABLE market_state (
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            after_date TEXT NOT NULL CHECK (\(FirstHouse.isDate("after_date"))),
            state BLOB NOT NULL,
            PRIMARY KEY (model_id, after_date)
        ) STRICT;
        CREATE INDEX model_state_by_date ON model_state (after_date);

        -- A past that changed after states had been made from it; they were removed with the change, and the night that
        -- makes them anew says why and removes the row.
        CREATE TABLE state_loss (
            series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
            first_date TEXT NOT NULL CHECK (\(FirstHouse.isDate("first_date"))),
            kind TEXT NOT NULL CHECK (kind IN ('revised', 'late')),
            PRIMARY KEY (series_id, first_date, kind)
        ) STRICT, WITHOUT ROWID;

        -- Which fitted model is trusted, as decisions in order: the latest 'champion' of a fit_key (model, seed and all
        -- that decides a fit) forecasts from the session after the decision on. Losses are negative log densities on the
        -- challenger's validation span, challenger minus champion.
        CREATE TABLE registration (
            id INTEGER PRIMARY KEY,
            fit_key TEXT NOT NULL CHECK (fit_key <> ''),
            model TEXT NOT NULL CHECK (model <> ''),
            seed INTEGER NOT NULL,
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            session TEXT NOT NULL CHECK (\(FirstHouse.isDate("session"))),
            role TEXT NOT NULL CHECK (role IN ('champion', 'challenger')),
            reason TEXT NOT NULL CHECK (reason IN ('first', 'test', 'hand')),
            mean_difference REAL CHECK (\(FirstHouse.isFinite("mean_difference"))),
            p_value REAL CHECK (p_value BETWEEN 0 AND 1),
            sessions INTEGER CHECK (sessions >= 0)
        ) STRICT;
        CREATE INDEX registration_by_key ON registration (fit_key, session);
        CREATE INDEX registration_by_model ON registration (model_id);

        -- Forecasts of record against what came, a row a session: sums over the symbols, so that a rolling mean needs no
        -- forecast of the past. squared_z is (error / standard deviation)².
        CREATE TABLE session_score (
            pipeline TEXT NOT NULL CHECK (pipeline <> ''),
            model TEXT NOT NULL CHECK (model <> ''),
            seed INTEGER NOT NULL,
            date TEXT NOT NULL CHECK (\(FirstHouse.isDate("date"))),
            forecasts INTEGER NOT NULL CHECK (forecasts >= 1),
            covered_90 INTEGER NOT NULL CHECK (covered_90 >= 0),
            below_05 INTEGER NOT NULL CHECK (below_05 >= 0),
            above_95 INTEGER NOT NULL CHECK (above_95 >= 0),
            squared_error REAL NOT NULL CHECK (\(FirstHouse.isFinite("squared_error"))),
            absolute_error REAL NOT NULL CHECK (\(FirstHouse.isFinite("absolute_error"))),
            negative_log_density REAL NOT NULL CHECK (\(FirstHouse.isFinite("negative_log_density"))),
            squared_z REAL NOT NULL CHECK (\(FirstHouse.isFinite("squared_z"))),
            PRIMARY KEY (pipeline, model, seed, date)
        ) STRICT, WITHOUT ROWID;

        -- Forecasts whose outcome is not known: few, and looked for every night.
        CREATE INDEX forecast_open ON forecast (series_id, cutoff) WHERE target_date IS NULL;
        -- The file a series was last taken from.
        CREATE INDEX source_file_by_series ON source_file (series_id);
        """
}
