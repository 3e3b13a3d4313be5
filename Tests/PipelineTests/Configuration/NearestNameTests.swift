import Testing

@testable import Pipeline

@Suite("The nearest name")
struct NearestNameTests {
    @Test(
        "edits are counted, a swap of neighbours as one",
        arguments: [
            ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("abc", "abd", 1), ("abc", "acb", 1),
            ("abc", "xabc", 1),
            // Restricted: no letter is edited twice, so CA becomes ABC in 3 steps, not 2.
            ("ca", "abc", 3), ("kitten", "sitting", 3),
        ])
    func distances(left: String, right: String, expected: Int) {
        #expect(editDistance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == expected)
        #expect(editDistance(Array(right.unicodeScalars), Array(left.unicodeScalars)) == expected)
    }

    @Test(
        "a slip finds its name, another word finds none",
        arguments: [
            ("modles", "models"), ("Models", "models"), ("first-dates", "first_dates"),
            ("fristdate", "first_dates"),
            ("weekly", nil), ("", nil), ("x", nil), (String(repeating: "models", count: 100), nil),
        ])
    func names(word: String, expected: String?) {
        #expect(nearestName(to: word, among: ["to", "models", "first_dates", "yearly"]) == expected)
    }
}
