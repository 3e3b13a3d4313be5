/// What was measured of the models' memories, what was tried before a model was chosen, and what was audited.
enum MemoryAndSelection {
    private static func isFinite(_ column: String) -> String { "\(column) > -1e308 AND \(column) < 1e308" }

    static let tables = """
        -- The change of forecasts `lag` sessions after an event, in units of the deviation forecast for it. The table memory
        -- holds, for the stimulus unit, mean + variance.
        CREATE TABLE memory_response (
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            stimulus TEXT NOT NULL CHECK (stimulus IN ('unit', 'crash')),
            lag INTEGER NOT NULL CHECK (lag >= 0),
            mean REAL NOT NULL CHECK (mean >= 0 AND mean < 1e308),
            deviation REAL NOT NULL CHECK (deviation >= 0 AND deviation < 1e308),
            variance REAL NOT NULL CHECK (variance >= 0 AND variance < 1e308),
            PRIMARY KEY (model_id, stimulus, lag)
        ) STRICT, WITHOUT ROWID;

        -- half_life, one_percent_horizon, reach (sessions); spectral_radius, jacobian_norm, …; lambda, alpha+beta, …
        CREATE TABLE memory_summary (
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (name <> ''),
            value REAL NOT NULL CHECK (\(isFinite("value"))),
            PRIMARY KEY (model_id, name)
        ) STRICT, WITHOUT ROWID;

        -- The distance of forecasts from those of the carried state, `sessions` after starting from another one.
        CREATE TABLE washout (
            model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,
            start TEXT NOT NULL CHECK (start <> ''),
            sessions INTEGER NOT NULL CHECK (sessions >= 0),
            distance REAL NOT NULL CHECK (distance >= 0 AND distance < 1e308),
            PRIMARY KEY (model_id, start, sessions)
        ) STRICT, WITHOUT ROWID;

        -- Forecasts that stayed the same to the bit although what must not matter to them was corrupted.
        CREATE TABLE leak_audit (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            model TEXT NOT NULL CHECK (model <> ''),
            seed INTEGER NOT NULL,
            fold INTEGER NOT NULL,
            corruption TEXT NOT NULL CHECK (corruption <> ''),
            compared INTEGER NOT NULL CHECK (compared >= 0),
            PRIMARY KEY (run_id, model, seed, fold, corruption)
        ) STRICT, WITHOUT ROWID;

        -- One candidate of a search, judged on one fold inside the training span; loss is NULL where it could not be fitted.
        -- The sums are those of the returns of invest / stay out, from which a Sharpe ratio is made.
        CREATE TABLE search_trial (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            search INTEGER NOT NULL CHECK (search >= 0),
            candidate INTEGER NOT NULL CHECK (candidate >= 0),
            fold INTEGER NOT NULL CHECK (fold >= 0),
            rung INTEGER NOT NULL CHECK (rung >= 0),
            model TEXT NOT NULL CHECK (model <> ''),
            settings TEXT NOT NULL CHECK (settings <> ''),
            loss REAL CHECK (\(isFinite("loss"))),
            n INTEGER NOT NULL CHECK (n >= 0),
            sessions INTEGER NOT NULL CHECK (sessions >= 0),
            return_sum REAL NOT NULL CHECK (\(isFinite("return_sum"))),
            squared_return_sum REAL NOT NULL CHECK (squared_return_sum >= 0 AND squared_return_sum < 1e308),
            PRIMARY KEY (run_id, search, candidate, fold)
        ) STRICT, WITHOUT ROWID;

        -- What a search chose, of how many candidates.
        CREATE TABLE search_choice (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            search INTEGER NOT NULL CHECK (search >= 0),
            method TEXT NOT NULL CHECK (method <> ''),
            candidates INTEGER NOT NULL CHECK (candidates >= 1),
            model TEXT NOT NULL CHECK (model <> ''),
            settings TEXT NOT NULL CHECK (settings <> ''),
            PRIMARY KEY (run_id, search)
        ) STRICT, WITHOUT ROWID;

        -- Mean losses over the shock phase of a period, of fits that had seen earlier shocks and of fits that had not.
        CREATE TABLE stress (
            run_id TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
            period TEXT NOT NULL CHECK (period <> ''),
            model TEXT NOT NULL CHECK (model <> ''),
            loss TEXT NOT NULL CHECK (loss <> ''),
            removed_sessions INTEGER NOT NULL CHECK (removed_sessions >= 0),
            n INTEGER NOT NULL CHECK (n >= 1),
            with_shocks REAL NOT NULL CHECK (\(isFinite("with_shocks"))),
            without_shocks REAL NOT NULL CHECK (\(isFinite("without_shocks"))),
            p_value REAL CHECK (p_value BETWEEN 0 AND 1),
            PRIMARY KEY (run_id, period, model, loss)
        ) STRICT, WITHOUT ROWID;
        """
}
