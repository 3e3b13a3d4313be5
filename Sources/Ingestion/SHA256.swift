private import CSHA256

/// SHA-256 of bytes that come in pieces (FIPS 180-4).
///
/// Used as a fingerprint only: the same content gives the same digits, so that a file read twice is known
/// and a changed one is noticed. Why it is written here: docs/decisions/0002-own-sha256.md.
///
/// ```swift
/// var hash = SHA256()
/// hash.update(bytes)
/// let digits = hash.hexadecimalDigest()
/// ```
public struct SHA256: Sendable {
    private var state: State = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0
    private var usesInstructions = true

    private typealias State = InlineArray<8, UInt32>

    /// The hash of nothing yet.
    public init() {}

    /// The hash of nothing yet, made by the processor's own instructions where it has them, or without.
    init(usingInstructions: Bool) { usesInstructions = usingInstructions }

    /// Takes in more bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Takes in more bytes, read in place.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        // A copy of eight words, so that the state is not changed while it is read.
        var state = state
        defer { self.state = state }
        byteCount += UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let missing = rest.prefix(64 - pending.count)
            pending.append(contentsOf: missing)
            rest = rest.dropFirst(missing.count)
            guard pending.count == 64 else { return }
            pending.withUnsafeBytes { compress($0, into: &state) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.prefix(rest.count & ~63)
        compress(UnsafeRawBufferPointer(rebasing: whole), into: &state)
        pending.append(contentsOf: rest.dropFirst(whole.count))
    }

    /// The digest of all bytes so far, 64 lower-case hexadecimal digits.
    public func hexadecimalDigest() -> String {
        var padded = pending + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: (byteCount << 3) >> UInt64(shift)))
        }
        var last = state
        padded.withUnsafeBytes { compress($0, into: &last) }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in last.indices {
            for shift in stride(from: UInt32(28), through: 0, by: -4) {
                text.append(digits[Int(last[index] >> shift & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private func compress(_ blocks: UnsafeRawBufferPointer, into state: inout State) {
        guard let bytes = blocks.baseAddress?.assumingMemoryBound(to: UInt8.self), blocks.count >= 64 else {
            return
        }
        let isDone =
            usesInstructions
            && withUnsafeMutableBytes(of: &state) { words in
                hindcast_sha256_blocks(
                    words.assumingMemoryBound(to: UInt32.self).baseAddress, bytes, blocks.count / 64)
            }
        if !isDone { SHA256.compressPortably(blocks, into: &state) }
    }

    /// The compression function of section 6.2.2 over whole blocks of 64 bytes.
    private static func compressPortably(_ blocks: UnsafeRawBufferPointer, into state: inout State) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            roundConstants.withUnsafeBufferPointer { constants in
                for start in stride(from: 0, to: blocks.count, by: 64) {
                    expand(blocks, from: start, into: schedule)
                    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
                    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
                    // Four rounds a turn, so that the eight words change places by name and are not moved.
                    for index in stride(from: 0, to: 64, by: 4) {
                        round(a, b, c, &d, e, f, g, &h, constants[index] &+ schedule[index])
                        round(h, a, b, &c, d, e, f, &g, constants[index + 1] &+ schedule[index + 1])
                        round(g, h, a, &b, c, d, e, &f, constants[index + 2] &+ schedule[index + 2])
                        round(f, g, h, &a, b, c, d, &e, constants[index + 3] &+ schedule[index + 3])
                        (a, b, c, d, e, f, g, h) = (e, f, g, h, a, b, c, d)
                    }
                    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
                }
            }
        }
    }

    /// The message schedule, step 1 of section 6.2.2.
    private static func expand(
        _ blocks: UnsafeRawBufferPointer, from start: Int, into schedule: UnsafeMutableBufferPointer<UInt32>
    ) {
        for index in 0..<16 {
            schedule[index] = blocks.loadUnaligned(fromByteOffset: start + 4 * index, as: UInt32.self).bigEndian
        }
        for index in 16..<64 {
            let (near, far) = (schedule[index - 2], schedule[index - 15])
            let sigma1 = rotated(near, 17) ^ rotated(near, 19) ^ near >> 10
            let sigma0 = rotated(far, 7) ^ rotated(far, 18) ^ far >> 3
            schedule[index] = sigma1 &+ schedule[index - 7] &+ sigma0 &+ schedule[index - 16]
        }
    }

    /// One round of step 3 of section 6.2.2; `h` becomes the new `a`, `d` the new `e`.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
        _ h: inout UInt32, _ word: UInt32
    ) {
        let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
        let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
        let choice = g ^ (e & (f ^ g))
        let majority = (a & b) | (c & (a | b))
        let t1 = h &+ sum1 &+ choice &+ word
        d &+= t1
        h = t1 &+ sum0 &+ majority
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
    private static let roundConstants: [UInt32] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ]
}

/// The SHA-256 of bytes as 64 lower-case hexadecimal digits.
public func fingerprint(_ bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(Array(bytes))
    return hash.hexadecimalDigest()
}
