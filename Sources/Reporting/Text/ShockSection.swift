import Evaluation
import Market

/// How each model did before, in and after each shock: COVID first, then the other periods by date.
func shockSection(_ content: ReportContent, metrics: MetricIndex, order: ModelOrder) -> Section {
    var section = Section(title: "Shock periods")
    let periods = periodsInOrder(content)
    if periods.isEmpty {
        section.append(paragraph: "No shock period lies inside the test span.")
    } else {
        section.append(
            paragraph: "Each phase holds the sessions forecast, all symbols together. “VaR 99” counts the outcomes "
                + "below the 1 % quantile, “expected” is 1 % of the forecasts. “DM p” is about squared error "
                + "against the random walk. A shock has few sessions: its p-values are coarse.")
    }
    for period in periods {
        let rows = content.shockTable.filter { $0.period == period }
        section.append(shockTable(rows, order: order) { expectedBreaches($0, metrics: metrics) })
        if let reading = shockReading(rows, period: period) { section.append(paragraph: reading) }
    }
    let unscored = content.shockPeriods.filter { !periods.contains($0.name) }.sorted(by: startsEarlier)
    let outside = unscored.filter { !overlaps($0, content.run.testSpan) }
    let unseen = unscored.filter { overlaps($0, content.run.testSpan) }
    if !outside.isEmpty {
        section.append(paragraph: "Outside the test span: \(outside.map(described).joined(separator: "; ")).")
    }
    if !unseen.isEmpty {
        section.append(
            paragraph: "Inside the test span, but without a scored session: "
                + unseen.map(described).joined(separator: "; ") + ".")
    }
    return section
}

private func shockTable(
    _ rows: [ShockTableRow], order: ModelOrder, expectedBreaches: (ShockTableRow) -> Double?
) -> TextTable {
    var table = TextTable([
        .init(title: sanitized(rows.first?.period ?? "", limit: 32), isLeftAligned: true, isTruncatable: true),
        .init(title: "RMSE", dropOrder: 3),
        .init(title: "NLL"),
        .init(title: "QLIKE", dropOrder: 2),
        .init(title: "90 %"),
        .init(title: "VaR 99"),
        .init(title: "expected", dropOrder: 1),
        .init(title: "DM p"),
    ])
    for phase in phasesInOrder(rows) {
        let members = rows.filter { $0.phase == phase }.sorted { order.precedes($0.model, $1.model) }
        guard let first = members.map(\.firstDate).min(), let last = members.map(\.lastDate).max(),
            let sessions = members.map(\.sessions).max()
        else { continue }
        table.appendHeading(
            "\(sanitized(phase, limit: 20)): \(span(first, last)), \(counted(sessions, "session"))")
        for row in members {
            table.append([
                "  " + label(row.model),
                fixed(row.rmse, decimals: 5),
                fixed(row.nll, decimals: 4),
                fixed(row.qlike, decimals: 4),
                percent(row.coverage90),
                fixed(row.var99Breaches, decimals: 1),
                fixed(expectedBreaches(row), decimals: 1),
                pValue(row.dmPVsNaive),
            ])
        }
    }
    return table
}

/// 1 % of the sessions of all symbols scored in a phase; nil where their number is not stored.
func expectedBreaches(_ row: ShockTableRow, metrics: MetricIndex) -> Double? {
    func metric(_ name: String) -> MetricRow? {
        metrics.row(name, model: row.model, period: row.period, phase: row.phase)
    }
    guard let forecasts = (metric(ReportMetric.var99Breaches) ?? metric(ReportMetric.coverage90))?.n else {
        return nil
    }
    return 0.01 * Double(forecasts)
}

/// One sentence on the shock phase: who came through best, and how far from nominal that still was.
private func shockReading(_ rows: [ShockTableRow], period: String) -> String? {
    let shock = rows.filter { $0.phase == ShockPeriod.Phase.shock.rawValue && $0.nll != nil }
    guard shock.count > 1,
        let best = shock.min(by: { ($0.nll ?? .infinity, $0.model) < ($1.nll ?? .infinity, $1.model) })
    else { return nil }
    var sentence =
        "In the shock phase of \(sanitized(period, limit: 32)), \(label(best.model)) has the lowest NLL "
        + "(\(fixed(best.nll, decimals: 4)))"
    if let coverage = best.coverage90 {
        sentence += "; its 90 % interval held \(percent(coverage)) % of the outcomes"
    }
    return sentence + "."
}

/// COVID first, then by first session, then by name.
private func periodsInOrder(_ content: ReportContent) -> [String] {
    let starts = Dictionary(content.shockTable.map { ($0.period, $0.firstDate) }, uniquingKeysWith: min)
    func key(_ name: String, _ start: SessionDate) -> (Int, SessionDate, String) {
        (name.hasPrefix("covid") ? 0 : 1, start, name)
    }
    return starts.sorted { key($0.key, $0.value) < key($1.key, $1.value) }.map(\.key)
}

private func phasesInOrder(_ rows: [ShockTableRow]) -> [String] {
    let known = ShockPeriod.Phase.allCases.map(\.rawValue)
    let present = Set(rows.map(\.phase))
    return known.filter(present.contains) + present.subtracting(known).sorted()
}

private func startsEarlier(_ left: ShockPeriod, _ right: ShockPeriod) -> Bool {
    let starts = (left.intervals.first?.dates.lowerBound, right.intervals.first?.dates.lowerBound)
    guard let first = starts.0, let second = starts.1, first != second else { return left.name < right.name }
    return first < second
}

private func overlaps(_ period: ShockPeriod, _ span: ClosedRange<SessionDate>) -> Bool {
    period.intervals.contains { $0.dates.overlaps(span) }
}

private func described(_ period: ShockPeriod) -> String {
    let name = sanitized(period.name, limit: 32)
    let shock = period.intervals.first { $0.phase == .shock } ?? period.intervals.first
    guard let dates = shock?.dates else { return name }
    return "\(name) (\(span(dates.lowerBound, dates.upperBound)))"
}
