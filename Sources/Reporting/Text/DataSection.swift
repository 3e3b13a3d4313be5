import Evaluation
import Market

/// What is known of each series.
func dataSection(_ content: ReportContent) -> Section {
    var section = Section(title: "Data coverage")
    guard !content.dataHealth.isEmpty else {
        section.append(paragraph: "The store holds no series.")
        return section
    }
    section.append(
        paragraph:
            "One line a series of the run, as the store holds it, which may be more than the run was let see. “Missing” are sessions that most other series have and this one lacks, “stale” "
            + "how many sessions it ends before the newest series, “jump” the largest absolute log return.")
    let showsUsable = content.dataHealth.contains { content.usableFrom[$0.symbol] != nil }
    var columns: [TextTable.Column] = [
        .init(title: "symbol", isLeftAligned: true, isTruncatable: true),
        .init(title: "first", isLeftAligned: true),
    ]
    if showsUsable { columns.append(.init(title: "usable from", isLeftAligned: true)) }
    columns += [
        .init(title: "last", isLeftAligned: true),
        .init(title: "sessions"),
        .init(title: "missing"),
        .init(title: "rejected"),
        .init(title: "revised", dropOrder: 1),
        .init(title: "jump", dropOrder: 2),
        .init(title: "stale", dropOrder: 3),
    ]
    var table = TextTable(columns)
    for row in content.dataHealth.sorted(by: { $0.symbol < $1.symbol }) {
        var cells = [sanitized(row.symbol, limit: 24), row.firstDate.description]
        if showsUsable { cells.append((content.usableFrom[row.symbol] ?? row.firstDate).description) }
        cells += [
            row.lastDate.description,
            grouped(row.sessions),
            grouped(row.missingSessions),
            grouped(row.rejectedRows),
            grouped(row.revisions),
            fixed(row.largestJump, decimals: 3),
            grouped(row.staleSessions),
        ]
        table.append(cells)
    }
    section.append(table)
    section.append(leftOut: content.leftOut, title: "Left out of training and of all numbers:")
    return section
}

/// What was refused, by file and reason, and the first few rows as they stood there.
func rejectionSection(_ content: ReportContent) -> Section {
    var section = Section(title: "Rejected rows")
    let counts = content.rejections.counts.sorted { ($0.file, $0.reason) < ($1.file, $1.reason) }
    let total = counts.reduce(0) { $0 + $1.rows }
    guard total > 0 else {
        section.append(paragraph: "Every row of every file was accepted.")
        return section
    }
    let files = Set(counts.map(\.file)).count
    section.append(
        paragraph: "\(counted(total, "row")) of \(counted(files, "file")) \(total == 1 ? "was" : "were") refused; "
            + "each is kept in the store (table rejected_row) with its line, text and reason.")
    var table = TextTable([
        .init(title: "file", isLeftAligned: true, isTruncatable: true),
        .init(title: "reason", isLeftAligned: true),
        .init(title: "rows"),
    ])
    for count in counts {
        table.append([pathText(count.file), sanitized(count.reason, limit: 24), grouped(count.rows)])
    }
    section.append(table)
    let examples = content.rejections.examples.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    if !examples.isEmpty {
        section.append(
            paragraph: examples.count == 1 ? "The row as it stood there:" : "The first rows as they stood there:")
        section.blocks.append(
            examples.flatMap { example in
                wrapped(
                    "\(pathText(example.file)), line \(grouped(example.line)), \(sanitized(example.reason, limit: 24)): "
                        + sanitized(example.detail, limit: 160), hanging: 4)
                    + ["    " + sanitized(example.rawText, limit: reportWidth - 6)]
            })
    }
    return section
}

private func pathText(_ path: String) -> String {
    truncatedInside(sanitized(path, limit: 400), to: 60)
}
