import Market

/// What following *invest / stay out* would have made of one unit, beside always being invested.
func strategyFigure(_ source: FigureSource) -> Figure {
    let evidence = source.evidence
    var figure = Figure(
        id: "strategy", headline: "Invest or stay out, against always invested",
        subtitle:
            "Growth of 1 in equal weights of all series, each held only where the model says invest; idle money "
            + "earns nothing. \(source.sample).",
        note: "Before costs and taxes, rebalanced every session; after costs it is less. No advice.")
    guard evidence.sessions.count > 1, !evidence.tracks.isEmpty else {
        figure.note = "No session was scored, so there is nothing to invest in."
        return figure
    }
    let kept = thinned(evidence.sessions.count, to: 300)
    let places = kept.map { position(evidence.sessions[$0]) }
    // Who never says invest is a level line and no news.
    let tracks = evidence.tracks.filter { $0.strategyReturn.contains { $0 != 0 } }
    let byModel = Dictionary(tracks.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
    let models = source.backToFront(tracks.map(\.model))
    let hold = SeriesStyle(index: 1_000, label: "always invested", role: .naive)
    let all: [(style: SeriesStyle, wealth: [Double])] =
        models.compactMap { model in byModel[model].map { (source.styles[model], wealth($0.strategyReturn)) } }
        + [(hold, wealth(evidence.holdReturn))]
    let emphasised = Set(source.styles.emphasised.map { source.styles[$0].index })
    func isLabelled(_ style: SeriesStyle) -> Bool { style.index == hold.index || emphasised.contains(style.index) }
    let growth = all.map { item in (style: item.style, values: kept.map { item.wealth[$0] }) }
    let falls = all.map { item in
        let fall = drawdowns(item.wealth)
        return (style: item.style, values: kept.map { fall[$0] * 100 })
    }
    let values = growth.flatMap(\.values)
    if let best = all.dropLast().max(by: { ($0.wealth.last ?? 0) < ($1.wealth.last ?? 0) }),
        let final = best.wealth.last,
        let held = all.last?.wealth.last
    {
        figure.headline =
            final > held
            ? "Before costs, \(best.style.label) ended at \(fixed(final, decimals: 2)); always invested, at \(fixed(held, decimals: 2))"
            : "No model’s decisions ended above always invested (\(fixed(held, decimals: 2)) from 1), even before costs"
    }
    let x = Axis(title: "", kind: .dates, domain: (places.first ?? 0)...(places.last ?? 1))
    figure.legend = [hold] + source.legend(tracks.map(\.model))
    figure.chart = Chart(
        title: "Growth of 1 and drawdown of each model's decisions",
        summary: all.reversed().map { "\($0.style.label) ended at \(fixed($0.wealth.last, decimals: 2))" }
            .joined(separator: "; "),
        panels: [
            Panel(
                title: "Growth of 1", x: x,
                y: Axis(
                    title: "wealth, log scale", kind: .logarithmic,
                    domain: (values.min() ?? 1) * 0.97...(values.max() ?? 1) * 1.03), height: 210, places: places,
                marks: shades(source)
                    + growth.map { Panel.Mark.line($0.style, $0.values, isLabelled: isLabelled($0.style)) },
                decimals: 2),
            Panel(
                title: "Drawdown", x: x,
                y: Axis(
                    title: "% below the highest before", domain: (falls.flatMap(\.values).min() ?? -1) * 1.03...0),
                height: 120, places: places,
                marks: shades(source) + falls.map { Panel.Mark.line($0.style, $0.values, isLabelled: false) },
                decimals: 1),
        ])
    var table = TextTable([
        .init(title: "decisions of", isLeftAligned: true), .init(title: "growth of 1"),
        .init(title: "deepest drawdown %"),
    ])
    for item in all.reversed() {
        table.append([
            item.style.label, fixed(item.wealth.last, decimals: 3),
            fixed((drawdowns(item.wealth).min() ?? 0) * 100, decimals: 1),
        ])
    }
    figure.table = table
    return figure
}

private func wealth(_ returns: [Double]) -> [Double] {
    var value = 1.0
    return returns.map { change in
        value *= 1 + change
        return value
    }
}

private func drawdowns(_ wealth: [Double]) -> [Double] {
    var highest = 1.0
    return wealth.map { value in
        highest = max(highest, value)
        return value / highest - 1
    }
}
