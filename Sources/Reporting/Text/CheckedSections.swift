import Evaluation

/// The sections of what a run did beside judging its models; only those there is something for.
func checkedSections(_ content: ReportContent, order: ModelOrder) -> [Section] {
    let facts = content.checks
    var sections: [Section] = []
    if !content.memories.isEmpty { sections.append(memorySection(content.memories)) }
    if !facts.choices.isEmpty { sections.append(searchSection(facts)) }
    if !facts.stress.isEmpty { sections.append(stressSection(facts.stress, order: order)) }
    if !facts.audit.isEmpty { sections.append(auditSection(facts.audit)) }
    return sections
}

/// What searches tried, what they chose, and how much of a good result is luck.
private func searchSection(_ facts: CheckedFacts) -> Section {
    var section = Section(title: "Selection: what was tried before the test")
    let candidates = facts.choices.reduce(0) { $0 + $1.candidates }
    section.append(
        paragraph:
            "\(counted(candidates, "candidate")) in \(counted(facts.choices.count, "search", "searches")), all judged on sessions before "
            + "the first test session. NLL is the mean over the folds a candidate was judged on; “folds” says on how many, the rounds of "
            + "successive halving being fewer for what was dropped early. The deflated Sharpe ratio (DSR) is the probability that the "
            + "chosen one's ratio of invest / stay out on those folds is above what the best of that many candidates has by luck."
    )
    for choice in facts.choices {
        let rows = facts.tried.filter { $0.search == choice.search }
        var table = TextTable([
            .init(title: "\(label(choice.model)): \(choice.method)", isLeftAligned: true, isTruncatable: true),
            .init(title: "folds"),
            .init(title: "NLL "),
            .init(title: "Sharpe"),
        ])
        let tried = candidateResults(rows)
        for result in tried.prefix(8) {
            table.append([
                label(result.model), "\(result.folds)",
                fixed(result.loss, decimals: 4) + (result.settings == choice.settings ? "*" : " "),
                fixed(result.sharpe, decimals: 2),
            ])
        }
        section.append(table)
        section.append(paragraph: searchReading(choice, tried))
    }
    return section
}

/// A candidate over all the folds it was judged on.
struct CandidateResult {
    var candidate: Int
    var model: String
    var settings: String
    var folds: Int
    var loss: Double?
    /// A year's ratio: √252 times a session's.
    var sharpe: Double?
    var sessions: Int
}

/// The candidates, those judged on most folds first, the best of them leading.
func candidateResults(_ rows: [SearchTrialRow]) -> [CandidateResult] {
    let results = Dictionary(grouping: rows, by: \.candidate).compactMap { candidate, rows -> CandidateResult? in
        guard let first = rows.first else { return nil }
        let losses = rows.compactMap(\.loss)
        let sessions = rows.reduce(0) { $0 + $1.sessions }
        let n = Double(sessions)
        let sum = rows.reduce(0) { $0 + $1.returnSum }
        let squares = rows.reduce(0) { $0 + $1.squaredReturnSum }
        let variance = sessions > 1 ? (squares - sum * sum / n) / (n - 1) : 0
        return CandidateResult(
            candidate: candidate, model: first.model, settings: first.settings, folds: rows.count,
            loss: losses.count == rows.count ? losses.reduce(0, +) / Double(losses.count) : nil,
            sharpe: variance > 0 ? sum / n / variance.squareRoot() * 252.0.squareRoot() : nil, sessions: sessions)
    }
    return results.sorted { left, right in
        (right.folds, left.loss ?? .infinity, left.candidate) < (
            left.folds, right.loss ?? .infinity, right.candidate
        )
    }
}

private func searchReading(_ choice: SearchChoiceRow, _ tried: [CandidateResult]) -> String {
    let fits = tried.reduce(0) { $0 + $1.folds }
    var text =
        "\(label(choice.model)), marked *, is the best of \(counted(choice.candidates, "candidate")) (\(counted(fits, "fit"))) "
    text += "and stands among the models above."
    let failed = tried.filter { $0.loss == nil }.count
    if failed > 0 { text += " \(counted(failed, "candidate")) could not be fitted." }
    guard let chosen = tried.first(where: { $0.settings == choice.settings }), let sharpe = chosen.sharpe else {
        return text
    }
    let ratios = tried.compactMap { $0.sharpe.map { $0 / 252.0.squareRoot() } }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    let variance =
        ratios.count > 1 ? ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ratios.count - 1) : 0
    let inference = SharpeInference(
        ratio: sharpe / 252.0.squareRoot(), count: chosen.sessions, skewness: 0, kurtosis: 3)
    guard let deflated = inference.deflated(trials: choice.candidates, variance: variance) else { return text }
    return text
        + " Its Sharpe ratio before the test is \(fixed(sharpe, decimals: 2)); DSR \(fixed(deflated, decimals: 3)), with normal returns "
        + "and \(counted(choice.candidates, "trial"))."
}

/// Whether a model had to have seen a crash to survive one.
private func stressSection(_ rows: [StressRow], order: ModelOrder) -> Section {
    var section = Section(title: "Stress: shocks met by models that had seen none")
    section.append(
        paragraph:
            "Every model was fitted again with the shock phases of all periods taken out of its training and validation, and judged on the "
            + "same sessions of the next shock. “Δ” is the loss without minus the loss with earlier shocks: above zero, having seen them "
            + "helped. DM p as everywhere; a shock has few sessions, so only large differences show.")
    for period in Set(rows.map(\.period)).sorted() {
        let inside = rows.filter { $0.period == period }
        let models = order.sorted(inside.map(\.model))
        func row(_ model: String, _ loss: String) -> StressRow? {
            inside.first { $0.model == model && $0.loss == loss }
        }
        var table = TextTable([
            .init(title: "model", isLeftAligned: true, isTruncatable: true),
            .init(title: "NLL\nwith"), .init(title: "NLL\nwithout"), .init(title: "Δ NLL"), .init(title: "DM p"),
            .init(title: "Δ QLIKE", dropOrder: 1), .init(title: "DM p", dropOrder: 1),
            .init(title: "in 90 %\nwith"), .init(title: "in 90 %\nwithout"),
        ])
        for model in models {
            let (nll, qlike, cover) = (row(model, "nll"), row(model, "qlike"), row(model, "coverage_90"))
            table.append([
                label(model), fixed(nll?.withShocks, decimals: 3), fixed(nll?.withoutShocks, decimals: 3),
                signed(nll.map { $0.withoutShocks - $0.withShocks }, decimals: 4), pValue(nll?.pValue),
                signed(qlike.map { $0.withoutShocks - $0.withShocks }, decimals: 4), pValue(qlike?.pValue),
                percent(cover?.withShocks), percent(cover?.withoutShocks),
            ])
        }
        if let first = inside.first {
            section.append(
                paragraph:
                    "\(label(period)): \(counted(first.n, "forecast")); \(counted(first.removedSessions, "session")) of earlier shocks "
                    + "taken out of a training.")
        }
        section.append(table)
        section.append(paragraph: stressReading(inside.filter { $0.loss == "nll" }))
    }
    return section
}

private func stressReading(_ rows: [StressRow]) -> String {
    let worse = rows.filter { ($0.pValue ?? 1) < significanceLevel && $0.withoutShocks > $0.withShocks }
    let better = rows.filter { ($0.pValue ?? 1) < significanceLevel && $0.withoutShocks < $0.withShocks }
    var text =
        "Of \(counted(rows.count, "model")), \(grouped(worse.count)) did worse beyond chance for not having seen a shock"
    if !worse.isEmpty { text += " (\(worse.map { label($0.model) }.sorted().joined(separator: ", ")))" }
    text += ", \(grouped(better.count)) better"
    if !better.isEmpty { text += " (\(better.map { label($0.model) }.sorted().joined(separator: ", ")))" }
    return text + "."
}

/// What an audit held against what.
private func auditSection(_ rows: [LeakAuditRow]) -> Section {
    var section = Section(title: "Leak audit")
    let models = Set(rows.map(\.model)).count
    section.append(
        paragraph:
            "No leak was found in \(counted(models, "model")). On the first and the last fold, forecasts were made again with corrupted data "
            + "that must not matter to them, and stayed the same to the bit:")
    let words: [(corruption: String, text: String)] = [
        ("future", "all prices after the cutoff replaced, some sessions gone"),
        ("truncation", "no prices after the cutoff"),
        ("revision", "all prices up to the cutoff restated by a factor, as after a later split"),
        ("fit", "all prices after the validation span replaced before scalers and weights were fitted"),
    ]
    var table = TextTable([
        .init(title: "what was corrupted", isLeftAligned: true, isTruncatable: true),
        .init(title: "forecasts\ncompared"),
    ])
    for (corruption, text) in words {
        let compared = rows.filter { $0.corruption == corruption }.reduce(0) { $0 + $1.compared }
        table.append([text, grouped(compared)])
    }
    section.append(table)
    return section
}
