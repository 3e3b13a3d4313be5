import Evaluation

/// The measures that no other section has: of the mean, of quantiles, of intervals.
func measureSection(_ metrics: MetricIndex, order: ModelOrder) -> Section {
    var section = Section(title: "Other measures")
    let tables: [(reading: String, columns: [(title: String, name: String, factor: Double, decimals: Int)])] = [
        (
            "Of the mean: R² against a forecast of zero and against the mean return known at each fit, in percent; “IC” is the "
                + "correlation of forecast and outcome over all series and sessions, of values and of ranks.",
            [
                ("MAE", "mae", 1, 5), ("MASE", "mase", 1, 4), ("RMSSE", "rmsse", 1, 4), ("sMAPE", "smape", 1, 4),
                ("R² zero", "r2_zero", 100, 3), ("R² mean", "r2_mean", 100, 3), ("IC", "ic", 1, 4),
                ("rank IC", "rank_ic", 1, 4),
            ]
        ),
        (
            "Pinball losses of nine quantiles, times 1,000.",
            ["01", "05", "10", "25", "50", "75", "90", "95", "99"].map {
                ("\($0) %", "pinball_\($0)", 1000, 4)
            }
        ),
        (
            "Winkler scores of the central intervals, and the volatility forecast beside the one that came: the roots of the mean "
                + "forecast variance and of the mean squared return, in percent a session.",
            [
                ("50 %", "winkler_50", 1, 5), ("90 %", "winkler_90", 1, 5), ("95 %", "winkler_95", 1, 5),
                ("99 %", "winkler_99", 1, 5), ("forecast", "forecast_volatility", 100, 3),
                ("came", "realised_volatility", 100, 3),
            ]
        ),
    ]
    var isEmpty = true
    for (reading, columns) in tables {
        let rows = columns.map { metrics.wholeSampleRows($0.name) }
        let models = order.sorted(rows.flatMap(\.keys))
        guard !models.isEmpty else { continue }
        isEmpty = false
        var table = TextTable(
            [.init(title: "model", isLeftAligned: true, isTruncatable: true)]
                + columns.map { .init(title: $0.title) })
        for model in models {
            table.append(
                [label(model)]
                    + zip(columns, rows).map { column, rows in
                        fixed(rows[model].map { $0.value * column.factor }, decimals: column.decimals)
                    })
        }
        section.append(paragraph: reading)
        section.append(table)
    }
    if isEmpty { section.append(paragraph: "Nothing else was measured.") }
    return section
}
