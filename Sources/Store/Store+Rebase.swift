internal import GRDB
internal import Ingestion
internal import Market

extension Store {
    /// Records that a past moved by one factor, and moves it.
    ///
    /// - Parameter pairs: stored and new bars; where one moved, the stored one becomes the new one, except for what
    ///   a restatement of that kind does not explain, which stays a difference.
    static func apply(
        _ rebase: Rebase, to pairs: inout [(old: Bar, new: Bar)], seriesID: Int64, fileID: Int64, in db: Database
    ) throws {
        var before: [Bar] = []
        for index in pairs.indices where rebase.moved[index] {
            var explained = pairs[index].old
            explained.adjustedClose = pairs[index].new.adjustedClose
            if rebase.kind == .price {
                explained.close = pairs[index].new.close
                func moved(_ old: Double?, _ new: Double?) -> Double? {
                    guard let old, let new, (new / old / rebase.factor - 1).magnitude < 0.02 else { return old }
                    return new
                }
                explained.open = moved(explained.open, pairs[index].new.open)
                explained.high = moved(explained.high, pairs[index].new.high)
                explained.low = moved(explained.low, pairs[index].new.low)
                if let old = explained.volume, let new = pairs[index].new.volume,
                    (new - old / rebase.factor).magnitude <= 1 + 0.001 * new
                {
                    explained.volume = new
                }
            }
            guard explained != pairs[index].old else { continue }
            before.append(pairs[index].old)
            try overwrite(explained, seriesID: seriesID, in: db)
            pairs[index].old = explained
        }
        let number = try Int.fetchOne(
            db, sql: "SELECT 1 + count(*) FROM rebase WHERE series_id = ?", arguments: [seriesID])
        try db.execute(
            sql: "INSERT INTO rebase VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                seriesID, number, rebase.kind.rawValue, rebase.factor, rebase.lastDate.description, before.count,
                OldValues.encoded(before, kind: rebase.kind).blob, fileID,
            ])
    }

    /// The bars of a series as they were known at a time.
    ///
    /// Of each bar the first thing that happened to it after that time, a revision or a restatement, tells what it
    /// said before.
    static func bars(of seriesID: Int64, knownAt time: String, in db: Database) throws -> [Bar] {
        var bars: [SessionDate: Bar] = [:]
        let now = try Row.fetchCursor(
            db,
            sql: """
                SELECT date, open, high, low, close, adjusted_close, volume FROM bar
                JOIN source_file ON source_file.id = source_file_id
                WHERE bar.series_id = ? AND first_seen <= ?
                """, arguments: [seriesID, time])
        while let row = try now.next() {
            let bar = try Bar(stored: row)
            bars[bar.date] = bar
        }
        var changedBy: [SessionDate: Int64] = [:]
        // The last revision first, so that the earliest after the time is what stays.
        let revisions = try Row.fetchCursor(
            db,
            sql: """
                SELECT r.date, r.open, r.high, r.low, r.close, r.adjusted_close, r.volume, said.first_seen AS said,
                    ifnull(later.id, latest.id) AS learnt
                FROM bar_revision AS r
                JOIN source_file AS said ON said.id = r.source_file_id
                LEFT JOIN bar_revision AS next
                    ON next.series_id = r.series_id AND next.date = r.date AND next.revision = r.revision + 1
                LEFT JOIN source_file AS later ON later.id = next.source_file_id
                JOIN bar ON bar.series_id = r.series_id AND bar.date = r.date
                JOIN source_file AS latest ON latest.id = bar.source_file_id
                WHERE r.series_id = ?1 AND ifnull(later.first_seen, latest.first_seen) > ?2
                ORDER BY r.date, r.revision DESC
                """, arguments: [seriesID, time])
        while let row = try revisions.next() {
            let bar = try Bar(stored: row)
            let said: String = row["said"]
            bars[bar.date] = said <= time ? bar : nil
            changedBy[bar.date] = row["learnt"]
        }
        let rebases = try Row.fetchAll(
            db,
            sql: """
                SELECT kind, old_values, source_file_id FROM rebase JOIN source_file ON source_file.id = source_file_id
                WHERE rebase.series_id = ? AND first_seen > ? ORDER BY number DESC
                """, arguments: [seriesID, time])
        for row in rebases {
            let learnt: Int64 = row["source_file_id"]
            for old in OldValues.decoded(row.bytes("old_values"), kind: Rebase.Kind(rawValue: row["kind"])) {
                // A revision by an earlier file already says what stood there before; one by the same file was made
                // after the restatement.
                if let changed = changedBy[old.date], changed < learnt { continue }
                guard var bar = bars[old.date] else { continue }
                old.restore(&bar)
                bars[old.date] = bar
            }
        }
        return bars.values.sorted { $0.date < $1.date }
    }
}

/// Values of bars as the bytes of a blob: day numbers and doubles, lowest byte first; a NaN is a value that was not
/// there.
enum OldValues {
    /// What one bar said before.
    struct Entry {
        var date: SessionDate
        var kind: Rebase.Kind
        var values: [Double?]

        /// Puts the values back.
        func restore(_ bar: inout Bar) {
            bar.adjustedClose = values[0]
            guard kind == .price, let close = values[4] else { return }
            (bar.open, bar.high, bar.low, bar.close, bar.volume) = (
                values[1], values[2], values[3], close, values[5]
            )
        }
    }

    static func encoded(_ bars: [Bar], kind: Rebase.Kind) -> [UInt8] {
        var bytes: [UInt8] = []
        for bar in bars {
            withUnsafeBytes(of: bar.date.dayNumber.littleEndian) { bytes += $0 }
            let values =
                kind == .price
                ? [bar.adjustedClose, bar.open, bar.high, bar.low, bar.close, bar.volume] : [bar.adjustedClose]
            for value in values {
                withUnsafeBytes(of: (value ?? .nan).bitPattern.littleEndian) { bytes += $0 }
            }
        }
        return bytes
    }

    static func decoded(_ bytes: [UInt8], kind: Rebase.Kind?) -> [Entry] {
        guard let kind else { return [] }
        let count = kind == .price ? 6 : 1
        let size = 4 + 8 * count
        return stride(from: 0, to: bytes.count - size + 1, by: size).map { start in
            func number(_ offset: Int, _ length: Int) -> UInt64 {
                (0..<length).reduce(0) { $0 | UInt64(bytes[start + offset + $1]) << UInt64(8 * $1) }
            }
            return Entry(
                date: SessionDate(dayNumber: Int32(truncatingIfNeeded: number(0, 4))), kind: kind,
                values: (0..<count).map { index in
                    let value = Double(bitPattern: number(4 + 8 * index, 8))
                    return value.isNaN ? nil : value
                })
        }
    }
}

extension Bar {
    /// A bar from the columns date, open, high, low, close, adjusted close, volume.
    init(stored row: Row) throws {
        self.init(
            date: try SessionDate(stored: row[0]), open: row[1], high: row[2], low: row[3], close: row[4],
            adjustedClose: row[5], volume: row[6])
    }
}
