internal import GRDB
public import Market

extension Store {
    /// Puts these shock periods in the place of all that are stored.
    public func replaceShockPeriods(_ periods: [ShockPeriod]) throws {
        try write { db in
            try db.execute(sql: "DELETE FROM shock_period")
            for period in periods {
                for interval in period.intervals {
                    try db.execute(
                        sql: "INSERT INTO shock_period VALUES (?, ?, ?, ?, ?)",
                        arguments: [
                            period.name, interval.phase.rawValue, interval.dates.lowerBound.description,
                            interval.dates.upperBound.description, interval.source,
                        ])
                }
            }
        }
    }

    /// The shock periods, the one that begins first leading.
    public func shockPeriods() throws -> [ShockPeriod] {
        try read { db in
            var names: [String] = []
            var intervals: [String: [ShockPeriod.Interval]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT * FROM shock_period ORDER BY first_date, name") {
                guard let phase = ShockPeriod.Phase(rawValue: row["phase"]) else { continue }
                let name: String = row["name"]
                if intervals[name] == nil { names.append(name) }
                intervals[name, default: []].append(
                    .init(phase: phase, dates: try row.dates("first_date", "last_date"), source: row["source"]))
            }
            return names.map { ShockPeriod(name: $0, intervals: intervals[$0] ?? []) }
        }
    }
}
