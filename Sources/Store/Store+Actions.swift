internal import GRDB
public import Ingestion
internal import Market

extension Store {
    /// Keeps splits that the user confirmed.
    ///
    /// - Returns: Whether one of them was not known.
    static func confirm(_ splits: [SuspectedSplit], seriesID: Int64, in db: Database) throws -> Bool {
        var hasNew = false
        for split in splits {
            try db.execute(
                sql: """
                    INSERT INTO corporate_action VALUES (?, ?, 'split', ?, 'confirmed')
                    ON CONFLICT DO UPDATE SET value = excluded.value WHERE value <> excluded.value
                    """, arguments: [seriesID, split.date.description, split.ratio])
            hasNew = hasNew || db.changesCount > 0
        }
        return hasNew
    }

    /// The splits that the user confirmed for a series.
    static func confirmedSplits(of seriesID: Int64, in db: Database) throws -> [SuspectedSplit] {
        let find = try db.cachedStatement(
            sql: """
                SELECT date, value FROM corporate_action
                WHERE series_id = ? AND kind = 'split' AND origin = 'confirmed' ORDER BY date
                """)
        return try Row.fetchAll(find, arguments: [seriesID]).map { row in
            SuspectedSplit(date: try SessionDate(stored: row[0]), ratio: row[1])
        }
    }

    static func insert(_ actions: [CorporateAction], seriesID: Int64, in db: Database) throws {
        for action in actions {
            try db.cachedStatement(
                sql: """
                    INSERT INTO corporate_action VALUES (?, ?, ?, ?, 'file')
                    ON CONFLICT DO UPDATE SET value = excluded.value
                    """
            ).execute(arguments: [seriesID, action.date.description, action.kind.rawValue, action.value])
        }
    }

    /// Splits that the stored prices seem not to be corrected for, by symbol.
    public func suspectedSplits() throws -> [String: [SuspectedSplit]] {
        try allSeries().reduce(into: [:]) { found, series in
            let splits = series.suspectedSplits
            if !splits.isEmpty { found[series.symbol] = splits }
        }
    }

    /// Sets from which number on a finding of `data_health` is a warning, and from which the series is refused.
    public func setHealthThresholds(_ thresholds: [HealthThreshold]) throws {
        try write { db in
            for threshold in thresholds {
                try db.execute(
                    sql: "UPDATE health_threshold SET warn = ?, refuse = ? WHERE finding = ?",
                    arguments: [threshold.warn, threshold.refuse, threshold.finding])
            }
        }
    }
}

/// From which number on a finding is a warning, and from which the series is refused; nil for never.
public struct HealthThreshold: Hashable, Sendable {
    /// The findings there are.
    public static let findings = [
        "missing_sessions", "rejected_rows", "largest_jump", "stale_sessions", "weekend_rows", "repeated_sessions",
        "half_filled", "longest_gap_days", "ticker_reuse", "unapplied_splits",
    ]

    /// The finding.
    public var finding: String
    /// From here on it is a warning.
    public var warn: Double?
    /// From here on the series is refused.
    public var refuse: Double?

    /// A threshold from its parts.
    public init(finding: String, warn: Double?, refuse: Double?) {
        self.finding = finding
        self.warn = warn
        self.refuse = refuse
    }
}
