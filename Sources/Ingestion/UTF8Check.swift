/// Whether bytes that come in pieces are UTF-8 (The Unicode Standard, table 3-7).
struct UTF8Check {
    private var continuationBytes = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF
    private var isBroken = false

    /// Whether all bytes so far are valid and no character is left half.
    var isComplete: Bool { !isBroken && continuationBytes == 0 }

    /// Takes in the next bytes.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) {
        if isBroken { return }
        for byte in bytes {
            if continuationBytes > 0 {
                guard allowed.contains(byte) else {
                    isBroken = true
                    return
                }
                continuationBytes -= 1
                allowed = 0x80...0xBF
                continue
            }
            switch byte {
            case 0x00...0x7F: continue
            case 0xC2...0xDF: continuationBytes = 1
            case 0xE0...0xEF:
                continuationBytes = 2
                // No overlong forms, no surrogates.
                if byte == 0xE0 { allowed = 0xA0...0xBF }
                if byte == 0xED { allowed = 0x80...0x9F }
            case 0xF0...0xF4:
                continuationBytes = 3
                if byte == 0xF0 { allowed = 0x90...0xBF }
                if byte == 0xF4 { allowed = 0x80...0x8F }
            default:
                isBroken = true
                return
            }
        }
    }
}

/// Whether a NUL or a byte outside ASCII is among the bytes: where none is, no record needs a closer look.
func containsOddByte(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var highest: UInt8 = 0
    // NUL less one is the highest byte there is.
    for byte in bytes { highest |= byte | (byte &- 1) & ~byte }
    return highest & 0x80 != 0
}

/// Bytes as text: invalid UTF-8 becomes U+FFFD, and NUL, which would end the text in C, U+2400.
func repairedText(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for scalar in String(decoding: Array(bytes), as: UTF8.self).unicodeScalars {
        text.unicodeScalars.append(scalar == "\0" ? "\u{2400}" : scalar)
    }
    return text
}

/// Removes the start of a character whose rest was cut off behind the last byte.
func removeCutCharacter(_ bytes: inout [UInt8]) {
    var length = 0
    while length < 3, length < bytes.count, bytes[bytes.count - 1 - length] & 0xC0 == 0x80 { length += 1 }
    guard length < bytes.count else { return }
    let lead = bytes[bytes.count - 1 - length]
    let expected = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0
    if length < expected { bytes.removeLast(length + 1) }
}
