internal import GRDB
public import Ingestion

/// How a file lay there when it was last taken in, with what settings, and what was in it.
public struct StoredFileStamp: Sendable {
    /// What a file held of one series.
    public struct Content: Hashable, Sendable {
        /// The series.
        public var symbol: String
        /// Rows that were bars.
        public var accepted: Int
        /// Rows that were not.
        public var rejected: Int
        /// What the file was.
        public var file: KnownFile
    }

    /// The path as it was given.
    public var path: String
    /// How it lay there.
    public var stamp: FileStamp
    /// The settings it was read with.
    public var settings: String
    /// What was in it, a series each.
    public private(set) var contents: [Content] = []
    /// Whether rows appended to it may be read alone.
    public var canBeContinued: Bool

    /// A stamp from its fields.
    public init(path: String, stamp: FileStamp, settings: String, canBeContinued: Bool = false) {
        self.canBeContinued = canBeContinued
        self.path = path
        self.stamp = stamp
        self.settings = settings
    }

    fileprivate mutating func add(_ content: Content) { contents.append(content) }
}

extension Store {
    /// How the files lay there that were taken in, by path.
    public func fileStamps() throws -> [String: StoredFileStamp] {
        try read { db in
            var stamps: [String: StoredFileStamp] = [:]
            let rows = try Row.fetchCursor(
                db, sql: "SELECT path, size, stamp, settings, can_be_continued FROM file_stamp")
            while let row = try rows.next() {
                let path: String = row[0]
                stamps[path] = StoredFileStamp(
                    path: path, stamp: FileStamp(size: row[1], identity: row[2]), settings: row[3],
                    canBeContinued: row[4])
            }
            let files = try Row.fetchCursor(
                db,
                sql: """
                    SELECT path, symbol, ifnull(accepted, 0), ifnull(rejected, 0), ifnull(lines, 0),
                        ifnull(header, 0), ifnull(blank, 0), bytes, sha256, max(version)
                    FROM source_file JOIN series ON series.id = series_id GROUP BY series_id, path ORDER BY path, symbol
                    """)
            while let row = try files.next() {
                var path: String = row[0]
                // A member of an archive stands behind it.
                if stamps[path] == nil, let end = path.range(ofLast: ".zip/") { path = String(path[..<end]) }
                let lines = LineCounts(
                    lines: row[4], header: row[5], blank: row[6], accepted: row[2], rejected: row[3])
                stamps[path]?.add(
                    StoredFileStamp.Content(
                        symbol: row[1], accepted: row[2], rejected: row[3],
                        file: KnownFile(byteCount: row[7], sha256: row[8], lines: lines)))
            }
            return stamps
        }
    }

    /// Forgets how files lay there, so that the next time all of them are read whole.
    public func forgetFiles() throws {
        try write { try $0.execute(sql: "DELETE FROM file_stamp") }
    }

    static func insert(_ stamps: [StoredFileStamp], in db: Database) throws {
        let write = try db.cachedStatement(sql: "INSERT OR REPLACE INTO file_stamp VALUES (?, ?, ?, ?, ?)")
        for stamp in stamps {
            try write.execute(arguments: [
                stamp.path, stamp.stamp.size, stamp.stamp.identity, stamp.settings, stamp.canBeContinued,
            ])
        }
    }
}

extension String {
    /// Where the first occurrence of an archive's ending ends, without the slash behind it.
    fileprivate func range(ofLast ending: String) -> String.Index? {
        ranges(of: ending).first.map { index(before: $0.upperBound) }
    }
}
