/// Text in the JSON format, written from left to right.
///
/// Numbers are the shortest text that reads back to the same bits. `<`, `>`, `&` and the line separators of Unicode
/// are written as escapes, so the text may stand inside a page's `script` element as it is.
struct JSONText: Sendable {
    private(set) var text = ""
    /// Whether the next value is the first of its list or object.
    private var isFirst = true
    private let indent: Bool
    private var depth = 0

    /// An empty text; `indented` puts every member of an outer object or list on a line of its own.
    init(indented: Bool = false) { indent = indented }

    /// Writes an object's member.
    mutating func member(_ name: String, _ value: (inout JSONText) -> Void) {
        separate()
        quote(name)
        text += indent ? ": " : ":"
        isFirst = true
        value(&self)
        isFirst = false
    }

    /// Writes an object.
    mutating func object(isLine: Bool = false, _ members: (inout JSONText) -> Void) {
        nest("{", "}", isLine: isLine, members)
    }

    /// Writes a list.
    mutating func list<Element>(
        _ elements: some Sequence<Element>, isLine: Bool = false, _ write: (inout JSONText, Element) -> Void
    ) {
        nest("[", "]", isLine: isLine) { json in
            for element in elements {
                json.separate()
                json.isFirst = true
                write(&json, element)
                json.isFirst = false
            }
        }
    }

    /// Writes a string.
    mutating func string(_ value: String?) {
        if let value { quote(value) } else { text += "null" }
    }

    /// Writes a whole number.
    mutating func number(_ value: Int?) { text += value.map { "\($0)" } ?? "null" }

    /// Writes a number without losing a bit; what is not finite is null.
    mutating func number(_ value: Double?) {
        guard let value, value.isFinite else { return text += "null" }
        text += shortest(value)
    }

    /// Writes a number with some digits, for pictures.
    mutating func number(_ value: Double?, decimals: Int) {
        guard let value, value.isFinite else { return text += "null" }
        text += compact(value, decimals: decimals)
    }

    /// Writes true or false.
    mutating func bool(_ value: Bool?) { text += value.map { $0 ? "true" : "false" } ?? "null" }

    private var lineDepth = 0

    private mutating func separate() {
        if !isFirst { text += lineDepth > 0 && indent ? ", " : "," }
        isFirst = false
        if indent, lineDepth == 0 { text += "\n" + String(repeating: "  ", count: depth) }
    }

    private mutating func nest(
        _ opening: String, _ closing: String, isLine: Bool, _ body: (inout JSONText) -> Void
    ) {
        text += opening
        if isLine || lineDepth > 0 { lineDepth += 1 }
        depth += 1
        isFirst = true
        body(&self)
        let wasEmpty = isFirst
        isFirst = false
        depth -= 1
        if indent, lineDepth == 0, !wasEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        if lineDepth > 0 { lineDepth -= 1 }
        text += closing
    }

    private mutating func quote(_ value: String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

/// The shortest decimal text that reads back to the same number; whole numbers keep `.0`.
///
/// So a column of numbers is one of floating-point numbers to every reader.
func shortest(_ value: Double) -> String { "\(value)" }

/// A number rounded to some decimals, without zeros at its end.
func compact(_ value: Double, decimals: Int) -> String {
    var text = fixed(value, decimals: decimals)
    if text.contains(".") {
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
    }
    return text
}
