import Evaluation
import Foundation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("The states a night steps")
struct NightStateTests {
    @Test("are advanced by the new sessions alone, whatever the length of history")
    func stepped() async throws {
        let nights = try NightMarket()
        let sessions = nights.sessions("2021-05-27", "2021-06-02")
        for last in sessions { try await nights.night(last) }
        let store = try nights.market.store()
        for run in try store.runs() {
            for model in try store.nightModels(run: run.id) where model.method != .window {
                let isFirst = run.id.contains("2021-05-27")
                #expect(model.method == (isFirst ? .built : .stepped))
                #expect(isFirst ? model.sessions > 2000 : model.sessions == 3)
                #expect(model.series == 3)
            }
        }
    }

    @Test("are rebuilt where only a high was revised, for what looks at ranges")
    func revisedHigh() async throws {
        let nights = try NightMarket(models: ["rnn: {hidden: 4, epochs: 1}"])
        let sessions = nights.sessions("2021-05-27", "2021-06-02")
        func ranged(_ prices: inout [PriceSeries]) throws { prices = try prices.map { try $0.withRanges() } }
        for last in sessions.dropLast() { try await nights.night(last, ranged) }
        let outcome = try await nights.night(sessions[sessions.count - 1]) { prices in
            try ranged(&prices)
            prices[1] = try PriceSeries(
                symbol: "BBB",
                bars: prices[1].bars.map { bar in
                    var bar = bar
                    if bar.date == sessions[2] { bar.high = bar.high.map { 1.1 * $0 } }
                    return bar
                })
        }
        let store = try nights.market.store()
        #expect(try store.nightModels(run: outcome.runID).map(\.method).contains(.rebuilt))
        let night = try store.foretold(run: outcome.runID).map(Foretold.init)
        let again = try await nights.market.run(
            "night.yaml", asOf: sessions[sessions.count - 1], now: "2026-11-23T12:00:00Z")
        #expect(try Set(store.foretold(run: again.runID).map(Foretold.init)) == Set(night))
    }

    @Test(
        "are rebuilt from before a revised session, the log says why, and forecasts are those of the revised past")
    func revised() async throws {
        let nights = try NightMarket()
        let sessions = nights.sessions("2021-05-27", "2021-06-04")
        for last in sessions.dropLast() { try await nights.night(last) }
        let log = RunLog()
        let revision = sessions[3]
        func revise(_ prices: inout [PriceSeries]) throws { prices[1] = try prices[1].changing(revision, by: 1.05) }
        let outcome = try await nights.night(sessions[sessions.count - 1], log: log, revise)
        let rnn = try #require(log.sentences.first { $0.hasPrefix("rnn") && $0.contains("stepped") })
        #expect(rnn.contains("after \(sessions[2]), because the prices of BBB on \(revision) were revised"))
        // All series of the model that shares the panel's state, only the revised one of the other.
        let models = try nights.market.store().nightModels(run: outcome.runID)
        let steps = sessions.count - 3
        #expect(models.map(\.method) == [.window, .rebuilt, .window, .rebuilt])
        #expect(models.map(\.sessions) == [0, steps + 2, 0, 3 * steps])

        // The same models asked in another way: an as-of night after it replays the whole history.
        let again = try await nights.market.run(
            "night.yaml", asOf: sessions[sessions.count - 1], now: "2026-11-23T12:00:00Z")
        let store = try nights.market.store()
        #expect(
            try Set(store.foretold(run: again.runID).map(Foretold.init))
                == Set(store.foretold(run: outcome.runID).map(Foretold.init)))
    }

    @Test("begin at the first date that may be used of a series, and anew when that date changes")
    func firstDates() async throws {
        let nights = try NightMarket()
        let folder = nights.market.folder
        let sessions = nights.sessions("2021-05-27", "2021-06-01")
        let pipeline = try folder.text("night.yaml")
        try folder.write(
            pipeline.replacingOccurrences(
                of: "prices: prices\n", with: "prices: prices\n  first_dates: first.csv\n"),
            to: "night.yaml")
        try folder.write("symbol,first_date,reason\nBBB,2019-01-01,made up\n", to: "first.csv")
        try await nights.night(sessions[0])
        let second = try await nights.night(sessions[1])
        #expect(try nights.market.store().nightModels(run: second.runID).map(\.sessions) == [0, 3, 0, 3])
        #expect(try nights.market.store().seriesOutlines().map(\.firstUsable) == [nil, date("2019-01-01"), nil])

        try folder.write("symbol,first_date,reason\nBBB,2019-01-02,made up\n", to: "first.csv")
        let third = try await nights.night(sessions[2])
        let again = try nights.market.store().nightModels(run: third.runID)
        #expect(again.filter { $0.method != .window }.allSatisfy { $0.method == .rebuilt && $0.sessions > 500 })
        let words = third.summary.replacingOccurrences(of: "\n", with: " ")
        #expect(words.contains("because the first session used of BBB is another one"))
    }

    @Test("of a panel are taken back when a series comes late")
    func late() async throws {
        let nights = try NightMarket()
        let sessions = nights.sessions("2021-05-27", "2021-06-01")
        try await nights.night(sessions[0])
        let partial = try await nights.night(sessions[1]) { $0[2] = $0[2].limited(to: sessions[0]) }
        #expect(partial.summary.contains("! CCC is late: it lacks the last session"))
        let log = RunLog()
        let next = try await nights.night(sessions[2], log: log)
        #expect(log.sentences.contains { $0.contains("because CCC came late with its session of \(sessions[1])") })
        // On a store that was never late the last night's forecasts are the same.
        let prompt = try NightMarket()
        for last in sessions.prefix(3) { try await prompt.night(last) }
        let expected = try prompt.market.store().foretold().filter { $0.cutoff == sessions[2] }.map(Foretold.init)
        #expect(try Set(nights.market.store().foretold(run: next.runID).map(Foretold.init)) == Set(expected))
    }

    @Test("are found again as they were known: a night repeated as of its date is the night that was, to the bit")
    func asOf() async throws {
        let nights = try NightMarket()
        let sessions = nights.sessions("2021-05-27", "2021-06-04")
        for last in sessions.dropLast() { try await nights.night(last) }
        try await nights.night(sessions[sessions.count - 1]) { prices in
            prices[0] = try prices[0].changing(sessions[1], by: 0.9)
        }
        for last in [sessions[1], sessions[4]] {
            let outcome = try await nights.market.run("night.yaml", asOf: last)
            let store = try nights.market.store()
            let live = try store.foretold().filter {
                $0.cutoff == last && $0.runID != outcome.runID
            }.map(Foretold.init)
            #expect(live.count == 12)
            #expect(try Set(store.foretold(run: outcome.runID).map(Foretold.init)) == Set(live))
        }
    }
}
