internal import GRDB
internal import Market

/// The new sessions of a transaction: written once a date, not once a bar.
struct SessionCounts {
    private var counts = DayCounts()
    private var dates: [Int64: [SessionDate]] = [:]

    mutating func add(_ bars: [Bar], to seriesID: Int64) {
        guard !bars.isEmpty else { return }
        let new = bars.map(\.date)
        counts.add(new)
        dates[seriesID, default: []] += new
    }

    /// Counts them in the calendar of the store and in those of the exchange groups.
    func write(in db: Database) throws {
        let entries = counts.entries
        var rows = try BulkInsert(
            db, into: "session", columns: ["date", "bars"], rowCount: entries.count,
            conflict: "ON CONFLICT (date) DO UPDATE SET bars = bars + excluded.bars")
        for (date, count) in entries {
            rows.bind(date)
            rows.bind(count)
            try rows.endRow()
        }
        try ExchangeGroups.count(dates, in: db)
    }
}

/// How many bars there are on each day.
struct DayCounts {
    /// The days of most markets, 1960 to 2060, by their day numbers; others are few.
    private static let usual: Range<Int32> = -3653..<32_872
    private var usual: [Int] = []
    private var others: [SessionDate: Int] = [:]

    mutating func add(_ dates: [SessionDate]) {
        if usual.isEmpty { usual = [Int](repeating: 0, count: DayCounts.usual.count) }
        for date in dates {
            if DayCounts.usual.contains(date.dayNumber) {
                usual[Int(date.dayNumber - DayCounts.usual.lowerBound)] += 1
            } else {
                others[date, default: 0] += 1
            }
        }
    }

    /// The days with bars, in their order.
    var entries: [(date: SessionDate, count: Int)] {
        var entries = others.map { (date: $0.key, count: $0.value) }
        for (day, count) in zip(DayCounts.usual.lowerBound..., usual) where count > 0 {
            entries.append((SessionDate(dayNumber: day), count))
        }
        return entries.sorted { $0.date < $1.date }
    }
}
