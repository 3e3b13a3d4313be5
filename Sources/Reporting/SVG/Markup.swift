internal import Market

/// Text with tags, for HTML and SVG.
///
/// Only literals become tags and names of attributes; every value and every text goes through ``escaped(_:)``.
/// Symbols and file names are anybody's text, so this is where a page is safe: a ticker `<script>` is shown, never
/// run.
struct Markup: Sendable {
    /// What was written so far.
    private(set) var html = ""

    /// An element with children.
    mutating func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], isInline: Bool = false,
        _ content: (inout Markup) -> Void
    ) {
        open(name, attributes)
        html += ">"
        content(&self)
        html += "</\(name)>"
        if !isInline { html += "\n" }
    }

    /// An element with a text in it.
    mutating func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String,
        isInline: Bool = false
    ) {
        element(name, attributes, isInline: isInline) { $0.text(text) }
    }

    /// An element of SVG that has no content.
    mutating func shape(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        open(name, attributes)
        html += "/>"
    }

    /// An element of HTML that never has content, such as `meta`.
    mutating func void(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        open(name, attributes)
        html += ">\n"
    }

    /// Text, made harmless.
    mutating func text(_ text: String) { html += escaped(text) }

    /// Running text, made harmless; its dates stay on one line.
    mutating func prose(_ text: String) {
        var rest = text[...]
        while let hyphen = rest.dropFirst(4).firstIndex(of: "-") {
            let start = rest.index(hyphen, offsetBy: -4)
            let date = rest[start...].prefix(10)
            if SessionDate(iso: date) == nil {
                self.text(String(rest[...hyphen]))
                rest = rest[rest.index(after: hyphen)...]
            } else {
                self.text(String(rest[..<start]))
                element("time", text: String(date), isInline: true)
                rest = rest[date.endIndex...]
            }
        }
        self.text(String(rest))
    }

    /// Markup that was written elsewhere.
    mutating func append(_ other: Markup) { html += other.html }

    /// Our own literal, such as a style sheet or a doctype.
    mutating func literal(_ text: StaticString) { html += text.description }

    /// Text that is already safe where it stands: JSON whose `<` and `&` are written as escapes.
    mutating func json(_ json: JSONText) { html += json.text }

    private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>) {
        html += "<\(name)"
        for (key, value) in attributes where !value.isEmpty || isKeptEmpty(key) {
            html += " \(key)=\"\(escaped(value))\""
        }
    }

    /// An attribute without a value is left out, save those whose presence is what they say.
    private func isKeptEmpty(_ key: StaticString) -> Bool {
        ["alt", "hidden", "open", "checked", "value"].contains(key.description)
    }
}

/// Text in which nothing is a tag, an entity or the end of a quotation; characters that no page may hold become `�`.
func escaped(_ text: String) -> String {
    var isPlain = true
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            0..<0x20, 0x7F, 0xC2, 0xEF:
            isPlain = false
        default: break
        }
    }
    if isPlain { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "&": result += "&amp;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case "\n", "\t": result.unicodeScalars.append(scalar)
        default:
            let isBanned =
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
            result.unicodeScalars.append(isBanned ? "\u{FFFD}" : scalar)
        }
    }
    return result
}
