import Evaluation

/// How often the outcome lay in the intervals of 50, 90, 95 and 99 %, and whether every part of the forecast is hit as often.
func calibrationSection(_ metrics: MetricIndex, order: ModelOrder) -> Section {
    var section = Section(title: "Calibration: do the intervals hold what they promise?")
    let levels: [(nominal: Double, rows: [String: MetricRow])] = [
        (0.50, metrics.wholeSampleRows(ReportMetric.coverage50)),
        (0.90, metrics.wholeSampleRows(ReportMetric.coverage90)),
        (0.95, metrics.wholeSampleRows(ReportMetric.coverage95)),
        (0.99, metrics.wholeSampleRows(ReportMetric.coverage99)),
    ]
    let models = order.sorted(levels.flatMap(\.rows.keys))
    guard !models.isEmpty else {
        section.append(paragraph: "No coverage was measured.")
        return section
    }
    section.append(
        paragraph:
            "Share of outcomes inside the central 50, 90, 95 and 99 % intervals, in percent, and by how many "
            + "points that is off. Below zero the interval is too narrow: the model is too sure of itself.")
    var columns: [TextTable.Column] = [
        .init(title: "model", isLeftAligned: true, isTruncatable: true), .init(title: "forecasts", dropOrder: 0),
    ]
    for level in levels {
        columns.append(.init(title: "\(fixed(level.nominal * 100, decimals: 0)) %"))
        columns.append(.init(title: "off"))
    }
    var table = TextTable(columns)
    for model in models {
        let forecasts = levels.compactMap { $0.rows[model]?.n }.max()
        var cells = [label(model), forecasts.map(grouped) ?? absent]
        for level in levels {
            let share = level.rows[model]?.value
            cells.append(percent(share, decimals: 2))
            cells.append(signed(share.map { ($0 - level.nominal) * 100 }, decimals: 2))
        }
        table.append(cells)
    }
    section.append(table)
    if let table = transformTable(metrics, order: order) {
        section.append(
            paragraph:
                "Where the outcomes fell in the forecast distributions, in tenths from the lowest: an honest forecast has 10.0 in "
                + "each. “p” is of Pearson's test that it has, after Rao and Scott: outcomes that move together count for fewer."
        )
        section.append(table)
    }
    return section
}

private func transformTable(_ metrics: MetricIndex, order: ModelOrder) -> TextTable? {
    let tenths = (1...10).map { metrics.wholeSampleRows("pit_\($0 < 10 ? "0" : "")\($0)") }
    let tests = metrics.wholeSampleRows("pit_p")
    let models = order.sorted(tenths.flatMap(\.keys))
    guard !models.isEmpty else { return nil }
    var table = TextTable(
        [.init(title: "model", isLeftAligned: true, isTruncatable: true)]
            + (1...10).map { .init(title: "\($0)") } + [.init(title: "p")])
    for model in models {
        table.append(
            [label(model)] + tenths.map { percent($0[model]?.value) } + [pValue(tests[model]?.value)])
    }
    return table
}
