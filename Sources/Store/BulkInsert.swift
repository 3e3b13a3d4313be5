internal import GRDB
private import GRDBSQLite

/// Writes many rows of one table through statements of several rows each.
///
/// Binding through GRDB's boxed arguments costs more than SQLite's own work on a row. This type binds each value
/// to SQLite directly and shares one statement's overhead between ``batch`` rows, which more than doubles the
/// rate. It is the only place that does so. Values are bound left to right with `bind`, a row ends with `endRow`.
struct BulkInsert {
    private static let batch = 50

    private let db: Database
    private let columnCount: Int
    private let many: Statement?
    private let one: Statement
    private var rowsLeft: Int
    private var rowsInStatement = 0
    private var rowsBound = 0
    private var next: Int32 = 1
    private var statement: OpaquePointer

    /// Prepares for exactly `rowCount` rows; `conflict` is what to do with a row whose key is there already.
    init(_ db: Database, into table: String, columns: [String], rowCount: Int, conflict: String = "") throws {
        func sql(_ rows: Int) -> String {
            let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
            return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
                + [String](repeating: row, count: rows).joined(separator: ", ") + " " + conflict
        }
        self.db = db
        columnCount = columns.count
        one = try db.cachedStatement(sql: sql(1))
        many = rowCount >= Self.batch ? try db.cachedStatement(sql: sql(Self.batch)) : nil
        rowsLeft = rowCount
        statement = one.sqliteStatement
        beginStatement()
    }

    mutating func bind(_ value: Int) {
        sqlite3_bind_int64(statement, next, Int64(value))
        next += 1
    }

    mutating func bind(_ value: Double) {
        sqlite3_bind_double(statement, next, value)
        next += 1
    }

    mutating func bind(_ value: Double?) {
        if let value { bind(value) } else { bindNull() }
    }

    mutating func bind(_ value: String?) {
        guard let value else { return bindNull() }
        // −1 asks SQLite to copy the bytes, which live only as long as this call.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(statement, next, value, Int32(value.utf8.count), copied)
        next += 1
    }

    private mutating func bindNull() {
        sqlite3_bind_null(statement, next)
        next += 1
    }

    /// Ends a row, and writes a statement's rows when the last of them has ended.
    mutating func endRow() throws {
        rowsBound += 1
        precondition(Int(next) == rowsBound * columnCount + 1, "a row needs a value for each column")
        guard rowsBound == rowsInStatement else { return }
        let code = sqlite3_step(statement)
        guard code == SQLITE_DONE else {
            let error = DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
            reset()
            throw error
        }
        reset()
        rowsLeft -= rowsInStatement
        beginStatement()
    }

    private func reset() {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    private mutating func beginStatement() {
        if let many, rowsLeft >= Self.batch {
            statement = many.sqliteStatement
            rowsInStatement = Self.batch
        } else {
            statement = one.sqliteStatement
            rowsInStatement = 1
        }
        rowsBound = 0
        next = 1
    }
}
