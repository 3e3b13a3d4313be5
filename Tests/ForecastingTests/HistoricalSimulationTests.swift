import Forecasting
import Market
import TestSupport
import Testing
import Windowing

@Suite("Historical simulation")
struct HistoricalSimulationTests {
    private func series(_ returns: [Double]) -> ReturnSeries {
        ReturnSeries(
            symbol: "A", dates: returns.indices.map { SessionDate(dayNumber: Int32($0)) }, logReturns: returns)
    }

    private func fitted(_ series: ReturnSeries, width: Int) throws -> any FittedPredictor {
        try HistoricalSimulation(width: width).fit(
            TrainingPanel(series: [series], training: series.dates[0]...series.dates[series.count - 1]), seed: 1)
    }

    @Test("gives the quantiles of its window, by hand")
    func byHand() throws {
        // The window holds 1 % … 100 % in some order, after sessions that no window may see.
        let window = (1...100).map { Double($0 * 37 % 101) / 100 }
        let one = series([9, -9, 9] + window)
        let forecast = try #require(
            try fitted(one, width: 100).forecasts(for: one, cutoffs: 102..<103)[0])
        // Position p·(100 + 1/3) + 1/3 of a list whose k-th value is k/100.
        #expect(abs(forecast.quantile(0.05) - (0.05 * (100 + 1 / 3.0) + 1 / 3.0) / 100) < 1e-15)
        #expect(abs(forecast.quantile(0.5) - 0.505) < 1e-15)
        #expect(abs(forecast.quantile(0.995) - 1) < 1e-15)
        #expect(abs(forecast.quantile(0.25) - (0.25 * (100 + 1 / 3.0) + 1 / 3.0) / 100) < 1e-15)
    }

    @Test("is silent until its window is full")
    func short() throws {
        let one = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 120, seed: 8)
        let forecasts = try fitted(one, width: 50).forecasts(for: one, cutoffs: 47..<51)
        #expect(forecasts.map { $0 != nil } == [false, false, true, true])
    }

    @Test("stays a distribution where nothing moved, and where prices often stand still")
    func still() throws {
        let moving = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 300, seed: 9).logReturns
        let one = series(moving + [Double](repeating: 0, count: 60))
        let model = try fitted(one, width: 30)
        for forecast in model.forecasts(for: one, cutoffs: 100..<360) {
            let forecast = try #require(forecast)
            #expect(forecast.isValid)
            #expect(forecast.logDensity(at: 0).isFinite)
        }
        // Half of the sessions stand still: no spike at zero beats what two over the usual size allows.
        let halting = series(moving.enumerated().map { $0.offset % 2 == 0 ? 0 : $0.element })
        let size = ReturnMoments(of: halting.logReturns[50..<300]).rootMeanSquare
        let forecast = try #require(
            try fitted(halting, width: 250).forecasts(for: halting, cutoffs: 299..<300)[0])
        let highest = [-1e-4, 0, 1e-4].map { forecast.logDensity(at: $0) }.max() ?? 0
        #expect(highest <= PredictiveDistribution.normal(mean: 0, standardDeviation: size).logDensity(at: 0) + 1.62)
    }

    @Test("a return that is no number silences the windows that hold it, and no others")
    func notANumber() throws {
        var returns = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 200, seed: 10)
            .logReturns
        let model = try fitted(series(returns), width: 30)
        returns[100] = .nan
        let forecasts = model.forecasts(for: series(returns), cutoffs: 90..<140)
        #expect((90..<140).map { $0 < 100 || $0 >= 130 } == forecasts.map { $0 != nil })
        let made = forecasts.compactMap(\.self)
        #expect(made.allSatisfy { $0.isValid })
    }
}
