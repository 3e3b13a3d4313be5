/// How the fits went: loss on what was learned from and on what was held back, fold by fold.
func trainingFigure(_ source: FigureSource) -> Figure {
    var figure = Figure(
        id: "training", headline: "Training and validation, fit by fit",
        subtitle:
            "Loss of the weights that were kept, on the training span and on the validation span, by the year the "
            + "fold’s test begins in; means over seeds.",
        note:
            "Each loss is as the network was trained on it, so levels are comparable within a chart only. The "
            + "validation span is another year in each fold, so its level tells of the year too.")
    let fits = source.evidence.fits.filter { $0.trainingLoss != nil && $0.validationLoss != nil }
    let models = source.styles.emphasised.filter { model in fits.contains { $0.model == model } }
    guard !models.isEmpty else {
        figure.note = "No loss of training is stored: either nothing was trained, or no loss was kept."
        return figure
    }
    let years = Set(fits.map(\.year)).sorted()
    let places = years.map(Double.init)
    func mean(_ model: String, _ year: Int, _ value: (Evidence.Fit) -> Double?) -> Double? {
        let values = fits.filter { $0.model == model && $0.year == year }.compactMap(value)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    func panel(_ title: String, _ value: @escaping (Evidence.Fit) -> Double?) -> Panel {
        let series = models.reversed().map { model in (model, years.map { mean(model, $0, value) }) }
        return Panel(
            title: title,
            x: Axis(
                title: "test year of the fold", domain: (places.first ?? 0) - 0.3...(places.last ?? 1) + 0.3,
                ticks: years.map {
                    .init(
                        value: Double($0),
                        label: years.count > 6 ? "’\($0 % 100 < 10 ? "0" : "")\($0 % 100)" : "\($0)")
                }),
            y: Axis(
                title: "loss",
                domain: range(of: series.flatMap { $0.1.compactMap(\.self) }, margin: 0.1) ?? 0...1), height: 150,
            places: places,
            marks: series.flatMap { model, values -> [Panel.Mark] in
                [
                    .line(source.styles[model], values, isLabelled: false),
                    .dots(
                        source.styles[model],
                        zip(places, values).compactMap { place, value in
                            value.map { value in
                                .init(
                                    x: place, y: value, interval: nil,
                                    note: "\(label(model)), \(Int(place)): \(fixed(value, decimals: 4))")
                            }
                        }),
                ]
            }, decimals: 4)
    }
    figure.legend = models.map { source.styles[$0] }
    figure.chart = Chart(
        title: "Training and validation loss by fold",
        summary: "Two panels, one line a model over the folds’ years.",
        panels: [panel("Training span", \.trainingLoss), panel("Validation span", \.validationLoss)], columns: 2)
    var table = TextTable([
        .init(title: "model", isLeftAligned: true), .init(title: "seed"), .init(title: "test from"),
        .init(title: "epochs kept"), .init(title: "training loss"), .init(title: "validation loss"),
    ])
    for fit in fits {
        table.append([
            label(fit.model), "\(fit.seed)", "\(fit.year)", fit.epochs.map(grouped) ?? absent,
            fixed(fit.trainingLoss, decimals: 5), fixed(fit.validationLoss, decimals: 5),
        ])
    }
    figure.table = table
    return figure
}
