#if canImport(FoundationEssentials)
    private import FoundationEssentials
#else
    private import Foundation
#endif

extension Safetensors {
    /// A longer header is refused before memory is spent on it, as the reference implementation does.
    private static let longestHeader = 100_000_000

    /// Reads a whole file.
    ///
    /// Whatever the bytes are, the result is a file whose tensors lie side by side, each as long as type and shape
    /// say, or an error that says what is wrong. What the numbers are is looked at only by
    /// ``weights(_:as:)``.
    public init(decoding file: [UInt8]) throws(SafetensorsError) {
        guard file.count >= 8 else { throw .tooShort(bytes: file.count) }
        let claimed = file.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard claimed <= UInt64(Self.longestHeader) else { throw .headerTooLong(bytes: claimed) }
        let length = Int(claimed)
        guard length <= file.count - 8 else { throw .headerPastEnd(header: length, bytes: file.count) }
        let header = try SafetensorsHeader(decoding: file[8..<8 + length])
        let data = file[(8 + length)...]

        var tensors: [String: Tensor] = [:]
        for (name, entry) in header.entries {
            let type = try entry.checkedType(name)
            let range = try entry.checkedRange(name, type: type, available: data.count)
            let bytes = data[(data.startIndex + range.lowerBound)..<(data.startIndex + range.upperBound)]
            tensors[name] = Tensor(type: type, shape: entry.shape, bytes: bytes)
        }
        try Self.checkCoverage(of: data, by: tensors)
        self.init(tensors: tensors, metadata: header.metadata)
    }

    /// Every byte after the header belongs to exactly one tensor.
    private static func checkCoverage(
        of data: ArraySlice<UInt8>, by tensors: [String: Tensor]
    ) throws(SafetensorsError) {
        let inOrder = tensors.sorted {
            let (a, b) = ($0.value.bytes, $1.value.bytes)
            return (a.startIndex, a.endIndex, $0.key) < (b.startIndex, b.endIndex, $1.key)
        }
        var end = data.startIndex
        var earlier: String?
        for (name, tensor) in inOrder {
            if tensor.bytes.startIndex < end {
                throw .badCoverage(reason: "the tensors “\(earlier ?? "")” and “\(name)” overlap")
            }
            if tensor.bytes.startIndex > end {
                throw .badCoverage(
                    reason: "\(tensor.bytes.startIndex - end) bytes before the tensor “\(name)” belong to no tensor"
                )
            }
            end = tensor.bytes.endIndex
            earlier = name
        }
        if end < data.endIndex {
            throw .badCoverage(reason: "\(data.endIndex - end) bytes after the last tensor belong to none")
        }
    }
}

/// What the header's JSON says, its form checked and its numbers not yet.
private struct SafetensorsHeader {
    struct Entry {
        var type: String
        var shape: [Int]
        var offsets: [Int]
        var fieldCount: Int
    }

    var entries: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    init(decoding text: ArraySlice<UInt8>) throws(SafetensorsError) {
        guard text.first == 0x7B else { throw .badHeader(reason: "does not begin with “{”") }
        // A NUL would let the decoder take the text for UTF-16.
        guard !text.contains(0), String(validating: text, as: UTF8.self) != nil else {
            throw .badHeader(reason: "is not UTF-8 text")
        }
        do {
            self = try JSONDecoder().decode(SafetensorsHeader.self, from: Data(text))
        } catch let error as DecodingError {
            throw .badHeader(reason: Self.sentence(for: error))
        } catch {
            throw .badHeader(reason: "is not valid JSON")
        }
        let scan = HeaderScan(text)
        guard !scan.hasFraction else { throw .badHeader(reason: "has a number that is not a whole one") }
        let outer = entries.count + (hasMetadata ? 1 : 0)
        let inner = entries.values.reduce(metadata.count) { $0 + $1.fieldCount }
        guard scan.outerPairs == outer, scan.innerPairs == inner else { throw .repeatedName }
    }

    private var hasMetadata = false

    private static func sentence(for error: DecodingError) -> String {
        let path =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
                .dataCorrupted(let context):
                context.codingPath.map(\.stringValue).joined(separator: ".")
            @unknown default: ""
            }
        guard !path.isEmpty else { return "is not valid JSON" }
        return switch error {
        case .keyNotFound(let key, _): "has no “\(key.stringValue)” in “\(path)”"
        default: "has something else than it should at “\(path)”"
        }
    }
}

extension SafetensorsHeader: Decodable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            if key.stringValue == "__metadata__" {
                metadata = try container.decode([String: String].self, forKey: key)
                hasMetadata = true
                continue
            }
            let fields = try container.nestedContainer(keyedBy: Key.self, forKey: key)
            entries[key.stringValue] = Entry(
                type: try fields.decode(String.self, forKey: Key(stringValue: "dtype")),
                shape: try fields.decode([Int].self, forKey: Key(stringValue: "shape")),
                offsets: try fields.decode([Int].self, forKey: Key(stringValue: "data_offsets")),
                fieldCount: fields.allKeys.count)
        }
    }
}

extension SafetensorsHeader.Entry {
    func checkedType(_ name: String) throws(SafetensorsError) -> TensorType {
        guard let known = TensorType(rawValue: type) else {
            throw .badEntry(tensor: name, reason: "is of the unknown type “\(type)”")
        }
        return known
    }

    /// The tensor's place among the bytes after the header.
    func checkedRange(
        _ name: String, type: TensorType, available: Int
    ) throws(SafetensorsError) -> Range<Int> {
        var size = type.byteCount
        for extent in shape {
            guard extent >= 0 else { throw .badEntry(tensor: name, reason: "has a negative extent, \(extent)") }
            let (product, overflows) = size.multipliedReportingOverflow(by: extent)
            guard !overflows else { throw .badEntry(tensor: name, reason: "has extents \(shape), too large to be") }
            size = product
        }
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
            throw .badEntry(tensor: name, reason: "lies at \(offsets), which is not a start and an end")
        }
        guard offsets[1] <= available else {
            throw .badEntry(
                tensor: name, reason: "ends at byte \(offsets[1]) of the data, but there are \(available)")
        }
        guard offsets[1] - offsets[0] == size else {
            throw .badEntry(
                tensor: name,
                reason: "lies in \(offsets[1] - offsets[0]) bytes, but \(shape) of \(type.rawValue) is \(size)")
        }
        return offsets[0]..<offsets[1]
    }
}

/// What a decoder of JSON hides: how often names stand in valid JSON, and how numbers are written.
///
/// A decoder keeps one of two values of the same name and says nothing; then there are more colons than names.
private struct HeaderScan {
    /// Names with a value in the outermost object.
    private(set) var outerPairs = 0
    /// Names with a value in the objects within.
    private(set) var innerPairs = 0
    /// Whether a number has a point or an exponent.
    private(set) var hasFraction = false

    init(_ text: ArraySlice<UInt8>) {
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        var last: UInt8 = 0
        for byte in text {
            defer { last = byte }
            if isQuoted {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isQuoted = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ":") where depth == 1: outerPairs += 1
            case UInt8(ascii: ":") where depth == 2: innerPairs += 1
            case UInt8(ascii: "."): hasFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): hasFraction = hasFraction || (0x30...0x39).contains(last)
            default: break
            }
        }
    }
}
