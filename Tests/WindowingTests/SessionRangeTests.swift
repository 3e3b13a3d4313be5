import Foundation
import Market
import TestSupport
import Testing
import Windowing

@Suite("The size of a session by its range")
struct SessionRangeTests {
    private let date = SessionDate(iso: "2020-03-16")!

    @Test("Parkinson and Garman-Klass, by hand")
    func byHand() {
        // ln(high/low) = 0.04, ln(close/open) = −0.03.
        let (low, high) = (100.0, 100 * exp(0.04))
        #expect(abs(SessionRange.parkinson(high: high, low: low) - 0.0016 / (4 * log(2))) < 1e-15)
        let variance = SessionRange.garmanKlass(open: high, high: high, low: low, close: high * exp(-0.03))
        #expect(abs(variance - (0.0008 - (2 * log(2) - 1) * 0.0009)) < 1e-15)
    }

    @Test("adds the night to the day")
    func night() throws {
        // The night fell by 5 %, the day moved by 0 between 98 and 102.
        let bar = Bar(date: date, open: 100, high: 102, low: 98, close: 100)
        let size = try #require(SessionRange.size(of: bar, logReturn: -0.05))
        let day = 0.5 * pow(log(102.0 / 98), 2)
        #expect(abs(size.whole * size.whole - (0.0025 + day)) < 1e-14)
        #expect(abs(size.night - 0.05) < 1e-15)
    }

    @Test("is Parkinson's without an open, the last close counted in")
    func noOpen() throws {
        let bar = Bar(date: date, high: 102, low: 98, close: 100)
        // The last close was 100·e^0.05, above the session's high.
        let size = try #require(SessionRange.size(of: bar, logReturn: -0.05))
        let width = log(100 * exp(0.05) / 98)
        #expect(abs(size.whole * size.whole - width * width / (4 * log(2))) < 1e-14)
        #expect(size.night == 0)
    }

    @Test(
        "is none where a bar cannot be of one session",
        arguments: [
            Bar(date: SessionDate(iso: "2020-03-16")!, close: 100),
            Bar(date: SessionDate(iso: "2020-03-16")!, open: 100, high: 99, low: 101, close: 100),
            Bar(date: SessionDate(iso: "2020-03-16")!, open: 100, high: 102, low: 101, close: 100),
            Bar(date: SessionDate(iso: "2020-03-16")!, open: 0, high: 0, low: 0, close: 100),
            Bar(date: SessionDate(iso: "2020-03-16")!, open: 1, high: .infinity, low: 1, close: 100),
        ])
    func none(bar: Bar) {
        #expect(SessionRange.size(of: bar, logReturn: 0.01) == nil)
    }

    @Test("stands in a series beside its returns, and goes where they go")
    func series() throws {
        func bar(_ day: Int, _ close: Double, hasRange: Bool = true) -> Bar {
            Bar(
                date: date.advanced(byDays: day), open: close, high: hasRange ? close * 1.02 : nil,
                low: hasRange ? close * 0.98 : nil, close: close)
        }
        let bars = [bar(0, 100), bar(1, 101), bar(2, 99, hasRange: false), bar(3, 98)]
        let series = ReturnSeries(try PriceSeries(symbol: "A", bars: bars))
        let ranges = try #require(series.ranges)
        let day = 0.5 * pow(log(1.02 / 0.98), 2)
        let first = try #require(ranges[0])
        #expect(abs(first.whole - (pow(log(1.01), 2) + day).squareRoot()) < 1e-14)
        #expect(abs(first.night - log(1.01)) < 1e-15)
        // A bar of a close alone counts by its return.
        #expect(ranges[1] == SessionSize(whole: abs(series.logReturns[1]), night: 0))
        #expect(series.known(at: date.advanced(byDays: 2)).ranges == ranges.selecting(0..<2))
        let shared = [series].sharingPanel()[0]
        #expect(shared.ranges == ranges)
        #expect(shared.panel?.series(symbol: 0).ranges == ranges)
        let closes = try PriceSeries(symbol: "A", bars: bars.map { Bar(date: $0.date, close: $0.close) })
        #expect(ReturnSeries(closes).ranges == nil)
        #expect([ReturnSeries(closes)].sharingPanel()[0].panel?.series(symbol: 0).ranges == nil)
    }

    @Test("is known from the first range on: what is cut before has none")
    func beginning() throws {
        let series = ReturnSeries(
            try syntheticPrices(symbol: "A", from: date, count: 40, seed: 3).withRanges(from: 11))
        let ranges = try #require(series.ranges)
        #expect(ranges.first == 10)
        #expect(ranges[9] == nil && ranges[10] != nil)
        #expect(series.prefix(10).ranges == nil)
        #expect(series.prefix(11).ranges?.first == 10)
        #expect(series.prefix(11).ranges?[10] == ranges[10])
        #expect(ranges.selecting([3, 12, 14])?.first == 1)
        #expect([series].sharingPanel()[0].panel?.series(symbol: 0).ranges == ranges)
    }
}
