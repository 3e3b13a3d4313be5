internal import Evaluation
internal import GRDB
internal import Market

extension Store {
    /// The findings of the series that are refused, by symbol: what the view `data_health` says, in a time that hardly grows with
    /// the length of history.
    ///
    /// The view counts the missing sessions of every series bar by bar. Here they are bounded from prefix sums over the
    /// calendar, and the view is asked only where the bound reaches what is refused.
    public func refusedSeries() throws -> [String: String] {
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
            let calendar = try Row.fetchAll(db, sql: "SELECT date, bars FROM session ORDER BY date")
                .map { (date: $0[0] as String, bars: $0[1] as Int) }
            let common = CommonSessions(calendar, spans: series.map { ($0["first_date"], $0["last_date"]) })
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
        guard isSuspect else { return [:] }
        return try dataHealth().filter { $0.verdict == "refuse" }.reduce(into: [:]) { $0[$1.symbol] = $1.findings }
    }

    /// Rows of the price files that were refused, as the files last were.
    public func rejectedRowCount() throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT sum(rejected_rows) FROM series_summary") ?? 0 }
    }
}

/// Sessions that more than half of the series alive then have, counted up from the first.
private struct CommonSessions {
    private let dates: [String]
    /// Common sessions before each date, and of all.
    private let common: [Int]

    init(_ calendar: [(date: String, bars: Int)], spans: [(first: String, last: String)]) {
        let firsts = spans.map(\.first).sorted()
        let lasts = spans.map(\.last).sorted()
        var (begun, ended) = (0, 0)
        var common = [0]
        for (date, bars) in calendar {
            while begun < firsts.count, firsts[begun] <= date { begun += 1 }
            while ended < lasts.count, lasts[ended] < date { ended += 1 }
            common.append((common.last ?? 0) + (2 * bars > begun - ended - 1 ? 1 : 0))
        }
        dates = calendar.map(\.date)
        self.common = common
    }

    /// At most so many sessions a series lacks: all common ones less its own, as if none of its own were uncommon, and the
    /// uncommon ones added.
    func mostMissing(first: String, last: String, sessions: Int) -> Int {
        let (start, end) = (index(of: first), index(of: last) + 1)
        guard start < end, end <= dates.count else { return 0 }
        let inside = common[end] - common[start]
        return max(0, inside - sessions + (end - start - inside))
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
