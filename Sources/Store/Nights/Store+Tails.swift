internal import GRDB
public import Market

/// The end of a series' prices, as far as a night needs them.
public struct CloseTail: Hashable, Sendable {
    /// The sessions, rising.
    public var dates: [SessionDate]
    /// The closes that returns are measured on.
    public var closes: [Double]
    /// The bars themselves, of sessions that have a high and a low.
    public var bars: [Bar?]
}

/// What a night has to know of a series before it reads a bar of it.
public struct SeriesOutline: Hashable, Sendable {
    /// The store's number for it.
    public var id: Int64
    /// The ticker or name.
    public var symbol: String
    /// The first session.
    public var first: SessionDate
    /// The last session.
    public var last: SessionDate
    /// The first session that forecasts may use.
    public var firstUsable: SessionDate?
    /// The content it was last taken from.
    public var sourceHash: String
}

extension Store {
    /// All series that have bars, by symbol, in a time that does not depend on how long they are.
    public func seriesOutlines() throws -> [SeriesOutline] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT series.id, symbol, first_date, last_date, first_usable_date, (
                        SELECT sha256 FROM source_file WHERE source_file.series_id = series.id
                        ORDER BY source_file.id DESC LIMIT 1) AS sha256
                    FROM series JOIN series_summary ON series_summary.series_id = series.id
                    """
            ).map { row in
                SeriesOutline(
                    id: row["id"], symbol: row["symbol"], first: try row.date("first_date"),
                    last: try row.date("last_date"), firstUsable: try row.optionalDate("first_usable_date"),
                    sourceHash: row["sha256"] ?? "")
            }.sorted { $0.symbol < $1.symbol }
        }
    }

    /// The closes of series from a session each, or from their beginning, up to `last`.
    public func closes(of series: [(id: Int64, from: SessionDate?)], to last: SessionDate) throws -> [CloseTail] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT date, ifnull(adjusted_close, close), open, high, low, close FROM bar
                    WHERE series_id = ? AND date BETWEEN ? AND ? ORDER BY date
                    """)
            return try series.map { id, from in
                var tail = CloseTail(dates: [], closes: [], bars: [])
                let rows = try Row.fetchCursor(
                    statement, arguments: [id, from?.description ?? "0000", last.description])
                while let row = try rows.next() {
                    tail.dates.append(try SessionDate(stored: row[0]))
                    tail.closes.append(row[1])
                    guard let high: Double = row[3], let low: Double = row[4], let date = tail.dates.last else {
                        tail.bars.append(nil)
                        continue
                    }
                    tail.bars.append(Bar(date: date, open: row[2], high: high, low: low, close: row[5]))
                }
                return tail
            }
        }
    }

    /// The session that lies `count` sessions before the last one not after `last`, or the first there is.
    public func session(of seriesID: Int64, before last: SessionDate, by count: Int) throws -> SessionDate? {
        try read { db in
            try String.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT min(date) FROM (
                            SELECT date FROM bar WHERE series_id = ? AND date <= ? ORDER BY date DESC LIMIT ?)
                        """), arguments: [seriesID, last.description, count + 1]
            ).map { try SessionDate(stored: $0) }
        }
    }

    /// The last session of a series not after a date.
    public func lastSession(of seriesID: Int64, notAfter date: SessionDate) throws -> SessionDate? {
        try session(of: seriesID, before: date, by: 0)
    }

    /// The sessions of any series between two dates.
    public func sessions(from first: SessionDate, to last: SessionDate) throws -> [SessionDate] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT date FROM session WHERE date BETWEEN ? AND ? ORDER BY date",
                arguments: [first.description, last.description]
            ).map { try SessionDate(stored: $0) }
        }
    }

    /// How many sessions of any series lie after a date, up to another.
    public func sessionCount(after first: SessionDate, to last: SessionDate) throws -> Int {
        try read { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM session WHERE date > ? AND date <= ?"),
                arguments: [first.description, last.description]) ?? 0
        }
    }

    /// The bars of a series not after `last`, as they were known at a time, or when the series was first learnt, whichever is
    /// later.
    public func bars(of symbol: String, notAfter last: SessionDate, knownAt time: String) throws -> [Bar] {
        try read { db in
            guard
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT series.id, min(first_seen) AS learnt FROM series
                        JOIN source_file ON source_file.series_id = series.id WHERE symbol = ?
                        """, arguments: [symbol]), let learnt: String = row["learnt"]
            else { return [] }
            return try Store.bars(of: row["id"], knownAt: max(time, learnt), in: db).filter { $0.date <= last }
        }
    }
}

extension Store {
    /// Sets the first sessions that forecasts may use; states made from others are removed.
    public func setFirstUsable(_ dates: [String: SessionDate]) throws {
        try write { db in
            let known = try Row.fetchAll(db, sql: "SELECT id, symbol, first_usable_date FROM series")
            for row in known {
                let id: Int64 = row["id"]
                let stored: String? = row["first_usable_date"]
                guard let date = dates[row["symbol"]]?.description, date != stored else { continue }
                try db.execute(sql: "UPDATE series SET first_usable_date = ? WHERE id = ?", arguments: [date, id])
                try Store.forgetStates(ofSeries: id, from: .beforeAll, kind: "revised", in: db)
            }
        }
    }
}

extension SessionDate {
    /// The first day of the calendar, 0001-01-01: from it on means all of the past.
    public static let beforeAll = SessionDate(dayNumber: -719_162)
}
