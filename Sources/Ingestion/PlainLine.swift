/// A line without quotes and blanks, taken apart at its separators where it stands.
///
/// libcsv looks at each byte by itself, which takes longer than everything else a row costs. Where a stretch of text
/// holds no quote and no blank there is nothing for it to decide: a record is a line, and a field is what stands between
/// two separators. Such lines are split here; all others are libcsv's. That both give the same records is tested on
/// random text (docs/decisions/0011-plain-lines.md).
struct PlainLine {
    private let ends = UnsafeMutablePointer<UnsafePointer<UInt8>>.allocate(capacity: CSVParser.maximumFields)
    private var start = UnsafePointer<UInt8>(bitPattern: 1)
    private(set) var fieldCount = 0

    /// Whether there is no quote and no blank in bytes; a tab is none where it is the only separator there may be.
    static func isPlain(_ bytes: UnsafeRawBufferPointer, separators: [UInt8]) -> Bool {
        let tab: UInt8 = separators == [0x09] ? 0x20 : 0x09
        var found: UInt8 = 0
        for byte in bytes {
            found |= (byte == 0x22 ? 1 : 0) | (byte == 0x20 ? 1 : 0) | (byte == tab ? 1 : 0)
        }
        return found == 0
    }

    /// Finds the fields of a line; its last byte ends it.
    @inline(__always)
    mutating func split(_ line: UnsafeRawBufferPointer, separator: UInt8) {
        guard let base = line.baseAddress else { return }
        let first = base.assumingMemoryBound(to: UInt8.self)
        let length = line.count - 1
        start = first
        let pattern = 0x0101_0101_0101_0101 &* UInt64(separator)
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        var count = 0
        var offset = 0
        // Eight bytes at a time; a bit is set for each that is the separator, and only for those.
        while offset < length {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ pattern
            var marks = ~(((word & low) &+ low) | word | low)
            if length &- offset < 8 { marks &= (1 &<< UInt64(8 &* (length &- offset))) &- 1 }
            while marks != 0 {
                if count < CSVParser.maximumFields {
                    ends[count] = first + (offset &+ marks.trailingZeroBitCount &>> 3)
                }
                count &+= 1
                marks &= marks &- 1
            }
            offset &+= 8
        }
        if count < CSVParser.maximumFields { ends[count] = first + length }
        fieldCount = count + 1
    }

    /// The bytes of a field, as far as libcsv's would be kept.
    @inline(__always)
    func field(_ index: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(index >= 0 && index < min(fieldCount, CSVParser.maximumFields), "no such field was kept")
        guard let first = index == 0 ? start : ends[index - 1] + 1 else { return .init(start: nil, count: 0) }
        return UnsafeBufferPointer(start: first, count: min(ends[index] - first, CSVParser.maximumFieldBytes))
    }

    func deallocate() { ends.deallocate() }
}
