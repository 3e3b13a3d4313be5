/// A table of text cells that always fits its width.
///
/// Too wide a table is narrowed in this order, so that what matters most is lost last: columns that are only
/// nice to have go; the gaps between columns shrink; long names are cut inside, as far as they stay different; further
/// columns go; names are cut further. Which columns went is told, so that the text around the table can say so.
struct TextTable {
    /// One column.
    struct Column {
        /// The heading; a line break makes a heading of two lines.
        var title: String
        /// Whether cells stand at the left of the column; numbers of equal decimals stand at the right.
        var isLeftAligned = false
        /// Whether long cells may be cut inside.
        var isTruncatable = false
        /// Columns go in rising order when there is no room; zero is nice to have, nil stays.
        var dropOrder: Int?

        /// The heading on one line, a word that was divided put together again.
        var name: String {
            var name = ""
            for line in title.split(separator: "\n") {
                if name.hasSuffix("-") { name.removeLast() } else if !name.isEmpty { name += " " }
                name += line
            }
            return name
        }
    }

    /// A row of cells, or a line of text across all columns.
    enum Row {
        case cells([String])
        case heading(String)
    }

    /// The columns from left to right.
    let columns: [Column]
    /// The rows from top to bottom.
    private(set) var rows: [Row] = []

    /// A table without rows.
    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row.
    ///
    /// - Precondition: there is one cell a column.
    mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row needs one cell a column")
        rows.append(.cells(cells))
    }

    /// Adds a line of text across the table, to head the rows after it.
    mutating func appendHeading(_ text: String) {
        rows.append(.heading(text))
    }

    /// The lines, none longer than `width`, and the names of the columns there was no room for.
    func rendered(width: Int = reportWidth) -> (lines: [String], omitted: [String]) {
        let layout = layout(width: width)
        var lines: [String] = []
        let titles = columns.map { $0.title.split(separator: "\n").map(String.init) }
        let headerHeight = layout.columns.map { titles[$0].count }.max() ?? 0
        for level in 0..<headerHeight {
            // Headings of fewer lines stand at the bottom, next to the rule.
            let cells = titles.map { title in
                let index = level - (headerHeight - title.count)
                return index >= 0 ? title[index] : ""
            }
            lines.append(layout.line(cells, of: columns))
        }
        lines.append(String(repeating: "─", count: layout.total))
        for row in rows {
            switch row {
            case .cells(let cells): lines.append(layout.line(cells, of: columns))
            case .heading(let text): lines.append(text)
            }
        }
        let omitted = columns.indices.filter { !layout.columns.contains($0) }.map { columns[$0].name }
        return (lines.map { truncated($0.withoutTrailingBlanks(), to: width) }, omitted)
    }

    private func layout(width: Int) -> Layout {
        var widths = columns.indices.map { index in
            let title = columns[index].title.split(separator: "\n").map(\.count).max() ?? 0
            return rows.reduce(title) { widest, row in
                guard case .cells(let cells) = row else { return widest }
                return max(widest, cells[index].count)
            }
        }
        var layout = Layout(columns: Array(columns.indices), widths: widths, gap: 2)
        if layout.total <= width { return layout }
        layout.columns.removeAll { columns[$0].dropOrder == 0 }
        if layout.total <= width { return layout }
        layout.gap = 1
        let shortest = 16
        func cutNames(to floor: (Int) -> Int) {
            while layout.total > width {
                let candidates = layout.columns.filter { columns[$0].isTruncatable && widths[$0] > floor($0) }
                guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
                widths[widest] -= 1
                layout.widths = widths
            }
        }
        let names = Dictionary(
            uniqueKeysWithValues: layout.columns.filter { columns[$0].isTruncatable && widths[$0] > shortest }
                .map { ($0, CutNames(cells(of: $0))) })
        let floors = names.mapValues { $0.shortestWidth(from: shortest) }
        cutNames { floors[$0] ?? shortest }
        while layout.total > width {
            let candidates = layout.columns.filter { columns[$0].dropOrder != nil }
            guard let next = candidates.min(by: { (columns[$0].dropOrder ?? 0) < (columns[$1].dropOrder ?? 0) })
            else { break }
            layout.columns.removeAll { $0 == next }
        }
        cutNames { _ in shortest }
        for (column, names) in names { layout.tails[column] = names.tail(width: widths[column]) }
        return layout
    }

    private func cells(of column: Int) -> [String] {
        rows.compactMap { row in
            guard case .cells(let cells) = row else { return nil }
            return cells[column]
        }
    }
}

/// The names of a column, and where to cut them so that no two become one.
private struct CutNames {
    private struct Ends: Hashable {
        var head: ArraySlice<Character>
        var tail: ArraySlice<Character>
    }

    private let names: [[Character]]

    init(_ cells: [String]) { names = Set(cells).map(Array.init) }

    /// The least width, of those from `least` on, in which all names stay different.
    func shortestWidth(from least: Int) -> Int {
        let longest = names.map(\.count).max() ?? least
        return (least..<max(longest, least + 1)).first { tail(width: $0) != nil } ?? longest
    }

    /// How many characters of a name's end to keep: half, or what comes closest and leaves all names different; nil where
    /// nothing does.
    func tail(width: Int) -> Int? {
        let half = (width - 1) / 2
        return (1..<width - 1).sorted { (abs($0 - half), $0) < (abs($1 - half), $1) }.first {
            isDistinct(width, tail: $0)
        }
    }

    private func isDistinct(_ width: Int, tail: Int) -> Bool {
        var seen: Set<Ends> = []
        return names.allSatisfy { name in
            let isWhole = name.count <= width
            return seen.insert(
                Ends(
                    head: isWhole ? name[...] : name.prefix(width - 1 - tail),
                    tail: isWhole ? [] : name.suffix(tail))
            ).inserted
        }
    }
}

/// Which columns are shown, and how wide.
private struct Layout {
    var columns: [Int]
    var widths: [Int]
    var gap: Int
    /// How many characters of their ends the cut names of a column keep, where it is not half.
    var tails: [Int: Int] = [:]

    var total: Int {
        columns.reduce(0) { $0 + widths[$1] } + gap * max(0, columns.count - 1)
    }

    func line(_ cells: [String], of all: [TextTable.Column]) -> String {
        columns.map { index in
            let cell = truncatedInside(cells[index], to: widths[index], tail: tails[index])
            return all[index].isLeftAligned ? leftAligned(cell, widths[index]) : rightAligned(cell, widths[index])
        }
        .joined(separator: String(repeating: " ", count: gap))
    }
}
