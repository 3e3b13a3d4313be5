public import Evaluation
internal import GRDB
internal import Ingestion
internal import Market

extension Store {
    /// Notes which series a run does without, beside those noted before.
    public func leaveOut(_ series: [LeftOutSeries], run: String) throws {
        guard !series.isEmpty else { return }
        try write { db in
            for entry in series {
                try db.execute(
                    sql: """
                        INSERT INTO left_out VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET reason = excluded.reason
                        """, arguments: [run, entry.symbol, entry.model ?? "", entry.reason])
            }
        }
    }

    /// The series that a run did without, by symbol and model.
    public func leftOut(run: String) throws -> [LeftOutSeries] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT symbol, model, reason FROM left_out WHERE run_id = ? ORDER BY symbol, model",
                arguments: [run]
            ).map { row in
                let model: String = row["model"]
                return LeftOutSeries(
                    symbol: row["symbol"], model: model.isEmpty ? nil : model, reason: row["reason"])
            }
        }
    }

    /// Keeps the bars of a file that have a price of zero or below; what an earlier file said is replaced.
    static func keep(nonPositive bars: [Bar], seriesID: Int64, fileID: Int64, in db: Database) throws {
        for bar in bars {
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO non_positive_bar VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            ).execute(
                arguments: [
                    seriesID, bar.date.description, bar.open, bar.high, bar.low, bar.close, bar.adjustedClose,
                    bar.volume, fileID,
                ])
        }
    }
}
