import Evaluation

/// The sign of the next return, and the decision *invest / stay out* that follows from it.
func directionSection(_ metrics: MetricIndex, order: ModelOrder) -> Section {
    var section = Section(title: "Direction, and the decision to invest or stay out")
    let accuracy = metrics.wholeSampleRows(ReportMetric.directionalAccuracy)
    guard !accuracy.isEmpty else {
        section.append(paragraph: "No direction was measured.")
        return section
    }
    let alwaysLong = metrics.wholeSampleRows(ReportMetric.alwaysLongAccuracy)
    let invested = metrics.wholeSampleRows(ReportMetric.investedShare)
    section.append(
        paragraph:
            "A model says *invest* where its mean is above zero. Signs foretold rightly, in percent, with the "
            + "Wilson 95 % interval"
            + (alwaysLong.isEmpty
                ? "."
                : ", beside what *always invest* gets right on the same sessions: only beyond that is there skill.")
            + " Wilson's interval takes outcomes as independent; stocks move together, so “by sessions” gives the wider one of a "
            + "bootstrap over whole sessions, which the verdict is from. Sessions without a move are left out.")
    var columns: [TextTable.Column] = [
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "signs", dropOrder: 1),
        .init(title: "right %"),
        .init(title: "Wilson\nfrom", dropOrder: 3),
        .init(title: "\nto", dropOrder: 3),
        .init(title: "by sessions\nfrom"),
        .init(title: "\nto"),
        .init(title: "balanced", dropOrder: 2),
        .init(title: "Brier", dropOrder: 2),
    ]
    let balanced = metrics.wholeSampleRows("balanced_accuracy")
    let brier = metrics.wholeSampleRows("brier")
    if !invested.isEmpty { columns.append(.init(title: "invested %", dropOrder: 0)) }
    if !alwaysLong.isEmpty {
        columns.append(.init(title: "always invest\nright %"))
        columns.append(.init(title: "verdict", isLeftAligned: true))
    }
    var table = TextTable(columns)
    for model in order.sorted(accuracy.keys) {
        guard let row = accuracy[model] else { continue }
        let interval = wilsonInterval(share: row.value, n: row.n)
        var cells = [
            label(model), grouped(row.n), percent(row.value, decimals: 2),
            percent(interval?.lowerBound, decimals: 2),
            percent(interval?.upperBound, decimals: 2), percent(row.lower, decimals: 2),
            percent(row.upper, decimals: 2), percent(balanced[model]?.value),
            fixed(brier[model]?.value, decimals: 4),
        ]
        if !invested.isEmpty { cells.append(percent(invested[model]?.value)) }
        if !alwaysLong.isEmpty {
            let baseline = alwaysLong[model]?.value
            cells.append(percent(baseline, decimals: 2))
            let drawn = row.lower.flatMap { lower in row.upper.map { lower...$0 } }
            cells.append(directionVerdict(drawn ?? interval, against: baseline))
        }
        table.append(cells)
    }
    section.append(table)
    if let table = strategyTable(metrics, order: order) {
        let cost =
            metrics.wholeSampleRows("strategy_cost_bp").values.first?.value ?? EvaluationPlan.usualCostBasisPoints
        section.append(
            paragraph:
                "What it would have been worth to follow the advice, each series with an equal share of the capital, "
                + "\(cost == cost.rounded() ? "\(Int(cost))" : "\(cost)") basis points "
                + "for what is traded, no interest: growth and volatility a year in percent, the Sharpe ratio with its standard error, "
                + "Sortino's and Calmar's, the deepest fall, what is traded in a year, the probability that the true Sharpe ratio is "
                + "above zero (“above 0”) and above what the best of as many useless strategies as were tried would show (“deflated”)."
        )
        section.append(table)
        section.append(paragraph: strategyReading(metrics))
    }
    return section
}

private func strategyTable(_ metrics: MetricIndex, order: ModelOrder) -> TextTable? {
    func rows(_ name: String) -> [String: MetricRow] { metrics.wholeSampleRows("strategy_\(name)") }
    let (cagr, volatility, sharpe, error) = (rows("cagr"), rows("volatility"), rows("sharpe"), rows("sharpe_se"))
    let (sortino, calmar, drawdown) = (rows("sortino"), rows("calmar"), rows("max_drawdown"))
    let (turnover, probable, deflated) = (rows("turnover"), rows("psr"), rows("dsr"))
    let models = order.sorted(cagr.keys)
    guard !models.isEmpty else { return nil }
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "growth"), .init(title: "vola-\ntility"), .init(title: "Sharpe"), .init(title: "±"),
        .init(title: "Sor-\ntino", dropOrder: 2), .init(title: "Cal-\nmar", dropOrder: 1),
        .init(title: "deepest\nfall %"), .init(title: "traded\na year", dropOrder: 3),
        .init(title: "above 0", dropOrder: 4), .init(title: "deflated"),
    ])
    for model in models {
        table.append([
            label(model), percent(cagr[model]?.value), percent(volatility[model]?.value),
            fixed(sharpe[model]?.value, decimals: 2), fixed(error[model]?.value, decimals: 2),
            fixed(sortino[model]?.value, decimals: 2), fixed(calmar[model]?.value, decimals: 2),
            percent(drawdown[model]?.value), fixed(turnover[model]?.value, decimals: 1),
            fixed(probable[model]?.value, decimals: 3), fixed(deflated[model]?.value, decimals: 3),
        ])
    }
    return table
}

/// Whether any strategy earned more for its risk than holding on.
private func strategyReading(_ metrics: MetricIndex) -> String {
    let sharpe = metrics.wholeSampleRows("strategy_sharpe")
    let error = metrics.wholeSampleRows("strategy_sharpe_se")
    guard let held = sharpe[buyAndHold]?.value,
        let best = sharpe.values.filter({ $0.model != buyAndHold }).max(by: {
            ($0.value, $1.model) < ($1.value, $0.model)
        })
    else { return "There is no strategy to compare with holding on." }
    let size =
        "Sharpe ratio \(fixed(best.value, decimals: 2)) ± \(fixed(error[best.model]?.value, decimals: 2)) against "
        + fixed(held, decimals: 2)
    if best.value <= held {
        return "No advice was worth more than holding on (best: \(label(best.model)), \(size))."
    }
    let isBeyond = (error[best.model]?.value).map { best.value - held > 2 * $0 } ?? false
    return isBeyond
        ? "\(label(best.model)) earned more for its risk than holding on by more than two standard errors (\(size))."
        : "\(label(best.model)) earned more for its risk than holding on, but by less than two standard errors (\(size)): "
            + "no evidence of skill."
}

private func directionVerdict(_ interval: ClosedRange<Double>?, against baseline: Double?) -> String {
    guard let interval, let baseline else { return absent }
    if interval.lowerBound > baseline { return "better" }
    return interval.upperBound < baseline ? "worse" : "no difference"
}

/// The 95 % interval of a share.
///
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), without
/// correction for continuity.
func wilsonInterval(share: Double, n: Int) -> ClosedRange<Double>? {
    guard n > 0, (0...1).contains(share) else { return nil }
    let z = 1.959963984540054  // 97.5 % quantile of the standard normal
    let (n, z2) = (Double(n), z * z)
    let centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    let half = z / (1 + z2 / n) * (share * (1 - share) / n + z2 / (4 * n * n)).squareRoot()
    return max(0, centre - half)...min(1, centre + half)
}
