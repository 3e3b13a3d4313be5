import Foundation
import Testing

@testable import Reporting

@Suite("Numbers in text")
struct NumbersTests {
    @Test(
        "are rounded from their exact binary value, ties to even, without a sign for zero",
        arguments: [
            (0.0, 2, "0.00"), (-0.0, 2, "0.00"), (-0.004, 2, "0.00"), (-0.006, 2, "-0.01"),
            // True ties: these values are sums of powers of two.
            (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (-2.5, 0, "-2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"),
            // Not ties: the double nearest to 1.005 lies below it, that nearest to 2.675 too, 1.115 above.
            (1.005, 2, "1.00"), (2.675, 2, "2.67"), (1.115, 2, "1.11"), (0.285, 2, "0.28"), (8.345, 2, "8.35"),
            (0.999_999, 4, "1.0000"), (9.995, 1, "10.0"), (99.99, 1, "100.0"), (0.05, 1, "0.1"),
            (123_456_789.5, 1, "123456789.5"), (1e15, 0, "1000000000000000"), (-2.8405, 4, "-2.8405"),
            (.leastNonzeroMagnitude, 15, "0.000000000000000"), (1e22, 2, "10000000000000000000000.00"),
            (1e300, 2, "1e+300"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"), (.nan, 2, "nan"),
        ])
    func fixedTable(value: Double, decimals: Int, expected: String) {
        #expect(fixed(value, decimals: decimals) == expected)
    }

    @Test("agree with C's printf on many values of all sizes")
    func fixedAgainstPrintf() {
        var state: UInt64 = 42
        for round in 0..<4_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let mantissa = Double(Int64(bitPattern: state) >> 11)
            let value = mantissa * pow(2, Double(round % 90 - 75))
            let decimals = round % 8
            let expected = String(format: "%.\(decimals)f", value)
            let unsigned = expected.contains { ("1"..."9").contains($0) } ? expected : expected.filter { $0 != "-" }
            #expect(fixed(value, decimals: decimals) == unsigned)
        }
    }

    @Test("are a dash where there is none")
    func absentValue() {
        #expect(fixed(nil, decimals: 3) == "–")
        #expect(percent(nil) == "–")
        #expect(pValue(nil) == "–")
        #expect(signed(nil, decimals: 2) == "–")
    }

    @Test(
        "show their sign where asked, but not that of zero",
        arguments: [(0.021, "+0.02"), (-0.021, "-0.02"), (0.001, "0.00"), (-0.001, "0.00"), (0.0, "0.00")])
    func signs(value: Double, expected: String) {
        #expect(signed(value, decimals: 2) == expected)
    }

    @Test(
        "have commas between thousands",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (12_345, "12,345"), (1_234_567, "1,234,567"),
            (-1_000, "-1,000"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func thousands(count: Int, expected: String) {
        #expect(grouped(count) == expected)
    }

    @Test("come with their noun in the right number")
    func nouns() {
        #expect(counted(1, "session") == "1 session")
        #expect(counted(0, "session") == "0 sessions")
        #expect(counted(2_013, "session") == "2,013 sessions")
        #expect(counted(21, "series", "series") == "21 series")
    }

    @Test(
        "that are p-values are never zero",
        arguments: [
            (0.0, "<0.001", "DM p < 0.001"), (0.00099, "<0.001", "DM p < 0.001"), (0.001, "0.001", "DM p = 0.001"),
            (0.4124, "0.412", "DM p = 0.412"), (1, "1.000", "DM p = 1.000"),
        ])
    func pValues(value: Double, inTable: String, inSentence: String) {
        #expect(pValue(value) == inTable)
        #expect(pPhrase(value) == inSentence)
    }
}
