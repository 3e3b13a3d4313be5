import Evaluation

/// Value at risk and expected shortfall: whether losses beyond them are as rare as promised, and come alone.
func riskSection(_ metrics: MetricIndex, order: ModelOrder) -> Section {
    var section = Section(title: "Risk: are the worst days as rare as forecast?")
    let levels: [(name: String, title: String)] = [("01", "1 %"), ("05", "5 %")]
    guard levels.contains(where: { !metrics.wholeSampleRows("var_\($0.name)_breach_share").isEmpty }) else {
        section.append(paragraph: "No risk was measured.")
        return section
    }
    section.append(
        paragraph:
            "Value at risk is the quantile of a loss that only the given share of sessions should exceed, expected shortfall the "
            + "mean of what lies beyond; both are means of the forecasts, in percent. “beyond” is the share of outcomes that were worse, "
            + "with its 95 % interval. The last columns count the series on which a test rejects at the 5 % level: Kupiec's of the "
            + "share, Christoffersen's that one such day does not bring the next, and of both; by luck that is 1 in 20 each. They are "
            + "of the first seed. The score judges both numbers together; lower is better.")
    for (name, title) in levels {
        func rows(_ metric: String) -> [String: MetricRow] { metrics.wholeSampleRows(metric) }
        let share = rows("var_\(name)_breach_share")
        let (risk, shortfall, score) = (rows("var_\(name)"), rows("es_\(name)"), rows("es_score_\(name)"))
        let tests = ["kupiec", "independence", "conditional"].map { rows("var_\(name)_\($0)_rejected") }
        guard !share.isEmpty else { continue }
        var table = TextTable([
            .init(title: "\(title) level", isLeftAligned: true, isTruncatable: true),
            .init(title: "VaR"), .init(title: "ES"), .init(title: "beyond"), .init(title: "from"),
            .init(title: "to"), .init(title: "score", dropOrder: 2), .init(title: "series", dropOrder: 1),
            .init(title: "Kupiec"), .init(title: "alone"), .init(title: "both"),
        ])
        for model in order.sorted(share.keys) {
            func rejected(_ rows: [String: MetricRow]) -> String {
                fixed(rows[model].map { ($0.value * Double($0.n)).rounded() }, decimals: 0)
            }
            table.append(
                [
                    label(model), percent(risk[model]?.value, decimals: 2),
                    percent(shortfall[model]?.value, decimals: 2),
                    percent(share[model]?.value, decimals: 2), percent(share[model]?.lower, decimals: 2),
                    percent(share[model]?.upper, decimals: 2), fixed(score[model]?.value, decimals: 4),
                    tests[0][model].map { grouped($0.n) } ?? absent,
                ] + tests.map(rejected))
        }
        section.append(table)
    }
    return section
}
