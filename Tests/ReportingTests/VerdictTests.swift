import Evaluation
import Testing

@testable import Reporting

@Suite("The honest line")
struct VerdictTests {
    /// A model's mean loss difference and p-value.
    struct Case: CustomStringConvertible {
        var rows: [(model: String, difference: Double, p: Double?)]
        var expected: String
        var description: String { expected }
    }

    static let cases: [Case] = [
        Case(rows: [], expected: "No model was compared with the random walk on X."),
        Case(rows: [("a", -1, 0.01)], expected: "a beats the random walk on X (-1, DM p = 0.010)."),
        Case(rows: [("a", -1, 0.05)], expected: "a does not beat the random walk on X (-1, DM p = 0.050)."),
        Case(rows: [("a", 1, 0.2)], expected: "a does not beat the random walk on X (+1, DM p = 0.200)."),
        Case(rows: [("a", 1, 0.0001)], expected: "a is worse than the random walk on X (+1, DM p < 0.001)."),
        Case(rows: [("a", 0, nil)], expected: "a does not beat the random walk on X (0, DM p undefined)."),
        Case(
            rows: [("a", -1, 0.41), ("b", 2, 0.3)],
            expected: "No model beats the random walk on X (best: a, -1, DM p = 0.410)."),
        Case(
            rows: [("a", -1, 0.41), ("b", 2, 0.03)],
            expected: "No model beats the random walk on X (best: a, -1, DM p = 0.410); 1 is significantly worse."),
        Case(
            rows: [("a", 1, 0.01), ("b", 2, 0.03)],
            expected:
                "No model is better than the random walk on X; both are significantly worse."),
        Case(
            rows: [("a", 1, 0.01), ("b", 2, 0.03), ("c", 3, 0)],
            expected:
                "No model is better than the random walk on X; all 3 are significantly worse."),
        Case(
            rows: [("a", -1, 0.01), ("b", -2, 0.03)],
            expected: "Both models beat the random walk on X (best: b, -2, DM p = 0.030)."),
        Case(
            rows: [("a", -1, 0.01), ("b", -2, 0.03), ("c", -3, 0)],
            expected: "All 3 models beat the random walk on X (best: c, -3, DM p < 0.001)."),
        Case(
            rows: [("a", -1, 0.01), ("b", 2, 0.3)],
            expected: "a beats the random walk on X (-1, DM p = 0.010); the other model does not."),
        Case(
            rows: [("a", 0, nil), ("b", 2, 0.3)], expected: "No model is better than the random walk on X."),
        // The lowest loss is not significant, so it is not called the best of those that beat.
        Case(
            rows: [("a", -1, 0.01), ("b", -2, 0.3), ("c", 1, 0.01)],
            expected:
                "a beats the random walk on X (-1, DM p = 0.010); the other 2 models do not; 1 is significantly worse."
        ),
        Case(
            rows: [("a", -1, 0.01), ("b", -2, 0.02), ("c", 1, 0.4)],
            expected:
                "2 of 3 models beat the random walk on X (best: b, -2, DM p = 0.020); the other model does not."),
        Case(
            rows: [("rnn(hidden=16)", -1, 0.01), ("tdnn", -2, 0.02), ("gru-like", 1, 0.4), ("drift", 1, 0.4)],
            expected: "Both networks beat the random walk on X (best: tdnn, -2, DM p = 0.020); "
                + "the other 2 models do not."),
        Case(
            rows: [
                ("rnn", -1, 0.01), ("tdnn", -2, 0.02), ("gru", -3, 0.02), ("ewma", 1, 0.001), ("drift", 1, 0.002),
            ],
            expected: "All 3 networks beat the random walk on X (best: gru, -3, DM p = 0.020); "
                + "the other 2 models do not; 2 are significantly worse."),
    ]

    @Test("is one correct sentence in every case", arguments: cases)
    func grammar(of testCase: Case) {
        let rows = testCase.rows.map {
            Sample.comparison($0.model, loss: "nll", difference: $0.difference, p: $0.p)
        }
        let verdict = Verdict(loss: "nll", comparisons: rows, horizon: 1)
        #expect(verdict.sentence(on: "on X") { signed($0.meanDifference, decimals: 0) } == testCase.expected)
    }

    @Test("looks at the whole sample, the run's horizon and the random walk only")
    func selection() {
        var other = Sample.comparison("a", loss: "nll", difference: -1, p: 0.001)
        other.baseline = "drift"
        var later = Sample.comparison("b", loss: "nll", difference: -1, p: 0.001)
        later.horizon = 5
        let rows = [
            other, later, Sample.comparison("c", loss: "qlike", difference: -1, p: 0.001),
            Sample.comparison("d", loss: "nll", period: "2020", difference: -1, p: 0.001),
            Sample.comparison("random-walk", loss: "nll", difference: 0, p: nil),
        ]
        let verdict = Verdict(loss: "nll", comparisons: rows, horizon: 1)
        #expect(verdict.definedCount == 0)
        #expect(verdict.sentence(on: "on X") { _ in nil } == "No model was compared with the random walk on X.")
    }

    @Test("says how many tests were made and how many of them luck would make significant")
    func luck() throws {
        var content = Sample.content
        content.testCount = nil
        content.comparisons = [Sample.comparison("a", loss: "nll", difference: -1, p: 0.2)]
        #expect(
            luckSentence(content)
                == "This is 1 test at the 5 % level: without any difference it would still come out significant, "
                + "for better or for worse, in 1 of 20 cases.")
        content.comparisons = (1...30).map { Sample.comparison("m\($0)", loss: "nll", difference: -1, p: 0.2) }
        let sentence = try #require(luckSentence(content))
        #expect(sentence.hasPrefix("These are 30 tests at the 5 % level"))
        #expect(sentence.contains("about 1.5 of them"))
        content.testCount = 1_234
        #expect(try #require(luckSentence(content)).contains("The whole run made 1,234 tests"))
        content.comparisons = []
        #expect(luckSentence(content) == nil)
    }
}
