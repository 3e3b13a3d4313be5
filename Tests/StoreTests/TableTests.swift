import Evaluation
import Market
import Testing

@testable import Store

@Suite("The tables for people")
struct TableTests {
    let folder: Folder
    let store: Store

    /// A run of three models, two of them networks, with scores made up to be told apart.
    init() throws {
        folder = try Folder()
        store = try folder.store()
        _ = try store.ingest(file(prices("AAA", [1, 2])), at: noon)
        _ = try store.beginRun(run())
        try store.save(trial: trial(0, "random-walk"), forecasts: [])
        // Two seeds and two folds: 3 trials, 1 + 2 + 4 = 7 seconds, at most 110 parameters, 1100 multiply-adds.
        try store.save(
            trial: trial(1, "tdnn(width=20)", width: 20, isNetwork: true, parameters: 100, seconds: 1),
            forecasts: [])
        try store.save(
            trial: trial(2, "tdnn(width=20)", width: 20, seed: 1, isNetwork: true, parameters: 110, seconds: 2),
            forecasts: [])
        try store.save(
            trial: trial(
                3, "tdnn(width=20)", width: 20, seed: 1, fold: 1, isNetwork: true, parameters: 90, seconds: 4),
            forecasts: [])
        try store.save(
            trial: trial(4, "gru", width: nil, isNetwork: true, parameters: 50, seconds: 8), forecasts: [])
        let (naive, finite, infinite) = ("random-walk", "tdnn(width=20)", "gru")
        let (covid, crisis) = ("covid-2020", "gfc-2008")
        try store.replaceEvaluation(
            run: "r1",
            metrics: [
                metric(naive, "nll", -3.0), metric(naive, "rmse", 0.02),
                metric(finite, "nll", -3.1), metric(finite, "rmse", 0.019), metric(finite, "mae", 0.01),
                metric(finite, "mase", 0.9), metric(finite, "crps", 0.008), metric(finite, "qlike", -8),
                metric(finite, "coverage_90", 0.88), metric(finite, "directional_accuracy", 0.52),
                metric(finite, "skill_vs_naive", 0.0975), metric(finite, "coverage_50", 0.5),
                metric(infinite, "nll", -3.2), metric(infinite, "rmse", 0.018),
                // None of these is of the pooled panel over the whole sample one session ahead.
                metric(finite, "nll", 99, symbol: "AAA"), metric(finite, "nll", 98, period: "2020"),
                metric(finite, "nll", -2, horizon: 5),
                metric(naive, "nll", -1, period: covid, phase: "shock"),
                metric(finite, "nll", -2, period: covid, phase: "shock"),
                metric(finite, "rmse", 0.05, period: covid, phase: "shock"),
                metric(finite, "qlike", -6, period: covid, phase: "shock"),
                metric(finite, "coverage_90", 0.7, period: covid, phase: "shock"),
                metric(finite, "var_99_breaches", 2.5, period: covid, phase: "shock"),
                metric(finite, "nll", -4, period: covid, phase: "pre"),
                metric(finite, "nll", -1.5, period: crisis, phase: "shock"),
            ],
            comparisons: [
                comparison(finite, against: naive, loss: "squared_error", p: 0.04),
                comparison(finite, against: naive, loss: "nll", p: 0.41),
                comparison(infinite, against: naive, loss: "squared_error", p: 0.03),
                comparison(naive, against: naive, loss: "squared_error", p: nil),
                comparison(finite, against: infinite, loss: "nll", p: 0.2),
                comparison(infinite, against: finite, loss: "nll", p: 0.2),
                comparison(
                    finite, against: naive, loss: "squared_error", p: 0.01, period: covid, phase: "shock"),
            ],
            samples: [
                PhaseSample(
                    period: covid, phase: "shock", firstDate: day("2020-02-20"), lastDate: day("2020-04-30"),
                    sessions: 50),
                PhaseSample(
                    period: covid, phase: "pre", firstDate: day("2019-11-01"), lastDate: day("2020-02-19"),
                    sessions: 75),
                PhaseSample(
                    period: crisis, phase: "shock", firstDate: day("2008-09-15"), lastDate: day("2009-03-09"),
                    sessions: 120),
            ])
    }

    @Test("The leaderboard joins cost, scores and the test against the random walk, best likelihood first")
    func leaderboard() throws {
        let rows = try store.leaderboard(run: "r1")
        // The last row is the forecast of five sessions ahead.
        #expect(rows.map(\.model) == ["gru", "tdnn(width=20)", "random-walk", "tdnn(width=20)"])
        #expect(rows.map(\.horizon) == [1, 1, 1, 5])
        #expect(
            rows[1]
                == LeaderboardRow(
                    runID: "r1", model: "tdnn(width=20)", response: "finite", width: 20, parameters: 110, seeds: 2,
                    trainSeconds: 1 + 2 + 4, horizon: 1, mae: 0.01, rmse: 0.019, mase: 0.9, nll: -3.1, crps: 0.008,
                    qlike: -8, coverage90: 0.88, directionalAccuracy: 0.52, skillVsNaive: 0.0975, dmPVsNaive: 0.04,
                    inMCS: nil))
        #expect(rows[0].response == "infinite")
        #expect(rows[0].width == nil)
        #expect(rows[0].mae == nil)
        #expect(rows[2].dmPVsNaive == nil)
        #expect(try store.leaderboard(run: "r9") == [])
    }

    @Test("A model without a likelihood stands last")
    func withoutLikelihood() throws {
        try store.replaceEvaluation(
            run: "r1", metrics: [metric("gru", "rmse", 0.01), metric("random-walk", "nll", 5)], comparisons: [],
            samples: [])
        #expect(try store.leaderboard(run: "r1").map(\.model) == ["random-walk", "gru"])
        #expect(try store.shockTable(run: "r1").isEmpty)
    }

    @Test("The sweep holds the networks and tests each against the one with the best likelihood")
    func widthSweep() throws {
        #expect(
            try store.widthSweep(run: "r1") == [
                WidthSweepRow(
                    runID: "r1", model: "tdnn(width=20)", response: "finite", width: 20, parameters: 110,
                    multiplyAddsPerForecast: 10 * 110, trainSeconds: 7, rmse: 0.019, nll: -3.1, qlike: -8,
                    dmPVsBest: 0.2, dmPVsRNN: 0.2),
                WidthSweepRow(
                    runID: "r1", model: "gru", response: "infinite", width: nil, parameters: 50,
                    multiplyAddsPerForecast: 500, trainSeconds: 8, rmse: 0.018, nll: -3.2, qlike: nil,
                    dmPVsBest: nil),
            ])
    }

    @Test("The shock table follows time, and its test is that of the phase")
    func shockTable() throws {
        let rows = try store.shockTable(run: "r1")
        #expect(rows.map(\.period) == ["gfc-2008", "covid-2020", "covid-2020", "covid-2020"])
        #expect(rows.map(\.phase) == ["shock", "pre", "shock", "shock"])
        #expect(rows.map(\.nll) == [-1.5, -4, -2, -1])
        #expect(
            rows[2]
                == ShockTableRow(
                    runID: "r1", period: "covid-2020", phase: "shock", firstDate: day("2020-02-20"),
                    lastDate: day("2020-04-30"), sessions: 50, model: "tdnn(width=20)", rmse: 0.05, nll: -2,
                    qlike: -6,
                    coverage90: 0.7, var99Breaches: 2.5, dmPVsNaive: 0.01, forecasts: 20))
        #expect(rows[1].dmPVsNaive == nil)
        #expect(try store.shockTable(run: "r1", period: "gfc-2008").count == 1)
    }

    @Test("A forecast stands beside what came: error is mean minus actual, the 90 % interval is closed")
    func forecastVersusActual() throws {
        let unknown = forecast(cutoff: "2020-05-05", actual: nil)
        try store.save(
            trial: trial(9, "drift", seed: 3),
            forecasts: [
                forecast(cutoff: "2020-05-01", mean: 0.005, actual: 0.02),
                forecast(cutoff: "2020-05-02", mean: 0.005, actual: -0.021), unknown,
            ])
        let rows = try store.forecastsVersusActual(run: "r1", model: "drift", symbol: "AAA", seed: 3)
        // 0.005 − 0.02 = −0.015; q95 = 0.02 is inside. 0.005 + 0.021 = 0.026; −0.021 lies below q05 = −0.02.
        #expect(rows.map(\.error) == [0.005 - 0.02, 0.005 + 0.021, nil])
        #expect(rows.map(\.covered90) == [true, false, nil])
        #expect(rows.map(\.targetDate) == [day("2020-05-02"), day("2020-05-03"), nil])
        #expect(rows[0].family == "student-t" && rows[0].shape == 5 && rows[0].seed == 3)
        #expect(try store.forecastsVersusActual(run: "r1", to: day("2020-05-02")).count == 1)
        #expect(try store.forecastsVersusActual(run: "r1", from: day("2020-05-03")).count == 2)
        #expect(try store.forecastsVersusActual(run: "r1", seed: 4).isEmpty)
    }

    @Test("Metrics and comparisons come back as they went in, and can be asked for in part")
    func longForm() throws {
        #expect(try store.metrics(run: "r1").count == 25)
        #expect(
            try store.metrics(run: "r1", MetricFilter(symbol: "AAA")) == [
                metric("tdnn(width=20)", "nll", 99, symbol: "AAA")
            ])
        #expect(
            try store.metrics(run: "r1", MetricFilter(model: "tdnn(width=20)", phase: "shock", name: "nll"))
                .map(\.value) == [-2, -1.5])
        #expect(try store.metrics(run: "r1", MetricFilter(period: wholeSample, horizon: 5)).map(\.value) == [-2])
        let comparisons = try store.comparisons(run: "r1")
        #expect(comparisons.count == 7)
        #expect(
            comparisons.contains(comparison("random-walk", against: "random-walk", loss: "squared_error", p: nil)))
        #expect(try store.phaseSamples(run: "r1").map(\.sessions) == [120, 75, 50])
    }

    @Test("A score that is not finite leaves the old scores in place")
    func replaceIsAllOrNothing() throws {
        let before = try store.dump(excludingTimes: true)
        #expect(throws: StoreError.notFinite(name: "nll", of: "gru, all, all")) {
            try store.replaceEvaluation(
                run: "r1", metrics: [metric("gru", "nll", .nan)], comparisons: [], samples: [])
        }
        #expect(throws: StoreError.unknownRun(id: "r9")) {
            try store.replaceEvaluation(run: "r9", metrics: [], comparisons: [], samples: [])
        }
        #expect(try store.dump(excludingTimes: true) == before)
    }
}
