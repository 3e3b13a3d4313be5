internal import Evaluation
internal import Ingestion
internal import Reporting
internal import Store

/// The view `data_health` as a table, below it what is odd about each series, and what to do about it.
public func healthTable(store path: String) throws -> String {
    let store = try Store.openReadOnly(path: path)
    let rows = try store.dataHealth()
    guard !rows.isEmpty else { return "The store holds no series; take some in with `hindcast ingest`.\n" }
    var text = renderTable(
        [
            "symbol", "first", "last", "sessions", "missing", "refused", "revised", "jump %", "late", "verdict",
        ],
        rows: rows.map { row in
            [
                row.symbol, "\(row.firstDate)", "\(row.lastDate)", "\(row.sessions)", "\(row.missingSessions)",
                "\(row.rejectedRows)", "\(row.revisions)", percentText(row.largestJump), "\(row.staleSessions)",
                row.verdict,
            ]
        }, width: .max)
    // Lines rather than cells: nothing that is odd is cut off for want of room.
    let findings = Dictionary(grouping: try store.healthFindings(), by: \.symbol)
    for row in rows {
        guard let odd = findings[row.symbol] else { continue }
        text += "\(row.symbol): \(row.verdict): \(odd.map(findingText).joined(separator: ", "))\n"
    }
    for mixed in try store.mixedSeries() { text += "\(mixedText(mixed))\n" }
    for (symbol, splits) in try store.suspectedSplits().sorted(by: { $0.key < $1.key }) {
        for split in splits {
            text +=
                "\(symbol): on \(split.date) the prices jump as by a split of \(split.text) that is not applied; "
            text +=
                "confirm it with ingest: splits: in the pipeline file, or take the file in with --apply-splits\n"
        }
    }
    return text
}

/// What it means that a series comes from several files, and what to do about it.
func mixedText(_ mixed: MixedSeries) -> String {
    let shown = mixed.paths.prefix(3).joined(separator: ", ") + (mixed.paths.count > 3 ? ", …" : "")
    return
        "\(mixed.symbol): its bars come from \(mixed.paths.count) files whose dates overlap (\(shown)); where they "
        + "differ, the one taken in last counts. If they are not one series, take each into a store of its own, or "
        + "name it with --symbol"
}

/// A finding in words: what there is, and how much of it.
func findingText(_ finding: HealthFinding) -> String {
    let count = Int(finding.number)
    func counted(_ word: String, _ plural: String? = nil) -> String {
        "\(count) \(count == 1 ? word : plural ?? word + "s")"
    }
    let text =
        switch finding.finding {
        case "missing_sessions": "\(counted("session")) missing that most of its exchange group have"
        case "rejected_rows": "\(counted("row")) refused"
        case "largest_jump": "a jump of \(percentText(finding.number)) % in one session"
        case "stale_sessions": "it ends \(counted("session")) before the others"
        case "weekend_rows": "\(counted("row")) on weekends"
        case "repeated_sessions": "\(counted("session")) that repeat the one before"
        case "half_filled": "\(counted("session")) without a range of prices"
        case "longest_gap_days": "a gap of \(counted("day"))"
        case "ticker_reuse": "a jump across a long gap: perhaps another company under the same ticker"
        case "unapplied_splits": "\(counted("split")) not applied"
        default: "\(finding.number)"
        }
    return "\(text) (\(finding.finding))"
}

private func percentText(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
