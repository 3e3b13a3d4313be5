internal import GRDB
private import GRDBSQLite
internal import Market

/// What stands for a question mark of a query.
enum QueryParameter {
    case number(Int64)
    case text(String)
}

extension Store {
    /// The bars that a query selects as date, open, high, low, close, adjusted close, volume.
    ///
    /// They are read from SQLite directly: a boxed value a column costs more than SQLite's own work on a row.
    static func bars(sql: String, _ parameters: [QueryParameter], in db: Database) throws -> [Bar] {
        let statement = try db.cachedStatement(sql: sql).sqliteStatement
        sqlite3_reset(statement)
        for (index, parameter) in zip(Int32(1)..., parameters) {
            switch parameter {
            case .number(let number): sqlite3_bind_int64(statement, index, number)
            case .text(let text):
                // −1 asks SQLite to copy the bytes.
                sqlite3_bind_text(
                    statement, index, text, Int32(text.utf8.count),
                    unsafeBitCast(-1, to: sqlite3_destructor_type.self))
            }
        }
        defer { sqlite3_reset(statement) }
        var bars: [Bar] = []
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return bars }
            guard code == SQLITE_ROW else {
                throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
            }
            bars.append(
                Bar(
                    date: try date(statement, 0), open: number(statement, 1), high: number(statement, 2),
                    low: number(statement, 3), close: sqlite3_column_double(statement, 4),
                    adjustedClose: number(statement, 5), volume: number(statement, 6)))
        }
    }

    private static func number(_ statement: OpaquePointer, _ column: Int32) -> Double? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_double(statement, column)
    }

    /// The date in a column, as the store writes dates.
    private static func date(_ statement: OpaquePointer, _ column: Int32) throws -> SessionDate {
        guard let text = sqlite3_column_text(statement, column) else { return try SessionDate(stored: "") }
        func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(text[$1] &- 0x30) } }
        if sqlite3_column_bytes(statement, column) == 10,
            let date = SessionDate(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        {
            return date
        }
        return try SessionDate(stored: String(cString: text))
    }
}
