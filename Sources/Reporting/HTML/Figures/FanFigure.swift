import Market

/// The price through the shock with the intervals forecast the evening before, and what fell outside.
func fanFigure(_ source: FigureSource) -> Figure {
    var figure = Figure(
        id: "fan", headline: "The index through the shock", subtitle: "", note: "")
    guard let chart = source.content.chart, !source.evidence.fans.isEmpty,
        let first = chart.sessions.first?.date, let last = chart.sessions.last?.date
    else {
        figure.note = "The run holds no index with forecasts in the time to show, so there is no fan."
        return figure
    }
    let symbol = sanitized(chart.symbol, limit: 24)
    figure.subtitle =
        "Close of \(symbol) (index points, log scale) and the 50, 90 and 99 % intervals forecast the evening before each "
        + "session, \(fullDate(first)) to \(fullDate(last))."
    figure.note =
        "Each interval starts from the close before it, so the fan follows the price; rings are closes outside the 99 % "
        + "interval. One seed's forecasts."
    let fans = source.evidence.fans
    let counts = fans.map { fan in fan.steps.count { isOutside($0) } }
    if let first = fans.first, let count = counts.first {
        figure.headline =
            "\(counted(count, "close")) of \(symbol) fell outside \(label(first.model))’s 99 % interval in "
            + "\(counted(first.steps.count, "session")); 1 % would be \(fixed(Double(first.steps.count) / 100, decimals: 1))"
    }
    figure.chart = Chart(
        title: "\(symbol) with one-day-ahead forecast intervals",
        summary: zip(fans, counts).map { fan, count in
            "\(label(fan.model)): \(count) of \(fan.steps.count) closes outside the 99 % interval"
        }.joined(separator: "; "),
        panels: fans.map { panel($0, chart: chart, source) })
    figure.table = table(fans)
    return figure
}

private func isOutside(_ step: Evidence.Fan.Step) -> Bool {
    guard let low = step.quantiles.first, let high = step.quantiles.last else { return false }
    return step.actual < low || step.actual > high
}

private func panel(_ fan: Evidence.Fan, chart: PriceChart, _ source: FigureSource) -> Panel {
    let steps = Dictionary(fan.steps.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
    let sessions = chart.sessions
    let style = source.styles[fan.model]
    func bound(_ index: Int) -> [Double?] {
        sessions.map { session in steps[session.date].map { $0.base * exponential($0.quantiles[index]) } }
    }
    let bounds = (0..<6).map(bound)
    let values = bounds.flatMap { $0.compactMap(\.self) } + sessions.map(\.close)
    let (low, high) = (values.min() ?? 1, values.max() ?? 2)
    let rings = sessions.compactMap { session -> Panel.Dot? in
        guard let step = steps[session.date], isOutside(step) else { return nil }
        let bound = step.actual < (step.quantiles.first ?? 0) ? step.quantiles.first : step.quantiles.last
        return Panel.Dot(
            x: position(session.date), y: session.close, interval: nil,
            note: "\(session.date): close \(fixed(session.close, decimals: 2)), log return "
                + "\(signed(step.actual, decimals: 4)), 99 % interval's end \(signed(bound, decimals: 4))")
    }
    let price = SeriesStyle(index: -1, label: "close", role: .naive)
    let places = sessions.map { position($0.date) }
    return Panel(
        title: "\(label(fan.model)): \(counted(rings.count, "breach", "breaches")) of 99 %",
        x: Axis(title: "", kind: .dates, domain: (places.first ?? 0)...(places.last ?? 1)),
        y: Axis(
            title: "index points, log scale", kind: .logarithmic, domain: low * 0.985...high * 1.015, decimals: 0),
        height: 230, places: places,
        marks: chart.marks.map { .vertical(position($0.date), label: dayWithMonth($0.date)) } + [
            .band(style, low: bounds[0], high: bounds[5], strength: 1),
            .band(style, low: bounds[1], high: bounds[4], strength: 2),
            .band(style, low: bounds[2], high: bounds[3], strength: 3),
            .line(price, sessions.map { $0.close }, isLabelled: false),
            .rings(rings),
        ], decimals: 2)
}

private func table(_ fans: [Evidence.Fan]) -> TextTable {
    var table = TextTable(
        [
            .init(title: "model", isLeftAligned: true), .init(title: "session", isLeftAligned: true),
            .init(title: "log return"),
        ]
            + ["0.5 %", "5 %", "25 %", "75 %", "95 %", "99.5 %"].map { .init(title: $0) }
            + [.init(title: "99 % interval", isLeftAligned: true)])
    for fan in fans {
        for step in fan.steps {
            table.append(
                [label(fan.model), "\(step.target)", signed(step.actual, decimals: 4)]
                    + step.quantiles.map { signed($0, decimals: 4) } + [isOutside(step) ? "breached" : "held"])
        }
    }
    return table
}
