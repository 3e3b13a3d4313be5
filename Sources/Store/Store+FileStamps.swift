internal import GRDB
public import Ingestion

/// How a file lay there when it was last taken in, and with what settings.
public struct StoredFileStamp: Hashable, Sendable {
    /// The path as it was given.
    public var path: String
    /// How it lay there.
    public var stamp: FileStamp
    /// The settings it was read with.
    public var settings: String

    /// A stamp from its fields.
    public init(path: String, stamp: FileStamp, settings: String) {
        self.path = path
        self.stamp = stamp
        self.settings = settings
    }
}

extension Store {
    /// How the files lay there that were taken in, by path.
    public func fileStamps() throws -> [String: StoredFileStamp] {
        try read { db in
            var stamps: [String: StoredFileStamp] = [:]
            let rows = try Row.fetchCursor(db, sql: "SELECT path, size, stamp, settings FROM file_stamp")
            while let row = try rows.next() {
                let path: String = row[0]
                stamps[path] = StoredFileStamp(
                    path: path, stamp: FileStamp(size: row[1], identity: row[2]), settings: row[3])
            }
            return stamps
        }
    }

    static func insert(_ stamps: [StoredFileStamp], in db: Database) throws {
        let write = try db.cachedStatement(sql: "INSERT OR REPLACE INTO file_stamp VALUES (?, ?, ?, ?)")
        for stamp in stamps {
            try write.execute(arguments: [stamp.path, stamp.stamp.size, stamp.stamp.identity, stamp.settings])
        }
    }
}
