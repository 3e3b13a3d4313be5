/// Numbers one after another as bytes, lowest byte first: what a stored state is written with.
public struct StateWriter {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// Nothing written yet.
    public init() {}

    /// Writes a whole number.
    public mutating func write(_ value: Int) { write(bits: UInt64(bitPattern: Int64(value))) }
    /// Writes a number, bit by bit.
    public mutating func write(_ value: Double) { write(bits: value.bitPattern) }
    /// Writes a number of single precision, bit by bit.
    public mutating func write(_ value: Float) { write(bits: value.bitPattern) }
    /// Writes a text.
    public mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes += text.utf8
    }

    private mutating func write(bits: some FixedWidthInteger) {
        withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
    }
}

/// Reads what a ``StateWriter`` wrote.
public struct StateReader {
    private let bytes: [UInt8]
    private var next = 0

    /// Reads from the first byte on.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether everything was read.
    public var isAtEnd: Bool { next == bytes.count }

    /// Reads a whole number.
    public mutating func integer() throws(StateError) -> Int {
        Int(Int64(bitPattern: try bits(UInt64.self)))
    }
    /// Reads a count of things that take at least `size` bytes each.
    public mutating func count(ofSize size: Int = 1) throws(StateError) -> Int {
        let count = try integer()
        guard count >= 0, count <= (bytes.count - next) / size else { throw StateError() }
        return count
    }
    /// Reads a number.
    public mutating func double() throws(StateError) -> Double { Double(bitPattern: try bits(UInt64.self)) }
    /// Reads a number of single precision.
    public mutating func float() throws(StateError) -> Float { Float(bitPattern: try bits(UInt32.self)) }
    /// Reads a text.
    public mutating func text() throws(StateError) -> String {
        let count = try count()
        defer { next += count }
        return String(decoding: bytes[next..<next + count], as: UTF8.self)
    }

    private mutating func bits<Bits: FixedWidthInteger & UnsignedInteger>(_ type: Bits.Type) throws(StateError)
        -> Bits
    {
        let size = MemoryLayout<Bits>.size
        guard next + size <= bytes.count else { throw StateError() }
        defer { next += size }
        return bytes[next..<next + size].reversed().reduce(0) { $0 << 8 | Bits($1) }
    }
}

/// Bytes that are no state of the model they are said to be of.
public struct StateError: Error, Hashable, CustomStringConvertible {
    /// The sentence for the operator.
    public var description: String {
        "a stored state cannot be read; remove the states with hindcast prune --keep 0 and run again"
    }

    /// The error.
    public init() {}
}
