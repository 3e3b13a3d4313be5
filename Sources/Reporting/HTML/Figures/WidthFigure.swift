import Evaluation

/// What a longer history brings and costs: loss and parameters against the look-back.
func widthFigure(_ source: FigureSource) -> Figure {
    let rows = sortedByWidth(source.content.widthSweep).filter { $0.nll != nil }
    var figure = Figure(
        id: "width-sweep", headline: "What a longer history brings, and what it costs",
        subtitle: "NLL of each network against the sessions it sees; an infinite response is a level line. "
            + source.sample + ".",
        note:
            "Bands: 95 % interval of the difference to the lowest NLL (out of the Diebold–Mariano statistic); the "
            + "lowest has none, being what the others are held against.")
    let finite = rows.filter { $0.width != nil }
    let infinite = rows.filter { $0.width == nil }
    guard finite.count > 1 else {
        figure.note =
            rows.isEmpty
            ? "No networks were compared by width."
            : "Fewer than two widths were tried, so there is no curve to draw."
        return figure
    }
    if let best = finite.min(by: { ($0.nll ?? 0) < ($1.nll ?? 0) }), let width = best.width,
        let level = infinite.min(by: { ($0.nll ?? 0) < ($1.nll ?? 0) }), let bestNLL = best.nll,
        let levelNLL = level.nll
    {
        figure.headline =
            "The best window is \(counted(width, "session")) long; "
            + (levelNLL < bestNLL
                ? "a recurrent memory of \(counted(level.parameters, "parameter")) goes below it"
                : "no recurrent memory goes below it")
    }
    let widths = Set(finite.compactMap(\.width)).sorted()
    let places = widths.map(Double.init)
    let x = Axis(
        title: "look-back N, sessions (log scale)", kind: .logarithmic,
        domain: (places.first ?? 1) * 0.9...(places.last ?? 2) * 1.1,
        ticks: widths.map { .init(value: Double($0), label: grouped($0)) })
    let lowest = rows.min { ($0.nll ?? 0, $0.model) < ($1.nll ?? 0, $1.model) }?.model ?? ""
    let intervals = Dictionary(
        rows.map { ($0.model, lossInterval($0, lowest: lowest, source)) }, uniquingKeysWith: { first, _ in first })
    let families = Dictionary(grouping: finite) { familyName($0.model) }.sorted { $0.key < $1.key }

    var loss: [Panel.Mark] = []
    var cost: [Panel.Mark] = []
    var legend: [SeriesStyle] = []
    for row in infinite {
        let style = source.styles[row.model]
        legend.append(style)
        if let interval = intervals[row.model] ?? nil {
            loss.append(
                .band(
                    style, low: places.map { _ in interval.lowerBound },
                    high: places.map { _ in interval.upperBound },
                    strength: 1))
        }
        loss.append(.line(style, places.map { _ in row.nll }, isLabelled: true))
        cost.append(.line(style, places.map { _ in Double(max(row.parameters, 1)) }, isLabelled: true))
    }
    for (family, members) in families {
        // A family is drawn in the colour of its best member, and named by itself.
        let best = members.min { ($0.nll ?? 0, $0.model) < ($1.nll ?? 0, $1.model) }?.model ?? family
        var style = source.styles[best]
        style.label = label(family)
        legend.append(style)
        let byWidth = Dictionary(
            members.map { (Double($0.width ?? 0), $0) }, uniquingKeysWith: { first, _ in first })
        loss.append(
            .band(
                style, low: places.map { byWidth[$0].flatMap { (intervals[$0.model] ?? nil)?.lowerBound } },
                high: places.map { byWidth[$0].flatMap { (intervals[$0.model] ?? nil)?.upperBound } }, strength: 1))
        loss.append(.line(style, places.map { byWidth[$0]?.nll }, isLabelled: true))
        cost.append(
            .line(style, places.map { byWidth[$0].map { Double(max($0.parameters, 1)) } }, isLabelled: true))
        let dots = members.map { row in
            Panel.Dot(
                x: Double(row.width ?? 0), y: row.nll ?? 0, interval: nil,
                note:
                    "\(label(row.model)): NLL \(fixed(row.nll, decimals: 4)), DM p against the lowest \(pValue(row.dmPVsBest))"
            )
        }
        loss.append(.dots(style, dots))
        cost.append(
            .dots(
                style,
                members.map { row in
                    Panel.Dot(
                        x: Double(row.width ?? 0), y: Double(max(row.parameters, 1)), interval: nil,
                        note: "\(label(row.model)): \(counted(row.parameters, "parameter"))")
                }))
    }
    let values = rows.flatMap { row in
        let interval = intervals[row.model] ?? nil
        return [row.nll, interval?.lowerBound, interval?.upperBound].compactMap(\.self)
    }
    let parameters = rows.map { Double(max($0.parameters, 1)) }
    let roles = SeriesStyle.Role.allCases
    figure.legend = legend.sorted {
        (roles.firstIndex(of: $0.role) ?? 0, $0.index) < (roles.firstIndex(of: $1.role) ?? 0, $1.index)
    }
    figure.chart = Chart(
        title: "Loss and parameters against the look-back",
        summary: rows.map {
            "\(label($0.model)): NLL \(fixed($0.nll, decimals: 4)) with \(counted($0.parameters, "parameter"))"
        }.joined(separator: "; "),
        panels: [
            Panel(
                title: "Loss", x: x,
                y: Axis(title: "NLL, nats (lower is better)", domain: range(of: values) ?? -1...1),
                height: 220, places: places, marks: loss, decimals: 4),
            Panel(
                title: "Size", x: x,
                y: Axis(
                    title: "parameters (log scale)", kind: .logarithmic,
                    domain: (parameters.min() ?? 1) * 0.8...(parameters.max() ?? 10) * 1.25), height: 150,
                places: places, marks: cost, decimals: 0),
        ])
    return figure
}

/// The interval around a row's loss: that of its difference to the lowest, laid around its own value.
private func lossInterval(_ row: WidthSweepRow, lowest: String, _ source: FigureSource) -> ClosedRange<Double>? {
    let pair = [row.model, lowest].sorted()
    let test = source.content.comparisons.first {
        $0.loss == ReportMetric.nll && $0.period == wholeSample && $0.phase == wholeSample
            && $0.symbol == wholeSample && $0.horizon == source.content.run.horizon
            && [$0.model, $0.baseline].sorted() == pair
    }
    guard let nll = row.nll, let test, let interval = differenceInterval(test) else { return nil }
    let half = (interval.upperBound - interval.lowerBound) / 2
    return nll - half...nll + half
}
