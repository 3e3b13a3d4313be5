import Testing

@testable import Ingestion

@Suite struct UTF8CheckTests {
    private func isValid(_ pieces: [UInt8]...) -> Bool {
        var check = UTF8Check()
        for piece in pieces { piece.withUnsafeBytes { check.consume($0) } }
        return check.isComplete
    }

    @Test("Overlong forms, surrogates, half characters and stray bytes are invalid")
    func table() {
        #expect(isValid(Array("aé€😀".utf8)))
        #expect(!isValid([0xC3]))
        #expect(!isValid([0xE2, 0x82]))
        #expect(!isValid([0x80]))
        #expect(!isValid([0xC0, 0x80]))
        #expect(!isValid([0xE0, 0x9F, 0xBF]))
        #expect(!isValid([0xED, 0xA0, 0x80]))
        #expect(!isValid([0xF4, 0x90, 0x80, 0x80]))
        #expect(!isValid([0xFF, 0xFE]))
    }

    @Test("A character may be spread over pieces")
    func pieces() {
        #expect(isValid([0xF0], [0x9F, 0x98], [0x80]))
        #expect(!isValid([0xF0], [0x8F, 0x98], [0x80]))
    }

    @Test("The standard library agrees on random bytes")
    func random() {
        var random = SeededGenerator(state: 3)
        let likely: [UInt8] = [
            0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0, 0xE1, 0xED, 0xF0, 0xF4, 0xF5,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                likely.randomElement(using: &random) ?? 0
            }
            #expect(isValid(bytes) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
        }
    }

    @Test("Only NUL and bytes outside ASCII are odd")
    func oddBytes() {
        for byte in UInt8.min...UInt8.max {
            #expect([0x41, byte, 0x0A].withUnsafeBytes(containsOddByte) == (byte == 0 || byte >= 0x80))
        }
    }

    @Test("A character cut at the end is removed, a whole one stays")
    func cutCharacters() {
        for (bytes, expected) in [
            ("a€".utf8.dropLast(), "a"), ("a€".utf8.dropLast(2), "a"), ("a€".utf8[...], "a€"),
        ] {
            var text = Array(bytes)
            removeCutCharacter(&text)
            #expect(text == Array(expected.utf8))
        }
    }
}
