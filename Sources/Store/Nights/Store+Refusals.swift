internal import Evaluation
internal import GRDB
internal import Market

extension Store {
    /// The symbols of the series that are refused: what the view `data_health` says, in a time that hardly grows with the
    /// length of history.
    ///
    /// The view counts the missing sessions of every series bar by bar. Here they are bounded by the sessions of all
    /// series, and the view is asked only where the bound reaches what is refused.
    public func refusedSeries() throws -> Set<String> {
        let isSuspect = try read { db in
            let limits = try Row.fetchAll(db, sql: "SELECT finding, refuse FROM health_threshold")
                .reduce(into: [String: Double]()) { limits, row in
                    if let refuse: Double = row["refuse"] { limits[row["finding"]] = refuse }
                }
            guard !limits.isEmpty else { return false }
            let series = try Row.fetchAll(
                db,
                sql: """
                    SELECT first_date, last_date, sessions, rejected_rows, largest_jump, weekend_rows, repeated_sessions,
                        half_filled, longest_gap_days, reuse_date IS NOT NULL AS ticker_reuse, unapplied_splits
                    FROM series_summary LEFT JOIN series_health USING (series_id)
                    """)
            let common = SessionCalendar(
                dates: try String.fetchAll(db, sql: "SELECT date FROM session ORDER BY date"))
            return series.contains { row in
                let sessions = Double(row["sessions"] as Int)
                let rejected = Double(row["rejected_rows"] as Int)
                let missing = Double(
                    common.mostMissing(first: row["first_date"], last: row["last_date"], sessions: row["sessions"]))
                let stale = Double(common.sessions(after: row["last_date"]))
                let half = Double(row["half_filled"] as Int? ?? 0)
                let weights: [(String, Double)] = [
                    ("missing_sessions", missing / max(1, sessions + missing)),
                    ("rejected_rows", rejected / max(1, sessions + rejected)),
                    ("largest_jump", row["largest_jump"]), ("stale_sessions", stale),
                    ("weekend_rows", Double(row["weekend_rows"] as Int? ?? 0)),
                    ("repeated_sessions", Double(row["repeated_sessions"] as Int? ?? 0)),
                    ("half_filled", half / max(1, sessions)),
                    ("longest_gap_days", Double(row["longest_gap_days"] as Int? ?? 0)),
                    ("ticker_reuse", Double(row["ticker_reuse"] as Int? ?? 0)),
                    ("unapplied_splits", Double(row["unapplied_splits"] as Int? ?? 0)),
                ]
                return weights.contains { finding, weight in
                    limits[finding].map { weight > 0 && weight >= $0 } ?? false
                }
            }
        }
        guard isSuspect else { return [] }
        return Set(try dataHealth().filter { $0.verdict == "refuse" }.map(\.symbol))
    }

    /// Rows of the price files that were refused, as the files last were.
    public func rejectedRowCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT sum(rejected_rows) FROM series_summary") ?? 0 }
    }
}

/// The sessions of any series, to count in.
private struct SessionCalendar {
    let dates: [String]

    /// At most so many sessions a series lacks: all there are in its span less its own.
    func mostMissing(first: String, last: String, sessions: Int) -> Int {
        max(0, index(of: last) + 1 - index(of: first) - sessions)
    }

    func sessions(after last: String) -> Int { dates.count - 1 - index(of: last) }

    /// The place of a date, or of the first after it.
    private func index(of date: String) -> Int {
        var (low, high) = (0, dates.count)
        while low < high {
            let middle = (low + high) / 2
            if dates[middle] < date { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
