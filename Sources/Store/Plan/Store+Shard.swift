internal import GRDB

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#else
    private import Darwin
#endif

extension Store {
    /// Makes a store that nobody else sees until it is published.
    ///
    /// A file of that name is replaced.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - asksRules: whether rows are held against foreign keys and bounds. They need not be in a shard: its rows only
    ///     count once ``merge(shard:)`` has put them into a store, which asks.
    public static func makeUnpublished(path: String, asksRules: Bool = true) throws -> Store {
        try Publication.remove(path)
        guard try StoreFile.isNew(path: path) else { preconditionFailure("what was removed is there") }
        return try reporting(path) {
            let queue = try DatabaseQueue(
                path: path, configuration: Publication.configuration(asksRules: asksRules))
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(applicationID)") }
            try Migrations.migrator.migrate(queue)
            return Store(path: path, queue: queue)
        }
    }

    /// Makes a store without a name, which is gone when it is closed.
    public static func makeTemporary() throws -> Store {
        try reporting("the temporary store") {
            let queue = try DatabaseQueue(path: "", configuration: Publication.configuration())
            try Migrations.migrator.migrate(queue)
            return Store(path: "the temporary store", queue: queue)
        }
    }

    /// Closes an unpublished store and gives it its name, synced to the disk.
    public func publish(as path: String) throws {
        try close()
        try Publication.publish(self.path, as: path)
    }

    /// Closes an unpublished store and removes it.
    public func discard() {
        try? close()
        try? Publication.remove(path)
    }

    /// Enters series that forecasts are about, without their prices.
    public func register(symbols: [String]) throws {
        try write { db in
            for symbol in symbols {
                try db.execute(sql: "INSERT OR IGNORE INTO series (symbol) VALUES (?)", arguments: [symbol])
            }
        }
    }

    /// Ends a shard: counts what is in it and writes down which one it is.
    @discardableResult
    public func seal(plan: String, version: String, shard: Int) throws -> ShardSeal {
        try write { db in
            let (trials, forecasts) = try Store.counts(in: db)
            try db.execute(sql: ShardSeal.table)
            try db.execute(
                sql: "INSERT INTO shard_seal VALUES (1, ?, ?, ?, ?, ?)",
                arguments: [plan, version, shard, trials, forecasts])
            return ShardSeal(plan: plan, version: version, shard: shard, trials: trials, forecasts: forecasts)
        }
    }

    /// Looks whether a file is the finished shard that is expected, whole.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - plan: the plan's hash.
    ///   - version: the version the plan is of.
    ///   - shard: the shard's number.
    ///   - trials: how many trials the plan gives it.
    /// - Throws: ``ShardFileError``.
    @discardableResult
    public static func checkShard(
        path: String, plan: String, version: String, shard: Int, trials: Int
    ) throws(ShardFileError) -> ShardSeal {
        try checkLength(of: path)
        let seal: ShardSeal
        let counted: (trials: Int, forecasts: Int)
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: Publication.readOnlyURI(path), configuration: configuration)
            (seal, counted) = try queue.read { db in
                guard let row = try Row.fetchOne(db, sql: "SELECT * FROM shard_seal") else {
                    throw ShardFileError.notAShard(path: path, detail: "it has no seal")
                }
                let seal = ShardSeal(
                    plan: row["plan"], version: row["version"], shard: row["shard"], trials: row["trials"],
                    forecasts: row["forecasts"])
                return (seal, try counts(in: db))
            }
            try queue.close()
        } catch let error as ShardFileError {
            throw error
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            throw .truncated(path: path, detail: "it is damaged")
        } catch {
            throw .notAShard(path: path, detail: (error as? DatabaseError)?.message ?? "\(error)")
        }
        // The version is part of the plan's hash, and the better explanation.
        guard seal.version == version else {
            throw .otherVersion(path: path, found: seal.version, expected: version)
        }
        guard seal.plan == plan else { throw .otherPlan(path: path, found: seal.plan) }
        guard seal.shard == shard else { throw .otherShard(path: path, found: seal.shard) }
        guard seal.trials == trials, counted.trials == trials else {
            throw .truncated(path: path, detail: "\(counted.trials) of \(trials) trials")
        }
        guard counted.forecasts == seal.forecasts else {
            throw .truncated(path: path, detail: "\(counted.forecasts) of \(seal.forecasts) forecasts")
        }
        return seal
    }

    private static func counts(in db: Database) throws -> (trials: Int, forecasts: Int) {
        (
            try Int.fetchOne(db, sql: "SELECT count(*) FROM trial") ?? 0,
            try Int.fetchOne(db, sql: "SELECT count(*) FROM forecast") ?? 0
        )
    }

    /// Compares the file's length with the one its header tells, which SQLite does page by page and late
    /// (https://sqlite.org/fileformat2.html#the_database_header).
    private static func checkLength(of path: String) throws(ShardFileError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .missing(path: path) }
        do throws(StoreError) {
            try StoreFile.checkHeader(path: path)
        } catch .damaged {
            // Cut off; how far is told below.
        } catch {
            throw .notAShard(path: path, detail: "it does not begin as one")
        }
        guard let told = try? StoreFile.lengthByHeader(path: path) else {
            throw .notAShard(path: path, detail: "it cannot be read")
        }
        guard Int(status.st_size) == told else {
            throw .truncated(path: path, detail: "\(status.st_size) of \(told) bytes")
        }
    }
}
