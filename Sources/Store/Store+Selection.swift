public import Evaluation
internal import GRDB

extension Store {
    /// Keeps the result of one candidate on one fold; what is there already stays.
    public func save(_ row: SearchTrialRow, run: String) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO search_trial VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    run, row.search, row.candidate, row.fold, row.rung, row.model, row.settings,
                    try finiteIfKnown(row.loss, "the loss", of: "candidate \(row.candidate), \(row.model)"), row.n,
                    row.sessions, row.returnSum, row.squaredReturnSum,
                ])
        }
    }

    /// What the searches of a run tried, by search, candidate and fold.
    public func searchTrials(run: String) throws -> [SearchTrialRow] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM search_trial WHERE run_id = ? ORDER BY search, candidate, fold",
                arguments: [run]
            ).map { row in
                SearchTrialRow(
                    search: row["search"], candidate: row["candidate"], fold: row["fold"], rung: row["rung"],
                    model: row["model"], settings: row["settings"], loss: row["loss"], n: row["n"],
                    returnSum: row["return_sum"], squaredReturnSum: row["squared_return_sum"],
                    sessions: row["sessions"])
            }
        }
    }

    /// Keeps what a search chose.
    public func save(_ choice: SearchChoiceRow, run: String) throws {
        try write { db in
            try db.execute(
                sql: "INSERT OR REPLACE INTO search_choice VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [run, choice.search, choice.method, choice.candidates, choice.model, choice.settings])
        }
    }

    /// What the searches of a run chose.
    public func searchChoices(run: String) throws -> [SearchChoiceRow] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM search_choice WHERE run_id = ? ORDER BY search", arguments: [run]
            ).map { row in
                SearchChoiceRow(
                    search: row["search"], method: row["method"], candidates: row["candidates"],
                    model: row["model"],
                    settings: row["settings"])
            }
        }
    }

    /// Strategies that were tried before a run's models were judged: the candidates of its searches.
    ///
    /// Together with the models themselves, the number that a Sharpe ratio is to be deflated by.
    public func searchedCandidates(run: String) throws -> Int {
        try searchChoices(run: run).reduce(0) { $0 + $1.candidates }
    }

    /// Keeps what models lose in shocks without earlier shocks in training, in the place of an earlier measurement.
    public func replaceStress(_ rows: [StressRow], run: String) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM stress WHERE run_id = ?", arguments: [run])
            for row in rows {
                func checked(_ value: Double) throws -> Double { try finite(value, row.loss, of: row.model) }
                try db.execute(
                    sql: "INSERT INTO stress VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        run, row.period, row.model, row.loss, row.removedSessions, row.n,
                        try checked(row.withShocks), try checked(row.withoutShocks), row.pValue,
                    ])
            }
        }
    }

    /// What models lose in shocks without earlier shocks in training.
    public func stress(run: String) throws -> [StressRow] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM stress WHERE run_id = ? ORDER BY period, model, loss", arguments: [run]
            ).map { row in
                StressRow(
                    period: row["period"], model: row["model"], loss: row["loss"],
                    removedSessions: row["removed_sessions"], n: row["n"], withShocks: row["with_shocks"],
                    withoutShocks: row["without_shocks"], pValue: row["p_value"])
            }
        }
    }

    /// Keeps what an audit compared, in the place of an earlier audit.
    public func replaceLeakAudit(_ rows: [LeakAuditRow], run: String) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM leak_audit WHERE run_id = ?", arguments: [run])
            for row in rows {
                try db.execute(
                    sql: "INSERT INTO leak_audit VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [run, row.model, row.seed, row.fold, row.corruption, row.compared])
            }
        }
    }

    /// What the audit of a run compared; empty where it was not audited.
    public func leakAudit(run: String) throws -> [LeakAuditRow] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM leak_audit WHERE run_id = ? ORDER BY model, seed, fold, corruption",
                arguments: [run]
            ).map { row in
                LeakAuditRow(
                    model: row["model"], seed: row["seed"], fold: row["fold"], corruption: row["corruption"],
                    compared: row["compared"])
            }
        }
    }
}
