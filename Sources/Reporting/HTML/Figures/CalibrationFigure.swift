import Evaluation

/// Whether outcomes fall where the forecasts say: the transform's histogram, and shares below each level.
func calibrationFigures(_ source: FigureSource) -> [Figure] {
    let tracks = Dictionary(
        source.evidence.tracks.filter { $0.transform.contains { $0 > 0 } }.map { ($0.model, $0) },
        uniquingKeysWith: { first, _ in first })
    let shown = source.styles.emphasised.filter { tracks[$0] != nil }
    guard !shown.isEmpty else {
        return [
            Figure(
                id: "calibration", headline: "Calibration", subtitle: "",
                note: "No outcome was scored, so there is nothing to calibrate against.")
        ]
    }
    return [histograms(shown.compactMap { tracks[$0] }, source), reliability(tracks, source)]
}

private func histograms(_ tracks: [Evidence.Track], _ source: FigureSource) -> Figure {
    let shares = tracks.map { track in
        let total = Double(track.transform.reduce(0, +))
        return track.transform.map { Double($0) / total * 100 }
    }
    let highest = max(shares.flatMap(\.self).max() ?? 5, 6)
    let panels = zip(tracks, shares).map { track, shares in
        Panel(
            title: label(track.model),
            x: Axis(
                title: "where the outcome fell: F(r)", domain: 0...1,
                ticks: [0, 0.25, 0.5, 0.75, 1].map { .init(value: $0, label: compact($0, decimals: 2)) }),
            y: Axis(title: "% of outcomes in each twentieth", domain: 0...highest * 1.05), height: 130,
            marks: [
                .bars(
                    source.styles[track.model],
                    shares.enumerated().map { index, share in
                        .init(
                            span: Double(index) / 20...Double(index + 1) / 20, value: share,
                            note: "\(index * 5) to \(index * 5 + 5) %: \(fixed(share, decimals: 2)) % of outcomes, "
                                + "\(grouped(track.transform[index]))")
                    }),
                .horizontal(5, label: ""),
            ])
    }
    var table = TextTable(
        [.init(title: "model", isLeftAligned: true)] + (0..<20).map { .init(title: "\($0 * 5)–\($0 * 5 + 5) %") })
    for (track, shares) in zip(tracks, shares) {
        table.append([label(track.model)] + shares.map { fixed($0, decimals: 2) })
    }
    return Figure(
        id: "pit", headline: "Outcomes should fall evenly into the twentieths of their forecasts",
        subtitle: "Share of outcomes by the forecast’s own probability of a lower return, all symbols and seeds. "
            + source.sample + ".",
        chart: Chart(
            title: "Histograms of the probability integral transform",
            summary: zip(tracks, shares).map {
                "\(label($0.model)): from \(fixed($1.min(), decimals: 1)) to \(fixed($1.max(), decimals: 1)) % a twentieth"
            }.joined(separator: "; "), panels: panels, columns: 2),
        note:
            "The line is 5 %, what a calibrated forecast has in each. A hump: intervals too wide in the middle; high "
            + "ends: too many surprises.", table: table)
}

private func reliability(_ tracks: [String: Evidence.Track], _ source: FigureSource) -> Figure {
    let places = (1...19).map { Double($0) * 5 }
    let models = source.backToFront(Array(tracks.keys))
    func deviations(_ track: Evidence.Track) -> [Double] {
        let total = Double(track.transform.reduce(0, +))
        var sum = 0
        return track.transform.dropLast().enumerated().map { index, count in
            sum += count
            return Double(sum) / total * 100 - Double(index + 1) * 5
        }
    }
    let series = models.compactMap { model in tracks[model].map { (model, deviations($0)) } }
    let values = series.flatMap(\.1) + [-1, 1]
    var table = TextTable(
        [.init(title: "model", isLeftAligned: true)] + places.map { .init(title: "\(Int($0)) %") })
    for (model, values) in series.reversed() {
        table.append([label(model)] + values.map { signed($0, decimals: 2) })
    }
    return Figure(
        id: "reliability", headline: "How far each quantile is off",
        subtitle: "Share of outcomes below each forecast quantile minus the share promised, percentage points. "
            + source.sample + ".",
        chart: Chart(
            title: "Reliability: observed minus promised share by quantile",
            summary: series.reversed().map {
                "\(label($0.0)): at most \(fixed($0.1.map(abs).max(), decimals: 1)) points off"
            }.joined(separator: "; "),
            panels: [
                Panel(
                    x: Axis(
                        title: "forecast quantile, %", domain: 0...100,
                        ticks: [5, 25, 50, 75, 95].map { .init(value: Double($0), label: "\($0)") }),
                    y: Axis(title: "percentage points", domain: range(of: values) ?? -1...1, isSigned: true),
                    height: 200, places: places,
                    marks: [.horizontal(0, label: "as promised")]
                        + series.map {
                            .line(
                                source.styles[$0.0], $0.1,
                                isLabelled: source.styles.emphasised.contains($0.0))
                        }, decimals: 2)
            ]), legend: source.legend(tracks.keys),
        note:
            "On the line the forecast keeps its promise; above it on the left, losses come more often than foretold.",
        table: table)
}
