import Market
import Testing

@testable import Reporting

@Suite("The chart of the index")
struct ChartTests {
    /// Closes on consecutive days from 2020-02-27, with a wide band on each but the first.
    private func chart(_ closes: [Double], marks: [PriceChart.Mark] = []) -> PriceChart {
        let first = Sample.date(2020, 2, 27)
        let sessions = closes.enumerated().map {
            PriceChart.Session(date: first.advanced(byDays: $0), close: $1)
        }
        let bands = zip(sessions, sessions.dropFirst()).map { before, after in
            PriceChart.Band(
                cutoff: before.date, target: after.date, lower: -0.05, upper: 0.05,
                actual: ln(after.close / before.close))
        }
        return PriceChart(symbol: "I", model: "rnn", sessions: sessions, bands: bands, marks: marks)
    }

    @Test("is 96 by 22 characters of plot and axis, within a label line above and two lines below")
    func size() throws {
        let lines = try #require(ChartCanvas(SampleChart.chart)).lines()
        #expect(lines.count == 1 + 22 + 2)
        #expect(lines.allSatisfy { $0.count <= 96 })
    }

    @Test("marks every breach to its side")
    func breaches() throws {
        let closes = [100, 101, 90, 89, 99, 100.0]
        let text = try #require(ChartCanvas(chart(closes))).lines().joined(separator: "\n")
        #expect(text.count { $0 == ChartCanvas.belowSign } == 1)
        #expect(text.count { $0 == ChartCanvas.aboveSign } == 1)
        #expect(text.count { $0 == ChartCanvas.closeSign } == 4)
    }

    @Test("shows two breaches of one cell to both sides as one sign of its own")
    func sharedCell() throws {
        // 400 sessions on 87 columns; two neighbours leave their bands to both sides at the same height.
        var chart = chart((0..<400).map { 100 + Double($0 % 2) * 0.01 } + [200])
        for index in chart.bands.indices { chart.bands[index].actual = 0 }
        chart.bands[100].actual = 1
        chart.bands[101].actual = -1
        let text = try #require(ChartCanvas(chart)).lines().joined(separator: "\n")
        #expect(text.count { $0 == ChartCanvas.bothSign } == 1)
    }

    @Test("has rising prices at round numbers and the months below")
    func axes() throws {
        let lines = try #require(ChartCanvas(chart([2_200, 3_400, 2_200, 3_300, 3_300]))).lines()
        let labels = lines.compactMap { line in
            line.contains("┤") ? line.prefix { $0 != "┤" }.filter(\.isNumber) : nil
        }.compactMap(Int.init)
        #expect(labels == [3_400, 3_200, 3_000, 2_800, 2_600, 2_400, 2_200])
        // March begins with the fourth of five sessions, at column ⌊(3·86 + 2)/4⌋ = 65 behind the gutter of 9.
        #expect(lines.last == leftAligned("         Feb 2020", 9 + 65) + "Mar")
    }

    @Test("points at the first session on or after a date, and at nothing outside")
    func marks() throws {
        let inside = PriceChart.Mark(date: Sample.date(2020, 2, 28), note: "")
        let outside = PriceChart.Mark(date: Sample.date(2020, 1, 1), note: "")
        let drawn = try #require(ChartCanvas(chart([100, 120, 101], marks: [inside, outside])))
        #expect(drawn.lines()[0].hasSuffix("28 Feb"))
        #expect(drawn.lines()[1...22].contains { Array($0).indices.contains(9 + 43) && Array($0)[9 + 43] == "┊" })
        #expect(try #require(ChartCanvas(chart([100, 101], marks: [outside]))).lines().count == 24)
    }

    @Test("survives what has no scale", arguments: [[], [100.0], [100, -1], [100, 0], [100, .nan]])
    func degenerate(closes: [Double]) {
        #expect(ChartCanvas(chart(closes)) == nil)
    }

    @Test("gives a flat index a scale", arguments: [1e-6, 1, 100, 1e12])
    func flat(close: Double) throws {
        let lines = try #require(ChartCanvas(chart([close, close, close]))).lines()
        #expect(lines.allSatisfy { $0.count <= 96 })
    }

    @Test("is followed by the breaches, or by their number a month where there are more than 15")
    func listing() {
        var content = Sample.content
        content.chart = chart((0..<16).map { $0 % 2 == 0 ? 100 : 120 })
        #expect(chartSection(content).lines().contains("2020-02-28     +0.1823        -0.0500  +0.0500  ▲ above"))
        content.chart = chart((0..<17).map { $0 % 2 == 0 ? 100 : 120 })
        // 28 and 29 February, then the 14 days to 14 March; they rise and fall in turn.
        #expect(
            chartSection(content).lines().suffix(2) == [
                "Feb 2020         2        1        1", "Mar 2020        14        7        7",
            ])
    }
}
