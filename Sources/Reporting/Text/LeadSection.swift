import Evaluation
import Market

/// When a lead was earned: the sum of NLL differences to the best model without a network, at the end of each year.
func leadSection(_ content: ReportContent, order: ModelOrder) -> Section {
    var section = Section(title: "When the lead was earned")
    let rows = content.cumulativeLosses.filter { $0.loss == ReportMetric.nll }
    let networks = Set(content.widthSweep.map(\.model))
    let ranks = ranked(content.leaderboard).filter { $0.nll != nil }
    let reference =
        ranks.first { !networks.contains($0.model) && $0.model != naiveModel }
        ?? ranks.first {
            $0.model == naiveModel
        }
    guard !rows.isEmpty, let reference else {
        section.append(paragraph: "No losses were added up over time.")
        return section
    }
    section.append(
        paragraph:
            "The sum of the differences in mean NLL a session to \(label(reference.model)), up to the last session of each year: "
            + "falling, the model gains on it; a lead that is one step was one event. The store has it month by month, for four losses, "
            + "in the table cumulative_loss.")
    var byModel: [String: [SessionDate: Double]] = [:]
    for row in rows { byModel[row.model, default: [:]][row.date] = row.cumulative }
    let dates = Set(rows.map(\.date)).sorted()
    let ends = dates.indices.filter { $0 + 1 == dates.count || dates[$0].year != dates[$0 + 1].year }.map {
        dates[$0]
    }
    for start in stride(from: 0, to: ends.count, by: 8) {
        let shown = ends[start..<min(start + 8, ends.count)]
        var table = TextTable(
            [.init(title: "model", isLeftAligned: true, isTruncatable: true)]
                + shown.map { .init(title: "\($0.year)") })
        for model in order.sorted(byModel.keys) where model != reference.model {
            table.append(
                [label(model)]
                    + shown.map { date in
                        let (own, other) = (byModel[model]?[date], byModel[reference.model]?[date])
                        return signed(own.flatMap { own in other.map { own - $0 } }, decimals: 2)
                    })
        }
        section.append(table)
    }
    return section
}
