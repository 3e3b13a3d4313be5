public import Evaluation

/// Renders the leaderboard for a terminal of some width: the same table as the report's.
///
/// Columns that a narrow terminal has no room for are named in a line below the table.
public func renderLeaderboard(_ rows: [LeaderboardRow], width: Int = 100) -> String {
    guard !rows.isEmpty else { return "No model was scored.\n" }
    let width = max(width, 40)
    let (lines, omitted) = leaderboardTable(rows).rendered(width: width)
    let notes = omitted.isEmpty ? [] : wrapped(omissionNote(omitted), width: width)
    return (lines + notes).joined(separator: "\n") + "\n"
}

/// The leaderboard and the differences to the random walk.
func leaderboardSection(_ content: ReportContent, metrics: MetricIndex, order: ModelOrder) -> Section {
    var section = Section(title: "Leaderboard")
    guard !content.leaderboard.isEmpty else {
        section.append(paragraph: "No model was scored.")
        return section
    }
    section.append(
        paragraph: "All symbols and seeds together, lowest NLL first. NLL, QLIKE and CRPS judge the whole "
            + "distribution, RMSE and MASE its mean; lower is better. “90 %” is the share of outcomes inside the "
            + "90 % interval, “DM p” is about squared error against the random walk, “MCS” whether the model is in the "
            + "90 % confidence set of the lowest NLL.")
    section.append(leaderboardTable(content.leaderboard))
    if let table = intervalTable(metrics, order: order) {
        section.append(
            paragraph: "The same with 95 % intervals from \(bootstrapWords): what another stretch of such "
                + "sessions might have given. Intervals of two models may overlap though one is better every day: differences "
                + "are tested below.")
        section.append(table)
    }
    if let table = differenceTable(content, order: order) {
        section.append(
            paragraph:
                "Differences to the random walk in mean loss a session, with Diebold–Mariano p-values: below "
                + "zero is better, and a verdict is given at the 5 % level.")
        section.append(table)
    }
    if let best = ranked(content.leaderboard).first(where: { $0.nll != nil })?.model,
        let table = againstBest(content, metrics: metrics, best: best, order: order)
    {
        section.append(
            paragraph:
                "Each model against \(label(best)), the lowest NLL, session by session: the difference with the p-values of "
                + "Diebold and Mariano, the same corrected by Holm for all pairs, of the bootstrap, and of Giacomini and White "
                + "(whether the last session tells which of the two will be better next); “MCS p” is the confidence set's, and a "
                + "model is out of it at 0.10.")
        section.append(table)
    }
    return section
}

/// How intervals are made, in words.
let bootstrapWords = "2,000 draws of a stationary bootstrap over sessions"

private func intervalTable(_ metrics: MetricIndex, order: ModelOrder) -> TextTable? {
    let names = ["nll", "qlike", "crps", "rmse", "coverage_95"]
    let rows = names.map { metrics.wholeSampleRows($0) }
    let models = order.sorted(rows.flatMap { $0.values.filter { $0.lower != nil }.map(\.model) })
    guard !models.isEmpty else { return nil }
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "NLL\nfrom"), .init(title: "\nto"),
        .init(title: "QLIKE\nfrom", dropOrder: 1), .init(title: "\nto", dropOrder: 1),
        .init(title: "CRPS\nfrom", dropOrder: 2), .init(title: "\nto", dropOrder: 2),
        .init(title: "RMSE\nfrom", dropOrder: 3), .init(title: "\nto", dropOrder: 3),
        .init(title: "95 %\nfrom"), .init(title: "\nto"),
    ])
    for model in models {
        var cells = [label(model)]
        for (index, decimals) in [4, 4, 5, 5].enumerated() {
            cells.append(fixed(rows[index][model]?.lower, decimals: decimals))
            cells.append(fixed(rows[index][model]?.upper, decimals: decimals))
        }
        cells.append(percent(rows[4][model]?.lower))
        cells.append(percent(rows[4][model]?.upper))
        table.append(cells)
    }
    return table
}

private func againstBest(
    _ content: ReportContent, metrics: MetricIndex, best: String, order: ModelOrder
) -> TextTable? {
    let pairs = PairTests(content.comparisons + content.otherTests, horizon: content.run.horizon)
    let sets = metrics.wholeSampleRows("mcs_p_nll")
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "NLL"), .init(title: "DM p"), .init(title: "Holm p"), .init(title: "bootstrap p"),
        .init(title: "GW p"), .init(title: "MCS p"),
    ])
    var isEmpty = true
    for model in order.sorted(content.leaderboard.map(\.model)) {
        let test = pairs.row(model, best)
        if test != nil { isEmpty = false }
        guard test != nil || model == best else { continue }
        table.append([
            label(model), model == best ? "best" : signed(test?.difference(of: model), decimals: 4),
            pValue(test?.pValue), pValue(test?.pHolm),
            pValue(pairs.row(model, best, test: "stationary-bootstrap")?.pValue),
            pValue(pairs.row(model, best, test: "giacomini-white")?.pValue), pValue(sets[model]?.value),
        ])
    }
    return isEmpty ? nil : table
}

/// The table of models, the best first; `extra` is a further column.
func leaderboardTable(
    _ rows: [LeaderboardRow], extra: (column: TextTable.Column, cell: (LeaderboardRow) -> String)? = nil
) -> TextTable {
    let showsConfidenceSet = rows.contains { $0.inMCS != nil }
    var columns: [TextTable.Column] = [
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "N", dropOrder: 7),
        .init(title: "para-\nmeters", dropOrder: 8),
        .init(title: "NLL"),
        .init(title: "QLIKE", dropOrder: 5),
        .init(title: "CRPS", dropOrder: 3),
        .init(title: "90 %", dropOrder: 9),
        .init(title: "RMSE", dropOrder: 6),
        .init(title: "MAE", dropOrder: 0),
        .init(title: "MASE", dropOrder: 1),
        .init(title: "right\nsign %", dropOrder: 2),
        .init(title: "skill\n%", dropOrder: 4),
        .init(title: "DM p", dropOrder: 10),
    ]
    if showsConfidenceSet { columns.append(.init(title: "MCS", dropOrder: 11)) }
    if let extra { columns.append(extra.column) }
    var table = TextTable(columns)
    for row in ranked(rows) {
        var cells = [
            label(row.model),
            row.width.map(grouped) ?? (row.response == "infinite" ? "∞" : absent),
            grouped(row.parameters),
            fixed(row.nll, decimals: 4),
            fixed(row.qlike, decimals: 4),
            fixed(row.crps, decimals: 5),
            percent(row.coverage90),
            fixed(row.rmse, decimals: 5),
            fixed(row.mae, decimals: 5),
            fixed(row.mase, decimals: 3),
            percent(row.directionalAccuracy),
            percent(row.skillVsNaive, decimals: 2),
            pValue(row.dmPVsNaive),
        ]
        if showsConfidenceSet { cells.append(row.inMCS.map { $0 ? "in" : "out" } ?? absent) }
        if let extra { cells.append(extra.cell(row)) }
        table.append(cells)
    }
    return table
}

private func differenceTable(_ content: ReportContent, order: ModelOrder) -> TextTable? {
    func rows(_ loss: String) -> [String: ComparisonRow] {
        let matching = content.comparisons.filter {
            $0.isOfPanel && $0.loss == loss && $0.baseline == naiveModel && $0.model != naiveModel
                && $0.period == wholeSample && $0.phase == wholeSample && $0.horizon == content.run.horizon
        }
        return Dictionary(matching.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let (scale, mean) = (rows(ReportMetric.nll), rows(ReportMetric.squaredError))
    let models = order.sorted(Array(scale.keys) + Array(mean.keys))
    guard !models.isEmpty else { return nil }
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "sessions", dropOrder: 0),
        .init(title: "NLL"),
        .init(title: "DM p"),
        .init(title: "Holm p", dropOrder: 1),
        .init(title: "verdict", isLeftAligned: true, dropOrder: 3),
        .init(title: "squared error\n× 1,000,000"),
        .init(title: "DM p"),
        .init(title: "Holm p", dropOrder: 1),
        .init(title: "verdict", isLeftAligned: true, dropOrder: 2),
    ])
    for model in models {
        let sessions = (scale[model] ?? mean[model]).map(\.n)
        table.append([
            label(model),
            sessions.map(grouped) ?? absent,
            signed(scale[model]?.meanDifference, decimals: 4),
            pValue(scale[model]?.pValue),
            pValue(scale[model]?.pHolm),
            verdictWord(scale[model]),
            signed(mean[model].map { $0.meanDifference * 1_000_000 }, decimals: 3),
            pValue(mean[model]?.pValue),
            pValue(mean[model]?.pHolm),
            verdictWord(mean[model]),
        ])
    }
    return table
}

private func verdictWord(_ row: ComparisonRow?) -> String {
    guard let row else { return absent }
    guard row.pValue != nil else { return "undefined" }
    guard isSignificant(row) else { return "no difference" }
    return row.meanDifference < 0 ? "better" : row.meanDifference > 0 ? "worse" : "no difference"
}
