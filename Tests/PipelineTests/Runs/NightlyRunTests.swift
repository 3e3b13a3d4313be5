import Evaluation
import Forecasting
import Foundation
import GRDB
import Market
import Predictors
import Store
import TestSupport
import Testing
import Windowing

@testable import Pipeline

@Suite("A night")
struct NightlyRunTests {
    private let models = [
        "random-walk seed 1", "ewma seed 1", "tdnn(width=5,epochs=1) seed 1", "rnn(hidden=4,epochs=1) seed 1",
    ]

    /// The files end on the last session of May 2021; later sessions come night by night.
    private func market(retrain: String = "monthly") throws -> SmallMarket {
        let market = try SmallMarket()
        try market.write(market.prices.map { $0.limited(to: date("2021-05-27")) })
        try market.writeNightly(retrain: retrain)
        return market
    }

    private func night(_ market: SmallMarket, _ last: String, log: RunLog = RunLog()) async throws -> RunOutcome {
        try market.write(market.prices.map { $0.limited(to: date(last)) })
        return try await market.run("night.yaml", log: log)
    }

    @Test("forecasts the next session of every symbol with every model, whose outcome nobody knows yet")
    func forecasts() async throws {
        let market = try market()
        let outcome = try await market.run("night.yaml")
        let store = try market.store()
        let rows = try store.forecastsVersusActual(run: outcome.runID)
        #expect(rows.count == 4 * 3)
        #expect(Set(rows.map(\.cutoff)) == [date("2021-05-27")])
        #expect(rows.allSatisfy { $0.targetDate == nil && $0.actual == nil && $0.horizon == 1 })
        #expect(rows.allSatisfy { $0.scale > 0 && $0.q05 < $0.q95 })
        #expect(Set(rows.map(\.symbol)) == ["AAA", "BBB", "CCC"])
        #expect(try store.run(outcome.runID)?.status == .done)

        let trials = try store.trials(run: outcome.runID)
        // One for the forecasts and one for the fit of each model.
        #expect(trials.count == 8)
        #expect(trials.allSatisfy { $0.validation?.upperBound == date("2021-05-27") })
        #expect(try store.models(run: outcome.runID).map(\.model.name).sorted() == models.sorted())
        #expect(
            try store.models().allSatisfy { $0.model.cutoff == date("2021-05-27") && !$0.model.encoded.isEmpty })

        let report = try market.folder.text("reports/\(outcome.runID)/report.txt")
        #expect(report == outcome.summary)
        // The morning's reader need not know the night's name; earlier nights that are made later do not take it.
        #expect(try market.folder.text("reports/night-latest/report.txt") == report)
        _ = try await runPipeline(
            file: market.folder.path("night.yaml"),
            options: RunOptions(from: date("2021-05-24"), to: date("2021-05-25"), command: "hindcast run"),
            environment: RunLog().environment(jobs: 2))
        #expect(try market.folder.text("reports/night-latest/report.txt") == report)
        #expect(report.hasPrefix("Hindcast night: forecasts after 2021-05-27\n"))
        #expect(report.contains("All 3 series end on 2021-05-27."))
        for row in rows {
            let line = report.split(separator: "\n").first {
                $0.contains("\(row.symbol) ") && $0.contains(row.model)
            }
            let deviation = String(format: "%.3f", row.standardDeviation * 100)
            #expect(line?.contains(" \(deviation) ") == true, "\(deviation) in \(line ?? "no line")")
        }
    }

    @Test("that comes twice does nothing the second time")
    func twice() async throws {
        let market = try market()
        let first = try await market.run("night.yaml")
        let dump = try market.dump()
        let log = RunLog()
        let again = try await market.run("night.yaml", log: log)
        #expect(again.wasAlreadyDone && again.runID == first.runID)
        #expect(log.sentences == [])
        #expect(firstDifference(try market.dump(), dump) == nil)
    }

    @Test("with one more session uses the models of the night before, until the month is over")
    func monthly() async throws {
        let market = try market()
        let first = try await market.run("night.yaml")
        #expect(first.summary.contains("Fitted anew: "))
        let log = RunLog()
        let second = try await night(market, "2021-05-28", log: log)
        #expect(second.runID != first.runID && !second.wasAlreadyDone)
        #expect(!log.sentences.contains { $0.hasPrefix("fitting") })
        #expect(second.summary.contains("No model was due for a fit; all were taken from the store."))
        #expect(second.summary.contains("ewma: 3 sessions of 3 series stepped after 2021-05-27\n"))
        #expect(
            second.summary.contains("rnn(hidden=4,epochs=1): 3 sessions of 3 series stepped after 2021-05-27\n"))
        var store = try market.store()
        #expect(try store.models(run: second.runID).isEmpty)
        let rows = try store.forecastsVersusActual(run: second.runID)
        #expect(rows.count == 12 && Set(rows.map(\.cutoff)) == [date("2021-05-28")])

        // Friday was the last session of May; Monday belongs to another month.
        let third = try await night(market, "2021-05-31")
        #expect(try market.store().models(run: third.runID).isEmpty)
        let june = RunLog()
        let fourth = try await night(market, "2021-06-01", log: june)
        #expect(june.sentences.filter { $0.hasPrefix("fitting") } == models.map { "fitting \($0) anew" })
        store = try market.store()
        #expect(
            try store.models(run: fourth.runID).map(\.model.cutoff)
                == Array(repeating: date("2021-06-01"), count: 4))
        // The night's forecasts are those of the champions of the night before.
        let trials = try store.trials(run: fourth.runID)
        #expect(trials.filter { $0.fold == 0 }.allSatisfy { $0.validation?.upperBound == date("2021-05-27") })
        #expect(trials.filter { $0.fold == 1 }.allSatisfy { $0.validation?.upperBound == date("2021-06-01") })
        #expect(try store.runs().count == 4)
    }

    @Test("refits after the number of sessions asked for, counted from the last fit", arguments: [1, 2, 3])
    func everySessions(count: Int) async throws {
        let market = try market(retrain: "{every: \(count)}")
        try market.writeNightly(models: ["ewma"], retrain: "{every: \(count)}")
        var fits: [Bool] = []
        for last in ["2021-05-27", "2021-05-28", "2021-05-31", "2021-06-01", "2021-06-02"] {
            let outcome = try await night(market, last)
            fits.append(try !market.store().models(run: outcome.runID).isEmpty)
        }
        #expect(fits == (0..<5).map { $0 % count == 0 })
    }

    @Test("forecasts with a model taken from the store what that model, just fitted, would say")
    func storedModel() async throws {
        let market = try market()
        _ = try await market.run("night.yaml")
        let second = try await night(market, "2021-05-28")
        // A fit with the prices of the first night, asked after the second one's last session.
        let run = try market.store().forecastsVersusActual(run: second.runID)
        let stored = try market.store().models()
        let panel = market.prices.sorted { $0.symbol < $1.symbol }
            .map { ReturnSeries($0.limited(to: date("2021-05-28"))) }.sharingPanel()
        for row in run {
            let model = try #require(stored.first { $0.model.name.hasPrefix(row.model + " seed") })
            let fitted = try #require(Registry.model(String(row.model.prefix { $0 != "(" }))).decode(
                model.model.encoded)
            let series = try #require(panel.first { $0.symbol == row.symbol })
            let forecast = try #require(fitted.forecasts(for: series, cutoffs: series.count - 1..<series.count)[0])
            #expect(forecast.mean == row.mean && forecast.scale == row.scale)
        }
    }

    @Test("of changed settings does not use the models of the old ones")
    func otherSettings() async throws {
        let market = try market()
        try market.writeNightly(models: ["ewma: {decay: 0.9}"])
        _ = try await market.run("night.yaml")
        try market.writeNightly(models: ["ewma: {decay: 0.8}"], retrain: "never")
        let second = try await night(market, "2021-05-28")
        // The random walk is what it was; when a model is fitted anew does not change a fit.
        #expect(try market.store().models(run: second.runID).map(\.model.name) == ["ewma(decay=0.8) seed 1"])
    }

    @Test("says which series are late")
    func late() async throws {
        let market = try market()
        try market.write([market.prices[2].limited(to: date("2021-05-24"))])
        let outcome = try await market.run("night.yaml")
        #expect(outcome.summary.contains("Late series, with the sessions they lack: CCC 3."))
        let rows = try market.store().forecastsVersusActual(run: outcome.runID)
        #expect(Set(rows.filter { $0.symbol == "CCC" }.map(\.cutoff)) == [date("2021-05-24")])
    }

    @Test(
        "warns of a series that gets no forecast, because its past is too short or what comes out is no distribution"
    )
    func noForecast() async throws {
        let market = try market()
        try market.writeNightly(models: ["ewma", "tdnn: {width: 40, epochs: 1}"])
        _ = try await market.run("night.yaml")
        // EWMA starts from a scale whose square is infinite; a new symbol has come with less than a window.
        let store = try DatabaseQueue(path: market.folder.path("store.sqlite"))
        try await store.write { db in
            try db.execute(
                sql: "UPDATE model SET encoded = ? WHERE name LIKE 'ewma%'",
                arguments: [Data(#"{"decay":0.94,"referenceScale":1e200}"#.utf8)])
        }
        // Its states are not asked: they are as good as the model they were made with.
        try await store.write { try $0.execute(sql: "DELETE FROM model_state") }
        try store.close()
        try market.write(
            [
                try PriceSeries(
                    symbol: "NEW", bars: Array(market.prices[0].limited(to: date("2021-05-28")).bars.suffix(20)))
            ])
        let log = RunLog()
        let outcome = try await night(market, "2021-05-28", log: log)
        let warnings = log.sentences.filter { $0.contains("makes no forecast") }
        #expect(
            warnings
                == ["AAA", "BBB", "CCC", "NEW"].map {
                    "ewma makes no forecast of \($0) after 2021-05-28: the distribution is not finite, look at its last "
                        + "prices"
                } + ["tdnn(width=40,epochs=1) makes no forecast of NEW after 2021-05-28: its past is too short"])
        let rows = try market.store().forecastsVersusActual(run: outcome.runID)
        // Random walk for four, TDNN for three.
        #expect(rows.count == 4 + 3)
        // Who reads the report in the morning has not seen the log of the night.
        #expect(outcome.summary.contains("\nNEW by tdnn(width=40,epochs=1): its past is too short\n"))
        #expect(outcome.summary.contains("\nAAA by ewma: the distribution is not finite"))
        #expect(try market.store().leftOut(run: outcome.runID).count == 5)
    }

    @Test("that is interrupted keeps what was fitted, and goes on")
    func interrupted() async throws {
        let market = try market()
        let failed = await failure { _ = try await market.run("night.yaml", log: RunLog(cancelAfter: 0)) }
        #expect(failed?.exitCode == 130)
        // It was asked to stop before it had read a file, so there is no run yet.
        #expect(try market.store().runs().isEmpty)
        let outcome = try await market.run("night.yaml")
        #expect(try market.store().run(outcome.runID)?.status == .done)
        #expect(try market.store().forecastsVersusActual(run: outcome.runID).count == 12)
    }
}
