import Forecasting
import Market
import TestSupport
import Testing
import Windowing

@Suite("HAR on range")
struct RangeRegressionTests {
    /// Returns whose scale today is exactly the range of yesterday.
    private static let series = made(memory: 1, stretch: 7)

    /// Returns whose scale is the mean range of so many sessions before, which jumps between two levels, each for a stretch.
    private static func made(memory: Int, stretch: Int) -> ReturnSeries {
        let noise = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 800, seed: 11)
        let draws = noise.logReturns.enumerated().map { $0.element / 0.01 * ($0.offset % 2 == 0 ? 1 : -1) }
        var (ranges, returns) = ([Double](), [Double]())
        for index in draws.indices {
            let past = ranges.suffix(memory)
            let scale = past.isEmpty ? 0.01 : past.reduce(0, +) / Double(past.count)
            returns.append(scale * draws[index])
            // A range of which the return says little.
            ranges.append(index / stretch % 2 == 0 ? 0.005 : 0.03)
        }
        return ReturnSeries(
            symbol: "A", dates: noise.dates, logReturns: returns, ranges: SessionSizes(whole: ranges))
    }

    private func fitted(_ kind: HeterogeneousAutoregression.Kind, _ series: ReturnSeries) throws
        -> any FittedPredictor
    {
        try HeterogeneousAutoregression(kind: kind).fit(
            TrainingPanel(series: [series], training: series.dates[0]...series.dates[599]), seed: 1)
    }

    @Test("foretells from ranges what returns cannot say")
    func gain() throws {
        func loss(_ kind: HeterogeneousAutoregression.Kind) throws -> Double {
            let forecasts = try fitted(kind, Self.series).forecasts(for: Self.series, cutoffs: 600..<799)
            return try forecasts.enumerated().reduce(0) { sum, item in
                sum - (try #require(item.element).logDensity(at: Self.series.logReturns[601 + item.offset])) / 199
            }
        }
        #expect(try loss(.ranges) < loss(.returns) - 0.05)
    }

    @Test("sees the ranges of 22 sessions, exactly, and of closes alone the returns")
    func window() throws {
        // Of ranges of yesterday alone the weight of a month would be none.
        let monthly = Self.made(memory: 22, stretch: 30)
        let model = try fitted(.ranges, monthly)
        let plain = model.forecasts(for: monthly, cutoffs: 700..<701)
        func changed(_ lag: Int) -> [PredictiveDistribution?] {
            let size = monthly.ranges?[700 - lag]?.whole ?? 0
            let series = ReturnSeries(
                symbol: "A", dates: monthly.dates, logReturns: monthly.logReturns,
                ranges: monthly.ranges?.replacing(700 - lag, by: SessionSize(whole: 3 * size, night: 0)))
            return model.forecasts(for: series, cutoffs: 700..<701)
        }
        #expect(changed(22) == plain)
        #expect(changed(21) != plain)
        #expect(changed(0) != plain)
        // Fitted on ranges it is silent of closes alone, fitted on closes it is HAR whatever there is.
        let closes = ReturnSeries(symbol: "A", dates: monthly.dates, logReturns: monthly.logReturns)
        #expect(
            try fitted(.ranges, closes).forecasts(for: closes, cutoffs: 700..<720)
                == fitted(.returns, closes).forecasts(for: closes, cutoffs: 700..<720))
        #expect(
            try fitted(.ranges, closes).forecasts(for: monthly, cutoffs: 700..<720)
                == fitted(.returns, closes).forecasts(for: closes, cutoffs: 700..<720))
        #expect(model.forecasts(for: closes, cutoffs: 700..<701) == [nil])
    }
}
