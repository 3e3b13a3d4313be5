import Evaluation

/// Each model's mean loss beside the random walk's, with the interval its test implies.
func differenceFigure(_ source: FigureSource) -> Figure {
    var figure = Figure(
        id: "against-the-random-walk", headline: "Against the random walk",
        subtitle: "Mean loss a session minus that of the random walk with 95 % intervals; left of zero is better. "
            + source.sample + ".",
        note:
            "Intervals: the difference ± t · its standard error, out of the Diebold–Mariano statistic. An interval "
            + "that crosses zero is no difference. A model without an interval has errors that equal the random walk's."
    )
    let scale = source.againstNaive(ReportMetric.nll)
    let mean = source.againstNaive(ReportMetric.squaredError)
    guard !scale.isEmpty || !mean.isEmpty else {
        figure.note = "No test against the random walk is stored, so there is nothing to draw."
        return figure
    }
    let better = (
        scale.count { isSignificant($0) && $0.meanDifference < 0 },
        mean.count { isSignificant($0) && $0.meanDifference < 0 }
    )
    figure.headline =
        "\(spelled(better.0)) of \(spelled(scale.count).lowercased()) models foretell the size of the next move better "
        + "than a random walk; \(spelled(better.1).lowercased()) of \(spelled(mean.count).lowercased()) its direction and mean"
    figure.chart = Chart(
        title: "Differences in mean loss to the random walk, by model",
        summary: scale.sorted { source.order.precedes($0.model, $1.model) }.map {
            "\(label($0.model)): NLL difference \(signed($0.meanDifference, decimals: 4)), \(pPhrase($0.pValue))"
        }.joined(separator: "; "),
        panels: sharingNames(
            [
                panel("Whole distribution", "NLL difference, nats", scale, factor: 1, source),
                panel("Mean alone", "squared-error difference × 1,000,000", mean, factor: 1_000_000, source),
            ].compactMap(\.self)), columns: 2)
    return figure
}

private func panel(
    _ title: String, _ unit: String, _ rows: [ComparisonRow], factor: Double, _ source: FigureSource
) -> Panel? {
    let rows = rows.sorted { source.order.precedes($0.model, $1.model) }
    guard !rows.isEmpty else { return nil }
    let scaled = rows.map { row -> (ComparisonRow, Double, ClosedRange<Double>?) in
        let interval = differenceInterval(row).map { $0.lowerBound * factor...$0.upperBound * factor }
        return (row, row.meanDifference * factor, interval)
    }
    var values = [0.0]
    for (_, value, interval) in scaled {
        values += [value, interval?.lowerBound ?? value, interval?.upperBound ?? value]
    }
    let x = Axis(title: unit, domain: range(of: values) ?? -1...1, isSigned: true)
    var marks: [Panel.Mark] = [.vertical(0, label: "random walk")]
    for (place, (row, value, interval)) in scaled.enumerated() {
        let note =
            "\(label(row.model)): \(signed(value, decimals: factor == 1 ? 4 : 3))"
            + (interval.map {
                ", 95 % interval \(signed($0.lowerBound, decimals: factor == 1 ? 4 : 3)) to "
                    + signed($0.upperBound, decimals: factor == 1 ? 4 : 3)
            } ?? "") + ", \(pPhrase(row.pValue))"
        marks.append(
            .dots(source.styles[row.model], [.init(x: value, y: Double(place), interval: interval, note: note)]))
    }
    return Panel(
        title: title, x: x, y: Axis(names: rows.map { label($0.model) }), height: Double(rows.count) * 21 + 8,
        marks: marks)
}

/// Small counts in words at the head of a sentence.
func spelled(_ count: Int) -> String {
    let words = ["None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    return words.indices.contains(count) ? words[count] : grouped(count)
}
