internal import Evaluation

/// Renders a night's forecasts as text: alerts first, then the forecasts by symbol and model, then what they rest on.
public func renderNight(_ content: NightContent) -> String {
    let kind = content.isAsOf ? "as known after" : "forecasts after"
    var lines = titleSection(content, kind: kind).lines(underline: "=")
    for section in [trackSection(content), foundationSection(content)] { lines += [""] + section.lines() }
    return lines.joined(separator: "\n") + "\n"
}

private func titleSection(_ content: NightContent, kind: String) -> Section {
    var title = Section(title: "Hindcast \(label(content.pipeline)): \(kind) \(content.lastSession)")
    if content.alerts.isEmpty {
        title.append(paragraph: "Nothing to look into.")
    } else {
        title.append(paragraph: "\(counted(content.alerts.count, "alert")):")
        for alert in content.alerts.prefix(20) { title.append(paragraph: "! \(sanitized(alert, limit: 400))") }
        if content.alerts.count > 20 { title.append(paragraph: "and \(content.alerts.count - 20) more.") }
    }
    title.append(
        paragraph:
            "Natural-log returns of each series' next session: mean, standard deviation and 90 % interval are those of "
            + "the whole forecast distribution. Direction is next to unpredictable; read the interval before the sign."
    )
    var table = TextTable([
        .init(title: "symbol", isLeftAligned: true, isTruncatable: true),
        .init(title: "after", isLeftAligned: true),
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "seed", dropOrder: 0),
        .init(title: "mean %"),
        .init(title: "st. dev. %"),
        .init(title: "5 %"),
        .init(title: "95 %"),
    ])
    for row in content.forecasts {
        table.append([
            label(row.symbol), "\(row.cutoff)", label(row.model), "\(row.seed)", percent(row.mean, decimals: 3),
            percent(row.standardDeviation, decimals: 3), percent(row.q05, decimals: 2),
            percent(row.q95, decimals: 2),
        ])
    }
    if content.forecasts.isEmpty {
        title.append(paragraph: "No forecast was made: all that could be made were stored before.")
    } else {
        title.append(table)
    }
    return title
}

private func trackSection(_ content: NightContent) -> Section {
    var section = Section(title: "What came of earlier forecasts")
    guard !content.trackRecord.isEmpty else {
        section.append(paragraph: "No forecast of record has met its session yet.")
        return section
    }
    section.append(
        paragraph:
            "All series together, over the last 20, 60 and 250 sessions. NLL is the mean negative log density, beside it the "
            + "difference to the random walk and to EWMA (below zero is better). 90 % is the share of outcomes inside the 90 % "
            + "interval, < 5 % and > 95 % the shares beyond its ends, z the root mean squared error in standard deviations: "
            + "a calibrated forecast has 90, 5, 5 and 1.00.")
    var table = TextTable([
        .init(title: "model", isLeftAligned: true, isTruncatable: true),
        .init(title: "seed", dropOrder: 0),
        .init(title: "sessions"),
        .init(title: "forecasts", dropOrder: 1),
        .init(title: "RMSE %"),
        .init(title: "NLL"),
        .init(title: "- walk"),
        .init(title: "- EWMA"),
        .init(title: "90 %"),
        .init(title: "< 5 %"),
        .init(title: "> 95 %"),
        .init(title: "z"),
    ])
    for row in content.trackRecord {
        table.append([
            label(row.model), "\(row.seed)", "\(row.sessions)", grouped(row.forecasts),
            percent(row.rootMeanSquaredError, decimals: 3), fixed(row.negativeLogDensity, decimals: 3),
            signed(row.versusRandomWalk, decimals: 3), signed(row.versusEWMA, decimals: 3),
            percent(row.coverage90), percent(row.below05), percent(row.above95),
            fixed(row.standardisedError, decimals: 2),
        ])
    }
    section.append(table)
    return section
}

private func foundationSection(_ content: NightContent) -> Section {
    var notes = Section(title: "What this rests on")
    notes.blocks.append(content.steps.flatMap { wrapped(sanitized($0, limit: 400)) })
    notes.append(
        paragraph: content.decisions.isEmpty
            ? "No model was due for a fit; all were taken from the store."
            : "Fitted anew: " + content.decisions.joined(separator: "; ") + ".")
    notes.append(
        paragraph: content.late.isEmpty
            ? "All \(content.seriesCount) series end on \(content.lastSession)."
            : "Late series, with the sessions they lack: "
                + content.late.map { "\(label($0.symbol)) \($0.sessions)" }.joined(separator: ", ") + ".")
    notes.append(
        paragraph: content.rejectedRows == 0
            ? "No row of the price files was refused."
            : "\(counted(content.rejectedRows, "row")) of the price files were refused; the table rejected_row of the "
                + "store says which and why.")
    notes.append(leftOut: content.leftOut, title: "Without a forecast:")
    notes.append(paragraph: "hindcast \(content.version)")
    return notes
}
