/// The width that no line of a report goes beyond, in characters.
let reportWidth = 100

/// Breaks a paragraph at blanks into lines; the lines after the first are indented by `hanging`.
///
/// A word longer than a line is cut, so that no line is ever too long.
func wrapped(_ text: String, width: Int = reportWidth, first: String = "", hanging: Int = 0) -> [String] {
    let indent = String(repeating: " ", count: hanging)
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
        var rest = word
        while !rest.isEmpty {
            let blank = isEmpty ? "" : " "
            let room = width - line.count - blank.count
            if rest.count <= room {
                line += blank + rest
                isEmpty = false
                break
            }
            if isEmpty {
                lines.append(line + rest.prefix(max(room, 1)))
                rest = rest.dropFirst(max(room, 1))
            } else {
                lines.append(line)
            }
            line = indent
            isEmpty = true
        }
    }
    if !isEmpty || lines.isEmpty { lines.append(line) }
    return lines
}

/// A list of labels and texts with the texts aligned behind the labels.
func labelled(_ items: [(label: String, text: String)]) -> [String] {
    let width = (items.map(\.label.count).max() ?? 0) + 2
    return items.flatMap { wrapped($0.text, first: leftAligned($0.label, width), hanging: width) }
}

/// Text filled up with blanks behind it.
func leftAligned(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

/// Text filled up with blanks before it.
func rightAligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

extension StringProtocol {
    /// The text without the blanks at its end: they would show up in every comparison of two reports.
    func withoutTrailingBlanks() -> String {
        String(prefix(upTo: lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex))
    }
}
