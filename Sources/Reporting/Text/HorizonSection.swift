import Evaluation

/// The return over several sessions: whether what holds of the next session holds of the next week and month.
///
/// Nil where the run forecast the next session alone.
func horizonSection(_ content: ReportContent, order: ModelOrder) -> Section? {
    let horizons = Set(content.metrics.map(\.horizon)).filter { $0 > content.run.horizon }.sorted()
    guard !horizons.isEmpty else { return nil }
    var section = Section(title: "Horizons: the next week, the next month")
    let columns = [
        ReportMetric.nll, "crps", "qlike", ReportMetric.coverage90, "coverage_95",
    ]
    var values: [Int: [String: [String: MetricRow]]] = [:]
    for row in content.metrics
    where row.symbol == wholeSample && row.period == wholeSample && columns.contains(row.name) {
        values[row.horizon, default: [:]][row.model, default: [:]][row.name] = row
    }
    let names = Set(horizons.flatMap { values[$0]?.keys.map(\.self) ?? [] })
    let baseline = ["garch-t", "gjr-t", "garch", "ewma", naiveModel].first(where: names.contains) ?? naiveModel
    section.append(
        paragraph:
            "The log return summed over the next h sessions, forecast \(content.horizonRule ?? "as well"): how good the "
            + "distribution of the whole sum is. “ΔNLL” is against \(label(baseline)), below zero is better; t and p are of Diebold and "
            + "Mariano's test on the panel's mean loss, with at least as many lags as targets share sessions and the correction of "
            + "Harvey, Leybourne and Newbold for the horizon. Losses of different horizons are in different units and cannot be compared."
    )
    for horizon in horizons {
        let tests = PairTests(content.comparisons, horizon: horizon)
        var table = TextTable([
            .init(title: "\(horizon) sessions", isLeftAligned: true, isTruncatable: true), .init(title: "n"),
            .init(title: "NLL"), .init(title: "CRPS"), .init(title: "QLIKE"), .init(title: "in 90 %"),
            .init(title: "in 95 %"), .init(title: "ΔNLL"), .init(title: "t"), .init(title: "p"),
        ])
        for model in order.sorted(values[horizon]?.keys.map(\.self) ?? []) {
            let rows = values[horizon]?[model] ?? [:]
            let test = model == baseline ? nil : tests.row(model, baseline)
            let sign = test?.model == model ? 1.0 : -1.0
            table.append([
                label(model), rows[ReportMetric.nll].map { grouped($0.n) } ?? absent,
                fixed(rows[ReportMetric.nll]?.value, decimals: 4),
                fixed(rows["crps"]?.value, decimals: 5),
                fixed(rows["qlike"]?.value, decimals: 4),
                percent(rows[ReportMetric.coverage90]?.value, decimals: 1),
                percent(rows["coverage_95"]?.value, decimals: 1), fixed(test?.difference(of: model), decimals: 4),
                fixed(test?.statistic.map { sign * $0 }, decimals: 2), pValue(test?.pValue),
            ])
        }
        section.append(table)
    }
    return section
}
