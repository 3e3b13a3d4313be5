/// How the text of a file is written in bytes, as far as it is read at all.
public enum TextEncoding: String, Hashable, Sendable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16, little-endian"
    case utf16BigEndian = "UTF-16, big-endian"
    case latin1 = "Latin-1"

    /// The encoding that the bytes of a file show.
    ///
    /// UTF-16 is known by its mark. Latin-1 is what has letters above 0xA0, or the euro sign of Windows, and not one
    /// pair of bytes that UTF-8 would write; a single broken row in a UTF-8 file is therefore still a broken row.
    static func of(_ bytes: borrowing [UInt8]) -> TextEncoding {
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        var hasHighByte = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x80 {
                hasHighByte = true
                guard byte >= 0xA0 || byte == 0x80 else { return .utf8 }
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                if byte >= 0xC2, byte <= 0xF4, next & 0xC0 == 0x80 { return .utf8 }
            }
            index += 1
        }
        return hasHighByte ? .latin1 : .utf8
    }

    /// The bytes as UTF-8; nil where they are no text of this encoding.
    func utf8(_ bytes: [UInt8]) -> [UInt8]? {
        switch self {
        case .utf8: return bytes
        case .latin1:
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count + bytes.count / 16)
            for byte in bytes {
                switch byte {
                case 0..<0x80: text.append(byte)
                case 0x80: text += [0xE2, 0x82, 0xAC]
                default: text += [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
                }
            }
            return text
        case .utf16LittleEndian, .utf16BigEndian:
            guard bytes.count % 2 == 0 else { return nil }
            let (high, low) = self == .utf16LittleEndian ? (1, 0) : (0, 1)
            let units = stride(from: 2, to: bytes.count, by: 2).map {
                UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + low])
            }
            var text: [UInt8] = []
            text.reserveCapacity(units.count + 16)
            let failed = transcode(
                units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
            ) { text.append($0) }
            return failed ? nil : text
        }
    }

    /// Why the first bytes of a file are no text, as a sentence; nil where they may be.
    static func problem(with bytes: borrowing [UInt8]) -> (refusal: FileRefusal, detail: String)? {
        let sample = min(bytes.count, 8192)
        var nuls = [0, 0]
        var controls = 0
        for index in 0..<sample {
            switch bytes[index] {
            case 0: nuls[index & 1] += 1
            case 1...8, 0x0E...0x1A, 0x1C...0x1F, 0x7F: controls += 1
            default: continue
            }
        }
        guard sample >= 4 else { return nil }
        if max(nuls[0], nuls[1]) * 3 > sample {
            return (
                .encoding, "every other byte is NUL: it is UTF-16 without its mark; save it as UTF-8"
            )
        }
        if nuls[0] + nuls[1] + controls > max(2, sample / 50) {
            return (.binary, "it is not text; name the CSV file that was exported")
        }
        return nil
    }
}
