package import Market

/// What a table for machines holds at one place; nil is what is not defined.
package enum Cell: Sendable {
    /// Anybody's text.
    case text(String?)
    /// A whole number.
    case count(Int?)
    /// A number with all its bits.
    case number(Double?)
    /// True or false.
    case flag(Bool?)
    /// A session.
    case date(SessionDate?)
}

/// A value that says what kind of cell it is.
package protocol CellValue {
    /// The value as a cell.
    var cell: Cell { get }
    /// A value that is not there as a cell.
    static var absentCell: Cell { get }
}

extension String: CellValue {
    package var cell: Cell { .text(self) }
    package static var absentCell: Cell { .text(nil) }
}

extension Int: CellValue {
    package var cell: Cell { .count(self) }
    package static var absentCell: Cell { .count(nil) }
}

extension Double: CellValue {
    package var cell: Cell { .number(self) }
    package static var absentCell: Cell { .number(nil) }
}

extension Bool: CellValue {
    package var cell: Cell { .flag(self) }
    package static var absentCell: Cell { .flag(nil) }
}

extension SessionDate: CellValue {
    package var cell: Cell { .date(self) }
    package static var absentCell: Cell { .date(nil) }
}

extension Optional: CellValue where Wrapped: CellValue {
    package var cell: Cell { self?.cell ?? Wrapped.absentCell }
    package static var absentCell: Cell { Wrapped.absentCell }
}

/// A column of a table for machines: its name, and how a row gives its cell.
///
/// A table's columns are described once; JSON and CSV are both written from them, so neither can forget a column that
/// the other has.
///
///     let columns: [Column<MetricRow>] = [Column("symbol", \.symbol), Column("value", \.value)]
package struct Column<Row>: Sendable {
    /// The name, as the store has it.
    package let name: String
    /// The cell of a row.
    let cell: @Sendable (Row) -> Cell

    /// A column of values that are found in a row.
    package init<Value: CellValue & SendableMetatype>(_ name: String, _ value: @escaping @Sendable (Row) -> Value) {
        self.name = name
        cell = { value($0).cell }
    }
}
