internal import GRDB

/// The one SQLite file that holds prices, runs, forecasts and scores.
///
/// Every call is one transaction: it happens as a whole or not at all, whatever is killed when. Calls from
/// several tasks wait for each other; one call must not be made from inside the closure of another. The
/// time of day is always handed in as ISO text, so that the same calls write the same rows.
public struct Store: Sendable {
    /// The file's path as it was given.
    public let path: String
    let queue: DatabaseQueue

    /// Marks the file as Hindcast's: the bytes of `HCAS`.
    public static let applicationID: Int32 = 0x4843_4153

    /// Opens a store for reading and writing, creating or migrating the file as needed.
    ///
    /// The folder must exist. A file that is not ours is not touched.
    /// - Parameters:
    ///   - path: the file, created when missing or empty.
    ///   - busyTimeout: seconds to wait for another process that holds the file.
    public static func open(path: String, busyTimeout: Double = 10) throws -> Store {
        try reporting(path) {
            if try StoreFile.isNew(path: path) {
                // The mark is written before write-ahead logging begins: it then stands in the file itself,
                // where it can be read without SQLite, even after a crash.
                let stamp = try DatabaseQueue(path: path, configuration: configuration(path, busyTimeout))
                try stamp.writeWithoutTransaction {
                    try $0.execute(sql: "PRAGMA application_id = \(applicationID)")
                }
                try stamp.close()
            }
            try StoreFile.checkHeader(path: path)
            var configuration = configuration(path, busyTimeout)
            configuration.journalMode = .wal
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let found = try queue.read { try Migrations.version(of: $0) }
            if found > 0, found < Migrations.known {
                // A step that goes wrong leaves the file as it was; what a later version finds wrong with a step, only a
                // copy can undo.
                try copy(queue, to: "\(path).before-version-\(Migrations.known)")
            }
            try Migrations.migrator.migrate(queue)
            return Store(path: path, queue: queue)
        }
    }

    /// Opens an existing store for reading only.
    ///
    /// - Throws: ``StoreError/missing(path:)`` where there is no file, ``StoreError/olderVersion(path:found:known:)``
    ///   where it has not been migrated yet.
    public static func openReadOnly(path: String, busyTimeout: Double = 10) throws -> Store {
        try reporting(path) {
            guard try !StoreFile.isNew(path: path) else { throw StoreError.missing(path: path) }
            try StoreFile.checkHeader(path: path)
            var configuration = configuration(path, busyTimeout)
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let found = try queue.read { try Migrations.version(of: $0) }
            guard found == Migrations.known else {
                throw StoreError.olderVersion(path: path, found: found, known: Migrations.known)
            }
            return Store(path: path, queue: queue)
        }
    }

    /// Opens a store for reading and writing that must be there.
    ///
    /// - Throws: ``StoreError/missing(path:)`` where there is no file.
    public static func openExisting(path: String, busyTimeout: Double = 10) throws -> Store {
        guard try !StoreFile.isNew(path: path) else { throw StoreError.missing(path: path) }
        return try open(path: path, busyTimeout: busyTimeout)
    }

    /// Closes the file; no call may follow.
    public func close() throws {
        try Store.reporting(path) { try queue.close() }
    }

    private static func configuration(_ path: String, _ busyTimeout: Double) -> Configuration {
        var configuration = Configuration()
        configuration.label = "hindcast.store"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busyTimeout)
        configuration.prepareDatabase { db in
            // Asked through SQLite too: a newer program's version may still stand in the write-ahead log.
            let found = try Migrations.version(of: db)
            guard found <= Migrations.known else {
                throw StoreError.newerVersion(path: path, found: found, known: Migrations.known)
            }
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        return configuration
    }
}

extension Store {
    /// Runs `body` in one transaction that is taken back if it throws.
    func write<T>(_ body: (Database) throws -> T) throws -> T {
        try Store.reporting(path) { try queue.write(body) }
    }

    /// Runs `body` in one transaction that is taken back if it throws, without asking each row whether it keeps the
    /// tables' rules; `body` must know that it does.
    func writeUnchecked<T>(_ body: (Database) throws -> T) throws -> T {
        try Store.reporting(path) {
            try queue.writeWithoutTransaction { db in
                func check(_ isOn: Bool) throws {
                    try db.execute(
                        sql: "PRAGMA foreign_keys = \(isOn); PRAGMA ignore_check_constraints = \(!isOn)")
                }
                try check(false)
                defer { try? check(true) }
                var result: T?
                try db.inTransaction(.immediate) {
                    result = try body(db)
                    return .commit
                }
                guard let result else { preconditionFailure("a transaction that did not throw was not run") }
                return result
            }
        }
    }

    /// Runs `body` on one unchanging state of the file.
    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try Store.reporting(path) { try queue.read(body) }
    }

    /// Turns SQLite's errors into sentences about the file at `path`.
    static func reporting<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}
