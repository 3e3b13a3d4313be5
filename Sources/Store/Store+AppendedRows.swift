internal import GRDB
internal import Ingestion
internal import Market

extension Store {
    /// Takes rows in that were appended to a file, so that the store is what reading the whole file would have made it.
    ///
    /// - Returns: What was done; nil, with nothing written, where only the whole file can tell: the stored content is
    ///   another, other files have bars of the series, the new rows are not later than all that is stored, or the
    ///   last known rows are not what is stored of them.
    static func ingest(
        _ rows: AppendedRows, at time: String, sessions: inout SessionCounts, in db: Database
    ) throws -> IngestionSummary? {
        let new = rows.file.series.bars
        guard let known = try KnownSeries(of: rows, in: db) else { return nil }
        let last = try Array(lastBars(of: known.seriesID, count: SeriesHealth.neededBars, in: db).reversed())
        guard let latest = last.last, new.first.map({ $0.date > latest.date }) ?? true,
            last.count == min(known.bars, SeriesHealth.neededBars)
        else { return nil }
        let splits = try confirmedSplits(of: known.seriesID, in: db)
        let overlap = try PriceSeries(symbol: rows.file.series.symbol, bars: rows.overlap).applying(splits).bars
        guard overlap.allSatisfy({ last.contains($0) }) else { return nil }

        let fileID = try insert(
            rows.file, version: known.version + 1, seriesID: known.seriesID, at: time, in: db)
        if rows.known.lines.rejected > 0 {
            try db.cachedStatement(
                sql: """
                    INSERT INTO rejected_row (source_file_id, number, line, raw_text, reason, detail)
                    SELECT ?, number, line, raw_text, reason, detail FROM rejected_row WHERE source_file_id = ?
                    """
            ).execute(arguments: [fileID, known.fileID])
        }
        try insert(rows.file.rejectedRows, after: rows.known.lines.rejected, fileID: fileID, in: db)
        try insert(rows.file.actions, seriesID: known.seriesID, in: db)
        let bars = rows.file.series.applying(splits).bars
        if let first = bars.first {
            try forgetStates(ofSeries: known.seriesID, from: first.date, kind: "late", in: db)
        }
        try insert(bars, of: rows.file.series.symbol, seriesID: known.seriesID, fileID: fileID, in: db)
        sessions.add(bars, to: known.seriesID)
        try continueSummary(of: known, with: bars, after: last, rejected: rows.file.rejectedRows.count, in: db)
        return IngestionSummary(
            isUnchangedFile: false, newBars: bars.count, revisedBars: 0, unchangedBars: rows.known.lines.accepted,
            rejected: rows.file.lines.rejected)
    }

    /// The last bars of a series, latest first.
    private static func lastBars(of seriesID: Int64, count: Int, in db: Database) throws -> [Bar] {
        try bars(
            sql: """
                SELECT date, open, high, low, close, adjusted_close, volume FROM bar WHERE series_id = ?
                ORDER BY date DESC LIMIT ?
                """, [.number(seriesID), .number(Int64(count))], in: db)
    }

    private static func continueSummary(
        of known: KnownSeries, with new: [Bar], after last: [Bar], rejected: Int, in db: Database
    ) throws {
        try db.cachedStatement(
            sql: """
                UPDATE series_summary SET last_date = ifnull(:last, last_date), sessions = sessions + :new,
                    rejected_rows = rejected_rows + :rejected, largest_jump = max(largest_jump, :jump)
                WHERE series_id = :series
                """
        ).execute(
            arguments: [
                "series": known.seriesID, "last": new.last?.date.description, "new": new.count,
                "rejected": rejected,
                "jump": largestJump(in: last.suffix(1) + new),
            ])
        guard !new.isEmpty else { return }
        var health = known.health
        let splits = try health.append(new, after: last, barCount: known.bars)
        var first = known.firstSplit
        if first == nil || splits.from.map({ from in first.map { $0 >= from } ?? true }) ?? true {
            first = splits.after.first?.date
        }
        try write(
            health, splits: known.splits - splits.before.count + splits.after.count, firstSplit: first,
            seriesID: known.seriesID, in: db)
    }
}

/// What the store holds of a series whose only file has grown.
private struct KnownSeries {
    var seriesID: Int64
    var fileID: Int64
    var version: Int
    var bars: Int
    var health = SeriesHealth()
    var splits: Int
    var firstSplit: SessionDate?

    /// Nil where the store does not hold the content that the rows were appended to, and only that.
    init?(of rows: AppendedRows, in db: Database) throws {
        let find = try db.cachedStatement(
            sql: """
                SELECT series.id, file.id, file.version, sessions, weekend_rows, repeated_sessions, half_filled,
                    longest_gap_days, reuse_date, unapplied_splits, first_unapplied_split, weekend_bars, range_bars,
                    equal_run
                FROM series
                JOIN source_file AS file ON file.series_id = series.id AND path = :path
                JOIN series_summary AS summary ON summary.series_id = series.id
                JOIN series_health AS health ON health.series_id = series.id
                WHERE symbol = :symbol AND sha256 = :sha256 AND weekend_bars IS NOT NULL
                AND version = (SELECT max(version) FROM source_file WHERE series_id = series.id)
                AND NOT EXISTS (SELECT 1 FROM source_file WHERE series_id = series.id AND path <> :path)
                """)
        let arguments: StatementArguments = [
            "path": rows.file.source.path, "symbol": rows.file.series.symbol, "sha256": rows.known.sha256,
        ]
        guard let row = try Row.fetchOne(find, arguments: arguments) else { return nil }
        (seriesID, fileID, version, bars) = (row[0], row[1], row[2], row[3])
        health.weekendRows = row[4]
        health.repeatedSessions = row[5]
        health.halfFilled = row[6]
        health.longestGapDays = row[7]
        health.reuseDate = try row.optionalDate("reuse_date")
        splits = row[9]
        firstSplit = try row.optionalDate("first_unapplied_split")
        health.parts.weekendBars = row[11]
        health.parts.rangeBars = row[12]
        health.parts.equalRun = row[13]
    }
}
