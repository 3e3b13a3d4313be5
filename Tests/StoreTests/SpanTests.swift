import Evaluation
import GRDB
import Market
import Testing

@testable import Store

@Suite("Single sessions ahead beside sums up to them")
struct SpanTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// The next session, the fifth, and the five together, each with a forecast, a metric and a test of its own.
    private func filled() throws -> Store {
        let store = try folder.store()
        _ = try store.ingest(file(prices("AAA", [1, 2])), at: noon)
        _ = try store.beginRun(run())
        let targets: [(horizon: Int, span: Int)] = [(1, 1), (5, 1), (5, 5)]
        for (index, model) in ["random-walk", "rnn"].enumerated() {
            var trial = trial(index, model)
            trial.horizonMethod = index == 0 ? "scaled" : "simulated"
            try store.save(
                trial: trial,
                forecasts: targets.map { target in
                    var one = forecast(
                        mean: Double(10 * target.horizon + target.span) / 10_000, horizon: target.horizon)
                    one.span = target.span
                    return one
                })
        }
        var second = trial(2, "rnn", fold: 1)
        second.horizonMethod = "direct"
        try store.save(trial: second, forecasts: [])
        try store.replaceEvaluation(
            run: "r1",
            metrics: targets.flatMap { target in
                ["random-walk", "rnn"].map { model in
                    var one = metric(
                        model, "nll", -Double(10 * target.horizon + target.span), horizon: target.horizon)
                    one.span = target.span
                    return one
                }
            },
            comparisons: targets.map { target in
                var one = comparison(
                    "rnn", against: "random-walk", loss: "squared_error",
                    p: Double(10 * target.horizon + target.span) / 100)
                one.horizon = target.horizon
                one.span = target.span
                return one
            }, samples: [])
        return store
    }

    @Test("both kinds of one horizon are held, read back and told apart")
    func bothKinds() throws {
        let store = try filled()
        var read: [[Int]] = []
        try store.forEachForecast(run: "r1", model: "rnn") {
            read.append([$0.forecast.horizon, $0.forecast.span, Int(($0.forecast.mean * 10_000).rounded())])
        }
        #expect(read == [[1, 1, 11], [5, 1, 51], [5, 5, 55]])
        let shown = try store.forecastsVersusActual(run: "r1", model: "rnn")
        #expect(shown.map(\.span) == [1, 1, 5] && shown.map(\.horizon) == [1, 5, 5])
        for span in [1, 5] {
            var means: [Double] = []
            try store.forEachOutcome(run: "r1", model: "rnn", horizon: 5, span: span) { means.append($0.mean) }
            #expect(means == [Double(50 + span) / 10_000])
        }
        var sums: [Double] = []
        try store.forEachOutcome(run: "r1", horizon: 5, series: ["AAA"]) { _, _, outcome in
            sums.append(outcome.mean)
        }
        #expect(sums == [0.0055, 0.0055])
        let metrics = try store.metrics(run: "r1", MetricFilter(model: "rnn"))
        #expect(metrics.map(\.span) == [1, 1, 5] && metrics.map(\.value) == [-11, -51, -55])
        #expect(try store.comparisons(run: "r1").map(\.span) == [1, 1, 5])
        let dump = try store.dump(excludingTimes: true)
        #expect(dump.filter { $0.hasPrefix("trial\t") && $0.hasSuffix("\"simulated\"") }.count == 1)
    }

    @Test("the leaderboard has a row and a test for each, and says how it was forecast")
    func leaderboard() throws {
        let rows = try filled().leaderboard(run: "r1").filter { $0.model == "rnn" }
        #expect(rows.map(\.span) == [1, 1, 5] && rows.map(\.horizon) == [1, 5, 5])
        #expect(rows.map(\.dmPVsNaive) == [0.11, 0.51, 0.55])
        // Two folds were forecast in two ways; the next session needs none.
        #expect(rows.map(\.horizonMethod) == [nil, "direct, simulated", "direct, simulated"])
    }

    @Test("a target that would begin before its cutoff is refused", arguments: [0, 6])
    func impossible(span: Int) throws {
        let store = try filled()
        var one = forecast(horizon: 5)
        one.span = span
        #expect(throws: StoreError.self) { try store.save(trial: trial(3, "gru"), forecasts: [one]) }
    }

    @Test("a store from before keeps its sums as sums")
    func migration() throws {
        let path = folder.path()
        let old = try DatabaseQueue(path: path)
        try old.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(Store.applicationID)") }
        try Migrations.migrator.migrate(old, upTo: "2026-11-quantiles")
        try old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO series (id, symbol) VALUES (1, 'AAA');
                    INSERT INTO run VALUES ('r1', 'p', 'done', 'c', 'd', '1', 's', 'x', 1, '2020-01-02', '2020-01-31',
                        '2023-01-01', '2023-01-01', NULL);
                    INSERT INTO trial (id, run_id, plan_index, model, is_network, response, width, seed, fold,
                        first_training_date, last_training_date, first_test_date, last_test_date, parameters,
                        multiply_adds_per_forecast, train_seconds)
                    VALUES (7, 'r1', 0, 'rnn', 1, 'infinite', NULL, 1, 0, '2010-01-01', '2018-12-31', '2020-01-01',
                        '2020-12-31', 1, 1, 1);
                    INSERT INTO comparison VALUES ('r1', 'rnn', 'random-walk', 'squared_error', 'all', 'all', 'all', 5,
                        'diebold-mariano', -0.5, -2.0, 0.04, 0.08, 500);
                    INSERT INTO metric VALUES ('r1', 'rnn', 'all', 'all', 'all', 5, 'nll', -3.0, 500, -4.0, -2.0);
                    """)
            for (horizon, target) in [(1, "'2020-01-03'"), (5, "'2020-01-09'"), (20, "NULL")] {
                try db.execute(
                    sql: """
                        INSERT INTO forecast (trial_id, series_id, cutoff, horizon, target_date, family, mean, scale, shape,
                            standard_deviation, q05, q50, q95, probability_up, invest, actual, naive_scale)
                        VALUES (7, 1, '2020-01-02', \(horizon), \(target), 'normal', 0.001, 0.01, NULL, 0.01, -0.1, 0, 0.1,
                            0.5, 1, NULL, 0.008);
                        """)
            }
        }
        try old.close()
        let store = try folder.store()
        var read: [ForecastRecord] = []
        try store.forEachForecast(run: "r1") { read.append($0.forecast) }
        #expect(read.map(\.horizon) == [1, 5, 20] && read.map(\.span) == [1, 5, 20])
        #expect(read.map(\.targetDate) == [day("2020-01-03"), day("2020-01-09"), nil])
        #expect(read.map(\.naiveScale) == [0.008, 0.008, 0.008] && read.map(\.q05) == [-0.1, -0.1, -0.1])
        let metric = try #require(try store.metrics(run: "r1").first)
        #expect([metric.lower, metric.upper, Double(metric.n), Double(metric.span)] == [-4, -2, 500, 5])
        let test = try #require(try store.comparisons(run: "r1").first)
        #expect([test.pValue, test.pHolm, test.statistic, Double(test.span)] == [0.04, 0.08, -2, 5])
        let row = try #require(try store.leaderboard(run: "r1").first)
        #expect(row.horizon == 5 && row.span == 5 && row.dmPVsNaive == 0.04 && row.horizonMethod == nil)
        #expect(try store.trials(run: "r1").map(\.horizonMethod) == [nil])
        #expect(
            try store.count("SELECT count(*) FROM forecast INDEXED BY forecast_open WHERE target_date IS NULL") == 1
        )
        #expect(try store.count("PRAGMA user_version") == Migrations.known)
    }
}
