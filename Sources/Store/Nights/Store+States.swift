internal import GRDB
public import Market

extension Store {
    /// How many of the latest states of a series are kept; of older ones, the first of each month.
    static let recentStates = 10

    /// A model's latest memories, one a series, none after `date`.
    public func states(ofModel modelID: Int64, notAfter date: SessionDate) throws -> [String: ModelState] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT symbol, max(after_date) AS after_date, state
                    FROM model_state JOIN series ON series.id = series_id
                    WHERE model_id = ? AND after_date <= ? GROUP BY series_id
                    """, arguments: [modelID, date.description])
            var states: [String: ModelState] = [:]
            while let row = try rows.next() {
                let state = ModelState(
                    symbol: row["symbol"], afterDate: try row.date("after_date"), state: row.bytes("state"))
                states[state.symbol] = state
            }
            return states
        }
    }

    /// What the panel shared in a model after its latest session not after `date`.
    public func marketState(
        ofModel modelID: Int64, notAfter date: SessionDate
    ) throws -> (after: SessionDate, state: [UInt8])? {
        try read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT after_date, state FROM market_state WHERE model_id = ? AND after_date <= ?
                    ORDER BY after_date DESC LIMIT 1
                    """, arguments: [modelID, date.description])
            return try row.map { (try $0.date("after_date"), $0.bytes("state")) }
        }
    }

    /// The changes of the past because of which states were removed, by symbol and date.
    public func stateLosses() throws -> [(symbol: String, from: SessionDate, kind: String)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT symbol, first_date, kind FROM state_loss JOIN series ON series.id = series_id
                    ORDER BY first_date, symbol, kind
                    """
            ).map { ($0["symbol"], try $0.date("first_date"), $0["kind"]) }
        }
    }

    static func keep(
        _ states: [ModelState], ofModel modelID: Int64, series: [String: Int], in db: Database
    ) throws {
        let insert = try db.cachedStatement(
            sql: "INSERT INTO model_state VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state")
        let thin = try db.cachedStatement(
            sql: """
                DELETE FROM model_state AS old WHERE model_id = ?1 AND series_id = ?2 AND after_date < (
                    SELECT after_date FROM model_state WHERE model_id = ?1 AND series_id = ?2
                    ORDER BY after_date DESC LIMIT 1 OFFSET \(recentStates - 1)
                ) AND EXISTS (
                    SELECT 1 FROM model_state AS earlier WHERE earlier.model_id = ?1 AND earlier.series_id = ?2
                        AND earlier.after_date < old.after_date
                        AND substr(earlier.after_date, 1, 7) = substr(old.after_date, 1, 7))
                """)
        for state in states {
            let seriesID = try Store.id(of: state.symbol, in: series)
            try insert.execute(
                arguments: [modelID, seriesID, state.afterDate.description, state.state.blob])
            try thin.execute(arguments: [modelID, seriesID])
        }
    }

    static func keep(market state: [UInt8], after date: SessionDate, ofModel modelID: Int64, in db: Database) throws
    {
        try db.execute(
            sql: "INSERT INTO market_state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state",
            arguments: [modelID, date.description, state.blob])
        try db.execute(
            sql: """
                DELETE FROM market_state AS old WHERE model_id = ?1 AND after_date < (
                    SELECT after_date FROM market_state WHERE model_id = ?1
                    ORDER BY after_date DESC LIMIT 1 OFFSET \(recentStates - 1)
                ) AND EXISTS (
                    SELECT 1 FROM market_state AS earlier WHERE earlier.model_id = ?1
                        AND earlier.after_date < old.after_date
                        AND substr(earlier.after_date, 1, 7) = substr(old.after_date, 1, 7))
                """, arguments: [modelID])
    }

    /// Removes the states that a change of the past has made untrue, in the transaction of the change.
    ///
    /// Those of the series itself, and of all series where they share the panel's state.
    static func forgetStates(
        ofSeries seriesID: Int64, from date: SessionDate, kind: String, in db: Database
    ) throws {
        let day = date.description
        let latest = try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT max(day) FROM (SELECT max(after_date) AS day FROM model_state
                        UNION ALL SELECT max(after_date) FROM market_state)
                    """))
        // An ordinary night ends here: what is new lies after all states.
        guard let latest, day <= latest else { return }
        let before = db.totalChangesCount
        try db.execute(
            sql: "DELETE FROM model_state WHERE after_date >= ? AND series_id = ?", arguments: [day, seriesID])
        let sharing = try Int64.fetchAll(
            db,
            sql: """
                SELECT DISTINCT model_id FROM market_state AS market WHERE after_date >= ?1 AND (
                    EXISTS (SELECT 1 FROM model_state AS own
                        WHERE own.model_id = market.model_id AND own.series_id = ?2)
                    OR NOT EXISTS (SELECT 1 FROM market_state AS older
                        WHERE older.model_id = market.model_id AND older.after_date < ?1))
                """, arguments: [day, seriesID])
        for model in sharing {
            for table in ["model_state", "market_state"] {
                try db.execute(
                    sql: "DELETE FROM \(table) WHERE model_id = ? AND after_date >= ?", arguments: [model, day])
            }
        }
        guard db.totalChangesCount > before else { return }
        try db.execute(
            sql: "INSERT INTO state_loss VALUES (?, ?, ?) ON CONFLICT DO NOTHING", arguments: [seriesID, day, kind])
    }
}
