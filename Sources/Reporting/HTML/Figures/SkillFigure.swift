import Evaluation
import Market

/// What each model gained on the random walk, summed up session by session.
func skillFigure(_ source: FigureSource) -> Figure {
    let evidence = source.evidence
    var figure = Figure(
        id: "cumulative-skill", headline: "Where the skill was earned",
        subtitle:
            "Sum over sessions of the random walk's mean loss minus the model's; rising is gaining. \(source.sample).",
        note:
            "A lead that comes from one stretch alone is no lead. Losses are means over symbols and seeds, as in the "
            + "Diebold–Mariano tests.")
    guard let naive = evidence.tracks.first(where: { $0.model == naiveModel }), evidence.sessions.count > 1,
        evidence.tracks.count > 1
    else {
        figure.note = "No session was forecast by the random walk and another model, so there is nothing to sum up."
        return figure
    }
    let kept = thinned(evidence.sessions.count, to: 300)
    let places = kept.map { position(evidence.sessions[$0]) }
    let models = source.backToFront(evidence.tracks.map(\.model).filter { $0 != naiveModel })
    let tracks = Dictionary(evidence.tracks.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })

    func sums(_ loss: (Evidence.Track) -> [Double], factor: Double) -> [(model: String, values: [Double])] {
        models.compactMap { model in
            tracks[model].map { track in
                var sum = 0.0
                let all = zip(loss(naive), loss(track)).map { base, own in
                    sum += (base - own) * factor
                    return sum
                }
                return (model, kept.map { all[$0] })
            }
        }
    }
    func panel(_ title: String, _ unit: String, _ series: [(model: String, values: [Double])], _ decimals: Int)
        -> Panel
    {
        Panel(
            title: title, x: Axis(title: "", kind: .dates, domain: (places.first ?? 0)...(places.last ?? 1)),
            y: Axis(title: unit, domain: range(of: series.flatMap(\.values) + [0], margin: 0.03) ?? -1...1),
            height: 190,
            places: places,
            marks: shades(source) + [.horizontal(0, label: "random walk")]
                + series.map {
                    .line(
                        source.styles[$0.model], $0.values, isLabelled: source.styles.emphasised.contains($0.model))
                },
            decimals: decimals)
    }
    let nll = sums(\.nll, factor: 1)
    let squared = sums(\.squaredError, factor: 10_000)
    figure.legend = source.legend(models)
    figure.chart = Chart(
        title: "Cumulative skill against the random walk, by session",
        summary: nll.reversed().map { "\(label($0.model)) gained \(fixed($0.values.last, decimals: 1)) nats" }
            .joined(separator: "; "),
        panels: [
            panel("Whole distribution", "gain in NLL, nats summed", nll, 2),
            panel("Mean alone", "gain in squared error, %² summed", squared, 3),
        ])
    if evidence.sessions.count > kept.count {
        figure.note += " Drawn: the exact sum of one session in \(kept[1] - kept[0])."
    }
    figure.table = yearTable(nll, squared, kept: kept, source)
    return figure
}

/// The shock phases inside the test span as stretches; the best known is named.
func shades(_ source: FigureSource) -> [Panel.Mark] {
    let scored = Set(source.content.shockTable.map(\.period))
    return source.content.shockPeriods.filter { scored.contains($0.name) }.compactMap { period in
        period.intervals.first { $0.phase == .shock }.map {
            .shade(
                position($0.dates.lowerBound)...position($0.dates.upperBound),
                label: period.name.hasPrefix("covid") ? "COVID" : "")
        }
    }
}

private func yearTable(
    _ nll: [(model: String, values: [Double])], _ squared: [(model: String, values: [Double])], kept: [Int],
    _ source: FigureSource
) -> TextTable {
    let years = kept.map { source.evidence.sessions[$0].year }
    let ends = years.indices.filter { $0 == years.count - 1 || years[$0 + 1] != years[$0] }
    var table = TextTable(
        [.init(title: "model", isLeftAligned: true), .init(title: "gain in", isLeftAligned: true)]
            + ends.map { .init(title: "to \(source.evidence.sessions[kept[$0]])") })
    for (series, name, decimals) in [(nll, "NLL, nats", 2), (squared, "squared error, %²", 3)] {
        for (model, values) in series.reversed() {
            table.append([label(model), name] + ends.map { fixed(values[$0], decimals: decimals) })
        }
    }
    return table
}
