/// Why a pipeline file cannot be used: one sentence with file, line, column and key.
public struct PipelineFileError: Error, Hashable, CustomStringConvertible {
    /// What a caller can do about it, and so which exit code belongs to it.
    public enum Kind: Hashable, Sendable {
        /// The file says something it may not say (exit code 64).
        case malformed
        /// The file itself, or a file or folder it names, does not exist or cannot be read (exit code 66).
        case missingInput
    }

    /// A place in the file, both counted from 1.
    struct Location: Hashable, Sendable {
        var line: Int
        var column: Int
    }

    /// Which of the two it is.
    public let kind: Kind
    /// The pipeline file as it was named.
    public let file: String
    /// The line, counted from 1; nil where the whole file is meant.
    public let line: Int?
    /// The column, counted from 1 in Unicode scalars.
    public let column: Int?
    /// What is wrong and what was expected, starting with the key's path where there is one.
    public let problem: String

    init(_ kind: Kind = .malformed, file: String, at location: Location? = nil, _ problem: String) {
        self.kind = kind
        self.file = file
        self.line = location?.line
        self.column = location?.column
        self.problem = problem
    }

    /// The sentence for the operator.
    public var description: String {
        guard let line, let column else { return "\(file): \(problem)" }
        return "\(file), line \(line), column \(column): \(problem)"
    }
}

/// A text of the file in quotation marks, cut and cleaned so that it fits a sentence.
func quoted(_ text: String) -> String {
    let limit = 40
    let clean = text.unicodeScalars.prefix(limit + 1).map { $0.properties.generalCategory == .control ? " " : $0 }
    var result = String(String.UnicodeScalarView(clean.prefix(limit)))
    if clean.count > limit { result += "…" }
    return "“\(result)”"
}

/// “a, b and c”, or with another last word.
func enumeration(_ words: [String], last conjunction: String = "and") -> String {
    guard let final = words.last, words.count > 1 else { return words.joined() }
    return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(final)"
}
