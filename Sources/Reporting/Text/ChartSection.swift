import Market

/// The index through the shock, with the forecast interval and every breach of it.
func chartSection(_ content: ReportContent) -> Section {
    var section = Section(title: "The index through the shock")
    guard let chart = content.chart, let canvas = ChartCanvas(chart), let first = chart.sessions.first,
        let last = chart.sessions.last
    else {
        section.append(paragraph: "No chart: the run holds no index with two sessions or more in the time to show.")
        return section
    }
    let breaches = chart.bands.filter(\.isBreached).sorted { $0.target < $1.target }
    section.append(
        paragraph:
            "\(sanitized(chart.symbol, limit: 24)), \(span(first.date, last.date)), in index points on a log "
            + "scale, with the 99 % interval that \(label(chart.model)) forecast the evening before each session.")
    section.append(drawing: canvas.lines())
    section.append(drawing: legend(chart))
    section.append(paragraph: breachSentence(breaches, of: chart.bands.count))
    if !breaches.isEmpty {
        section.append(breaches.count <= 15 ? breachTable(breaches) : breachesByMonth(breaches, of: chart.bands))
    }
    return section
}

private func legend(_ chart: PriceChart) -> [String] {
    let signs =
        "\(ChartCanvas.closeSign) close   \(ChartCanvas.wickSign) move since the session before   "
        + "\(ChartCanvas.bandSign) 99 % interval   \(ChartCanvas.belowSign) close below it   "
        + "\(ChartCanvas.aboveSign) above it   \(ChartCanvas.bothSign) both"
    let marks = chart.marks.sorted { $0.date < $1.date }.map { mark in
        let close = chart.sessions.first { $0.date == mark.date }.map { ", \(price($0.close))" } ?? ""
        let note = mark.note.isEmpty ? "" : ": \(sanitized(mark.note, limit: 60))"
        return "\(mark.date)\(note)\(close)"
    }
    return [signs]
        + (marks.isEmpty ? [] : wrapped("\(ChartCanvas.markSign) \(marks.joined(separator: "; "))", hanging: 2))
}

private func price(_ value: Double) -> String {
    let text = fixed(value, decimals: 2)
    guard value < 1e15, let whole = Int(text.prefix { $0 != "." }) else { return text }
    return grouped(whole) + text.drop { $0 != "." }
}

private func breachSentence(_ breaches: [PriceChart.Band], of sessions: Int) -> String {
    let below = breaches.count { $0.actual < $0.lower }
    let expected = "1 % would be \(fixed(0.01 * Double(sessions), decimals: 1))"
    guard !breaches.isEmpty else {
        return "None of the \(counted(sessions, "session")) with a forecast left the interval (\(expected))."
    }
    return "\(grouped(breaches.count)) of \(counted(sessions, "session")) with a forecast left the interval "
        + "(\(expected)): \(grouped(below)) below it, \(grouped(breaches.count - below)) above it."
}

private func breachTable(_ breaches: [PriceChart.Band]) -> TextTable {
    var table = TextTable([
        .init(title: "session", isLeftAligned: true),
        .init(title: "log return"),
        .init(title: "interval from"),
        .init(title: "to"),
        .init(title: "", isLeftAligned: true),
    ])
    for band in breaches {
        table.append([
            band.target.description,
            signed(band.actual, decimals: 4),
            signed(band.lower, decimals: 4),
            signed(band.upper, decimals: 4),
            band.actual < band.lower ? "\(ChartCanvas.belowSign) below" : "\(ChartCanvas.aboveSign) above",
        ])
    }
    return table
}

private func breachesByMonth(_ breaches: [PriceChart.Band], of bands: [PriceChart.Band]) -> TextTable {
    func key(_ band: PriceChart.Band) -> Int { band.target.year * 12 + band.target.components.month }
    let sessions = Dictionary(grouping: bands, by: key)
    let byMonth = Dictionary(grouping: breaches, by: key)
    var table = TextTable([
        .init(title: "month", isLeftAligned: true),
        .init(title: "sessions"),
        .init(title: "\(ChartCanvas.belowSign) below"),
        .init(title: "\(ChartCanvas.aboveSign) above"),
    ])
    for (month, members) in byMonth.sorted(by: { $0.key < $1.key }) {
        let below = members.count { $0.actual < $0.lower }
        table.append([
            monthAndYear(members[0].target), grouped(sessions[month]?.count ?? 0), grouped(below),
            grouped(members.count - below),
        ])
    }
    return table
}
