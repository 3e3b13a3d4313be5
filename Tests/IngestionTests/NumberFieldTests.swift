import Testing

@testable import Ingestion

@Suite struct NumberFieldTests {
    private func read(_ text: String, _ notation: NumberNotation = []) -> NumberField {
        NumberField(Array(text.utf8).span, notation: notation)
    }

    @Test(
        "Words for nothing are missing values, in upper and lower case",
        arguments: ["", "-", "--", ".", "NA", "N/A", "#N/A", "NaN", "null", "None", "NULL", " null ", "\t"])
    func missing(text: String) {
        #expect(read(text) == .missing)
    }

    @Test(
        "Decimals are read with or without point, sign, exponent and currency sign",
        arguments: [
            ("50", 50.0), ("50.25", 50.25), ("-36.98", -36.98), ("+1.5", 1.5), (".5", 0.5), ("5.", 5),
            ("1e3", 1000),
            ("1.5E-2", 0.015), ("$12.5", 12.5), ("€12.5", 12.5), ("£12.5", 12.5), ("-$1", -1), (" 7 ", 7),
            ("007", 7), ("0.000", 0), ("1e308", 1e308), ("1e400", .infinity), ("1e-400", 0),
            ("12345678901234567890123e-21", 12.345678901234567890123),
        ])
    func decimals(text: String, value: Double) {
        #expect(read(text) == .value(value))
    }

    @Test(
        "What is no number is malformed",
        arguments: [
            "x", "1.2.3", "1 2", "1e", "e5", "+", "$", "1,000", "1-", "0x10", "inf", "Infinity", "12,5",
            "51\u{0}.6",
            "1K", "--1", "5%", "١٢",
        ])
    func malformed(text: String) {
        #expect(read(text) == .malformed)
    }

    @Test("A number as long as the kept part of a field is malformed: its rest may be anything")
    func cutField() {
        #expect(read(String(repeating: "9", count: CSVParser.maximumFieldBytes)) == .malformed)
    }

    @Test(
        "Thousands commas stand between groups of three, or the number is malformed",
        arguments: [
            ("1,250.50", 1250.5), ("12,345,678", 12_345_678), ("999", 999), ("1,2", nil), ("1,25.0", nil),
            (",250", nil), ("1234,567", nil), ("1,,250", nil), ("1,250,", nil), ("1.5,250", nil),
        ] as [(String, Double?)])
    func thousands(text: String, value: Double?) {
        #expect(read(text, .thousandsCommas) == value.map { .value($0) } ?? .malformed)
    }

    @Test(
        "Volumes take the letters K, M and B and stay exact",
        arguments: [
            ("1.2K", 1200.0), ("3.45M", 3_450_000), ("0.9B", 900_000_000), ("7k", 7000), ("2b", 2e9),
            ("1.1m", 1_100_000),
        ])
    func magnitudes(text: String, value: Double) {
        #expect(read(text, .magnitudeLetters) == .value(value))
    }

    @Test("Every decimal is the double nearest to it, as the standard library reads it")
    func nearest() {
        var random = SeededGenerator(state: 7)
        for _ in 0..<100_000 {
            let digits = Int.random(in: 1...21, using: &random)
            let whole = Int.random(in: 0...digits, using: &random)
            var text = ""
            for index in 0..<digits {
                if index == whole { text += "." }
                text.append(String(Int.random(in: 0...9, using: &random)))
            }
            if Bool.random(using: &random) { text += "e\(Int.random(in: -30...30, using: &random))" }
            #expect(read(text) == Double(text).map { .value($0) } ?? .malformed, "\(text)")
        }
    }

    @Test("Doubles printed in full come back to the bit")
    func roundTrip() {
        var random = SeededGenerator(state: 11)
        for _ in 0..<20_000 {
            let value = Double.random(in: 0.001...100_000, using: &random)
            #expect(read("\(value)") == .value(value))
        }
    }

    @Test("A mantissa of 17 to 19 digits halfway between two doubles goes to the even one")
    func ties() {
        // 9007199254740993 = 2^53 + 1 lies halfway between 2^53 and 2^53 + 2.
        #expect(read("900719925474099.3") == .value(900_719_925_474_099.3))
        #expect(read("9007199254740993.0") == .value(9_007_199_254_740_992))
        #expect(read("9007199254740993.01") == .value(9_007_199_254_740_994))
        #expect(read("9007199254740995.0") == .value(9_007_199_254_740_996))
    }
}

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
