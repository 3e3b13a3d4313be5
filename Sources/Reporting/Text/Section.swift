/// A heading and what stands under it, as values that the text and the HTML report both render.
///
/// What one report says the other says too, because both are made from the same sections.
struct Section {
    /// One thing under a heading.
    enum Block {
        /// Running text.
        case paragraph(String)
        /// A table.
        case table(TextTable)
        /// Labels and what belongs to them.
        case items([(label: String, text: String)])
        /// Finished lines, in which every blank counts.
        case lines([String])
        /// Finished lines that only the text report has, because a page shows the same as a picture.
        case drawing([String])
    }

    /// The blocks in their order.
    struct Blocks {
        fileprivate(set) var all: [Block] = []

        /// Adds finished lines.
        mutating func append(_ lines: [String]) { all.append(.lines(lines)) }
    }

    /// The heading.
    var title: String
    /// What stands under it; in text, blocks are set apart by blank lines.
    var blocks = Blocks()

    /// A section with nothing in it yet.
    init(title: String) { self.title = title }

    /// The heading, underlined, and the blocks.
    func lines(underline: Character = "-") -> [String] {
        var lines = [title, String(repeating: underline, count: title.count)]
        for (index, block) in blocks.all.flatMap(Self.text).filter({ !$0.isEmpty }).enumerated() {
            if index > 0 { lines.append("") }
            lines += block
        }
        return lines
    }

    /// Adds a paragraph, broken into lines in text.
    mutating func append(paragraph: String) { blocks.all.append(.paragraph(paragraph)) }

    /// Adds a table; in text, a line on what it had no room for follows.
    mutating func append(_ table: TextTable) { blocks.all.append(.table(table)) }

    /// Adds labels and what belongs to them.
    mutating func append(items: [(label: String, text: String)]) { blocks.all.append(.items(items)) }

    /// Adds lines that a page replaces by a picture.
    mutating func append(drawing: [String]) { blocks.all.append(.drawing(drawing)) }

    private static func text(_ block: Block) -> [[String]] {
        switch block {
        case .paragraph(let text): return [wrapped(text)]
        case .items(let items): return [labelled(items)]
        case .lines(let lines), .drawing(let lines): return [lines]
        case .table(let table):
            let (lines, omitted) = table.rendered()
            return omitted.isEmpty ? [lines] : [lines, wrapped(omissionNote(omitted))]
        }
    }
}

/// The sentence on columns there was no room for.
func omissionNote(_ columns: [String]) -> String {
    "Left out for want of room, but in the store: \(columns.joined(separator: ", "))."
}
