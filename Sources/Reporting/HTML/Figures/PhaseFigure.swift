import Evaluation
import Market

/// One figure a shock period: each model's loss before, in and after it.
func phaseFigures(_ source: FigureSource) -> [Figure] {
    let names = Set(source.content.shockTable.map(\.period))
    let periods = source.content.shockPeriods.filter { names.contains($0.name) }
    return periods.sorted { ($0.name.hasPrefix("covid") ? 0 : 1) < ($1.name.hasPrefix("covid") ? 0 : 1) }
        .compactMap { phaseFigure($0.name, source) }
}

private func phaseFigure(_ period: String, _ source: FigureSource) -> Figure? {
    let rows = source.content.shockTable.filter { $0.period == period }
    let phases = ShockPeriod.Phase.allCases.map(\.rawValue).filter { phase in rows.contains { $0.phase == phase } }
    let name = sanitized(period, limit: 32)
    let panels = sharingNames(phases.compactMap { panel(period: period, phase: $0, rows: rows, source) })
    guard !panels.isEmpty else { return nil }
    var figure = Figure(
        id: "phases-\(identifier(period))", headline: "Before, in and after \(name)",
        subtitle: "NLL of each model minus that of the random walk with 95 % intervals, by phase; left is better. "
            + phases.compactMap { phase in
                rows.first { $0.phase == phase }.map {
                    "\(phase): \(counted($0.sessions, "session")), \(fullDate($0.firstDate)) to \(fullDate($0.lastDate))"
                }
            }.joined(separator: "; ") + ".",
        note:
            "Intervals out of the Diebold–Mariano statistic of each phase; few sessions make wide intervals. Each "
            + "panel has a scale of its own.",
        period: name)
    let shock = rows.filter { $0.phase == ShockPeriod.Phase.shock.rawValue && $0.nll != nil }
    if let best = shock.min(by: { ($0.nll ?? 0, $0.model) < ($1.nll ?? 0, $1.model) }) {
        figure.headline = "In the shock of \(name), \(label(best.model)) was the least wrong"
    }
    figure.chart = Chart(
        title: "Loss by phase of \(name)",
        summary: shock.map { "\(label($0.model)): NLL \(fixed($0.nll, decimals: 4)) in the shock" }
            .joined(separator: "; "), panels: panels, columns: 3)
    return figure
}

private func panel(period: String, phase: String, rows: [ShockTableRow], _ source: FigureSource) -> Panel? {
    let tests = source.againstNaive(ReportMetric.nll, period: period, phase: phase)
        .sorted { source.order.precedes($0.model, $1.model) }
    guard !tests.isEmpty else { return nil }
    let intervals = tests.map(differenceInterval)
    let values =
        tests.map(\.meanDifference) + intervals.flatMap { [$0?.lowerBound, $0?.upperBound].compactMap(\.self) } + [
            0
        ]
    var marks: [Panel.Mark] = [.vertical(0, label: "")]
    for (place, (test, interval)) in zip(tests, intervals).enumerated() {
        let loss = rows.first { $0.phase == phase && $0.model == test.model }?.nll
        let note =
            "\(label(test.model)), \(phase): NLL \(fixed(loss, decimals: 4)), difference "
            + signed(test.meanDifference, decimals: 4)
            + (interval.map { " (\(signed($0.lowerBound, decimals: 4)) to \(signed($0.upperBound, decimals: 4)))" }
                ?? "")
        marks.append(
            .dots(
                source.styles[test.model],
                [.init(x: test.meanDifference, y: Double(place), interval: interval, note: note)]))
    }
    return Panel(
        title: phase, x: Axis(title: "NLL difference, nats", domain: range(of: values) ?? -1...1, isSigned: true),
        y: Axis(names: tests.map { label($0.model) }), height: Double(tests.count) * 18 + 8, marks: marks)
}

/// A name as part of an element's id: letters, digits and hyphens.
func identifier(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(60) {
        switch scalar {
        case "a"..."z", "0"..."9": result.unicodeScalars.append(scalar)
        case "A"..."Z": result += scalar.properties.lowercaseMapping
        default: if !result.hasSuffix("-"), !result.isEmpty { result += "-" }
        }
    }
    while result.hasSuffix("-") { result.removeLast() }
    return result.isEmpty ? "x" : result
}
