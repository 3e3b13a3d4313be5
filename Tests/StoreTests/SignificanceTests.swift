import Evaluation
import Foundation
import GRDB
import Testing

@testable import Store

@Suite("Intervals, tests and shocks in the store")
struct SignificanceTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    /// A run with one of everything.
    private func store() throws -> Store {
        let store = try folder.store()
        _ = try store.beginRun(run())
        try store.save(trial: trial(0, "random-walk"), forecasts: [])
        try store.save(trial: trial(1, "rnn", width: nil, isNetwork: true), forecasts: [])
        try store.replaceEvaluation(run: "r1", result)
        return store
    }

    private var result: EvaluationResult {
        var result = EvaluationResult(
            metrics: [
                interval("rnn", "nll", -3, -3.1...(-2.9)), metric("rnn", "mcs_p_nll", 0.4),
                metric("random-walk", "nll", -2), metric("random-walk", "mcs_p_nll", 0.1),
                interval("rnn", "nll", -1, -2...0, phase: "shock"),
                metric("rnn", "coverage_95", 0.8, period: "crash", phase: "shock"),
            ],
            comparisons: [
                row(symbol: wholeSample), row(symbol: "AAA"),
                row(loss: "nll", period: "crash", phase: "shock"),
                row(loss: "nll", period: "crash", phase: "shock", test: "stationary-bootstrap", p: 0.3),
            ],
            samples: [
                PhaseSample(
                    period: "crash", phase: "shock", firstDate: day("2020-02-20"), lastDate: day("2020-03-23"),
                    sessions: 24)
            ])
        result.cumulativeLosses = [
            CumulativeLossRow(model: "rnn", loss: "nll", date: day("2020-01-31"), cumulative: -60.5, sessions: 21)
        ]
        result.shockResponses = [
            ShockResponse(
                period: "crash", model: "rnn", worstDate: day("2020-03-16"), worstNLL: 4.5, bandUpper: -2.5,
                peakNLL: 0.5, sessionsToRecover: 47, sessionsWatched: 700)
        ]
        result.shockPaths = [
            ShockPathRow(
                period: "crash", phase: "shock", model: "rnn", date: day("2020-03-16"), forecastVolatility: 0.06,
                realisedVolatility: 0.12, nll: 4.5, nll20: nil)
        ]
        return result
    }

    private func interval(
        _ model: String, _ name: String, _ value: Double, _ ends: ClosedRange<Double>, phase: String = wholeSample
    ) -> MetricRow {
        var row = metric(model, name, value, period: phase == wholeSample ? wholeSample : "crash", phase: phase)
        (row.lower, row.upper) = (ends.lowerBound, ends.upperBound)
        return row
    }

    private func row(
        symbol: String = wholeSample, loss: String = "squared_error", period: String = wholeSample,
        phase: String = wholeSample, test: String = "diebold-mariano", p: Double = 0.02
    ) -> ComparisonRow {
        ComparisonRow(
            model: "rnn", baseline: "random-walk", loss: loss, period: period, phase: phase, horizon: 1, test: test,
            meanDifference: -0.1, statistic: -2, pValue: p, n: 24, symbol: symbol, pHolm: min(1, 2 * p))
    }

    @Test("Everything comes back as it went in; comparisons are the panel's unless a symbol's are asked for")
    func roundTrip() throws {
        let store = try store()
        #expect(Set(try store.metrics(run: "r1")) == Set(result.metrics))
        #expect(try store.comparisons(run: "r1", symbol: "AAA") == [row(symbol: "AAA")])
        #expect(try store.comparisons(run: "r1").count == 3)
        #expect(Set(try store.comparisons(run: "r1", symbol: nil)) == Set(result.comparisons))
        #expect(try store.testCount(run: "r1") == 4)
        #expect(try store.cumulativeLosses(run: "r1", loss: "nll") == result.cumulativeLosses)
        #expect(try store.cumulativeLosses(run: "r1", loss: "crps") == [])
        #expect(try store.shockResponses(run: "r1") == result.shockResponses)
        #expect(try store.shockPaths(run: "r1", period: "crash") == result.shockPaths)
    }

    @Test("Scoring reads each known outcome once, seed by seed, and no forecast that is still open")
    func outcomes() throws {
        let store = try folder.store()
        for symbol in ["AAA", "BBB"] { _ = try store.ingest(file(prices(symbol, [1, 2])), at: noon) }
        _ = try store.beginRun(run())
        try store.save(trial: trial(0, "rnn", seed: 2, fold: 3), forecasts: [forecast("BBB"), forecast("AAA")])
        try store.save(
            trial: trial(1, "rnn", seed: 1),
            forecasts: [forecast("AAA", cutoff: "2020-02-01", actual: nil), forecast("AAA")])
        try store.save(trial: trial(2, "drift"), forecasts: [forecast("AAA")])
        var seen: [ForecastOutcome] = []
        try store.forEachOutcome(run: "r1", model: "rnn") { seen.append($0) }
        #expect(seen.map(\.symbol) == ["AAA", "AAA", "BBB"])
        #expect(seen.map(\.fold) == [0, 3, 3])
        let known = forecast("AAA")
        #expect(seen[0].mean == known.mean && seen[0].scale == known.scale && seen[0].shape == known.shape)
        #expect(
            seen[0].actual == known.actual && seen[0].targetDate == known.targetDate
                && seen[0].family == known.family)
    }

    @Test("The leaderboard says who is in the confidence set: a p-value above a tenth")
    func confidenceSet() throws {
        let rows = try store().leaderboard(run: "r1")
        #expect(rows.map(\.inMCS) == [true, false])
        #expect(rows[0].nllLower == -3.1 && rows[0].nllUpper == -2.9)
        #expect(rows[1].nllLower == nil)
    }

    @Test("The shock table shows the tests beside each other, the worst session and the time until it was over")
    func shockTable() throws {
        let rows = try store().shockTable(run: "r1")
        let row = try #require(rows.first)
        #expect(rows.count == 1)
        #expect(row.nllDMPVsNaive == 0.02 && row.nllBootstrapPVsNaive == 0.3 && row.dmPVsNaive == nil)
        #expect(row.nllLower == -2 && row.nllUpper == 0 && row.coverage95 == 0.8 && row.forecasts == 20)
        #expect(row.worstDate == day("2020-03-16") && row.worstNLL == 4.5 && row.sessionsToRecover == 47)
    }

    @Test("A second evaluation takes the place of the first, and one that is not finite changes nothing")
    func replaced() throws {
        let store = try store()
        let before = try store.dump(excludingTimes: true)
        var broken = result
        broken.shockPaths[0].nll = .nan
        #expect(throws: (any Error).self) { try store.replaceEvaluation(run: "r1", broken) }
        #expect(try store.dump(excludingTimes: true) == before)
        try store.replaceEvaluation(run: "r1", EvaluationResult())
        #expect(try store.shockPaths(run: "r1") == [] && store.cumulativeLosses(run: "r1") == [])
    }

    @Test("A store of three steps keeps its runs and their comparisons")
    func migration() throws {
        let path = folder.path()
        let old = try DatabaseQueue(path: path)
        try old.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(Store.applicationID)") }
        try Migrations.migrator.migrate(old, upTo: "2026-11-revisions")
        try old.write { db in
            try db.execute(
                sql: """
                    INSERT INTO run VALUES ('r1', 'p', 'done', 'c', 'd', '1', 's', 'x', 1, '2020-01-02', '2020-01-31',
                        '2023-01-01', '2023-01-01', NULL);
                    INSERT INTO comparison VALUES ('r1', 'rnn', 'random-walk', 'squared_error', 'all', 'all', 1,
                        'diebold-mariano', -0.5, -2.0, 0.04, 500);
                    INSERT INTO metric VALUES ('r1', 'rnn', 'all', 'all', 'all', 1, 'nll', -3.0, 500);
                    """)
        }
        try old.close()
        let store = try folder.store()
        #expect(
            try store.comparisons(run: "r1") == [
                ComparisonRow(
                    model: "rnn", baseline: "random-walk", loss: "squared_error", period: wholeSample,
                    phase: wholeSample, horizon: 1, test: "diebold-mariano", meanDifference: -0.5, statistic: -2,
                    pValue: 0.04, n: 500)
            ])
        #expect(try store.metrics(run: "r1").map(\.lower) == [nil])
    }
}
