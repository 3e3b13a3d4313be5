import Market
import Testing

@testable import Ingestion

/// Splits that prices were not corrected for.
@Suite struct SplitTests {
    /// A quiet walk that is cut into the given number of shares in the middle.
    private func series(ratio: Double, jump: Double = 0, overnight: Bool = true, volume: Double? = nil) throws
        -> PriceSeries
    {
        let start = try #require(SessionDate(iso: "2020-01-01"))
        return try PriceSeries(
            symbol: "AAA",
            bars: (0..<60).map { index in
                let level = 100 * (1 + 0.01 * Double((index * 7) % 5 - 2)) * (1 + (index >= 30 ? jump : 0))
                let close = index < 30 ? level : level / ratio
                let open = index == 30 && !overnight ? 100 : close
                return Bar(
                    date: start.advanced(byDays: index), open: open, high: max(open, close), low: min(open, close),
                    close: close, volume: volume.map { index == 30 ? $0 : 1000 })
            })
    }

    @Test(
        "A split is found by its ratio",
        arguments: [(2.0, "2:1"), (1.5, "3:2"), (0.125, "1:8"), (0.05, "1:20"), (10, "10:1")])
    func found(ratio: Double, text: String) throws {
        let splits = try series(ratio: ratio).suspectedSplits
        #expect(splits.map(\.text) == [text])
        #expect(splits.map(\.date.description) == ["2020-01-31"])
        let applied = try series(ratio: ratio).applying(splits)
        #expect(applied.suspectedSplits.isEmpty)
        #expect(applied.bars.map(\.close) == (try series(ratio: ratio)).bars.map(\.close))
    }

    @Test("What the market did in the session, or with a rush of trades, is no split")
    func noSplit() throws {
        #expect(try series(ratio: 2, overnight: false).suspectedSplits.isEmpty)
        #expect(try series(ratio: 2, volume: 20_000).suspectedSplits.isEmpty)
        #expect(try series(ratio: 2, volume: 2500).suspectedSplits.count == 1)
        #expect(try series(ratio: 1, jump: -0.42).suspectedSplits.isEmpty)
        #expect(try series(ratio: 1).suspectedSplits.isEmpty)
    }

    @Test("What is odd about a series is counted")
    func health() throws {
        let start = try #require(SessionDate(iso: "2020-01-06"))
        var bars: [Bar] = []
        for week in 0..<20 {
            for weekday in 0..<5 {
                let close = 100 + Double((week * 5 + weekday) % 7)
                bars.append(
                    Bar(
                        date: start.advanced(byDays: 7 * week + weekday), open: close, high: close + 1,
                        low: close - 1,
                        close: close, volume: 1000))
            }
        }
        #expect(SeriesHealth(try PriceSeries(symbol: "A", bars: bars)).halfFilled == 0)
        bars[10].open = nil
        var copy = bars[20]
        copy.date = bars[21].date
        bars[21] = copy
        let sunday = start.advanced(byDays: 6)
        bars.insert(Bar(date: sunday, open: 100, high: 101, low: 99, close: 100.5, volume: 1), at: 5)
        bars.append(Bar(date: start.advanced(byDays: 400), open: 5, high: 6, low: 4, close: 5, volume: 1))
        let health = SeriesHealth(try PriceSeries(symbol: "A", bars: bars))
        #expect(health.halfFilled == 1)
        #expect(health.repeatedSessions == 1)
        #expect(health.weekendRows == 1)
        #expect(health.longestGapDays == 400 - 7 * 19 - 4)
        #expect(health.reuseDate == start.advanced(byDays: 400))
        #expect(health.suspectedSplits.isEmpty)
    }
}
