public import Market

/// Reads the named shock periods.
///
/// The table has the columns `name,phase,first,last,source`, one row a phase; both dates belong to it. Periods come
/// in the order in which the file first names them.
///
/// - Throws: ``IngestionError`` naming file, line and field of the first mistake: an unknown phase, a phase given
///   twice, a first date after the last, phases of one period that overlap.
public func readShockPeriods(path: String) throws(IngestionError) -> [ShockPeriod] {
    try shockPeriods(in: SettingsTable(path: path, columns: shockPeriodColumns))
}

/// Reads shock periods from bytes as if from the file at `path`.
func readShockPeriods(bytes: [UInt8], path: String) throws(IngestionError) -> [ShockPeriod] {
    try shockPeriods(
        in: SettingsTable(ByteSource(bytes: bytes, path: path), path: path, columns: shockPeriodColumns))
}

private let shockPeriodColumns = ["name", "phase", "first", "last", "source"]

private func shockPeriods(in table: SettingsTable) throws(IngestionError) -> [ShockPeriod] {
    var names: [String] = []
    var intervals: [String: [ShockPeriod.Interval]] = [:]
    for row in table.rows {
        let name = try table.text(row, 0)
        let interval = try interval(row, of: table)
        for other in intervals[name, default: []] {
            guard other.phase != interval.phase else {
                throw table.problem(
                    row, 1, "\(name) already has a \(other.phase.rawValue) phase above; keep one of the rows")
            }
            guard !other.dates.overlaps(interval.dates) else {
                throw table.problem(
                    row, 2,
                    "\(name): \(interval.dates.lowerBound) to \(interval.dates.upperBound) overlaps the "
                        + "\(other.phase.rawValue) phase, \(other.dates.lowerBound) to \(other.dates.upperBound); "
                        + "a session can be in one phase only")
            }
        }
        if intervals[name] == nil { names.append(name) }
        intervals[name, default: []].append(interval)
    }
    return names.map { ShockPeriod(name: $0, intervals: intervals[$0] ?? []) }
}

private func interval(_ row: SettingsTable.Row, of table: SettingsTable) throws(IngestionError)
    -> ShockPeriod.Interval
{
    guard let phase = ShockPeriod.Phase(rawValue: row.fields[1]) else {
        let known = ShockPeriod.Phase.allCases.map(\.rawValue).joined(separator: ", ")
        throw table.problem(row, 1, "“\(row.fields[1])” is not a phase; write one of \(known)")
    }
    let first = try table.date(row, 2)
    let last = try table.date(row, 3)
    guard first <= last else {
        throw table.problem(row, 2, "\(first) is after the last date, \(last); exchange or correct them")
    }
    return ShockPeriod.Interval(phase: phase, dates: first...last, source: try table.text(row, 4))
}
