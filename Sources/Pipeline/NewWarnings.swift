internal import Ingestion
internal import Market
internal import Store

extension IngestedFile {
    /// The warnings that are news: of a series that the store knew, only the jumps into its new sessions; and of
    /// each kind the first, with the number of the others.
    func warnings(ofNewBars summary: IngestionSummary) -> [String] {
        let isKnown = summary.unchangedBars + summary.revisedBars > 0
        let firstNew = isKnown ? series.bars.suffix(summary.newBars).first?.date : nil
        var news: [String] = []
        var jumps = 0
        for warning in warnings {
            guard warning.hasPrefix("suspect_jump") else {
                news.append(warning)
                continue
            }
            if isKnown {
                // “… on DATE to CLOSE on DATE; see whether …”: the second date is that of the jump.
                guard let firstNew, let date = warning.prefix(while: { $0 != ";" }).split(separator: " ").last,
                    date >= firstNew.description
                else { continue }
            }
            if jumps == 0 { news.append(warning) }
            jumps += 1
        }
        if jumps > 1, let index = news.firstIndex(where: { $0.hasPrefix("suspect_jump") }) {
            news[index] += "; \(jumps - 1) further jump\(jumps == 2 ? "" : "s") of that size, see hindcast check"
        }
        return news
    }
}
