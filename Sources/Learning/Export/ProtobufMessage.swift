/// A message in Protocol Buffers' wire format, as far as ONNX needs it.
///
/// Each field is its number and kind in one integer, then an integer, four bytes, or a length and as many bytes.
/// Format: protobuf.dev/programming-guides/encoding.
struct ProtobufMessage: Hashable, Sendable {
    /// The message so far.
    private(set) var bytes: [UInt8] = []

    /// Adds an integer.
    mutating func add(_ field: Int, _ value: Int) {
        appendVariable(UInt64(field) << 3)
        // A negative number is its two's complement in 64 bits.
        appendVariable(UInt64(bitPattern: Int64(value)))
    }

    /// Adds a single.
    mutating func add(_ field: Int, _ value: Float) {
        appendVariable(UInt64(field) << 3 | 5)
        bytes.append(littleEndian: value.bitPattern)
    }

    /// Adds text.
    mutating func add(_ field: Int, _ text: String) { add(field, bytes: Array(text.utf8)) }

    /// Adds a message within this one.
    mutating func add(_ field: Int, _ message: ProtobufMessage) { add(field, bytes: message.bytes) }

    /// Adds bytes.
    mutating func add(_ field: Int, bytes content: [UInt8]) {
        appendVariable(UInt64(field) << 3 | 2)
        appendVariable(UInt64(content.count))
        bytes += content
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    private mutating func appendVariable(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
