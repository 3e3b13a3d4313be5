import Evaluation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("Nights one after the other")
struct ReplayTests {
    @Test(
        "give the forecasts of the backtest with the same models to the bit, and the outcomes it knows",
        arguments: [false, true])
    func backtest(hasRanges: Bool) async throws {
        let models =
            NightMarket.models + ["garch-t", "recalibrated: {of: ewma}", "har-x", "gru: {hidden: 3, epochs: 1}"]
            + (hasRanges ? ["har-range", "recalibrated: {of: har-range}"] : [])
        let nights = try NightMarket(models: models)
        let market = nights.market
        if hasRanges { try market.write(market.prices.map { try $0.withRanges() }) }
        let sessions = nights.sessions("2021-04-01", "2021-04-30")
        _ = try await market.run("night.yaml", from: date("2021-04-01"), to: date("2021-04-30"))
        // The same models: fitted on what was known on the first of April, asked for every session after it.
        try market.writeBacktest(
            models: models, test: "{from: 2021-04-02, to: 2021-05-03}", to: "same.yaml")
        let text = try market.folder.text("same.yaml")
        try market.folder.write(
            text.replacing("seeds: 2", with: "seeds: 1").replacing(
                "  validation:", with: "  refit: never\n  validation:"),
            to: "same.yaml")
        let past = try await market.run("same.yaml", store: "past.sqlite")
        let expected = try market.store("past.sqlite").forecastsVersusActual(run: past.runID)
        let found = try market.store().foretold()
        #expect(found.count == (models.count + 1) * 3 * sessions.count)
        #expect(found.count == expected.count)
        #expect(Set(found.map(Foretold.init)) == Set(expected.map(Foretold.init)))
        for row in found where row.cutoff < sessions[sessions.count - 1] {
            let same = try #require(
                expected.first { $0.model == row.model && $0.symbol == row.symbol && $0.cutoff == row.cutoff })
            #expect(row.actual == same.actual && row.targetDate == same.targetDate)
        }
    }

    @Test("are the nights that growing files would have given, and are not made twice")
    func live() async throws {
        let (replayed, live) = (try NightMarket(), try NightMarket())
        _ = try await replayed.market.run("night.yaml", from: date("2021-05-27"), to: date("2021-06-04"))
        for last in live.sessions("2021-05-27", "2021-06-04") { try await live.night(last) }
        let (one, other) = (try replayed.market.store(), try live.market.store())
        #expect(try Set(one.foretold().map(Foretold.init)) == Set(other.foretold().map(Foretold.init)))
        #expect(try one.foretold().count == 4 * 3 * 7)

        let dump = try replayed.market.dump()
        let log = RunLog()
        let again = try await replayed.market.run(
            "night.yaml", from: date("2021-05-27"), to: date("2021-06-04"), log: log)
        #expect(again.wasAlreadyDone)
        #expect(!log.sentences.contains { $0.contains("stepped") })
        #expect(firstDifference(try replayed.market.dump(), dump) == nil)
    }

    @Test("can be stopped at any question and go on to the same store")
    func interrupted() async throws {
        let whole = try NightMarket(retrain: "{every: 2}")
        for last in whole.sessions("2021-05-27", "2021-06-01") { try await whole.night(last) }
        let expected = try pathless(whole)
        for question in [1, 2, 3, 5, 8, 13, 40, 100] {
            let broken = try NightMarket(retrain: "{every: 2}")
            for last in broken.sessions("2021-05-27", "2021-06-01") {
                _ = await failure { try await broken.night(last, log: RunLog(cancelAtQuestion: question)) }
                try await broken.night(last)
            }
            let difference = firstDifference(try pathless(broken), expected)
            #expect(difference == nil, "stopped at question \(question)")
        }
    }

    /// The folder of each market is its own.
    private func pathless(_ nights: NightMarket) throws -> [String] {
        let folder = nights.market.folder.path("")
        return try nights.market.dump().map { $0.replacing(folder, with: "") }
    }
}
