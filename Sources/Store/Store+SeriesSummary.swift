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

    /// Writes what `data_health` tells of one series, from all its bars.
    ///
    /// - Parameter known: all of the bars, where they are at hand.
    static func summarise(seriesID: Int64, bars known: [Bar]? = nil, in db: Database) throws {
        let bars = try known ?? bars(of: seriesID, from: nil, to: nil, in: db)
        guard let first = bars.first, let last = bars.last else { return }
        let largestJump = zip(bars.dropFirst(), bars)
            .reduce(0) { max($0, abs(Elementary.log($1.0.returnClose / $1.1.returnClose))) }
        try db.execute(
            sql: """
                INSERT INTO series_summary
                VALUES (:series, :first, :last, :sessions,
                    (SELECT count(*) FROM rejected_row JOIN source_file ON source_file.id = source_file_id
                     WHERE series_id = :series AND source_file_id IN (\(countedFiles))),
                    (SELECT count(DISTINCT date) FROM bar_revision WHERE series_id = :series), :jump)
                ON CONFLICT (series_id) DO UPDATE SET first_date = excluded.first_date,
                    last_date = excluded.last_date, sessions = excluded.sessions,
                    rejected_rows = excluded.rejected_rows, revisions = excluded.revisions,
                    largest_jump = excluded.largest_jump
                """,
            arguments: [
                "series": seriesID, "first": first.date.description, "last": last.date.description,
                "sessions": bars.count, "jump": largestJump,
            ])
        let symbol = try String.fetchOne(db, sql: "SELECT symbol FROM series WHERE id = ?", arguments: [seriesID])
        let health = SeriesHealth(try PriceSeries(symbol: symbol ?? "", bars: bars))
        try db.execute(
            sql: "INSERT OR REPLACE INTO series_health VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                seriesID, health.weekendRows, health.repeatedSessions, health.halfFilled, health.longestGapDays,
                health.reuseDate?.description, health.suspectedSplits.count,
                health.suspectedSplits.first?.date.description,
            ])
    }
}
