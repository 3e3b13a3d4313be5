#if canImport(FoundationEssentials)
    private import FoundationEssentials
#else
    private import Foundation
#endif

extension Safetensors {
    /// The file's bytes; equal values are equal bytes.
    ///
    /// Names are in alphabetical order, in the header as in the data, and the header is filled up with blanks to a
    /// multiple of eight, so that the numbers are aligned in a file that is mapped into memory.
    public func encoded() throws -> [UInt8] {
        var header: [String: HeaderField] = [:]
        if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
        var offset = 0
        let names = tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            guard let tensor = tensors[name] else { continue }
            let end = offset + tensor.bytes.count
            header[name] = .entry(type: tensor.type.rawValue, shape: tensor.shape, offsets: [offset, end])
            offset = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = [UInt8](try encoder.encode(header))
        while text.count % 8 != 0 { text.append(0x20) }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + offset)
        bytes.append(littleEndian: UInt64(text.count))
        bytes += text
        for name in names { bytes += tensors[name]?.bytes ?? [] }
        return bytes
    }
}

/// What stands behind a name of the header.
private enum HeaderField: Encodable {
    case metadata([String: String])
    case entry(type: String, shape: [Int], offsets: [Int])

    private enum Key: String, CodingKey {
        case type = "dtype"
        case shape
        case offsets = "data_offsets"
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .metadata(let words):
            var container = encoder.singleValueContainer()
            try container.encode(words)
        case .entry(let type, let shape, let offsets):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(type, forKey: .type)
            try container.encode(shape, forKey: .shape)
            try container.encode(offsets, forKey: .offsets)
        }
    }
}
