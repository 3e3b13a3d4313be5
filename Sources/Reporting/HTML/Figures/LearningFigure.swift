/// How training went epoch by epoch, as far above or below the epoch that was kept; nil where no epochs are stored.
///
/// The folds' losses have levels of their own, which would hide the shape: the shape is what tells learning from
/// learning by heart.
func learningFigure(_ source: FigureSource) -> Figure? {
    let fits = source.evidence.fits.filter { !$0.history.isEmpty && $0.epochs != nil }
    let models = source.styles.emphasised.filter { model in fits.contains { $0.model == model } }
    guard !models.isEmpty else { return nil }
    var figure = Figure(
        id: "learning", headline: headline(fits.filter { models.contains($0.model) }),
        subtitle:
            "Loss by epoch minus the loss of the epoch whose weights were kept, mean over seeds and folds, with the "
            + "lowest and highest fit; \(counts(models, fits)).",
        note:
            "Training loss is the mean over an epoch while the weights moved, validation loss is taken after it; both as "
            + "the network was trained, on scaled returns. A line ends where fewer than half of the fits went on.")
    let curves = models.map { model in (model, Curve(fits.filter { $0.model == model })) }
    let last = curves.map(\.1.training.count).max() ?? 1
    let places = (1...max(last, 2)).map(Double.init)
    func panel(_ title: String, _ values: (Curve) -> [Curve.Epoch?]) -> Panel {
        let series = curves.reversed().map { model, curve in
            (source.styles[model], values(curve))
        }
        let shown = series.flatMap { $0.1.compactMap(\.self).flatMap { [$0.low, $0.high] } }
        let padded = series.map { style, epochs in
            (style, epochs + Array(repeating: nil, count: max(0, places.count - epochs.count)))
        }
        return Panel(
            title: title, x: Axis(title: "epoch", domain: 1...Double(max(last, 2)), decimals: 0),
            y: Axis(
                title: "loss minus that of the epoch kept", domain: range(of: shown + [0], margin: 0.08) ?? 0...1,
                isSigned: true),
            height: 170, places: places,
            marks: [.horizontal(0, label: "")]
                + padded.map { style, epochs in
                    .band(style, low: epochs.map { $0?.low }, high: epochs.map { $0?.high }, strength: 1)
                }
                + padded.map { style, epochs in .line(style, epochs.map { $0?.mean }, isLabelled: false) },
            decimals: 5)
    }
    figure.legend = models.map { source.styles[$0] }
    figure.chart = Chart(
        title: "Training and validation loss by epoch",
        summary: "Two panels, one line a model over the epochs, zero being the epoch whose weights were kept.",
        panels: [panel("Training span", \.training), panel("Validation span", \.validation)], columns: 2)
    figure.table = table(curves)
    return figure
}

/// The mean of many fits by epoch.
private struct Curve {
    struct Epoch {
        var mean: Double
        var low: Double
        var high: Double
    }

    /// Fits that made each epoch, from the first.
    var fits: [Int] = []
    var training: [Epoch?] = []
    var validation: [Epoch?] = []

    init(_ all: [Evidence.Fit]) {
        let longest = all.map(\.history.count).max() ?? 0
        for epoch in 0..<longest {
            let going = all.filter { epoch < $0.history.count }
            guard 2 * going.count >= all.count else { break }
            fits.append(going.count)
            training.append(Self.epoch(epoch, of: going) { $0.trainingLoss })
            validation.append(Self.epoch(epoch, of: going, \.validationLoss))
        }
    }

    private static func epoch(
        _ epoch: Int, of fits: [Evidence.Fit], _ loss: (Evidence.Fit.Epoch) -> Double?
    ) -> Epoch? {
        let values = fits.compactMap { fit -> Double? in
            guard let kept = fit.epochs, fit.history.indices.contains(kept - 1),
                let base = loss(fit.history[kept - 1])
            else { return nil }
            return loss(fit.history[epoch]).map { $0 - base }
        }
        guard let low = values.min(), let high = values.max() else { return nil }
        return Epoch(mean: values.reduce(0, +) / Double(values.count), low: low, high: high)
    }
}

/// When training stopped getting better, in a sentence.
private func headline(_ fits: [Evidence.Fit]) -> String {
    let kept = fits.compactMap(\.epochs).sorted()
    guard let first = kept.first, let last = kept.last else { return "Learning, epoch by epoch" }
    let middle = kept[(kept.count - 1) / 2]
    return first == last
        ? "Validation was best after \(counted(first, "epoch"))"
        : "Validation was best after \(first) to \(last) epochs, in half of the fits after \(middle) or fewer"
}

private func counts(_ models: [String], _ fits: [Evidence.Fit]) -> String {
    models.map { model in "\(counted(fits.count { $0.model == model }, "fit")) of \(label(model))" }
        .joined(separator: ", ")
}

private func table(_ curves: [(String, Curve)]) -> TextTable {
    var table = TextTable([
        .init(title: "model", isLeftAligned: true), .init(title: "epoch"), .init(title: "fits"),
        .init(title: "training"), .init(title: "lowest"), .init(title: "highest"), .init(title: "validation"),
        .init(title: "lowest"), .init(title: "highest"),
    ])
    for (model, curve) in curves {
        for (index, fits) in curve.fits.enumerated() {
            let numbers = [curve.training[index], curve.validation[index]].flatMap {
                [$0?.mean, $0?.low, $0?.high]
            }
            table.append(
                [label(model), "\(index + 1)", "\(fits)"] + numbers.map { signed($0, decimals: 5) })
        }
    }
    return table
}
