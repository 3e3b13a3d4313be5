import Evaluation
import Foundation
import GRDB
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("Looking after nights")
struct UpkeepTests {
    @Test(
        "a fit that is due becomes champion only where it is not worse; both stay, and somebody may decide otherwise"
    )
    func championAndChallenger() async throws {
        let nights = try NightMarket(retrain: "{every: 1}", models: ["ewma"])
        let sessions = nights.sessions("2021-05-27", "2021-06-02")
        try await nights.night(sessions[0])
        try await nights.night(sessions[1])
        var store = try nights.market.store()
        var decisions = try store.registrations().filter { $0.model == "ewma" }
        #expect(decisions.map(\.role) == [.champion, .champion])
        #expect(decisions.map(\.reason) == [.first, .test])
        // The fit of the second night forecasts from the third on.
        let third = try await nights.night(sessions[2])
        #expect(try nights.market.store().nightModels(run: third.runID)[1].modelID == decisions[1].modelID)

        let path = nights.market.folder.path("store.sqlite")
        #expect(
            try promoteModel(decisions[0].modelID, store: path, now: noon).contains(
                "forecasts from the next night on"))
        let fourth = try await nights.night(sessions[3])
        store = try nights.market.store()
        #expect(try store.nightModels(run: fourth.runID)[1].modelID == decisions[0].modelID)
        decisions = try store.registrations()
        #expect(decisions.contains { $0.reason == .hand && $0.role == .champion })
        #expect(throws: StoreError.unknownModel(id: 999)) { try promoteModel(999, store: path, now: noon) }
    }

    @Test("pruning keeps bars, forecasts of record and their models, and the next night goes on")
    func prune() async throws {
        let nights = try NightMarket()
        let sessions = nights.sessions("2021-05-27", "2021-06-08")
        for last in sessions.dropLast() { try await nights.night(last) }
        _ = try await nights.market.run(
            "night.yaml", asOf: sessions[0], now: "\(sessions[sessions.count - 2])T23:00:00Z")
        let path = nights.market.folder.path("store.sqlite")
        let before = try nights.market.dump().filter { $0.hasPrefix("bar\t") || $0.hasPrefix("model\t") }
        let forecasts = try nights.market.store().foretold().count
        _ = try pruneStore(path, keeping: 1, now: noon)
        #expect(try nights.market.dump().filter { $0.hasPrefix("bar\t") || $0.hasPrefix("model\t") } == before)
        #expect(try nights.market.store().foretold().count == forecasts)
        #expect(try nights.market.dump().count { $0.hasPrefix("model_state\t") } == 2 * 3)
        let next = try await nights.night(sessions[sessions.count - 1])
        #expect(try nights.market.store().nightModels(run: next.runID).allSatisfy { $0.sessions <= 3 })
    }

    @Test("a copy is a store with the same content, and what is damaged is not copied")
    func backup() async throws {
        let nights = try NightMarket(models: ["ewma"])
        try await nights.night(date("2021-05-27"))
        let folder = nights.market.folder
        _ = try backupStore(folder.path("store.sqlite"), to: folder.path("copy.sqlite"))
        #expect(firstDifference(try nights.market.dump("copy.sqlite"), try nights.market.dump()) == nil)
        let bytes = try Data(contentsOf: folder.url.appending(path: "copy.sqlite"))
        try bytes.prefix(bytes.count / 2).write(to: folder.url.appending(path: "cut.sqlite"))
        let failed = await failure {
            _ = try backupStore(folder.path("cut.sqlite"), to: folder.path("other.sqlite"))
        }
        #expect(failed?.exitCode == 74)
        #expect(failed?.sentence.contains("cut.sqlite: the database is damaged (it is cut off: ") == true)
        #expect(!folder.contains("other.sqlite"))
    }

    @Test("a stored model that is not what was written is a damaged store, not a mistake of the program")
    func damagedModel() async throws {
        let nights = try NightMarket(models: ["ewma"])
        let sessions = nights.sessions("2021-05-27", "2021-05-28")
        try await nights.night(sessions[0])
        let store = try DatabaseQueue(path: nights.market.folder.path("store.sqlite"))
        try await store.write { try $0.execute(sql: "UPDATE model SET encoded = x'7b' WHERE name LIKE 'ewma%'") }
        try store.close()
        let failed = await failure { try await nights.night(sessions[1]) }
        #expect(failed?.exitCode == 74)
        #expect(
            failed?.sentence.contains("the store is damaged; put back the copy that hindcast backup made") == true)
    }

    @Test("a clock behind the store ends the run before anything is read")
    func clock() async throws {
        let nights = try NightMarket(models: ["ewma"])
        try await nights.night(date("2021-05-27"))
        let dump = try nights.market.dump()
        let failed = await failure { _ = try await nights.market.run("night.yaml", now: "2021-05-26T22:00:00Z") }
        #expect(failed?.exitCode == 75)
        #expect(failed?.sentence.hasPrefix("the clock says 2021-05-26T22:00:00Z, but ") == true)
        #expect(firstDifference(try nights.market.dump(), dump) == nil)
    }

    @Test("the numbers of a run are written whole; after a failure those of the last success stay")
    func metrics() async throws {
        let nights = try NightMarket(models: ["ewma"])
        let outcome = try await nights.night(date("2021-05-27"))
        let path = nights.market.folder.path("m.prom")
        try writeRunMetrics(
            to: path, pipeline: "night.yaml", night: outcome.night, error: nil, seconds: 1.5,
            now: "2021-05-27T22:00:00Z")
        var text = try nights.market.folder.text("m.prom")
        #expect(text.contains("hindcast_forecasts{pipeline=\"night\"} 6\n"))
        #expect(text.contains("# TYPE hindcast_last_success_timestamp_seconds gauge\n"))
        #expect(text.contains("hindcast_last_success_timestamp_seconds{pipeline=\"night\"} 1622152800\n"))
        try writeRunMetrics(
            to: path, pipeline: "night.yaml", night: nil, error: UsageError("no"), seconds: 1,
            now: "2021-05-28T22:00:00Z")
        text = try nights.market.folder.text("m.prom")
        #expect(text.contains("hindcast_last_run_exit_code{pipeline=\"night\"} 64\n"))
        #expect(text.contains("hindcast_last_success_timestamp_seconds{pipeline=\"night\"} 1622152800\n"))
        #expect(text.components(separatedBy: "hindcast_last_run_exit_code{").count == 2)
    }

    @Test("the registered models are asked for the next session without a run, as a table or as JSON")
    func nextSession() async throws {
        let nights = try NightMarket()
        let outcome = try await nights.night(date("2021-05-27"))
        let path = nights.market.folder.path("store.sqlite")
        let table = try forecastsOfNextSession(ForecastRequest(store: path, asOf: nil, symbol: nil, isJSON: false))
        #expect(table.split(separator: "\n").count >= 12)
        let json = try forecastsOfNextSession(ForecastRequest(store: path, asOf: nil, symbol: "BBB", isJSON: true))
        // JSONSerialization goes through decimals and loses last bits.
        let objects = try JSONDecoder().decode([NextForecast].self, from: Data(json.utf8))
        let stored = try nights.market.store().foretold(run: outcome.runID).filter { $0.symbol == "BBB" }
        #expect(objects.count == 4)
        for row in stored {
            let one = try #require(objects.first { $0.model == row.model })
            #expect(one.mean == row.mean && one.scale == row.scale)
        }
        #expect(throws: StoreError.unknownSeries(symbol: "ZZZ")) {
            try forecastsOfNextSession(ForecastRequest(store: path, asOf: nil, symbol: "ZZZ", isJSON: true))
        }
    }
}

/// What is compared of a line of `hindcast forecast --json`.
private struct NextForecast: Decodable {
    var model: String
    var mean: Double
    var scale: Double
}
