import Evaluation
import Market

/// Renders a report's rows as tables of CSV by file name, one tidy table a file; forecasts come on their own.
///
/// Names of columns are those of the store's views. Dates are ISO text, empty cells are what is not defined.
public func renderCSV(_ content: ReportContent, fits: [Evidence.Fit]) -> [(file: String, text: String)] {
    [
        ("leaderboard.csv", table(content.leaderboard, [Column("run_id", \.runID)] + leaderboardColumns)),
        ("width_sweep.csv", table(content.widthSweep, [Column("run_id", \.runID)] + widthSweepColumns)),
        ("shock_table.csv", table(content.shockTable, [Column("run_id", \.runID)] + shockTableColumns)),
        ("metrics.csv", table(content.metrics, metricColumns)),
        ("comparisons.csv", table(content.comparisons + content.otherTests, comparisonColumns)),
        ("data_health.csv", table(content.dataHealth, dataHealthColumns(usableFrom: content.usableFrom))),
        ("rejected_rows.csv", table(content.rejections.counts, rejectionColumns)),
        ("training.csv", table(TrainingRow.rows(of: fits), trainingColumns)),
    ]
}

private func table<Row>(_ rows: [Row], _ columns: [Column<Row>]) -> String {
    var csv = CSVTable(columns)
    for row in rows { csv.add(row) }
    return csv.text
}

/// A table of CSV that grows row by row.
///
/// A series' name stands under `unique_id`, as forecasters' tables have it.
package struct CSVTable<Row>: Sendable {
    private var csv: CSVText
    private let columns: [Column<Row>]

    /// An empty table with these columns.
    package init(_ columns: [Column<Row>]) {
        self.columns = columns
        csv = CSVText(columns: columns.map { $0.name == "symbol" ? "unique_id" : $0.name })
    }

    /// What was written so far.
    package var text: String { csv.text }

    /// Adds a row.
    package mutating func add(_ row: Row) {
        for column in columns { csv.add(column.cell(row)) }
        csv.endRow()
    }

    /// Hands out what was written and forgets it, so that a large table can be written in parts.
    package mutating func taken() -> String { csv.taken() }
}
