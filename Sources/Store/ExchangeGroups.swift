internal import GRDB
internal import Market

/// Which series trade on the same days, learnt from their sessions.
///
/// A missing session is one that the others of an exchange have. Frankfurt keeps other holidays than New York, and
/// crypto exchanges none, so a series is compared with those of its own calendar only. A series is put into a group
/// once, when it comes into the store: with the group whose calendar it keeps, or into a new one.
struct ExchangeGroups {
    /// The share of sessions that a series may have besides its group's.
    ///
    /// New York and the euro's calendar differ in three in a hundred, two feeds of one exchange in one in a thousand.
    static let mostExtra = 0.005
    /// Sessions more than that share that a short series may have besides: a few faults are no calendar.
    static let spareExtra = 3
    /// The share of the group's sessions that may be missing, long gaps aside.
    static let mostMissing = 0.15

    /// Counts new sessions in the calendars of their groups, and finds the groups of series that have none.
    static func count(_ dates: [Int64: [SessionDate]], in db: Database) throws {
        var groups = ExchangeGroups()
        var isLoaded = false
        var counts: [Int: DayCounts] = [:]
        let find = try db.cachedStatement(sql: "SELECT group_id FROM series_group WHERE series_id = ?")
        // In the order of their numbers, which is that of the files: the groups do not depend on who was read first.
        for (seriesID, new) in dates.sorted(by: { $0.key < $1.key }) {
            if let group = try Int.fetchOne(find, arguments: [seriesID]) {
                counts[group, default: DayCounts()].add(new)
                if isLoaded { groups.add(new, to: group) }
                continue
            }
            if !isLoaded {
                try groups.load(in: db)
                for (group, days) in counts { groups.add(days.entries.map(\.date), to: group) }
                isLoaded = true
            }
            // A store of an earlier version has series without a group.
            let known = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT sessions FROM series_summary WHERE series_id = ?"),
                arguments: [seriesID])
            let all =
                known == new.count ? new : try Store.bars(of: seriesID, from: nil, to: nil, in: db).map(\.date)
            let group = groups.group(of: all)
            groups.add(all, to: group)
            try db.execute(sql: "INSERT INTO series_group VALUES (?, ?)", arguments: [seriesID, group])
            counts[group, default: DayCounts()].add(all)
        }
        for (group, days) in counts.sorted(by: { $0.key < $1.key }) {
            let entries = days.entries
            var rows = try BulkInsert(
                db, into: "group_session", columns: ["group_id", "date", "bars"], rowCount: entries.count,
                conflict: "ON CONFLICT (group_id, date) DO UPDATE SET bars = bars + excluded.bars")
            for (date, count) in entries {
                rows.bind(group)
                rows.bind(date)
                rows.bind(count)
                try rows.endRow()
            }
        }
    }

    /// The sessions of each group that any of its series has.
    private var calendars: [Int: DaySet] = [:]

    private mutating func load(in db: Database) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT group_id, date FROM group_session ORDER BY group_id, date")
        while let row = try rows.next() {
            calendars[row[0], default: DaySet()].insert(try SessionDate(stored: row[1]))
        }
    }

    private mutating func add(_ dates: [SessionDate], to group: Int) {
        for date in dates { calendars[group, default: DaySet()].insert(date) }
    }

    /// The group whose calendar these sessions keep best, or a new one.
    private func group(of dates: [SessionDate]) -> Int {
        var sessions = DaySet()
        for date in dates { sessions.insert(date) }
        var best: (group: Int, differences: Int)?
        for (group, calendar) in calendars.sorted(by: { $0.key < $1.key }) {
            guard let differences = ExchangeGroups.differences(of: sessions, from: calendar) else { continue }
            if best.map({ differences < $0.differences }) ?? true { best = (group, differences) }
        }
        return best?.group ?? (calendars.keys.max() ?? 0) + 1
    }

    /// In how many sessions a series differs from a calendar; nil where the two are not of one exchange.
    static func differences(of sessions: DaySet, from calendar: DaySet) -> Int? {
        var (both, extra, missing, shared, overlap) = (0, 0, 0, 0, 0)
        // Before the first day of either and after the last day of either there is nothing to compare.
        let first = max(sessions.first, calendar.first)
        let last = min(sessions.last, calendar.last)
        for index in sessions.blocks.keys {
            let span = DaySet.block(index, from: first, to: last)
            guard span != 0, let one = sessions.blocks[index].map({ $0 & span }),
                let other = calendar.blocks[index].map({ $0 & span })
            else { continue }
            overlap += 1
            // Long gaps and first weeks say nothing of a calendar.
            let (few, many) = (one.nonzeroBitCount, other.nonzeroBitCount)
            guard min(few, many) * 2 >= max(few, many) else { continue }
            shared += 1
            let same = (one & other).nonzeroBitCount
            both += same
            extra += few - same
            missing += many - same
        }
        // Too short a time together to tell two calendars apart: what trades on weekends is another exchange.
        if overlap < 3 { return sessions.isOfWeekends == calendar.isOfWeekends ? extra + missing : nil }
        guard shared > 0, Double(extra) <= mostExtra * Double(both) + Double(spareExtra),
            Double(missing) <= mostMissing * Double(both)
        else { return nil }
        return extra + missing
    }
}

/// A set of days, a bit a day in blocks of 64 days.
struct DaySet {
    private(set) var blocks: [Int32: UInt64] = [:]
    /// The number of the first day, and of the last.
    private(set) var first = Int32.max
    private(set) var last = Int32.min

    /// The days of a block that lie between two days, both inside.
    static func block(_ index: Int32, from first: Int32, to last: Int32) -> UInt64 {
        let start = index << 6
        guard first <= last, first <= start + 63, last >= start else { return 0 }
        return (UInt64.max << UInt64(max(first - start, 0))) & (UInt64.max >> UInt64(63 - min(last - start, 63)))
    }

    mutating func insert(_ date: SessionDate) {
        first = min(first, date.dayNumber)
        last = max(last, date.dayNumber)
        blocks[date.dayNumber >> 6, default: 0] |= 1 << UInt64(date.dayNumber & 63)
    }

    /// Whether more than a tenth of the days are Saturdays and Sundays, as two sevenths are where all days are.
    var isOfWeekends: Bool {
        var (days, weekends) = (0, 0)
        for (index, block) in blocks {
            for bit in 0..<64 where block >> UInt64(bit) & 1 == 1 {
                days += 1
                // 1970-01-01 was a Thursday; 0 is Monday.
                if (((Int(index) << 6 + bit + 3) % 7) + 7) % 7 >= 5 { weekends += 1 }
            }
        }
        return days >= 10 && weekends * 10 > days
    }
}
