public import Market

/// Reads from which session on each symbol may be used.
///
/// The table has the columns `symbol,first_date,reason`; the reason is for people. Data before a company's listing
/// or a merger belong to another thing under the same name.
///
/// - Throws: ``IngestionError`` naming file, line and field of the first mistake.
public func readFirstDates(path: String) throws(IngestionError) -> [String: SessionDate] {
    try firstDates(in: SettingsTable(path: path, columns: ["symbol", "first_date", "reason"]))
}

/// Reads first dates from bytes as if from the file at `path`.
func readFirstDates(bytes: [UInt8], path: String) throws(IngestionError) -> [String: SessionDate] {
    try firstDates(
        in: SettingsTable(
            ByteSource(bytes: bytes, path: path), path: path, columns: ["symbol", "first_date", "reason"]))
}

private func firstDates(in table: SettingsTable) throws(IngestionError) -> [String: SessionDate] {
    var dates: [String: SessionDate] = [:]
    for row in table.rows {
        let symbol = try table.text(row, 0)
        let date = try table.date(row, 1)
        if let earlier = dates.updateValue(date, forKey: symbol) {
            throw table.problem(
                row, 0, "\(symbol) already has the first date \(earlier) above; keep one of the rows")
        }
    }
    return dates
}
