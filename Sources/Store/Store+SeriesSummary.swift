internal import ElementaryFunctions
internal import GRDB
internal import Ingestion
internal import Market

extension Store {
    /// SQL for the files whose refused rows count: the latest content of each path, each content once.
    static let countedFiles = """
        SELECT min(id) FROM (
            SELECT id, series_id, sha256, max(version) FROM source_file GROUP BY series_id, path
        ) GROUP BY series_id, sha256
        """

    /// The same, of one series.
    static let countedFilesOfSeries = """
        SELECT min(id) FROM (
            SELECT id, sha256, max(version) FROM source_file WHERE series_id = :series GROUP BY path
        ) GROUP BY sha256
        """

    /// The largest move between neighbouring bars, in logarithms.
    static func largestJump(in bars: [Bar]) -> Double {
        // The ratios furthest from one; only their logarithms are needed.
        var (lowest, highest) = (1.0, 1.0)
        for index in bars.indices.dropFirst() {
            let ratio = bars[index].returnClose / bars[index - 1].returnClose
            lowest = min(lowest, ratio)
            highest = max(highest, ratio)
        }
        return max(abs(Elementary.log(lowest)), abs(Elementary.log(highest)))
    }

    /// Writes what `data_health` tells of one series, from all its bars.
    ///
    /// - Parameter known: all of the bars, where they are at hand.
    static func summarise(seriesID: Int64, bars known: [Bar]? = nil, in db: Database) throws {
        let bars = try known ?? bars(of: seriesID, from: nil, to: nil, in: db)
        guard let first = bars.first, let last = bars.last else { return }
        let largestJump = largestJump(in: bars)
        try db.cachedStatement(
            sql: """
                INSERT INTO series_summary
                VALUES (:series, :first, :last, :sessions,
                    (SELECT count(*) FROM rejected_row WHERE source_file_id IN (\(countedFilesOfSeries))),
                    (SELECT count(DISTINCT date) FROM bar_revision WHERE series_id = :series), :jump)
                ON CONFLICT (series_id) DO UPDATE SET first_date = excluded.first_date,
                    last_date = excluded.last_date, sessions = excluded.sessions,
                    rejected_rows = excluded.rejected_rows, revisions = excluded.revisions,
                    largest_jump = excluded.largest_jump
                """
        ).execute(
            arguments: [
                "series": seriesID, "first": first.date.description, "last": last.date.description,
                "sessions": bars.count, "jump": largestJump,
            ])
        let symbol = try String.fetchOne(db, sql: "SELECT symbol FROM series WHERE id = ?", arguments: [seriesID])
        let health = SeriesHealth(try PriceSeries(symbol: symbol ?? "", bars: bars))
        try write(
            health, splits: health.suspectedSplits.count, firstSplit: health.suspectedSplits.first?.date,
            seriesID: seriesID, in: db)
    }

    /// Writes the health of a series, with the number of its suspected splits and the date of the first.
    static func write(
        _ health: SeriesHealth, splits: Int, firstSplit: SessionDate?, seriesID: Int64, in db: Database
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO series_health (series_id, weekend_rows, repeated_sessions, half_filled,
                    longest_gap_days, reuse_date, unapplied_splits, first_unapplied_split, weekend_bars, range_bars,
                    equal_run)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                seriesID, health.weekendRows, health.repeatedSessions, health.halfFilled, health.longestGapDays,
                health.reuseDate?.description, splits, firstSplit?.description, health.parts.weekendBars,
                health.parts.rangeBars, health.parts.equalRun,
            ])
    }
}
