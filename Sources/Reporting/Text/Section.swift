/// A heading and the blocks of lines under it, which are set apart by blank lines.
struct Section {
    /// The heading.
    var title: String
    /// Blocks of finished lines; empty ones are left out.
    var blocks: [[String]] = []

    /// The heading, underlined, and the blocks.
    func lines(underline: Character = "-") -> [String] {
        var lines = [title, String(repeating: underline, count: title.count)]
        for (index, block) in blocks.filter({ !$0.isEmpty }).enumerated() {
            if index > 0 { lines.append("") }
            lines += block
        }
        return lines
    }

    /// Adds a paragraph, broken into lines.
    mutating func append(paragraph: String) {
        blocks.append(wrapped(paragraph))
    }

    /// Adds a table, and a line on what it had no room for.
    mutating func append(_ table: TextTable) {
        let (lines, omitted) = table.rendered()
        blocks.append(lines)
        if !omitted.isEmpty { append(paragraph: omissionNote(omitted)) }
    }
}

/// The sentence on columns there was no room for.
func omissionNote(_ columns: [String]) -> String {
    "Left out for want of room, but in the store: \(columns.joined(separator: ", "))."
}
