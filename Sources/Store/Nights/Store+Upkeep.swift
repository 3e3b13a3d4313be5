internal import GRDB
internal import Market

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

/// What was removed from a store.
public struct PruneResult: Hashable, Sendable {
    /// Runs, with their trials, scores and forecasts that are not of record.
    public var runs = 0
    /// States of models after sessions of series.
    public var states = 0
}

extension Store {
    /// Looks the whole file over, as `PRAGMA quick_check` does.
    ///
    /// - Throws: ``StoreError/damaged(path:detail:)`` with what it found first.
    public func quickCheck() throws {
        let findings = try read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
        guard findings == ["ok"] else {
            throw StoreError.damaged(path: path, detail: findings.first ?? "no answer")
        }
    }

    /// Whether looking the whole file over takes no time: 16 MB at most.
    public var isSmall: Bool {
        get throws {
            try read { db in
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                return try pages * (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0) <= 16 << 20
            }
        }
    }

    /// Copies the store to a file, whole or not at all, while others may read it; the copy is looked over.
    public func backup(to target: String) throws {
        try Store.copy(queue, to: target)
    }

    static func copy(_ queue: DatabaseQueue, to target: String) throws {
        let temporary = "\(target).\(getpid()).tmp"
        func fail(_ reason: String) -> StoreError {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
            return .noBackup(path: target, reason: reason)
        }
        do {
            let copy = try DatabaseQueue(path: temporary)
            try queue.backup(to: copy)
            let findings = try copy.read { try String.fetchAll($0, sql: "PRAGMA quick_check(1)") }
            try copy.close()
            guard findings == ["ok"] else { throw fail("the copy is damaged: \(findings.first ?? "no answer")") }
        } catch let error as DatabaseError {
            throw fail("\(error.message ?? "SQLite code \(error.extendedResultCode.rawValue)")")
        }
        guard isOnDisk(temporary), rename(temporary, target) == 0 else {
            throw fail(String(cString: strerror(errno)).lowercased())
        }
    }

    /// Removes what can be made again: runs beyond the latest `count` of each pipeline, and states beyond the latest `count` of
    /// each series and model.
    ///
    /// Bars, forecasts of record with their outcomes, the models that made them and those in the registry stay.
    public func prune(keeping count: Int) throws -> PruneResult {
        try write { db in
            var result = PruneResult()
            try db.execute(
                sql: """
                    DELETE FROM run WHERE id IN (
                        SELECT id FROM (
                            SELECT id, row_number() OVER (
                                PARTITION BY pipeline ORDER BY started_at DESC, id DESC) AS place
                            FROM run WHERE status <> 'running') WHERE place > ?1
                    ) AND NOT EXISTS (
                        SELECT 1 FROM night WHERE night.run_id = run.id AND kind = 'live'
                            AND EXISTS (SELECT 1 FROM trial JOIN forecast ON trial_id = trial.id
                                WHERE trial.run_id = run.id)
                    ) AND NOT EXISTS (
                        SELECT 1 FROM trial JOIN model ON model.trial_id = trial.id
                            JOIN registration ON registration.model_id = model.id WHERE trial.run_id = run.id)
                    """, arguments: [count])
            result.runs = db.changesCount
            try db.execute(
                sql: """
                    DELETE FROM model_state WHERE (model_id, series_id, after_date) IN (
                        SELECT model_id, series_id, after_date FROM (
                            SELECT model_id, series_id, after_date, row_number() OVER (
                                PARTITION BY model_id, series_id ORDER BY after_date DESC) AS place
                            FROM model_state) WHERE place > ?)
                    """, arguments: [count])
            result.states = db.changesCount
            try db.execute(
                sql: """
                    DELETE FROM market_state WHERE (model_id, after_date) IN (
                        SELECT model_id, after_date FROM (
                            SELECT model_id, after_date, row_number() OVER (
                                PARTITION BY model_id ORDER BY after_date DESC) AS place
                            FROM market_state) WHERE place > ?)
                    """, arguments: [count])
            result.states += db.changesCount
            return result
        }
    }
}

/// Waits until a file's bytes are on the disk.
private func isOnDisk(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
}
