internal import GRDB
internal import Market

extension Store {
    /// Enters a run, or takes up one of the same name that was begun before.
    ///
    /// - Throws: ``StoreError/differentRun(id:what:)`` where the stored run has other settings, prices or another
    ///   version: mixing the two would make a run that never was.
    public func beginRun(_ run: RunRecord) throws -> RunStart {
        try write { db in
            guard let stored = try Store.run(run.id, in: db) else {
                try db.execute(
                    sql: """
                        INSERT INTO run (id, pipeline, status, configuration_hash, data_hash, version, configuration,
                            command, seed, first_test_date, last_test_date, started_at)
                        VALUES (?, ?, 'running', ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        run.id, run.pipeline, run.configurationHash, run.dataHash, run.version, run.configuration,
                        run.command,
                        Int64(bitPattern: run.seed), run.firstTestDate?.description, run.lastTestDate?.description,
                        run.startedAt,
                    ])
                return .new
            }
            for (what, isSame) in [
                ("pipeline", stored.pipeline == run.pipeline),
                ("configuration", stored.configurationHash == run.configurationHash),
                ("data set", stored.dataHash == run.dataHash), ("version", stored.version == run.version),
                ("seed", stored.seed == run.seed),
            ] where !isSame {
                throw StoreError.differentRun(id: run.id, what: what)
            }
            guard stored.status != .done else { return .alreadyDone }
            try db.execute(
                sql: "UPDATE run SET status = 'running', finished_at = NULL, message = NULL WHERE id = ?",
                arguments: [run.id])
            let completed = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM trial WHERE run_id = ?", arguments: [run.id])
            return .resumed(completedTrials: completed ?? 0)
        }
    }

    /// Records how a run ended.
    public func finishRun(
        _ id: String, status: RunRecord.Status, finishedAt: String, message: String? = nil
    ) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE run SET status = ?, finished_at = ?, message = ? WHERE id = ?",
                arguments: [status.rawValue, finishedAt, message, id])
            guard db.changesCount == 1 else { throw StoreError.unknownRun(id: id) }
        }
    }

    /// Marks all runs that say `running` as interrupted.
    ///
    /// The caller must hold the lock that a living run holds.
    /// - Returns: the names of the runs that had died.
    @discardableResult
    public func recoverDeadRuns() throws -> [String] {
        try write { db in
            let dead = try String.fetchAll(db, sql: "SELECT id FROM run WHERE status = 'running' ORDER BY id")
            if !dead.isEmpty {
                try db.execute(sql: "UPDATE run SET status = 'interrupted' WHERE status = 'running'")
            }
            return dead
        }
    }

    /// Removes a run with everything that came from it.
    public func deleteRun(_ id: String) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id])
            guard db.changesCount > 0 else { throw StoreError.unknownRun(id: id) }
        }
    }

    /// The run of this name, or nil.
    public func run(_ id: String) throws -> RunRecord? {
        try read { try Store.run(id, in: $0) }
    }

    /// All runs, the one begun last leading.
    public func runs() throws -> [RunRecord] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM run ORDER BY started_at DESC, id DESC").map(Store.run)
        }
    }

    /// The run begun last, of one pipeline and in one status where they are given.
    public func latestRun(pipeline: String? = nil, status: RunRecord.Status? = nil) throws -> RunRecord? {
        try runs().first { run in
            pipeline.map { run.pipeline == $0 } ?? true && status.map { run.status == $0 } ?? true
        }
    }

    private static func run(_ id: String, in db: Database) throws -> RunRecord? {
        try Row.fetchOne(db, sql: "SELECT * FROM run WHERE id = ?", arguments: [id]).map(run)
    }

    private static func run(_ row: Row) throws -> RunRecord {
        guard let status = RunRecord.Status(rawValue: row["status"]) else {
            throw DatabaseError(
                resultCode: .SQLITE_CORRUPT, message: "“\(row["status"] as String)” is not a status of a run")
        }
        return RunRecord(
            id: row["id"], pipeline: row["pipeline"], status: status, configurationHash: row["configuration_hash"],
            dataHash: row["data_hash"], version: row["version"], configuration: row["configuration"],
            command: row["command"], seed: UInt64(bitPattern: row["seed"]),
            firstTestDate: try row.optionalDate("first_test_date"),
            lastTestDate: try row.optionalDate("last_test_date"), startedAt: row["started_at"],
            finishedAt: row["finished_at"], message: row["message"])
    }
}
