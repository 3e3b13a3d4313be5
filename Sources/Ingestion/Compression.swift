private import CZlib

/// Undoes what gzip and zip did, within bounds.
///
/// The only file that knows zlib. A price file shrinks to a third or a fifth; what would grow further than
/// ``largestRatio`` times, or beyond ``largestSize``, is refused before it fills the memory.
enum Compression {
    /// The most bytes that come out of one member.
    static let largestSize = 64 << 20
    /// The most times that bytes may grow; small members may always grow to a mebibyte.
    static let largestRatio = 200
    /// The most members that a zip archive may have.
    static let mostMembers = 20_000

    /// Why compressed bytes are not read.
    enum Problem: Error, Hashable {
        case damaged(String)
        case tooLarge
    }

    /// Whether bytes begin as gzip does.
    static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

    /// Whether bytes begin as a zip archive does.
    static func isZip(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    /// The content of a gzip file, all its members one after the other.
    static func gunzip(_ bytes: [UInt8]) throws(Problem) -> [UInt8] {
        try inflate(bytes, in: 0..<bytes.count, windowBits: 15 + 16, expected: nil).output
    }

    /// One member of a zip archive: where its bytes lie, and what they should become.
    struct Member: Hashable {
        var name: String
        var range: Range<Int>
        var isDeflated: Bool
        var size: Int
        var crc: UInt32
    }

    /// The files of a zip archive in the order of its directory, without folders.
    static func members(of bytes: [UInt8]) throws(Problem) -> [Member] {
        func number(_ offset: Int, _ count: Int) throws(Problem) -> Int {
            guard offset >= 0, offset + count <= bytes.count else { throw .damaged("its directory is cut off") }
            return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        // The end record is the last thing but for a comment of at most 65,535 bytes.
        var end = bytes.count - 22
        let lowest = max(0, end - 65_535)
        while end >= lowest, !bytes[end...].starts(with: [0x50, 0x4B, 0x05, 0x06]) { end -= 1 }
        guard end >= lowest, end >= 0 else { throw .damaged("it has no directory; the download may be cut off") }
        let count = try number(end + 10, 2)
        var offset = try number(end + 16, 4)
        guard count <= mostMembers, offset != 0xFFFF_FFFF else { throw .tooLarge }
        var members: [Member] = []
        for _ in 0..<count {
            guard try number(offset, 4) == 0x0201_4B50 else { throw .damaged("its directory is broken") }
            let flags = try number(offset + 8, 2)
            let method = try number(offset + 10, 2)
            let crc = UInt32(try number(offset + 16, 4))
            let compressed = try number(offset + 20, 4)
            let size = try number(offset + 24, 4)
            let nameLength = try number(offset + 28, 2)
            let extraLength = try number(offset + 30, 2)
            let commentLength = try number(offset + 32, 2)
            let header = try number(offset + 42, 4)
            guard offset + 46 + nameLength <= bytes.count else { throw .damaged("its directory is cut off") }
            let name = repairedText(bytes[offset + 46..<offset + 46 + nameLength])
            offset += 46 + nameLength + extraLength + commentLength
            if name.hasSuffix("/") { continue }
            guard flags & 1 == 0 else { throw .damaged("\(name) in it is encrypted") }
            guard method == 0 || method == 8 else { throw .damaged("\(name) in it is compressed in a rare way") }
            let start = try header + 30 + number(header + 26, 2) + number(header + 28, 2)
            guard start + compressed <= bytes.count else { throw .damaged("\(name) in it is cut off") }
            members.append(
                Member(
                    name: name, range: start..<start + compressed, isDeflated: method == 8, size: size, crc: crc))
        }
        return members
    }

    /// The content of one member, checked against its sum.
    static func content(of member: Member, in bytes: [UInt8]) throws(Problem) -> [UInt8] {
        guard member.size <= largestSize else { throw .tooLarge }
        let output: [UInt8]
        if member.isDeflated {
            output = try inflate(bytes, in: member.range, windowBits: -15, expected: member.size).output
        } else {
            output = Array(bytes[member.range])
        }
        let sum = output.withUnsafeBufferPointer { crc32(0, $0.baseAddress, uInt($0.count)) }
        guard output.count == member.size, UInt32(sum) == member.crc else {
            throw .damaged("\(member.name) in it does not match its checksum")
        }
        return output
    }

    private static func inflate(
        _ input: [UInt8], in range: Range<Int>, windowBits: Int32, expected: Int?
    ) throws(Problem) -> (output: [UInt8], read: Int) {
        let limit = min(
            largestSize, max(1 << 20, range.count.multipliedReportingOverflow(by: largestRatio).partialValue))
        if let expected, expected > limit { throw .tooLarge }
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damaged("there is no memory to unpack it")
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        var problem: Problem?
        let read = input.withUnsafeBufferPointer { source -> Int in
            guard let base = source.baseAddress, !range.isEmpty else {
                problem = .damaged("it is cut off")
                return 0
            }
            stream.next_in = UnsafeMutablePointer(mutating: base + range.lowerBound)
            stream.avail_in = uInt(range.count)
            while problem == nil {
                let status = piece.withUnsafeMutableBufferPointer { target -> Int32 in
                    stream.next_out = target.baseAddress
                    stream.avail_out = uInt(target.count)
                    return CZlib.inflate(&stream, Z_NO_FLUSH)
                }
                output.append(contentsOf: piece[0..<piece.count - Int(stream.avail_out)])
                if output.count > limit { problem = .tooLarge }
                if status == Z_STREAM_END {
                    // Joined gzip files are one file.
                    guard windowBits > 15, stream.avail_in > 0 else { break }
                    let next = range.upperBound - Int(stream.avail_in)
                    guard source[next] == 0x1F, inflateReset(&stream) == Z_OK else { break }
                } else if status != Z_OK {
                    problem = problem ?? .damaged("it is damaged or cut off")
                }
            }
            return range.count - Int(stream.avail_in)
        }
        if let problem { throw problem }
        return (output, read)
    }
}
