import Evaluation

/// How long an event goes on mattering: finite responses stop, infinite ones fade.
func influenceFigure(_ source: FigureSource) -> Figure {
    var figure = Figure(
        id: "influence", headline: "How long the past matters",
        subtitle:
            "Measured influence of an event on later forecasts by its age in sessions, relative to the largest.",
        note:
            "A finite response is exactly zero beyond its width; an infinite one fades. The half-life is "
            + "the age after which less than half of the peak is left for good; a mark on the line of the half "
            + "shows it where a series stands out.")
    let profiles = source.evidence.influences.filter { $0.values.contains { $0 != 0 } }
    guard !profiles.isEmpty else {
        figure.note =
            "No memory was measured for this run: its table is empty. “hindcast memory” measures stored models."
        return figure
    }
    if let events = source.content.memories.compactMap({ $0.response(to: .unit)?.events }).max() {
        figure.subtitle += " Mean of \(counted(events, "event")) over symbols and years."
    }
    let finite = profiles.filter { $0.response == "finite" }
    let infinite = profiles.filter { $0.response != "finite" }
    func first(_ rows: [Evidence.Influence]) -> [Evidence.Influence] {
        var seen: Set<String> = []
        return rows.filter { seen.insert($0.model).inserted }
    }
    let shown = first(infinite) + first(finite)
    // What comes after the last visible share is a level line; the numbers have it all.
    let visible = shown.compactMap { profile in
        let peak = profile.values.max() ?? 0
        return zip(profile.lags, profile.values).filter { $0.1 > peak / 200 }.last?.0
    }
    let last = max(min((visible.max() ?? 1) + 5, shown.compactMap(\.lags.last).max() ?? 1), 2)
    let places = (0...last).map(Double.init)
    let series = shown.map { profile -> (Evidence.Influence, [Double?], Double?) in
        let peak = profile.values.map(abs).max() ?? 1
        var values: [Double?] = Array(repeating: nil, count: last + 1)
        for (lag, value) in zip(profile.lags, profile.values) where lag <= last { values[lag] = abs(value) / peak }
        return (profile, values, FadingCurve(profile.values).halfLife)
    }
    figure.legend = shown.map { source.styles.style(ofKept: $0.model) }
    figure.chart = Chart(
        title: "Influence by lag",
        summary: series.map {
            "\(label($0.0.model)): half-life \($0.2.map { "\(fixed($0, decimals: 1)) sessions" } ?? "beyond what was measured")"
        }
        .joined(separator: "; "),
        panels: [
            Panel(
                x: Axis(title: "age of the event, sessions", domain: 0...Double(last)),
                y: Axis(title: "influence, share of the largest", domain: 0...1.05), height: 220, places: places,
                marks: [.horizontal(0.5, label: "half")]
                    + series.reversed().map {
                        let style = source.styles.style(ofKept: $0.0.model)
                        return Panel.Mark.line(style, $0.1, isLabelled: style.role != .other)
                    }
                    + series.compactMap { profile, _, halfLife in
                        let style = source.styles.style(ofKept: profile.model)
                        guard let halfLife, style.role != .other, halfLife <= Double(last) else { return nil }
                        let note = "\(label(profile.model)): half-life \(fixed(halfLife, decimals: 1)) sessions"
                        return .dots(style, [.init(x: halfLife, y: 0.5, interval: nil, note: note)])
                    })
        ])
    var table = TextTable([
        .init(title: "model", isLeftAligned: true), .init(title: "response", isLeftAligned: true),
        .init(title: "width"), .init(title: "lags measured"), .init(title: "half-life, sessions"),
    ])
    for (profile, _, halfLife) in series {
        table.append([
            label(profile.model), sanitized(profile.response), profile.width.map(grouped) ?? "∞",
            grouped(profile.lags.count), fixed(halfLife, decimals: 1),
        ])
    }
    figure.table = table
    return figure
}
