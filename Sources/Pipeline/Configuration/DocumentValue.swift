internal import Market
internal import Yams

/// A value of the pipeline file with its key path, read strictly: a thing is what was asked for, or a sentence.
///
/// YAML 1.1 would read `NO` as false and `1_000` as a number. Here a text is the characters as they stand, and a
/// number is plain decimal digits.
struct DocumentValue {
    /// The node, free of anchors and tags.
    let node: Node
    /// Keys from the root, entries of lists counted from 1: `models[4].tdnn.widths[2]`; empty for the root.
    let keyPath: String
    /// The file as it was named.
    let file: String

    /// Where it begins.
    var location: PipelineFileError.Location? {
        node.mark.map { .init(line: $0.line, column: $0.column) }
    }

    /// Whether nothing is written: `key:` and no more.
    var isEmpty: Bool { plainText?.isEmpty ?? false }

    /// Whether it is one word or number, not a list or mapping.
    var isScalar: Bool { node.scalar != nil }

    /// Whether it is a list.
    var isList: Bool { node.sequence != nil }

    /// The characters, if they stand without quotes.
    private var plainText: String? {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
        return scalar.string
    }

    /// An error about this value.
    func refused(_ problem: String) -> PipelineFileError {
        PipelineFileError(file: file, at: location, "\(keyPath.isEmpty ? "the file" : keyPath) \(problem)")
    }

    /// The error that this value is not what was expected, with the near miss where there is one.
    func refused(expected: String, near names: [String] = []) -> PipelineFileError {
        var hint = ""
        if let text = node.scalar?.string, let name = nearestName(to: text, among: names) {
            hint = "; did you mean \(quoted(name))?"
        }
        return refused("is \(shape), but must be \(expected)\(hint)")
    }

    private var shape: String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        case .scalar(let scalar):
            if isEmpty {
                "empty"
            } else if scalar.style == .plain {
                quoted(scalar.string)
            } else {
                "the text \(quoted(scalar.string)) in quotes"
            }
        }
    }

    /// A text of at least one character and no control characters.
    func text(expected: String) throws(PipelineFileError) -> String {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty,
            !scalar.string.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw refused(expected: expected) }
        return scalar.string
    }

    /// One of a closed list of words.
    func word(of words: [String], expected: String? = nil) throws(PipelineFileError) -> String {
        guard let text = node.scalar?.string, words.contains(text) else {
            throw refused(expected: expected ?? enumeration(words, last: "or"), near: words)
        }
        return text
    }

    /// A whole number in plain decimal digits.
    func integer(in range: ClosedRange<Int>, expected: String) throws(PipelineFileError) -> Int {
        guard let text = plainText, DocumentValue.isDecimal(text, fractionAllowed: false), let value = Int(text),
            range.contains(value)
        else { throw refused(expected: expected) }
        return value
    }

    /// A finite number in decimal digits, with an exponent if need be.
    func number(in range: ClosedRange<Double>, expected: String) throws(PipelineFileError) -> Double {
        guard let text = plainText, DocumentValue.isDecimal(text, fractionAllowed: true), let value = Double(text),
            value.isFinite, range.contains(value)
        else { throw refused(expected: expected) }
        return value
    }

    /// `true` or `false`, and not `yes`, `on` or `1`.
    func boolean() throws(PipelineFileError) -> Bool {
        switch plainText {
        case "true": return true
        case "false": return false
        default: throw refused(expected: "true or false")
        }
    }

    /// A date as `yyyy-mm-dd`.
    func date() throws(PipelineFileError) -> SessionDate {
        guard let text = node.scalar?.string, let date = SessionDate(iso: text) else {
            throw refused(expected: "a date such as 2020-03-23")
        }
        return date
    }

    /// The entries of a list of at least one.
    func entries(expected: String) throws(PipelineFileError) -> [DocumentValue] {
        guard case .sequence(let sequence) = node else { throw refused(expected: expected) }
        guard !sequence.isEmpty else { throw refused("is a list without entries, but must be \(expected)") }
        return sequence.enumerated().map { index, entry in
            DocumentValue(node: entry, keyPath: "\(keyPath)[\(index + 1)]", file: file)
        }
    }

    /// The entries of a list, or the one value that stands in its place.
    func entriesOrItself(expected: String) throws(PipelineFileError) -> [DocumentValue] {
        isScalar ? [self] : try entries(expected: expected)
    }

    /// `-?(0|[1-9][0-9]*)` and, if allowed, `(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
    private static func isDecimal(_ text: String, fractionAllowed: Bool) -> Bool {
        var rest = text.utf8[...]
        func skipDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            rest = rest.dropFirst(digits)
            return digits
        }
        func skip(_ letters: String) -> Bool {
            guard let first = rest.first, letters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = skip("-")
        let hasLeadingZero = rest.first == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits == 1 || (digits > 1 && !hasLeadingZero) else { return false }
        guard fractionAllowed else { return rest.isEmpty }
        if skip("."), skipDigits() == 0 { return false }
        if skip("eE") {
            _ = skip("+-")
            if skipDigits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
