import Evaluation
import Forecasting
import Market
import Synchronization
import TestSupport
import Testing
import Windowing

@Suite("A trial")
struct BacktestTests {
    /// 500 sessions of two symbols; the second begins inside the test span.
    private let series: [ReturnSeries]
    private let fold: Fold
    private let days: [SessionDate]

    init() {
        let long = syntheticReturns(symbol: "LONG", from: date("2018-01-01"), count: 500, seed: 1)
        let late = syntheticReturns(symbol: "LATE", from: long.dates[410], count: 90, seed: 2)
        series = [long, late]
        days = long.dates
        fold = Fold(
            index: 0, training: days[50]...days[299], validation: days[300]...days[399],
            test: days[400]...days[449])
    }

    @Test("forecasts exactly the sessions of its fold's test span, each from the session before it")
    func targets() throws {
        let outcome = try runTrial(of: SpyPredictor(), on: series, fold: fold, seed: 1)
        let long = outcome.hindcasts.filter { $0.symbol == "LONG" }
        #expect(long.map(\.target) == Array(days[400...449]))
        #expect(long.map(\.cutoff) == Array(days[399...448]))
        #expect(long.map(\.actual) == Array(series[0].logReturns[400...449]))
        // The first session of a series has no cutoff before it.
        let late = outcome.hindcasts.filter { $0.symbol == "LATE" }
        #expect(late.map(\.target) == Array(days[411...449]))
        #expect(late.map(\.cutoff) == Array(days[410...448]))
        #expect(late.map(\.actual) == Array(series[1].logReturns[1...39]))
        #expect(outcome.hindcasts.map(\.symbol) == long.map(\.symbol) + late.map(\.symbol))
        #expect(outcome.skipped == 0)
    }

    @Test(
        "hands its predictor nothing after the validation span to learn from, and nothing after the test span at all"
    )
    func handed() throws {
        let spy = SpyPredictor()
        _ = try runTrial(of: spy, on: series, fold: fold, seed: 42)
        let seen = spy.wasHanded
        #expect(seen.seeds == [42])
        let panel = try #require(seen.panels.first)
        #expect(seen.panels.count == 1)
        #expect(panel.training == fold.training && panel.validation == fold.validation)
        #expect(panel.series.map(\.symbol) == ["LONG", "LATE"])
        let shared = series.sharingPanel()
        #expect(panel.series[0] == shared[0].prefix(400))
        #expect(panel.series[0].panel?.dates.last == series[0].dates[399])
        #expect(panel.series[1].count == 0)
        #expect(seen.asked.map(\.series) == [shared[0].prefix(450), shared[1].prefix(40)])
        #expect(seen.asked.map(\.cutoffs) == [399..<449, 0..<39])
    }

    @Test("measures the scale of MASE on what was known at the fit, and has none for a symbol that was not there")
    func naiveScale() throws {
        let outcome = try runTrial(of: SpyPredictor(), on: series, fold: fold, seed: 1)
        // From the first training session to the end of the validation span: 350 sessions.
        let known = series[0].logReturns[50...399]
        let expected = known.reduce(0) { $0 + abs($1) } / 350
        for hindcast in outcome.hindcasts {
            if hindcast.symbol == "LONG" {
                #expect(abs(try #require(hindcast.naiveScale) - expected) < 1e-15)
            } else {
                #expect(hindcast.naiveScale == nil)
            }
        }
    }

    @Test("counts the sessions that its predictor has too short a past for")
    func skipped() throws {
        let spy = SpyPredictor { _, cutoff in cutoff < 9 ? nil : .normal(mean: 0, standardDeviation: 1) }
        let outcome = try runTrial(of: spy, on: series, fold: fold, seed: 1)
        #expect(outcome.skipped == 9)
        #expect(outcome.hindcasts.filter { $0.symbol == "LATE" }.map(\.target) == Array(days[420...449]))
        #expect(outcome.hindcasts.filter { $0.symbol == "LONG" }.count == 50)
    }

    @Test(
        "refuses a forecast that is no distribution, naming model, series and cutoff",
        arguments: [
            .normal(mean: 0, standardDeviation: .nan), .normal(mean: .nan, standardDeviation: 1),
            .normal(mean: 0, standardDeviation: 0), .normal(mean: .infinity, standardDeviation: 1),
            .normal(mean: 0, standardDeviation: -1), .studentT(location: 0, scale: 1, degreesOfFreedom: 2),
            .studentT(location: 0, scale: 1, degreesOfFreedom: .nan),
        ] as [PredictiveDistribution])
    func invalid(planted: PredictiveDistribution) {
        let spy = SpyPredictor { series, cutoff in
            series.symbol == "LONG" && cutoff == 420 ? planted : .normal(mean: 0, standardDeviation: 1)
        }
        #expect {
            try runTrial(of: spy, on: series, fold: fold, seed: 1)
        } throws: { error in
            "\(error)"
                == "spy gave no usable distribution for LONG after \(days[420]) (not finite, or a scale that is not "
                + "above zero); look at that series' prices up to that date"
        }
    }

    @Test("stops between series when it is asked to")
    func cancelled() {
        let spy = SpyPredictor()
        #expect(throws: FittingError.cancelled) {
            try runTrial(of: spy, on: series, fold: fold, seed: 1) { spy.wasHanded.asked.count == 1 }
        }
        #expect(spy.wasHanded.asked.map(\.series.symbol) == ["LONG"])
    }
}
