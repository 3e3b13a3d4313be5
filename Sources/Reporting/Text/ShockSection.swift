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
            paragraph:
                "Each phase holds the sessions forecast, all symbols together. “from” and “to” are the NLL's 95 % interval, "
                + "“VaR 99” counts the outcomes below the 1 % quantile, “expected” is 1 % of the forecasts, “again” is how often the "
                + "session after such an outcome had another, in percent. The p-values are about the NLL against the random walk: "
                + "of Diebold and Mariano with the small-sample correction, and of a bootstrap of the same sessions. A phase of a few "
                + "dozen sessions is little to go by: 24 sessions in blocks of about 6 are worth four, and where the two p-values "
                + "disagree neither should be believed.")
    }
    for period in periods {
        let rows = content.shockTable.filter { $0.period == period }
        section.append(shockTable(rows, order: order, metrics: metrics))
        if let reading = shockReading(rows, period: period) { section.append(paragraph: reading) }
        if let table = damageTable(content, period: period, order: order) {
            section.append(
                paragraph:
                    "The damage in \(sanitized(period, limit: 32)): the worst session, and the mean NLL of the last 20 sessions. "
                    + "“before” is the upper end of its 95 % band in the phase pre, “peak” its highest value in shock or "
                    + "recovery, “over after” the sessions from the shock's first until it was back in the band.")
            section.append(table)
        }
        if let table = pathTable(content, period: period, order: order) {
            section.append(
                paragraph:
                    "Day by day through the shock, in percent: what came (the root mean square return over the symbols), and "
                    + "the volatility each model had forecast the evening before.")
            section.append(table)
        }
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

private func shockTable(_ rows: [ShockTableRow], order: ModelOrder, metrics: MetricIndex) -> TextTable {
    var table = TextTable([
        .init(title: sanitized(rows.first?.period ?? "", limit: 32), isLeftAligned: true, isTruncatable: true),
        .init(title: "RMSE", dropOrder: 1),
        .init(title: "NLL"),
        .init(title: "from", dropOrder: 5),
        .init(title: "to", dropOrder: 5),
        .init(title: "QLIKE", dropOrder: 2),
        .init(title: "90 %", dropOrder: 6),
        .init(title: "95 %"),
        .init(title: "VaR\n99"),
        .init(title: "ex-\npected", dropOrder: 3),
        .init(title: "again", dropOrder: 4),
        .init(title: "DM p"),
        .init(title: "boot-\nstrap p"),
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
                fixed(row.nllLower, decimals: 3),
                fixed(row.nllUpper, decimals: 3),
                fixed(row.qlike, decimals: 4),
                percent(row.coverage90),
                percent(row.coverage95),
                fixed(row.var99Breaches, decimals: 1),
                fixed(expectedBreaches(row, metrics: metrics), decimals: 1),
                percent(
                    metrics.row(
                        "var_01_breach_after_breach", model: row.model, period: row.period, phase: row.phase)?
                        .value, decimals: 0),
                pValue(row.nllDMPVsNaive),
                pValue(row.nllBootstrapPVsNaive),
            ])
        }
    }
    return table
}

private func damageTable(_ content: ReportContent, period: String, order: ModelOrder) -> TextTable? {
    let responses = content.shockResponses.filter { $0.period == period }
        .sorted { order.precedes($0.model, $1.model) }
    guard !responses.isEmpty else { return nil }
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "worst session", isLeftAligned: true), .init(title: "its NLL"), .init(title: "before"),
        .init(title: "peak"), .init(title: "over after"),
    ])
    for row in responses {
        let over: String
        if row.bandUpper == nil {
            over = absent
        } else if let sessions = row.sessionsToRecover {
            over = sessions == 0 ? "no damage" : counted(sessions, "session")
        } else {
            over = "not in \(grouped(row.sessionsWatched))"
        }
        table.append([
            label(row.model), "\(row.worstDate)", fixed(row.worstNLL, decimals: 3),
            fixed(row.bandUpper, decimals: 3),
            fixed(row.peakNLL, decimals: 3), over,
        ])
    }
    return table
}

/// The forecast volatility of the best models of each kind, session by session; nil for a shock too long to print.
private func pathTable(_ content: ReportContent, period: String, order: ModelOrder) -> TextTable? {
    let path = content.shockPath.filter {
        $0.period == period && $0.phase == ShockPeriod.Phase.shock.rawValue
    }
    let dates = Set(path.map(\.date)).sorted()
    guard !dates.isEmpty, dates.count <= 30 else { return nil }
    let networks = Set(content.widthSweep.map(\.model))
    let rows = ranked(content.leaderboard)
    let shown = [
        rows.first { networks.contains($0.model) && $0.response == "infinite" },
        rows.first { networks.contains($0.model) && $0.response == "finite" },
        rows.first { !networks.contains($0.model) && $0.model != naiveModel },
        rows.first { $0.model == naiveModel },
    ].compactMap { $0?.model }
    guard !shown.isEmpty else { return nil }
    var forecast: [String: [SessionDate: ShockPathRow]] = [:]
    for row in path { forecast[row.model, default: [:]][row.date] = row }
    var table = TextTable(
        [.init(title: "session", isLeftAligned: true), .init(title: "came")]
            + shown.map { .init(title: truncatedInside(label($0), to: 20)) })
    for date in dates {
        let came = shown.compactMap { forecast[$0]?[date]?.realisedVolatility }.first
        table.append(
            ["\(date)", percent(came, decimals: 2)]
                + shown.map { percent(forecast[$0]?[date]?.forecastVolatility, decimals: 2) })
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
