/// A table for a terminal: the first columns left-aligned, the others right-aligned, every cell made harmless.
///
/// - Precondition: every row has a cell for each title.
public func renderTable(_ titles: [String], leftAligned: Int = 1, rows: [[String]], width: Int = 100) -> String {
    var table = TextTable(
        titles.enumerated().map { index, title in
            TextTable.Column(title: title, isLeftAligned: index < leftAligned, isTruncatable: index < leftAligned)
        })
    for row in rows { table.append(row.map { label($0) }) }
    return table.rendered(width: width).lines.joined(separator: "\n") + "\n"
}
