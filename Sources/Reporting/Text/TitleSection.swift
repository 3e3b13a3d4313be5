import Evaluation

/// The title and the headline: who has the lowest loss, and the honest line about the random walk.
func titleSection(_ content: ReportContent, metrics: MetricIndex) -> Section {
    var section = Section(title: "Hindcast report: \(sanitized(content.run.pipeline))")
    for paragraph in headline(content, metrics: metrics) { section.append(paragraph: paragraph) }
    return section
}

/// What all forms of the report say first: a paragraph each.
func headline(_ content: ReportContent, metrics: MetricIndex) -> [String] {
    [winnerSentence(content), honestLine(content)] + lectureSentences(content, metrics: metrics)
        + [luckSentence(content)].compactMap(\.self)
}

/// The sentence on the model with the lowest NLL.
func winnerSentence(_ content: ReportContent) -> String {
    let rows = ranked(content.leaderboard)
    guard let best = rows.first, let nll = best.nll else { return "No model was scored." }
    let where_ = "over the sessions \(span(content.run.testSpan.lowerBound, content.run.testSpan.upperBound))"
    guard rows.count > 1 else { return "\(label(best.model)) has an NLL of \(fixed(nll, decimals: 4)) \(where_)." }
    var sentence =
        "\(label(best.model)) has the lowest NLL of \(counted(rows.count, "model")) \(where_): "
        + fixed(nll, decimals: 4)
    if best.model != naiveModel, let naive = rows.first(where: { $0.model == naiveModel })?.nll {
        sentence += " (random walk: \(fixed(naive, decimals: 4)))"
    }
    return sentence + "."
}

/// The sentences on whether anything beats the random walk, on the mean and on the scale of the next return.
func honestLine(_ content: ReportContent) -> String {
    let target = content.run.horizon == 1 ? "the next return" : "the \(content.run.horizon)-session return"
    let skill = Dictionary(
        content.leaderboard.map { ($0.model, $0.skillVsNaive) }, uniquingKeysWith: { first, _ in first })
    let (mean, scale) = honestVerdicts(content)
    return [
        mean.sentence(on: "on the mean of \(target)") { row in
            skill[row.model].flatMap(\.self).map { "skill \(signed($0 * 100, decimals: 2)) %" }
        },
        scale.sentence(on: "on the scale and tails of that return") {
            "NLL \(signed($0.meanDifference, decimals: 4))"
        },
    ].joined(separator: " ")
}

/// The sentence on how many of the tests behind the honest line luck alone would make significant.
func luckSentence(_ content: ReportContent) -> String? {
    let (mean, scale) = honestVerdicts(content)
    let count = mean.definedCount + scale.definedCount
    guard count > 0 else { return nil }
    var sentence: String
    if count == 1 {
        sentence =
            "This is 1 test at the 5 % level: without any difference it would still come out significant, for better "
            + "or for worse, in 1 of 20 cases."
    } else {
        sentence =
            "These are \(grouped(count)) tests at the 5 % level: if no model differed from the random walk, about "
            + "\(fixed(Double(count) * significanceLevel, decimals: 1)) of them would still come out significant by "
            + "luck, for better or for worse."
    }
    let all = content.testCount ?? content.comparisons.count { $0.pValue != nil }
    if all > count {
        sentence +=
            " The whole run made \(counted(all, "test")), most of them of pairs of models; “Holm p” corrects each table for its size."
    }
    return sentence
}

/// The tests against the random walk over the whole sample: on the mean, and on scale and tails.
func honestVerdicts(_ content: ReportContent) -> (mean: Verdict, scale: Verdict) {
    func verdict(_ loss: String) -> Verdict {
        Verdict(loss: loss, comparisons: content.comparisons, horizon: content.run.horizon)
    }
    return (verdict(ReportMetric.squaredError), verdict(ReportMetric.nll))
}
