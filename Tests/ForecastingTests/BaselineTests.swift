import Forecasting
import Market
import TestSupport
import Testing
import Windowing

/// The promises that hold for every predictor, kept by the baselines.
@Suite struct BaselineTests {
    @Test("the random walk keeps every promise of a predictor")
    func randomWalk() throws {
        let kit = PredictorConformance(RandomWalk()) { try ModelCoding.decode(ConstantForecast.self, from: $0) }
        #expect(try kit.violations() == [])
    }

    @Test("the drift keeps every promise of a predictor")
    func drift() throws {
        let kit = PredictorConformance(Drift()) { try ModelCoding.decode(ConstantForecast.self, from: $0) }
        #expect(try kit.violations() == [])
    }

    @Test("EWMA volatility keeps every promise of a predictor", arguments: [0.94, 0.8])
    func ewma(decay: Double) throws {
        let kit = PredictorConformance(ExponentialVolatility(decay: decay)) {
            try ModelCoding.decode(FittedExponentialVolatility.self, from: $0)
        }
        #expect(try kit.violations() == [])
    }

    @Test("the conformance kit catches a predictor that looks one session ahead")
    func plantedLeak() throws {
        let kit = PredictorConformance(Peeking()) { try ModelCoding.decode(FittedPeeking.self, from: $0) }
        #expect(try kit.violations().contains("peeking: future changed, same to the bit"))
    }

    @Test("random walk and drift measure mean and scale of the known sessions")
    func constants() throws {
        let dates = weekdays(from: SessionDate(year: 2020, month: 1, day: 1)!, count: 6)
        let series = ReturnSeries(symbol: "A", dates: dates, logReturns: [0.03, -0.01, 0.01, 0.01, 0.5, 0.5])
        let panel = TrainingPanel(series: [series], training: dates[0]...dates[3])
        // Mean square (9 + 1 + 1 + 1)·1e-4 / 4 = 3e-4; mean 0.01, variance 3e-4 − 1e-4 = 2e-4.
        let walk = try RandomWalk().fit(panel, seed: 0).forecasts(for: series, cutoffs: 3..<4)[0]
        #expect(abs(try #require(walk).standardDeviation - 3e-4.squareRoot()) < 1e-15)
        #expect(walk?.mean == 0)
        let drift = try Drift().fit(panel, seed: 0).forecasts(for: series, cutoffs: 3..<4)[0]
        #expect(abs(try #require(drift).mean - 0.01) < 1e-15)
        #expect(abs(try #require(drift).standardDeviation - 2e-4.squareRoot()) < 1e-15)
    }

    @Test(
        "a symbol with a handful of known returns gets the panel's scale, and only what was fitted counts as a parameter"
    )
    func youngSymbol() throws {
        let dates = weekdays(from: SessionDate(year: 2020, month: 1, day: 1)!, count: 40)
        let old = ReturnSeries(
            symbol: "A", dates: dates, logReturns: dates.indices.map { $0 % 2 == 0 ? 0.02 : -0.01 })
        let young = ReturnSeries(symbol: "B", dates: Array(dates.suffix(4)), logReturns: [0.5, -0.5, 0.5, -0.5])
        let panel = TrainingPanel(series: [old, young], training: dates[0]...dates[39])
        let walk = try RandomWalk().fit(panel, seed: 0)
        // Mean square of 20·4e-4 + 20·1e-4 + 4·0.25 over 44.
        let pooled = ((20 * 4e-4 + 20 * 1e-4 + 4 * 0.25) / 44).squareRoot()
        let forecast = try #require(walk.forecasts(for: young, cutoffs: 3..<4)[0])
        #expect(abs(forecast.standardDeviation - pooled) < 1e-12)
        // A scale; a mean and a scale; each of the one symbol that is measured.
        #expect(walk.cost.parameters == 1)
        #expect(try Drift().fit(panel, seed: 0).cost.parameters == 2)
    }

    @Test("a panel without movement is refused with a sentence")
    func standingStill() {
        let dates = weekdays(from: SessionDate(year: 2020, month: 1, day: 1)!, count: 4)
        let series = ReturnSeries(symbol: "A", dates: dates, logReturns: [0, 0, 0, 0])
        #expect(throws: FittingError.self) {
            try RandomWalk().fit(TrainingPanel(series: [series], training: dates[0]...dates[3]), seed: 0)
        }
    }
}

/// A predictor with a planted leak: its mean is tomorrow's return.
private struct Peeking: Predictor {
    let name = "peeking"
    var response: Response { .infinite }

    func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor { FittedPeeking() }
}

private struct FittedPeeking: FittedPredictor, Codable {
    var response: Response { .infinite }
    var cost: ModelCost { ModelCost(parameters: 0, multiplyAddsPerForecast: 0) }

    func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        cutoffs.map { cutoff in
            .normal(
                mean: cutoff + 1 < series.count ? series.logReturns[cutoff + 1] : series.logReturns[0],
                standardDeviation: 0.01)
        }
    }
}
