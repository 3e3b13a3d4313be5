internal import GRDB
public import Ingestion
public import Market

extension Store {
    /// Takes the bars and the refused rows of one file into the store.
    ///
    /// The same content under the same path is recognised by its SHA-256 and writes nothing. A bar whose values
    /// changed is replaced, and what it said before is kept in `bar_revision`. A bar that a later file no longer
    /// has stays: files may hold only the latest sessions.
    ///
    /// - Parameters:
    ///   - file: what was read.
    ///   - firstUsable: the first session forecasts may use; nil leaves what is stored.
    ///   - time: now, as ISO text.
    public func ingest(
        _ file: IngestedFile, firstUsable: SessionDate? = nil, at time: String
    ) throws -> IngestionSummary {
        try write { db in
            let seriesID = try Store.seriesID(adding: file.series.symbol, in: db)
            if let firstUsable {
                try db.execute(
                    sql: """
                        UPDATE series SET first_usable_date = ?1 WHERE id = ?2 AND first_usable_date IS NOT ?1
                        """, arguments: [firstUsable.description, seriesID])
            }
            let latest = try Row.fetchOne(
                db,
                sql: """
                    SELECT version, sha256 FROM source_file WHERE series_id = ? AND path = ?
                    ORDER BY version DESC LIMIT 1
                    """, arguments: [seriesID, file.source.path])
            if let latest, latest["sha256"] == file.source.sha256 {
                return IngestionSummary(
                    isUnchangedFile: true, newBars: 0, revisedBars: 0, unchangedBars: file.series.bars.count,
                    rejected: file.rejectedRows.count)
            }
            let version = (latest?["version"] ?? 0) + 1
            try db.execute(
                sql: """
                    INSERT INTO source_file (series_id, path, version, sha256, bytes, first_seen)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    seriesID, file.source.path, version, file.source.sha256, file.source.byteCount, time,
                ])
            let fileID = db.lastInsertedRowID
            let summary = try Store.merge(file, seriesID: seriesID, fileID: fileID, in: db)
            try Store.insert(file.rejectedRows, fileID: fileID, in: db)
            try Store.summarise(seriesID: seriesID, in: db)
            return summary
        }
    }

    /// The number of a series, which is added when it is new.
    private static func seriesID(adding symbol: String, in db: Database) throws -> Int64 {
        try db.execute(sql: "INSERT INTO series (symbol) VALUES (?) ON CONFLICT DO NOTHING", arguments: [symbol])
        return try Int64.fetchOne(db, sql: "SELECT id FROM series WHERE symbol = ?", arguments: [symbol]) ?? 0
    }

    private static func merge(
        _ file: IngestedFile, seriesID: Int64, fileID: Int64, in db: Database
    ) throws -> IngestionSummary {
        let bars = file.series.bars
        var stored: [SessionDate: Bar] = [:]
        if let first = bars.first, let last = bars.last {
            for bar in try Store.bars(of: seriesID, from: first.date, to: last.date, in: db) {
                stored[bar.date] = bar
            }
        }
        let new = bars.filter { stored[$0.date] == nil }
        let revised = bars.filter { bar in stored[bar.date].map { $0 != bar } ?? false }
        for bar in revised { try revise(bar, seriesID: seriesID, fileID: fileID, in: db) }
        var rows = try BulkInsert(
            db, into: "bar",
            columns: [
                "series_id", "date", "open", "high", "low", "close", "adjusted_close", "volume", "source_file_id",
            ], rowCount: new.count)
        for bar in new {
            func checked(_ value: Double?, _ name: String) throws -> Double? {
                try finiteIfKnown(value, name, of: "\(file.series.symbol) \(bar.date)")
            }
            rows.bind(Int(seriesID))
            rows.bind(bar.date.description)
            rows.bind(try checked(bar.open, "open"))
            rows.bind(try checked(bar.high, "high"))
            rows.bind(try checked(bar.low, "low"))
            rows.bind(try checked(bar.close, "close"))
            rows.bind(try checked(bar.adjustedClose, "adjusted close"))
            rows.bind(try checked(bar.volume, "volume"))
            rows.bind(Int(fileID))
            try rows.endRow()
        }
        return IngestionSummary(
            isUnchangedFile: false, newBars: new.count, revisedBars: revised.count,
            unchangedBars: bars.count - new.count - revised.count, rejected: file.rejectedRows.count)
    }

    private static func revise(_ bar: Bar, seriesID: Int64, fileID: Int64, in db: Database) throws {
        for value in [bar.open, bar.high, bar.low, bar.volume] {
            _ = try finiteIfKnown(value, "a price or volume", of: "the bar of \(bar.date)")
        }
        let key: StatementArguments = ["series": seriesID, "date": bar.date.description]
        try db.cachedStatement(
            sql: """
                INSERT INTO bar_revision
                SELECT series_id, date, 1 + (
                        SELECT count(*) FROM bar_revision WHERE series_id = :series AND date = :date),
                    open, high, low, close, adjusted_close, volume, source_file_id
                FROM bar WHERE series_id = :series AND date = :date
                """
        ).execute(arguments: key)
        try db.cachedStatement(
            sql: """
                UPDATE bar SET open = :open, high = :high, low = :low, close = :close,
                    adjusted_close = :adjustedClose, volume = :volume, source_file_id = :file
                WHERE series_id = :series AND date = :date
                """
        ).execute(
            arguments: key
                + [
                    "open": bar.open, "high": bar.high, "low": bar.low, "close": bar.close,
                    "adjustedClose": bar.adjustedClose, "volume": bar.volume, "file": fileID,
                ])
    }

    private static func insert(_ rejected: [RejectedRow], fileID: Int64, in db: Database) throws {
        var rows = try BulkInsert(
            db, into: "rejected_row",
            columns: ["source_file_id", "number", "line", "raw_text", "reason", "detail"],
            rowCount: rejected.count)
        for (index, row) in rejected.enumerated() {
            rows.bind(Int(fileID))
            rows.bind(index + 1)
            rows.bind(row.line)
            rows.bind(withoutNUL(row.rawText))
            rows.bind(row.reason.rawValue)
            rows.bind(withoutNUL(row.detail))
            try rows.endRow()
        }
    }

    /// Readers of SQLite text stop at a NUL, so it is stored as the character that depicts it, U+2400.
    private static func withoutNUL(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 }))
    }
}
