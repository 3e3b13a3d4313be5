import TestSupport
import Testing

@testable import Ingestion

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Numbers are read to the bit that the C library reads them to; `Bench numbers` does the same with ten million.
@Suite("Numbers to the last bit")
struct NearestDoubleTests {
    @Test("Random and adversarial decimals are those of strtod", arguments: [UInt64](1...4))
    func likeTheLibrary(seed: UInt64) {
        var texts = AdversarialDecimals(seed: seed)
        var differences: [String] = []
        for _ in 0..<50_000 {
            let text = texts.next()
            let expected = text.withCString { strtod($0, nil) }
            if let difference = NumberField.difference(from: expected, of: text) { differences.append(difference) }
        }
        #expect(differences.isEmpty, "\(differences.prefix(5))")
    }

    @Test("The short way takes what it says, and nothing else")
    func short() {
        func read(_ text: String) -> Double? {
            (Array(text.utf8) + [UInt8](repeating: 0x39, count: CSVParser.slack)).withUnsafeBufferPointer {
                plainDecimal(UnsafeBufferPointer(rebasing: $0.prefix(text.utf8.count)))
            }
        }
        for (text, value) in [
            ("0", 0), ("7", 7), ("12345678", 12_345_678), ("1.5", 1.5), ("100.123456", 100.123456), ("0.1", 0.1),
            ("12345678.12345678901", 12_345_678.12345678901), ("104.16999816894531", 104.16999816894531),
            ("0.0000000000000001", 1e-16),
        ] {
            #expect(read(text) == value, "\(text)")
        }
        for text in [
            "", ".", ".5", "5.", "-1", "+1", "1e5", "1,000", "123456789", "1..2", "1.2.3", "1.2x", "x1", "1:",
            "1/2", "1 ",
            "0.12345678901234567", "12345678.123456789012", "1.1234567:", "12345678x",
        ] {
            #expect(read(text) == nil, "\(text)")
        }
    }
}
