internal import GRDB
internal import Market
private import GRDBSQLite

/// Writes many rows of one table through statements of several rows each.
///
/// Binding through GRDB's boxed arguments costs more than SQLite's own work on a row. This type binds each value
/// to SQLite directly and shares one statement's overhead between ``batch`` rows, which more than doubles the
/// rate. It is the only place that does so. Values are bound left to right with `bind`, a row ends with `endRow`.
struct BulkInsert: ~Copyable {
    private static let batch = 50
    private static let dateBytes = 10

    private let db: Database
    private let columnCount: Int
    private let many: Statement?
    private let one: Statement
    private var rowsLeft: Int
    private var rowsInStatement = 0
    private var rowsBound = 0
    private var next: Int32 = 1
    private var statement: OpaquePointer
    /// The dates of a statement's rows as text, which SQLite reads from here when the statement runs.
    private let dates: UnsafeMutablePointer<UInt8>
    private var writtenDates = 0
    private var months = WrittenMonth()

    /// Prepares for exactly `rowCount` rows; `conflict` is what to do with a row whose key is there already.
    init(_ db: Database, into table: String, columns: [String], rowCount: Int, conflict: String = "") throws {
        func sql(_ rows: Int) -> String {
            let row = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
            return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
                + [String](repeating: row, count: rows).joined(separator: ", ") + " " + conflict
        }
        let one = try db.cachedStatement(sql: sql(1))
        let many = rowCount >= Self.batch ? try db.cachedStatement(sql: sql(Self.batch)) : nil
        self.db = db
        self.one = one
        self.many = many
        columnCount = columns.count
        rowsLeft = rowCount
        statement = one.sqliteStatement
        dates = .allocate(capacity: Self.batch * Self.dateBytes)
        beginStatement()
    }

    deinit {
        // The statements are kept for the next time, but not what they point to.
        sqlite3_clear_bindings(one.sqliteStatement)
        if let many { sqlite3_clear_bindings(many.sqliteStatement) }
        dates.deallocate()
    }

    /// Binds a date; at most one a row.
    mutating func bind(_ date: SessionDate) {
        let text = dates + writtenDates * Self.dateBytes
        months.write(date, to: text)
        writtenDates += 1
        // A null destructor says that the bytes stay where they are.
        sqlite3_bind_text(
            statement, next, UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self), Int32(Self.dateBytes), nil)
        next += 1
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
        sqlite3_reset(statement)
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
        writtenDates = 0
        next = 1
    }
}

/// Writes dates as yyyy-mm-dd, of which many follow one another in one month.
private struct WrittenMonth {
    private var first: Int32 = 0
    private var days: Int32 = 0
    private var text: UInt64 = 0

    mutating func write(_ date: SessionDate, to bytes: UnsafeMutablePointer<UInt8>) {
        if date.dayNumber < first || date.dayNumber >= first + days {
            let (year, month, day) = date.components
            first = date.dayNumber - Int32(day - 1)
            days = Int32(SessionDate.days(inMonth: month, of: year))
            text = 0
            for digit in [year / 1000, year / 100 % 10, year / 10 % 10, year % 10, -3, month / 10, month % 10, -3] {
                // Minus three is the hyphen: 0x2D.
                text = text >> 8 | UInt64(0x30 + digit) << 56
            }
        }
        let day = UInt8(truncatingIfNeeded: date.dayNumber - first + 1)
        UnsafeMutableRawPointer(bytes).storeBytes(of: text.littleEndian, as: UInt64.self)
        bytes[8] = 0x30 + day / 10
        bytes[9] = 0x30 + day % 10
    }
}
