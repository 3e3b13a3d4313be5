import Evaluation
import Foundation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("A backtest of the next week")
struct HorizonRunTests {
    private func write(
        _ market: SmallMarket, _ extra: String, models: [String] = [], to name: String
    ) throws {
        try market.writeBacktest(
            models: ["garch-t", "ewma", "tdnn: {width: 5, epochs: 1}", "rnn: {hidden: 4, epochs: 1}"] + models,
            to: name)
        let text = try market.folder.text(name).replacing("evaluation:\n", with: "evaluation:\n\(extra)")
        try market.folder.write(text, to: name)
    }

    @Test("gives the same store whatever the number of jobs, and leaves the next session as it was")
    func jobs() async throws {
        let market = try SmallMarket()
        let extra = "  horizons: [1, 5]\n  horizon_paths: 50\n  horizon_step: 30\n"
        try write(market, extra, to: "sums.yaml")
        try write(market, "", to: "next.yaml")
        let first = try await market.run("sums.yaml", store: "1.sqlite", jobs: 1)
        _ = try await market.run("sums.yaml", store: "2.sqlite", jobs: 2)
        #expect(firstDifference(try market.dump("1.sqlite"), try market.dump("2.sqlite")) == nil)
        let next = try await market.run("next.yaml", store: "next.sqlite", jobs: 2)
        #expect(next.runID != first.runID)

        let store = try market.store("1.sqlite")
        let rows = try store.forecastsVersusActual(run: first.runID)
        let single = try market.store("next.sqlite").forecastsVersusActual(run: next.runID)
        #expect(Set(rows.map(\.horizon)) == [1, 5])
        func numbers(_ rows: [ForecastVersusActualRow]) -> [[Double]] {
            rows.filter { $0.horizon == 1 }.map { [$0.mean, $0.scale, $0.shape ?? 0, $0.actual ?? 0] }
        }
        #expect(numbers(rows) == numbers(single))
        let series = try #require(market.prices.first).bars
        for row in rows where row.horizon == 5 && row.symbol == "AAA" && row.model == "garch-t" {
            let cutoff = try #require(series.firstIndex { $0.date == row.cutoff })
            let actual = try #require(row.actual)
            #expect(row.targetDate == series[cutoff + 5].date)
            #expect(abs(actual - log(series[cutoff + 5].close / series[cutoff].close)) < 1e-12)
        }
        for (horizon, models) in Dictionary(grouping: rows, by: \.horizon) {
            #expect(Set(models.map(\.model)).count == 5, "all models are there \(horizon) sessions ahead")
        }

        let metrics = try store.metrics(run: first.runID)
        let alone = try market.store("next.sqlite").metrics(run: next.runID)
        #expect(metrics.filter { $0.horizon == 1 } == alone)
        let scored = metrics.filter { $0.name == "nll" && $0.symbol == wholeSample && $0.period == wholeSample }
        #expect(scored.count == 10)
        #expect(!metrics.contains { $0.horizon > 1 && $0.name.contains("kupiec") })

        let text = try market.folder.text("reports/\(first.runID)/report.txt")
        let plain = try market.folder.text("reports/\(next.runID)/report.txt")
        #expect(text.contains("Horizons: the next week, the next month"))
        #expect(
            text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
                .contains("after every 30th session, by 50 paths where a model is simulated"))
        #expect(!plain.contains("Horizons:"))
        #expect(first.summary.split(separator: "\n").count == next.summary.split(separator: "\n").count)
        // The sections on the next session are the same to the byte.
        func section(_ text: String) -> String {
            let start = text.range(of: "Leaderboard")?.lowerBound ?? text.startIndex
            return String(text[start...].prefix(3000))
        }
        #expect(section(text) == section(plain))
    }

    private static let simulated = "rnn: {hidden: 4, epochs: 1, horizon_method: simulated}"

    @Test("single sessions ahead stand beside sums, in store and report, and leave these as they were")
    func sessionsAhead() async throws {
        let market = try SmallMarket()
        let rest = "  horizon_paths: 50\n  horizon_step: 30\n"
        try write(market, "  horizons: [5]\n\(rest)", to: "sums.yaml")
        try write(market, "  sessions_ahead: [3, 5]\n\(rest)", to: "single.yaml")
        try write(
            market, "  horizons: [5]\n  sessions_ahead: [3, 5]\n\(rest)", models: [Self.simulated], to: "both.yaml")
        func rows(_ file: String) async throws -> (runID: String, rows: [ForecastVersusActualRow]) {
            let outcome = try await market.run(file, store: "\(file).sqlite", jobs: 2)
            return (outcome.runID, try market.store("\(file).sqlite").forecastsVersusActual(run: outcome.runID))
        }
        let (sums, single, both) = (
            try await rows("sums.yaml"), try await rows("single.yaml"), try await rows("both.yaml")
        )
        #expect(Set([sums.runID, single.runID, both.runID]).count == 3)
        let simulated = "rnn(hidden=4,epochs=1,horizon_method=simulated)"
        func numbers(_ rows: [ForecastVersusActualRow], _ horizon: Int, _ span: Int) -> [[Double]] {
            rows.filter { $0.horizon == horizon && $0.span == span && $0.model != simulated }
                .map { [$0.mean, $0.scale, $0.shape ?? 0, $0.actual ?? 0] }
        }
        for (horizon, span) in [(1, 1), (5, 5)] {
            #expect(numbers(both.rows, horizon, span) == numbers(sums.rows, horizon, span))
        }
        for (horizon, span) in [(1, 1), (3, 1), (5, 1)] {
            #expect(!numbers(single.rows, horizon, span).isEmpty)
            #expect(numbers(both.rows, horizon, span) == numbers(single.rows, horizon, span))
        }
        let bars = try #require(market.prices.first).bars
        for row in both.rows where row.horizon == 5 && row.span == 1 && row.symbol == "AAA" {
            let cutoff = try #require(bars.firstIndex { $0.date == row.cutoff })
            let actual = try #require(row.actual)
            #expect(row.targetDate == bars[cutoff + 5].date)
            #expect(abs(actual - log(bars[cutoff + 5].close / bars[cutoff + 4].close)) < 1e-12)
        }
        // A random walk says of each single session what it says of the next.
        let walk = both.rows.filter { $0.model == "random-walk" && $0.symbol == "AAA" }
        let nextDay = Dictionary(
            walk.filter { $0.horizon == 1 }.map { ($0.cutoff, $0.standardDeviation) }, uniquingKeysWith: { $1 })
        for row in walk where row.horizon > 1 && row.span == 1 {
            #expect(nextDay[row.cutoff] == row.standardDeviation)
        }

        // The way beyond the next session is no part of the fit: both forecast that alike.
        func next(_ model: String) -> [Double] {
            both.rows.filter { $0.horizon == 1 && $0.model == model }.map(\.mean)
        }
        #expect(!next(simulated).isEmpty && next(simulated) == next("rnn(hidden=4,epochs=1)"))

        let store = try market.store("both.yaml.sqlite")
        let metrics = try store.metrics(run: both.runID).filter { $0.name == "nll" && $0.symbol == wholeSample }
            .filter { $0.period == wholeSample }
        #expect(metrics.count == 6 * 4)
        // Scored as where it is alone: a sum's outcomes are no single session's.
        func score(_ run: String, _ file: String) throws -> [Double] {
            try market.store("\(file).sqlite").metrics(
                run: run, MetricFilter(symbol: wholeSample, period: wholeSample)
            )
            .filter {
                $0.horizon == 5 && $0.span == 5 && $0.model != simulated && ["nll", "mase"].contains($0.name)
            }
            .map(\.value)
        }
        #expect(try score(both.runID, "both.yaml") == score(sums.runID, "sums.yaml"))
        let methods = try store.leaderboard(run: both.runID).filter { $0.horizon == 5 && $0.span == 1 }
            .map { "\($0.model): \($0.horizonMethod ?? "")" }.sorted()
        #expect(
            methods == [
                "ewma: scaled", "garch-t: simulated", "random-walk: scaled", "rnn(hidden=4,epochs=1): direct",
                "\(simulated): simulated",
                "tdnn(width=5,epochs=1): direct",
            ])
        let text = try market.folder.text("reports/\(both.runID)/report.txt")
        #expect(text.contains("5 sessions ") && text.contains("session t+3 ") && text.contains("session t+5 "))
        #expect(text.contains("  scaled ") && text.contains(" simulated ") && text.contains("  direct "))
        let page = try market.folder.text("reports/\(both.runID)/report.html")
        for method in ["scaled", "simulated", "direct"] { #expect(page.contains(">\(method)</td>")) }
        let alone = try market.folder.text("reports/\(single.runID)/report.txt")
        #expect(alone.contains("session t+5 ") && !alone.contains("5 sessions "))
    }

    @Test("passes the leak audit with models that are simulated, fitted on sums and stretched")
    func audit() async throws {
        let market = try SmallMarket()
        try write(
            market, "  horizons: [5]\n  sessions_ahead: [4]\n  horizon_paths: 50\n  horizon_step: 40\n",
            models: [Self.simulated, "har: {horizon_method: direct}", "recalibrated: {of: garch-t}"],
            to: "sums.yaml")
        let outcome = try await runPipeline(
            file: market.folder.path("sums.yaml"), options: RunOptions(command: "hindcast run", auditsLeaks: true),
            environment: RunLog().environment(jobs: 2))
        let rows = try market.store().leakAudit(run: outcome.runID)
        #expect(rows.count == 8 * 2 * 4)
        #expect(rows.allSatisfy { $0.compared > 0 })
        let methods = try market.store().leaderboard(run: outcome.runID).filter { $0.horizon == 5 }
        #expect(methods.first { $0.model.hasPrefix("har(") }?.horizonMethod == "direct")
        #expect(methods.first { $0.model.hasPrefix("recalibrated") }?.horizonMethod == "simulated")
    }
}
