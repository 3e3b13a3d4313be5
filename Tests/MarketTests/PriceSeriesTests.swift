import Market
import Testing

@Suite struct PriceSeriesTests {
    private func day(_ number: Int32) -> SessionDate { SessionDate(dayNumber: number) }

    @Test("dates must rise strictly, and the error names symbol and date")
    func ascending() throws {
        let bars = [Bar(date: day(3), close: 1), Bar(date: day(3), close: 2)]
        #expect(throws: PriceSeriesError.notAscending(symbol: "A", date: day(3))) {
            try PriceSeries(symbol: "A", bars: bars)
        }
        #expect(
            PriceSeriesError.notAscending(symbol: "A", date: day(3)).description.contains(
                "A: the bar of 1970-01-04"))
    }

    @Test("a close must be a finite price above zero", arguments: [0, -1, Double.nan, .infinity])
    func closes(value: Double) {
        #expect(throws: PriceSeriesError.unusableClose(symbol: "A", date: day(1))) {
            try PriceSeries(symbol: "A", bars: [Bar(date: day(1), close: value)])
        }
        #expect(throws: PriceSeriesError.self) {
            try PriceSeries(symbol: "A", bars: [Bar(date: day(1), close: 1, adjustedClose: value)])
        }
    }

    @Test("limits are inclusive on both sides, and a close is found by its date")
    func limits() throws {
        let series = try PriceSeries(symbol: "A", bars: (1...9).map { Bar(date: day($0), close: Double($0)) })
        #expect(series.limited(from: day(3), to: day(5)).bars.map(\.close) == [3, 4, 5])
        #expect(series.limited().bars.count == 9)
        #expect(series.close(on: day(7)) == 7)
        #expect(series.close(on: day(10)) == nil)
    }

    @Test("a shock period knows the phase of a date, closed on both sides")
    func phases() {
        let period = ShockPeriod(
            name: "p",
            intervals: [
                .init(phase: .shock, dates: day(10)...day(12), source: "s"),
                .init(phase: .pre, dates: day(1)...day(9), source: "s"),
            ])
        #expect(period.intervals.map(\.phase) == [.pre, .shock])
        #expect(period.phase(of: day(9)) == .pre)
        #expect(period.phase(of: day(10)) == .shock)
        #expect(period.phase(of: day(12)) == .shock)
        #expect(period.phase(of: day(13)) == nil)
    }
}
