import Evaluation

/// What ran on what data.
func runSection(_ content: ReportContent) -> Section {
    let run = content.run
    var section = Section(title: "What ran, on what")
    section.append(
        paragraph: "Every forecast is for \(target(of: run)) and was made with nothing but what was known at the "
            + "close before: a walk forward through the test span, never a look ahead.")
    var items: [(label: String, text: String)] = []
    items.append(("Test span", span(run.testSpan.lowerBound, run.testSpan.upperBound)))
    items.append(("Walk forward", "\(counted(run.folds, "fold")); refit \(sanitized(run.refitRule, limit: 200))"))
    items.append(("Models", modelsText(content)))
    if let trials = run.trials { items.append(("Trials", "\(counted(trials, "fit")) (model × seed × fold)")) }
    items.append(("Series", seriesText(content)))
    items.append(("Rejected rows", rejectedText(content)))
    section.append(items: items)
    return section
}

private func target(of run: RunFacts) -> String {
    run.horizon == 1 ? "the next session's log return" : "the log return over the next \(run.horizon) sessions"
}

private func modelsText(_ content: ReportContent) -> String {
    guard !content.leaderboard.isEmpty else { return "none" }
    let seeds = content.run.seeds.count
    let finite = content.leaderboard.count { $0.response == "finite" }
    let infinite = content.leaderboard.count { $0.response == "infinite" }
    return "\(grouped(content.leaderboard.count)): \(grouped(finite)) of finite response, \(grouped(infinite)) of "
        + "infinite response; \(counted(seeds, "seed")) for what is random"
}

private func seriesText(_ content: ReportContent) -> String {
    let rows = content.dataHealth
    if let bars = content.run.bars, let span = content.run.barSpan {
        return
            "\(counted(rows.count, "series", "series")) with the \(counted(bars, "bar")) from \(span.lowerBound) to "
            + "\(span.upperBound) that the settings let the run see"
    }
    guard let first = rows.map(\.firstDate).min(), let last = rows.map(\.lastDate).max() else { return "none" }
    let bars = rows.reduce(0) { $0 + $1.sessions }
    return "\(counted(rows.count, "series", "series")) with \(counted(bars, "bar")), \(span(first, last))"
}

private func rejectedText(_ content: ReportContent) -> String {
    let count = content.rejections.counts.reduce(0) { $0 + $1.rows }
    return count == 0 ? "none" : "\(grouped(count)); see “Rejected rows”"
}
