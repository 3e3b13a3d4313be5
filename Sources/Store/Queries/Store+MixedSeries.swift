internal import GRDB

/// A series whose bars come, turn by turn, from several files.
public struct MixedSeries: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// The files, by path.
    public var paths: [String]
}

extension Store {
    /// The series of which neighbouring bars may come from different files, by symbol.
    ///
    /// A file that goes on where another ended is no such case, nor is one whose bars are those that are stored already.
    /// What is left are mostly two series under one name, of two vendors or two exchanges.
    public func mixedSeries() throws -> [MixedSeries] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    WITH several AS (
                        SELECT series_id FROM source_file GROUP BY series_id HAVING count(DISTINCT path) > 1
                    ), part AS (
                        SELECT bar.series_id, path, min(date) AS first, max(date) AS last FROM bar
                        JOIN source_file ON source_file.id = source_file_id
                        WHERE bar.series_id IN several GROUP BY bar.series_id, path
                    )
                    SELECT DISTINCT symbol, one.path FROM part AS one
                    JOIN part AS other ON other.series_id = one.series_id AND other.path <> one.path
                        AND other.first <= one.last AND other.last >= one.first
                    JOIN series ON series.id = one.series_id
                    ORDER BY symbol, one.path
                    """)
            var series: [MixedSeries] = []
            for row in rows {
                let symbol: String = row[0]
                if series.last?.symbol != symbol { series.append(MixedSeries(symbol: symbol, paths: [])) }
                series[series.count - 1].paths.append(row[1])
            }
            return series
        }
    }
}
