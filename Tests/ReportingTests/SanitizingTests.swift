import Testing

@testable import Reporting

@Suite("Untrusted text")
struct SanitizingTests {
    @Test(
        "cannot command a terminal, break a line or turn it around",
        arguments: [
            ("AAPL", "AAPL"),
            ("\u{1B}[31mred\u{1B}[0m", "␛[31mred␛[0m"),
            ("a\tb\r\nc\u{0}", "a␉b␍␊c␀"),
            ("\u{7F}\u{9B}2J", "␡�2J"),
            ("abc\u{202E}txt.exe", "abc�txt.exe"),
            ("zero\u{200B}width", "zero�width"),
            ("line\u{2028}separator", "line�separator"),
            ("no\u{A0}break", "no break"),
            ("\u{E000}\u{FFFF}", "��"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("Müller 東京 €", "Müller 東京 €"),
            ("e\u{301}", "e\u{301}"),
            ("\u{301}", "�"),
            ("e\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}��"),
        ])
    func isHarmless(raw: String, expected: String) {
        // Compared by scalars: Swift's == takes equivalent sequences as equal.
        #expect(Array(sanitized(raw).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("is short, however long it was")
    func isBounded() {
        let text = sanitized(String(repeating: "x", count: 100_000), limit: 20)
        #expect(text == String(repeating: "x", count: 19) + "…")
        #expect(sanitized("e" + String(repeating: "\u{301}", count: 100_000), limit: 20).unicodeScalars.count < 70)
    }

    @Test("is cut inside where its end tells it apart")
    func cutInside() {
        #expect(truncatedInside("recalibrated(tdnn(width=250))", to: 16) == "recalibr…h=250))")
        #expect(truncatedInside("short", to: 16) == "short")
        for width in 0...30 {
            #expect(truncatedInside("recalibrated(tdnn(width=250))", to: width).count <= max(width, 1))
        }
    }
}
