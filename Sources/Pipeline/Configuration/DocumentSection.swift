internal import Yams

/// A mapping of the pipeline file, all of whose keys are known.
struct DocumentSection {
    /// The mapping itself.
    let value: DocumentValue
    private let values: [String: DocumentValue]

    /// The entries of a mapping, by key, in the order in which they stand.
    ///
    /// What is empty counts as a mapping without keys, so that all lines under a heading can be commented out.
    static func pairs(
        of value: DocumentValue, expected: String
    ) throws(PipelineFileError) -> [(key: String, keyNode: DocumentValue, value: DocumentValue)] {
        if value.isEmpty { return [] }
        guard case .mapping(let mapping) = value.node else { throw value.refused(expected: expected) }
        var pairs: [(key: String, keyNode: DocumentValue, value: DocumentValue)] = []
        for (keyNode, child) in mapping {
            guard case .scalar(let scalar) = keyNode, !scalar.string.isEmpty else {
                throw DocumentValue(node: keyNode, keyPath: value.keyPath, file: value.file)
                    .refused("has a key that is not a plain word")
            }
            let isPlain = scalar.string.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
            let shown = isPlain && scalar.string.utf8.count <= 40 ? scalar.string : quoted(scalar.string)
            let keyPath = value.keyPath.isEmpty ? shown : "\(value.keyPath).\(shown)"
            pairs.append(
                (
                    scalar.string, DocumentValue(node: keyNode, keyPath: keyPath, file: value.file),
                    DocumentValue(node: child, keyPath: keyPath, file: value.file)
                ))
        }
        return pairs
    }

    /// Reads a mapping and refuses keys that are not among `keys`.
    ///
    /// - Parameters:
    ///   - value: the mapping.
    ///   - keys: all keys that may stand in it.
    ///   - owner: what the keys belong to, to stand after “is not a key of”.
    init(_ value: DocumentValue, keys: [String], owner: String) throws(PipelineFileError) {
        self.value = value
        var values: [String: DocumentValue] = [:]
        let expected = keys.isEmpty ? "left empty" : "a mapping with the keys \(enumeration(keys))"
        for (key, keyNode, child) in try DocumentSection.pairs(of: value, expected: expected) {
            guard keys.contains(key) else {
                throw keyNode.refused(DocumentSection.unknown(key, keys: keys, owner: owner))
            }
            values[key] = child
        }
        self.values = values
    }

    private static func unknown(_ key: String, keys: [String], owner: String) -> String {
        if keys.isEmpty { return "is not possible: \(owner) has no settings" }
        if let near = nearestName(to: key, among: keys) {
            return "is not a key of \(owner); did you mean \(quoted(near))?"
        }
        return "is not a key of \(owner); the keys are \(enumeration(keys))"
    }

    /// The value of a key, if it is written.
    subscript(key: String) -> DocumentValue? { values[key] }

    /// The value of a key that must be written.
    func required(_ key: String, expected: String) throws(PipelineFileError) -> DocumentValue {
        if let value = values[key] { return value }
        throw missing(value.keyPath.isEmpty ? key : "\(value.keyPath).\(key)", expected: expected)
    }

    /// The error that something is not written in this mapping or below it.
    func missing(_ keyPath: String, expected: String) -> PipelineFileError {
        PipelineFileError(
            file: value.file, at: value.location, "\(keyPath) is missing; it must be \(expected)")
    }
}
