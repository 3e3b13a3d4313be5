internal import GRDB
public import Ingestion
public import Market

extension Store {
    /// All bars of one symbol, or nil where the store has none.
    public func priceSeries(symbol: String) throws -> PriceSeries? {
        try read { db in
            guard
                let id = try Int64.fetchOne(db, sql: "SELECT id FROM series WHERE symbol = ?", arguments: [symbol])
            else { return nil }
            let bars = try Store.bars(of: id, from: nil, to: nil, in: db)
            return bars.isEmpty ? nil : try PriceSeries(symbol: symbol, bars: bars)
        }
    }

    /// The bars of one symbol as they were known at a time, ISO text; nil where none were.
    ///
    /// Revisions and restatements that came later are taken back, so that a forecast of that time can be repeated.
    public func priceSeries(symbol: String, knownAt time: String) throws -> PriceSeries? {
        try read { db in
            guard
                let id = try Int64.fetchOne(db, sql: "SELECT id FROM series WHERE symbol = ?", arguments: [symbol])
            else { return nil }
            let bars = try Store.bars(of: id, knownAt: time, in: db)
            return bars.isEmpty ? nil : try PriceSeries(symbol: symbol, bars: bars)
        }
    }

    /// The bars of one symbol up to a date, as they were known when that date ended; nil where there are none.
    ///
    /// What the vendor restated afterwards is taken back. A store that was filled later than that date cannot know
    /// what was known then: it answers with what it was told first, so that the answer is the same for ever.
    public func priceSeries(symbol: String, asOf date: SessionDate) throws -> PriceSeries? {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT series.id, min(first_seen) FROM series
                        JOIN source_file ON source_file.series_id = series.id WHERE symbol = ? GROUP BY series.id
                        """, arguments: [symbol])
            else { return nil }
            let first: String = row[1]
            let bars = try Store.bars(of: row[0], knownAt: max("\(date)T23:59:59Z", first), in: db)
                .filter { $0.date <= date }
            return bars.isEmpty ? nil : try PriceSeries(symbol: symbol, bars: bars)
        }
    }

    /// All series that have bars, by symbol.
    public func allSeries() throws -> [PriceSeries] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT id, symbol FROM series ORDER BY symbol").compactMap { row in
                let bars = try Store.bars(of: row["id"], from: nil, to: nil, in: db)
                return bars.isEmpty ? nil : try PriceSeries(symbol: row["symbol"], bars: bars)
            }
        }
    }

    /// The first session that forecasts may use, for each symbol that has one.
    public func firstUsableDates() throws -> [String: SessionDate] {
        try read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT symbol, first_usable_date FROM series WHERE first_usable_date IS NOT NULL")
            return try rows.reduce(into: [:]) { try $0[$1["symbol"]] = $1.date("first_usable_date") }
        }
    }

    /// The rows refused in the files as they last were, by symbol, path and line.
    public func rejectedRows(limit: Int = .max) throws -> [StoredRejection] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT symbol, path, line, raw_text, reason, detail
                    FROM rejected_row JOIN source_file ON source_file.id = source_file_id
                    JOIN series ON series.id = source_file.series_id
                    WHERE source_file_id IN (\(Store.countedFiles))
                    ORDER BY symbol, path, number LIMIT ?
                    """, arguments: [limit])
            return try rows.map { row in
                guard let reason = RejectionReason(rawValue: row["reason"]) else {
                    throw DatabaseError(
                        resultCode: .SQLITE_CORRUPT, message: "“\(row["reason"] as String)” is not a known reason")
                }
                return StoredRejection(
                    symbol: row["symbol"], path: row["path"],
                    row: RejectedRow(
                        line: row["line"], rawText: row["raw_text"], reason: reason, detail: row["detail"]))
            }
        }
    }

    /// How many rows were refused for each reason, in the files as they last were.
    public func rejectionCounts() throws -> [RejectionReason: Int] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT reason, count(*) AS n FROM rejected_row
                    WHERE source_file_id IN (\(Store.countedFiles)) GROUP BY reason
                    """)
            return rows.reduce(into: [:]) { counts, row in
                if let reason = RejectionReason(rawValue: row["reason"]) { counts[reason] = row["n"] }
            }
        }
    }

    /// The bars of one series between two dates, oldest first.
    static func bars(
        of seriesID: Int64, from first: SessionDate?, to last: SessionDate?, in db: Database
    ) throws -> [Bar] {
        try bars(
            sql: """
                SELECT date, open, high, low, close, adjusted_close, volume FROM bar
                WHERE series_id = ? AND date BETWEEN ? AND ? ORDER BY date
                """,
            [.number(seriesID), .text(first?.description ?? "0000"), .text(last?.description ?? "9999-99")],
            in: db)
    }
}
