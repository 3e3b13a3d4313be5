import Evaluation
import Testing

@testable import Reporting

@Suite("The answer to the lecture's question")
struct LectureAnswerTests {
    /// A run of the sample's models with the tests given.
    private func content(_ comparisons: [ComparisonRow]) -> ReportContent {
        var content = Sample.content
        content.comparisons = comparisons
        return content
    }

    private func answers(_ content: ReportContent) -> [String] {
        lectureSentences(content, metrics: MetricIndex(content))
    }

    private func pair(_ model: String, _ baseline: String, _ difference: Double, p: Double?, holm: Double?)
        -> ComparisonRow
    {
        var row = Sample.comparison(model, loss: "nll", difference: difference, p: p)
        row.baseline = baseline
        row.pHolm = holm
        return row
    }

    @Test("says of infinite against finite memory which is better, whichever way round the pair is stored")
    func memory() {
        let one = content([pair("rnn(hidden=32)", "tdnn(width=60)", -0.0013, p: 0.001, holm: 0.02)])
        let other = content([pair("tdnn(width=60)", "rnn(hidden=32)", 0.0013, p: 0.001, holm: 0.02)])
        let expected =
            "Does a memory without end beat a window? The best infinite response is rnn(hidden=32), the best finite one "
            + "tdnn(width=60): the infinite memory is better (NLL -2.8405 against -2.8392, DM p = 0.001, Holm p = 0.020)."
        #expect(answers(one).first == expected)
        #expect(answers(other).first == expected)
    }

    @Test("calls a difference that is not significant no difference, and one that Holm takes back perhaps luck")
    func luck() throws {
        let none = content([pair("rnn(hidden=32)", "tdnn(width=60)", -0.0013, p: 0.3, holm: 1)])
        #expect(try #require(answers(none).first).contains("do not differ by more than luck allows"))
        let weak = content([pair("rnn(hidden=32)", "tdnn(width=60)", -0.0013, p: 0.03, holm: 0.6)])
        let sentence = try #require(answers(weak).first)
        #expect(sentence.contains("the infinite memory is better") && sentence.hasSuffix("that may be luck."))
    }

    @Test(
        "holds the best network against a plain model with the same tails where there is one, and says where there is none"
    )
    func likeWithLike() throws {
        var content = content([
            pair("rnn(hidden=32)", "ewma", -0.0233, p: 0.001, holm: 0.02),
            pair("rnn(hidden=32)", "drift", -0.25, p: 0.001, holm: 0.02),
        ])
        let unlike = try #require(answers(content).first { $0.hasPrefix("rnn") })
        #expect(
            unlike
                == "rnn(hidden=32), the best network, beats ewma, the best model without a network (NLL -0.0233, "
                + "DM p = 0.001); its errors are normal, the network's Student-t: part of the difference is the tails, not the scale."
        )
        content.errorFamilies["drift"] = "student-t"
        let alike = try #require(answers(content).first { $0.hasPrefix("rnn") })
        #expect(
            alike
                == "rnn(hidden=32), the best network, beats drift, the best model without a network that also has Student-t "
                + "errors (NLL -0.2500, DM p = 0.001).")
    }

    @Test("says that direction is not there unless an interval lies above always invest")
    func direction() throws {
        var content = Sample.content
        let start = "Direction is not there"
        #expect(answers(content).contains { $0.hasPrefix(start) })
        for index in content.metrics.indices
        where content.metrics[index].name == "directional_accuracy" && content.metrics[index].model == "drift" {
            content.metrics[index].value = 0.6
            content.metrics[index].lower = 0.59
        }
        let found = try #require(answers(content).last)
        #expect(found.hasPrefix("1 model foretells more signs") && found.contains("best: drift with 60.00 %"))
    }

    @Test("is silent where nothing was compared")
    func nothing() {
        #expect(answers(ReportContent(run: Sample.runFacts)).isEmpty)
    }
}
