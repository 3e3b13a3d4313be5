import Evaluation
import Foundation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("A backtest, from price files to report")
struct BacktestRunTests {
    @Test("gives the same store whatever the number of jobs, and a second run finds nothing to do")
    func jobs() async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        let first = try await market.run(store: "1.sqlite", jobs: 1)
        let dump = try market.dump("1.sqlite")
        #expect(dump.count > 10_000)
        for count in [2, 8] {
            let outcome = try await market.run(store: "\(count).sqlite", jobs: count)
            #expect(outcome.runID == first.runID && !outcome.wasAlreadyDone)
            #expect(firstDifference(dump, try market.dump("\(count).sqlite")) == nil)
        }
        let log = RunLog()
        let again = try await market.run(store: "8.sqlite", jobs: 3, log: log)
        #expect(again.wasAlreadyDone)
        #expect(again.runID == first.runID && again.summary == first.summary)
        #expect(log.events == [])
        #expect(firstDifference(dump, try market.dump("8.sqlite")) == nil)
    }

    @Test("writes a report that was deleted again, without running anything")
    func reportAgain() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let first = try await market.run()
        let report = "reports/\(first.runID)/report.txt"
        let body = try market.folder.text(report).components(separatedBy: "Machine and times")[0]
        try FileManager.default.removeItem(atPath: first.reportPath)
        let log = RunLog()
        #expect(try await market.run(log: log).wasAlreadyDone)
        #expect(try market.folder.text(report).hasPrefix(body))
        #expect(log.events == [])
    }

    @Test("adds the random walk where a pipeline leaves it out, and is then the same run as with it")
    func naiveModel() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"], to: "without.yaml")
        try market.writeBacktest(models: ["random-walk", "ewma"], to: "with.yaml")
        let without = try await market.run("without.yaml")
        let models = try market.store().leaderboard(run: without.runID).map(\.model)
        #expect(models.sorted() == ["ewma", "random-walk"])
        let with = try await market.run("with.yaml")
        #expect(with.runID == without.runID && with.wasAlreadyDone)
    }

    @Test("as of an earlier date makes the forecasts that files cut off at that date make")
    func asOf() async throws {
        let market = try SmallMarket()
        let night = date("2020-09-15")
        try market.writeBacktest()
        try market.writeBacktest(prices: "cut", to: "cut.yaml")
        try market.write(market.prices.map { $0.limited(to: night) }, to: "cut")
        let asOf = try await market.run(store: "as-of.sqlite", asOf: night)
        let cut = try await market.run("cut.yaml", store: "cut.sqlite")
        let (one, other) = (try forecasts(market, "as-of.sqlite", asOf), try forecasts(market, "cut.sqlite", cut))
        #expect(one.keys.count == other.keys.count && one.count > 1000)
        #expect(one == other)
        // It is another run than the one with everything, and says so.
        #expect(try await market.run(store: "as-of.sqlite", asOf: nil).runID != asOf.runID)
    }

    @Test("forecasts the same to the bit up to a session after which all prices were rewritten")
    func leak() async throws {
        let market = try SmallMarket()
        let cutoff = date("2021-02-10")
        try market.writeBacktest()
        try market.writeBacktest(prices: "other", to: "other.yaml")
        try market.write(
            try market.prices.map { series in
                let bars = series.bars.map { bar in
                    var changed = bar
                    if bar.date > cutoff { changed.close *= bar.date.dayNumber % 2 == 0 ? 3 : 0.5 }
                    return changed
                }
                return try PriceSeries(symbol: series.symbol, bars: bars)
            }, to: "other")
        let honest = try await market.run(store: "honest.sqlite")
        let other = try await market.run("other.yaml", store: "other.sqlite")
        let expected = try forecasts(market, "honest.sqlite", honest)
        let found = try forecasts(market, "other.sqlite", other)
        func known(_ forecasts: [Key: [Double?]]) -> [Key: [Double?]] {
            forecasts.filter { $0.key.cutoff <= cutoff }
        }
        #expect(known(found).count > 1000)
        #expect(known(found) == known(expected))
        #expect(found != expected)
    }

    struct Key: Hashable {
        var model: String
        var seed: Int
        var symbol: String
        var cutoff: SessionDate
    }

    /// The distributions of a run, without what came.
    private func forecasts(
        _ market: SmallMarket, _ store: String, _ outcome: RunOutcome
    ) throws -> [Key: [Double?]] {
        let rows = try market.store(store).forecastsVersusActual(run: outcome.runID)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (
                    Key(model: row.model, seed: row.seed, symbol: row.symbol, cutoff: row.cutoff),
                    [row.mean, row.scale, row.shape, row.q05, row.q50, row.q95]
                )
            })
    }
}
