internal import GRDB
public import Ingestion
public import Market

/// What is taken in of a file.
public enum FileContent: Sendable {
    /// All that is in it of one series.
    case whole(IngestedFile)
    /// The rows that were appended to it.
    case appended(AppendedRows)

    /// Where it lies.
    var path: String {
        switch self {
        case .whole(let file): file.source.path
        case .appended(let rows): rows.file.source.path
        }
    }
}

extension Store {
    /// Takes files in, all or none: their bars, their refused rows and how they lay there.
    ///
    /// The same content under the same path is recognised by its SHA-256 and writes nothing. A bar whose values
    /// changed is replaced, and what it said before is kept in `bar_revision`; where the whole past moved by one
    /// factor that is one row of `rebase` instead. A bar that a later file no longer has stays: files may hold only
    /// the latest sessions.
    ///
    /// Foreign keys and bounds are not asked for again row by row, which takes as long as writing the rows: all rows
    /// refer to what this transaction just made, and the values are checked before they are bound.
    ///
    /// - Parameters:
    ///   - files: what was read.
    ///   - firstUsable: the first session that forecasts of a symbol may use; what is stored stays for other symbols.
    ///   - splits: splits that the user confirmed, by symbol; they are kept and taken out of the adjusted closes from
    ///     now on.
    ///   - stamps: what the files looked like when they were read.
    ///   - time: now, as ISO text.
    /// - Returns: what each file brought; nil for appended rows whose file has to be read whole.
    public func ingest(
        _ files: [FileContent], firstUsable: [String: SessionDate] = [:], splits: [String: [SuspectedSplit]] = [:],
        stamps: [StoredFileStamp] = [], at time: String
    ) throws -> [IngestionSummary?] {
        guard !files.isEmpty else { return [] }
        return try writeUnchecked { db in
            var sessions = SessionCounts()
            var summaries: [IngestionSummary?] = []
            for file in files {
                switch file {
                case .whole(let file):
                    let symbol = file.series.symbol
                    summaries.append(
                        try Store.ingest(
                            file, firstUsable: firstUsable[symbol], splits: splits[symbol] ?? [], at: time,
                            sessions: &sessions, in: db))
                case .appended(let rows):
                    summaries.append(try Store.ingest(rows, at: time, sessions: &sessions, in: db))
                }
            }
            // What still has to be read whole is not known yet.
            let unknown = Set(zip(files, summaries).compactMap { $1 == nil ? $0.path : nil })
            try Store.insert(stamps.filter { !unknown.contains($0.path) }, in: db)
            try sessions.write(in: db)
            return summaries
        }
    }

    private static func ingest(
        _ file: IngestedFile, firstUsable: SessionDate?, splits: [SuspectedSplit], at time: String,
        sessions: inout SessionCounts, in db: Database
    ) throws -> IngestionSummary {
        let seriesID = try Store.seriesID(adding: file.series.symbol, in: db)
        if let firstUsable {
            try db.execute(
                sql: """
                    UPDATE series SET first_usable_date = ?1 WHERE id = ?2 AND first_usable_date IS NOT ?1
                    """, arguments: [firstUsable.description, seriesID])
        }
        let hasNewSplits = try Store.confirm(splits, seriesID: seriesID, in: db)
        let latest = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, version, sha256 FROM source_file WHERE series_id = ? AND path = ?
                    ORDER BY version DESC LIMIT 1
                    """), arguments: [seriesID, file.source.path])
        let isSameContent = latest.map { $0["sha256"] == file.source.sha256 } ?? false
        if isSameContent, !hasNewSplits {
            return IngestionSummary(
                isUnchangedFile: true, newBars: 0, revisedBars: 0, unchangedBars: file.series.bars.count,
                rejected: file.rejectedRows.count)
        }
        let fileID: Int64
        if isSameContent, let known: Int64 = latest?["id"] {
            fileID = known
        } else {
            fileID = try Store.insert(
                file, version: (latest?["version"] ?? 0) + 1, seriesID: seriesID, at: time, in: db)
            try Store.insert(file.rejectedRows, after: 0, fileID: fileID, in: db)
        }
        try Store.insert(file.actions, seriesID: seriesID, in: db)
        try Store.keep(nonPositive: file.nonPositiveBars, seriesID: seriesID, fileID: fileID, in: db)
        var merged = file
        merged.series = file.series.applying(try Store.confirmedSplits(of: seriesID, in: db))
        let isNew = try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT count(*) = 0 FROM series_summary WHERE series_id = ?"),
            arguments: [seriesID])
        let summary = try Store.merge(
            merged, seriesID: seriesID, fileID: fileID, sessions: &sessions, in: db)
        // What has just been written to a new series need not be read back.
        try Store.summarise(seriesID: seriesID, bars: isNew == true ? merged.series.bars : nil, in: db)
        return summary
    }

    /// The number of a series, which is added when it is new.
    private static func seriesID(adding symbol: String, in db: Database) throws -> Int64 {
        let find = try db.cachedStatement(sql: "SELECT id FROM series WHERE symbol = ?")
        if let id = try Int64.fetchOne(find, arguments: [symbol]) { return id }
        try db.execute(sql: "INSERT INTO series (symbol) VALUES (?)", arguments: [symbol])
        return db.lastInsertedRowID
    }

    static func insert(
        _ file: IngestedFile, version: Int, seriesID: Int64, at time: String, in db: Database
    ) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO source_file (series_id, path, version, sha256, bytes, first_seen, format, lines, header,
                    blank, accepted, rejected)
                VALUES (:series, :path, :version, :sha256, :bytes, :time, :format, :lines, :header, :blank, :accepted,
                    :rejected)
                """
        ).execute(
            arguments: [
                "series": seriesID, "path": file.source.path, "version": version, "sha256": file.source.sha256,
                "bytes": file.source.byteCount, "time": time, "format": file.format?.rawValue,
                "lines": file.lines.lines, "header": file.lines.header, "blank": file.lines.blank,
                "accepted": file.lines.accepted, "rejected": file.lines.rejected,
            ])
        return db.lastInsertedRowID
    }

    /// Brings the stored bars up to the file's: new ones in, changed ones replaced and kept as what they were.
    private static func merge(
        _ file: IngestedFile, seriesID: Int64, fileID: Int64, sessions: inout SessionCounts, in db: Database
    ) throws -> IngestionSummary {
        let bars = file.series.bars
        guard let first = bars.first, let last = bars.last else {
            return IngestionSummary(
                isUnchangedFile: false, newBars: 0, revisedBars: 0, unchangedBars: 0,
                rejected: file.rejectedRows.count)
        }
        let stored = try Store.bars(of: seriesID, from: first.date, to: last.date, in: db)
        if stored.isEmpty {
            try Store.forgetStates(ofSeries: seriesID, from: first.date, kind: "late", in: db)
            try insert(bars, of: file.series.symbol, seriesID: seriesID, fileID: fileID, in: db)
            sessions.add(bars, to: seriesID)
            return IngestionSummary(
                isUnchangedFile: false, newBars: bars.count, revisedBars: 0, unchangedBars: 0,
                rejected: file.rejectedRows.count)
        }
        // Both are sorted by date: one walk finds what is new and what is there twice.
        var new: [Bar] = []
        var pairs: [(old: Bar, new: Bar)] = []
        var index = 0
        for bar in bars {
            while index < stored.count, stored[index].date < bar.date { index += 1 }
            if index < stored.count, stored[index].date == bar.date {
                pairs.append((stored[index], bar))
            } else {
                new.append(bar)
            }
        }
        var rebases = 0
        var rebasedTo: SessionDate?
        if pairs.contains(where: { $0.old != $0.new }), let rebase = Rebase.found(in: pairs) {
            try Store.apply(rebase, to: &pairs, seriesID: seriesID, fileID: fileID, in: db)
            rebases = 1
            rebasedTo = rebase.lastDate
        }
        if let changed = firstChange(new: new, pairs: pairs, afterRebase: rebasedTo) {
            try Store.forgetStates(ofSeries: seriesID, from: changed.date, kind: changed.kind, in: db)
        }
        let revised = pairs.filter { $0.old != $0.new }.map(\.new)
        for bar in revised { try revise(bar, seriesID: seriesID, fileID: fileID, in: db) }
        try insert(new, of: file.series.symbol, seriesID: seriesID, fileID: fileID, in: db)
        sessions.add(new, to: seriesID)
        return IngestionSummary(
            isUnchangedFile: false, newBars: new.count, revisedBars: revised.count,
            unchangedBars: pairs.count - revised.count, rejected: file.rejectedRows.count, rebases: rebases)
    }

    /// The first session whose return or range is not what it was, if any is: a new one, or one whose prices or last close changed.
    ///
    /// A rebase changes none but that of the session after its last.
    private static func firstChange(
        new: [Bar], pairs: [(old: Bar, new: Bar)], afterRebase last: SessionDate?
    ) -> (date: SessionDate, kind: String)? {
        var revised = pairs.first { $0.old.returnClose != $0.new.returnClose || $0.old.range != $0.new.range }?
            .new.date
        if let last, let next = pairs.first(where: { $0.new.date > last })?.new.date {
            revised = min(revised ?? next, next)
        }
        guard let first = new.first?.date else { return revised.map { ($0, "revised") } }
        guard let revised, revised <= first else { return (first, "late") }
        return (revised, "revised")
    }

    static func insert(
        _ bars: [Bar], of symbol: String, seriesID: Int64, fileID: Int64, in db: Database
    ) throws {
        var rows = try BulkInsert(
            db, into: "bar",
            columns: [
                "series_id", "date", "open", "high", "low", "close", "adjusted_close", "volume", "source_file_id",
            ], rowCount: bars.count)
        for bar in bars {
            // What the table asks for, too.
            func checked(_ value: Double?, _ name: String) throws -> Double? {
                guard let value else { return nil }
                guard value.magnitude <= 1e308 else {
                    throw StoreError.notFinite(name: name, of: "\(symbol) \(bar.date)")
                }
                return value
            }
            rows.bind(Int(seriesID))
            rows.bind(bar.date)
            rows.bind(try checked(bar.open, "open"))
            rows.bind(try checked(bar.high, "high"))
            rows.bind(try checked(bar.low, "low"))
            rows.bind(try checked(bar.close, "close"))
            rows.bind(try checked(bar.adjustedClose, "adjusted close"))
            guard bar.volume.map({ $0 >= 0 }) ?? true else {
                throw StoreError.notFinite(name: "volume", of: "\(symbol) \(bar.date)")
            }
            rows.bind(try checked(bar.volume, "volume"))
            rows.bind(Int(fileID))
            try rows.endRow()
        }
    }

    private static func revise(_ bar: Bar, seriesID: Int64, fileID: Int64, in db: Database) throws {
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
        try Store.overwrite(bar, seriesID: seriesID, in: db)
        try db.cachedStatement(
            sql: "UPDATE bar SET source_file_id = :file WHERE series_id = :series AND date = :date"
        ).execute(arguments: key + ["file": fileID])
    }

    /// Writes the values of a bar that is there.
    static func overwrite(_ bar: Bar, seriesID: Int64, in db: Database) throws {
        for value in [bar.open, bar.high, bar.low, bar.volume] {
            _ = try finiteIfKnown(value, "a price or volume", of: "the bar of \(bar.date)")
        }
        try db.cachedStatement(
            sql: """
                UPDATE bar SET open = :open, high = :high, low = :low, close = :close,
                    adjusted_close = :adjustedClose, volume = :volume
                WHERE series_id = :series AND date = :date
                """
        ).execute(
            arguments: [
                "series": seriesID, "date": bar.date.description, "open": bar.open, "high": bar.high,
                "low": bar.low, "close": bar.close, "adjustedClose": bar.adjustedClose, "volume": bar.volume,
            ])
    }

    /// Writes refused rows behind a number of others of the same file.
    static func insert(_ rejected: [RejectedRow], after others: Int, fileID: Int64, in db: Database) throws {
        guard !rejected.isEmpty else { return }
        var rows = try BulkInsert(
            db, into: "rejected_row",
            columns: ["source_file_id", "number", "line", "raw_text", "reason", "detail"],
            rowCount: rejected.count)
        for (index, row) in rejected.enumerated() {
            rows.bind(Int(fileID))
            rows.bind(others + index + 1)
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

extension Bar {
    /// What a session's range is made of; nil where it has none, whatever else may have changed.
    fileprivate var range: [Double]? {
        guard let high, let low else { return nil }
        return [open ?? 0, high, low, close]
    }
}
