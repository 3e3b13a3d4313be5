private import Yams

/// The one YAML document of a pipeline file, without anything a pipeline file has no use for.
///
/// Anchors, aliases and tags are refused: a file that is read by people says what it says where it says it. It
/// also keeps a few lines from standing for billions.
enum YAMLDocument {
    /// More is not a pipeline file.
    static let largestByteCount = 262_144
    /// More aliases than a slip of the pen: refused before the document is built.
    private static let mostAliases = 20

    /// The root of the document.
    static func root(of contents: String, file: String) throws(PipelineFileError) -> DocumentValue {
        let byteOrderMark: Unicode.Scalar = "\u{FEFF}"
        let text =
            contents.unicodeScalars.first == byteOrderMark ? String(contents.unicodeScalars.dropFirst()) : contents
        guard text.utf8.count <= largestByteCount else {
            throw PipelineFileError(file: file, "is larger than 256 KiB, so it is not a pipeline file")
        }
        try refuseManyAliases(in: text, file: file)
        guard text.contains(where: { !$0.isWhitespace }) else { throw emptyFile(file) }
        do {
            // Without rules, `NO` and `1E5` stay the text they are. An anchor lives only as long as the parser.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let node = try parser.singleRoot() else { throw emptyFile(file) }
            try withExtendedLifetime(parser) { () throws(PipelineFileError) in
                try refuseIndirection(in: node, file: file)
            }
            let root = DocumentValue(node: node, keyPath: "", file: file)
            if root.isEmpty { throw emptyFile(file) }
            return root
        } catch let error as PipelineFileError {
            throw error
        } catch let error as YamlError {
            throw sentence(for: error, in: text, file: file)
        } catch {
            throw PipelineFileError(file: file, "is not YAML: \(error)")
        }
    }

    private static func emptyFile(_ file: String) -> PipelineFileError {
        PipelineFileError(file: file, "is empty; it must have at least the keys name, data and models")
    }

    /// Refuses anchors and tags in the order of the document: an alias comes after its anchor, so none is followed.
    private static func refuseIndirection(in node: Node, file: String) throws(PipelineFileError) {
        if let anchor = node.anchor {
            throw PipelineFileError(
                file: file, at: location(node.mark),
                "the anchor &\(anchor.rawValue) is not allowed; write the value again where it is needed")
        }
        let (tag, plainTag) =
            switch node {
            case .scalar(let scalar): (scalar.tag, "tag:yaml.org,2002:str")
            case .mapping(let mapping): (mapping.tag, "tag:yaml.org,2002:map")
            case .sequence(let sequence): (sequence.tag, "tag:yaml.org,2002:seq")
            case .alias(let alias): (alias.tag, "")
            }
        guard ["", plainTag].contains(tag.description) else {
            throw PipelineFileError(
                file: file, at: location(node.mark),
                "the tag \(quoted(shortTag(tag.description))) is not allowed; write the value without it")
        }
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                try refuseIndirection(in: key, file: file)
                try refuseIndirection(in: value, file: file)
            }
        case .sequence(let sequence):
            for value in sequence { try refuseIndirection(in: value, file: file) }
        case .scalar, .alias:
            break
        }
    }

    private static func shortTag(_ tag: String) -> String {
        let prefix = "tag:yaml.org,2002:"
        return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }

    /// Refuses a text whose aliases could unfold without end while Yams hashes keys for its search for doubles.
    private static func refuseManyAliases(in text: String, file: String) throws(PipelineFileError) {
        var count = 0
        var line = 1
        var previous: UInt8 = 0x0A
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"), " \t\r\n[]{},:?-".utf8.contains(previous) { count += 1 }
            if count > mostAliases {
                throw PipelineFileError(
                    file: file, at: .init(line: line, column: 1),
                    "too many aliases (*); write each value where it is needed")
            }
            if byte == 0x0A { line += 1 }
            previous = byte
        }
    }

    private static let aliasRefusal =
        "an alias (*) is not allowed; write the value itself, in quotes if it begins with *"

    /// One sentence for what Yams reports over several lines.
    private static func sentence(for error: YamlError, in text: String, file: String) -> PipelineFileError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let place = location(mark)
            if isIndentedByTab(line: mark.line, of: text) {
                return PipelineFileError(
                    file: file, at: place, "the line is indented by a tab, but YAML is indented by spaces")
            }
            if context?.text == "while scanning an alias" {
                return PipelineFileError(file: file, at: place, aliasRefusal)
            }
            let surroundings = context.map { " \($0.text) (line \($0.mark.line))" } ?? ""
            return PipelineFileError(file: file, at: place, "this is not YAML: \(problem)\(surroundings)")
        case .composer(_, let problem, let mark, _):
            let meaning =
                problem.contains("another document")
                ? "a second document begins, but a pipeline file holds one; remove the line ---"
                : aliasRefusal
            return PipelineFileError(file: file, at: location(mark), meaning)
        case .duplicatedKeysInMapping(let keys, let context):
            return PipelineFileError(
                file: file, at: location(context.mark),
                "the key \(quoted(keys.first ?? "")) stands twice in one mapping; keep one of them")
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let line = 1 + before.count { $0.isNewline }
            let column = 1 + (before.split(omittingEmptySubsequences: false) { $0.isNewline }.last?.count ?? 0)
            return PipelineFileError(
                file: file, at: .init(line: line, column: column), "this is not text: \(problem)")
        case .memory:
            return PipelineFileError(file: file, "is nested too deeply to be a pipeline file")
        default:
            return PipelineFileError(file: file, "is not YAML: \(error)")
        }
    }

    private static func isIndentedByTab(line: Int, of text: String) -> Bool {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard lines.indices.contains(line - 1) else { return false }
        return lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }

    private static func location(_ mark: Mark?) -> PipelineFileError.Location? {
        mark.map { .init(line: $0.line, column: $0.column) }
    }
}
