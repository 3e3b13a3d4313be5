import Evaluation
import Market
import Testing

@testable import Reporting

@Suite("The leaderboard on a terminal")
struct TerminalLeaderboardTests {
    /// Three models over twelve months, of which the last is wild.
    private var content: ReportContent {
        var content = Sample.content
        content.cumulativeLosses = ["random-walk", "rnn(hidden=32)"].flatMap { model in
            [ReportMetric.nll, ReportMetric.squaredError].flatMap { loss in
                var sum = 0.0
                return (1...12).map { month in
                    sum += (month == 12 ? 9.0 : 1.0) * 20
                    return CumulativeLossRow(
                        model: model, loss: loss, date: SessionDate(year: 2020, month: month, day: 28)!,
                        cumulative: sum, sessions: 20 * month)
                }
            }
        }
        return content
    }

    @Test("fits the window, whatever its width", arguments: [40, 60, 80, 100, 140, 200])
    func width(columns: Int) {
        let text = renderTerminalLeaderboard(content, width: columns, isColoured: false)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= columns })
        #expect(!text.contains("\u{1B}"))
    }

    @Test("shows losses and moves through the test span: low, and at its end high")
    func sparklines() {
        let lines = renderTerminalLeaderboard(content, width: 200, isColoured: false).split(separator: "\n")
        let model = lines.first { $0.hasPrefix("rnn(hidden=32)") }
        #expect(model?.hasSuffix("▁▁▁▁▁▁▁▁▁▁▁█") == true)
        #expect(lines.contains { $0.hasPrefix("|r| over time") && $0.contains("▁▁▁▁▁▁▁▁▁▁▁█.") })
    }

    @Test("has the same text with colour as without, and its numbers stay below each other")
    func colour() {
        let plain = renderTerminalLeaderboard(content, width: 120, isColoured: false)
        let coloured = renderTerminalLeaderboard(content, width: 120, isColoured: true)
        #expect(coloured.contains("\u{1B}[35m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain)
    }

    @Test(
        "is coloured on a terminal only, and never where NO_COLOR is set",
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false),
            (true, ["NO_COLOR": ""], true),
            (true, ["TERM": "dumb"], false), (false, ["NO_COLOR": "1"], false),
        ] as [(Bool, [String: String], Bool)])
    func permission(isTerminal: Bool, environment: [String: String], isColoured: Bool) {
        #expect(mayBeColoured(isTerminal: isTerminal, environment: environment) == isColoured)
    }
}
