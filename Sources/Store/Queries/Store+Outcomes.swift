internal import GRDB
private import GRDBSQLite
public import Market

/// A forecast and its outcome in numbers, as a walk over millions of them hands them out.
public struct StoredOutcome: Sendable {
    /// The place of the series among those of the walk.
    public var series: Int
    /// The session the forecast is about.
    public var target: SessionDate
    /// `normal`, `student-t`, ….
    public var family: String
    /// Location of the log return.
    public var mean: Double
    /// Scale parameter.
    public var scale: Double
    /// Degrees of freedom, where there are any.
    public var shape: Double?
    /// Standard deviation of the log return.
    public var standardDeviation: Double
    /// Whether the forecast says *invest*.
    public var invest: Bool
    /// The log return that came.
    public var actual: Double
    /// The quantiles of a forecast of the family `quantiles`.
    public var quantiles: [Double]?
}

extension Store {
    /// Hands out what was forecast and came, trial by trial in the order of models, seeds and folds.
    ///
    /// Made for pictures of a whole run: it reads SQLite's columns directly, some million forecasts a second.
    /// `body` must not call the store.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - horizon: sessions ahead; where it is more than the next, the sum up to it.
    ///   - series: the symbols, whose places in this list the outcomes carry; of others nothing is handed out.
    ///   - body: what to do with each; what it throws ends the walk and is passed on.
    public func forEachOutcome(
        run: String, horizon: Int, series: [String],
        _ body: (_ model: String, _ seed: Int, StoredOutcome) throws -> Void
    ) throws {
        try read { db in
            var places: [Int64: Int] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT id, symbol FROM series") {
                if let place = series.firstIndex(of: row["symbol"]) { places[row["id"]] = place }
            }
            let trials = try Row.fetchAll(
                db, sql: "SELECT id, model, seed FROM trial WHERE run_id = ? ORDER BY model, seed, fold, id",
                arguments: [run])
            let statement = try db.cachedStatement(
                sql: """
                    SELECT series_id, target_date, family, mean, scale, shape, standard_deviation, invest, actual,
                        quantiles
                    FROM forecast
                    WHERE trial_id = ? AND horizon = ? AND span = horizon AND actual IS NOT NULL AND target_date IS NOT NULL
                    """
            ).sqliteStatement
            for trial in trials {
                let (id, model, seed): (Int64, String, Int) = (trial["id"], trial["model"], trial["seed"])
                sqlite3_reset(statement)
                sqlite3_bind_int64(statement, 1, id)
                sqlite3_bind_int64(statement, 2, Int64(horizon))
                defer { sqlite3_reset(statement) }
                while true {
                    let code = sqlite3_step(statement)
                    if code == SQLITE_DONE { break }
                    guard code == SQLITE_ROW else {
                        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
                    }
                    guard let place = places[sqlite3_column_int64(statement, 0)] else { continue }
                    let shape =
                        sqlite3_column_type(statement, 5) == SQLITE_NULL
                        ? nil : sqlite3_column_double(statement, 5)
                    try body(
                        model, seed,
                        StoredOutcome(
                            series: place, target: try date(statement, 1),
                            family: sqlite3_column_text(statement, 2).map { String(cString: $0) } ?? "",
                            mean: sqlite3_column_double(statement, 3), scale: sqlite3_column_double(statement, 4),
                            shape: shape, standardDeviation: sqlite3_column_double(statement, 6),
                            invest: sqlite3_column_int64(statement, 7) != 0,
                            actual: sqlite3_column_double(statement, 8),
                            quantiles: sqlite3_column_text(statement, 9)
                                .flatMap { QuantileText.values(String(cString: $0)) }))
                }
            }
        }
    }

    /// The sessions each series has a bar for, by symbol, oldest first.
    public func sessionsBySymbol() throws -> [String: [SessionDate]] {
        try read { db in
            var result: [String: [SessionDate]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT id, symbol FROM series ORDER BY symbol") {
                let statement = try db.cachedStatement(
                    sql: "SELECT date FROM bar WHERE series_id = ? ORDER BY date"
                ).sqliteStatement
                sqlite3_reset(statement)
                sqlite3_bind_int64(statement, 1, row["id"] as Int64)
                defer { sqlite3_reset(statement) }
                var dates: [SessionDate] = []
                while sqlite3_step(statement) == SQLITE_ROW { dates.append(try date(statement, 0)) }
                result[row["symbol"]] = dates
            }
            return result
        }
    }
}

/// The date in a column, read from its ten bytes.
private func date(_ statement: OpaquePointer, _ column: Int32) throws -> SessionDate {
    if let text = sqlite3_column_text(statement, column), sqlite3_column_bytes(statement, column) == 10 {
        func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(text[$1]) - 48 } }
        if let date = SessionDate(year: number(0..<4), month: number(5..<7), day: number(8..<10)) { return date }
    }
    throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a date of the store is damaged")
}
