internal import GRDB
public import Market

extension Store {
    /// The family of each model's distributions in a run, such as `student-t`: that of its first trial's first forecast.
    public func errorFamilies(run: String) throws -> [String: String] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT model, (SELECT family FROM forecast WHERE trial_id = first LIMIT 1) AS family
                    FROM (SELECT model, min(id) AS first FROM trial WHERE run_id = ? GROUP BY model)
                    """, arguments: [run]
            ).reduce(into: [:]) { $0[$1["model"]] = $1["family"] }
        }
    }

    /// How many bars of some symbols lie between two dates and after each symbol's first usable date, and the first and last
    /// of them; nil for none.
    public func barSpan(
        of symbols: Set<String>, from first: SessionDate?, to last: SessionDate?
    ) throws -> (count: Int, span: ClosedRange<SessionDate>)? {
        try read { db in
            var (count, from, to) = (0, SessionDate?.none, SessionDate?.none)
            for symbol in symbols.sorted() {
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT count(*) AS bars, min(date) AS first_date, max(date) AS last_date
                        FROM bar JOIN series ON series.id = series_id
                        WHERE symbol = ? AND date >= max(?, ifnull(first_usable_date, '0000')) AND date <= ?
                        """, arguments: [symbol, first?.description ?? "0000", last?.description ?? "9999-99"])
                guard let row, let begins = try row.optionalDate("first_date"),
                    let ends = try row.optionalDate("last_date")
                else { continue }
                count += row["bars"]
                from = min(from ?? begins, begins)
                to = max(to ?? ends, ends)
            }
            guard let from, let to else { return nil }
            return (count, from...to)
        }
    }
}
