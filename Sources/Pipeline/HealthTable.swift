internal import Evaluation
internal import Ingestion
internal import Reporting
internal import Store

/// The view `data_health` as a table, and below it what to do about its findings.
public func healthTable(store path: String) throws -> String {
    let store = try Store.openReadOnly(path: path)
    let rows = try store.dataHealth()
    guard !rows.isEmpty else { return "The store holds no series; take some in with `hindcast ingest`.\n" }
    var text = renderTable(
        [
            "symbol", "first", "last", "sessions", "missing", "refused", "revised", "jump %", "late", "verdict",
            "findings",
        ],
        rows: rows.map { row in
            [
                row.symbol, "\(row.firstDate)", "\(row.lastDate)", "\(row.sessions)", "\(row.missingSessions)",
                "\(row.rejectedRows)", "\(row.revisions)", percentText(row.largestJump), "\(row.staleSessions)",
                row.verdict, row.findings.isEmpty ? "–" : row.findings,
            ]
        }, width: 200)
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

private func percentText(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
