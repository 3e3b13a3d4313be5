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
            + " The interval takes outcomes as independent; stocks move together, so the true one is wider.")
    var columns: [TextTable.Column] = [
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "signs", dropOrder: 1),
        .init(title: "right %"),
        .init(title: "from"),
        .init(title: "to"),
    ]
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
            percent(interval?.upperBound, decimals: 2),
        ]
        if !invested.isEmpty { cells.append(percent(invested[model]?.value)) }
        if !alwaysLong.isEmpty {
            let baseline = alwaysLong[model]?.value
            cells.append(percent(baseline, decimals: 2))
            cells.append(directionVerdict(interval, against: baseline))
        }
        table.append(cells)
    }
    section.append(table)
    return section
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
