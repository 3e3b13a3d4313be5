import Evaluation
import Foundation
import Ingestion
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("Files that are restated, and series that are refused")
struct RestatedRunTests {
    private let market: SmallMarket

    init() throws {
        market = try SmallMarket()
        try market.writeNightly(models: ["random-walk", "ewma"])
    }

    @Test("A run of a past date takes back what was restated since, and is the same run for ever")
    func asOf() async throws {
        let past = date("2021-05-20")
        let first = try await market.run("night.yaml", asOf: past)
        let rows = try market.store().forecastsVersusActual(run: first.runID)
        let today = try await market.run("night.yaml")

        // Weeks later: one old close is corrected, and a split has halved all prices of another series.
        let correction = date("2021-05-18")
        let bars = market.prices[0].bars.map { bar in
            var bar = bar
            if bar.date == correction { bar.close *= 1.05 }
            return bar
        }
        let halved = market.prices[1].bars.map { Bar(date: $0.date, close: $0.close / 2) }
        try market.write([
            try PriceSeries(symbol: "AAA", bars: bars), try PriceSeries(symbol: "BBB", bars: halved),
        ])
        let later = RunLog(now: "2026-12-24T12:00:00Z")
        let again = try await market.run("night.yaml", asOf: past, log: later)
        #expect(again.runID == first.runID && again.wasAlreadyDone)
        #expect(try market.store().forecastsVersusActual(run: again.runID) == rows)
        #expect(try market.dump().contains { $0.hasPrefix("bar_revision\t\"AAA\"\t\"2021-05-18\"") })
        // What is known today is another run.
        let now = try await market.run("night.yaml", log: later)
        #expect(now.runID != today.runID && !now.wasAlreadyDone)

        // In a store that was filled after the correction nothing older is known.
        let other = try await market.run("night.yaml", store: "other.sqlite", asOf: past, log: later)
        #expect(other.runID != first.runID)
    }

    @Test("A refused series is left out and named in the report with the reason")
    func refused() async throws {
        // Half a year of nothing, then five times the price: another company has the ticker.
        let bars = market.prices[2].bars
        let reused =
            bars.prefix(400).map { Bar(date: $0.date, close: $0.close) }
            + bars.dropFirst(530).map { Bar(date: $0.date, close: $0.close * 5) }
        try market.write([try PriceSeries(symbol: "CCC", bars: reused)])
        let log = RunLog()
        let night = try await market.run("night.yaml", log: log)
        let reason = "its data are refused: a jump across a long gap: perhaps another company under the same ticker"
        #expect(night.summary.split(separator: "\n").joined(separator: " ").contains("CCC: \(reason.prefix(60))"))
        #expect(log.sentences.contains { $0.hasPrefix("CCC is left out, \(reason)") })
        #expect(Set(try market.store().forecastsVersusActual(run: night.runID).map(\.symbol)) == ["AAA", "BBB"])

        try market.writeBacktest(models: ["random-walk", "ewma"])
        let run = try await market.run()
        let report = try market.folder.text("reports/\(run.runID)/report.txt")
        #expect(report.contains("Left out of training and of all numbers:\n\nCCC: its data are refused"))
    }

    @Test("Jumps of a known series are told once, not every night")
    func jumpsOnce() async throws {
        var bars = market.prices[0].bars
        bars[100].close *= 3
        let whole = try PriceSeries(symbol: "AAA", bars: bars)
        try market.write([whole.limited(to: date("2021-05-27"))])
        let first = RunLog()
        _ = try await market.run("night.yaml", log: first)
        #expect(first.sentences.count { $0.contains("suspect_jump") } == 1)
        #expect(first.sentences.contains { $0.contains("suspect_jump") && $0.contains("1 further jump") })
        try market.write([whole.limited(to: date("2021-05-28"))])
        let second = RunLog()
        _ = try await market.run("night.yaml", log: second)
        #expect(second.sentences.count { $0.contains("suspect_jump") } == 0)
    }

    /// A series of the shape of a stock's long history: prices of cents, adjusted closes of six decimals, 23 years.
    private func longHistory(_ adjust: (Int, Double) -> Double, _ close: (Int, Double) -> Double) throws -> String {
        let prices = try syntheticPrices(
            symbol: "IBM", from: date("1998-01-02"), count: 5849, seed: 9
        ).bars
        var text = "Date,Open,High,Low,Close,Adj Close,Volume\n"
        for (index, bar) in prices.enumerated() {
            let cents = close(index, (bar.close * 100).rounded() / 100)
            // A factor that rises with every quarter's dividend.
            let factor = 0.3 + 0.7 * Double(index / 63) / Double(prices.count / 63)
            let adjusted = adjust(index, ((bar.close * 100).rounded() / 100 * factor * 1e6).rounded() / 1e6)
            text +=
                "\(bar.date),\(cents),\(cents + 1),\(cents - 1),\(cents),\(fixed(adjusted)),\(2_563_200 + index)\n"
        }
        return text
    }

    private func fixed(_ value: Double) -> String { String(format: "%.6f", value) }

    @Test(
        "Adjusted closes restated by one factor and rounded are one rebase; an old close changed besides is one revision",
        arguments: [false, true])
    func rebase(hasRevision: Bool) async throws {
        let path = try market.folder.write(
            longHistory({ $1 }, { $1 }), to: "ibm/IBM.csv")
        let store = market.folder.path("ibm.sqlite")
        let request = IngestRequest(paths: [path], store: store, jobs: 1)
        let before = try await ingest(request, now: "2026-11-23T12:00:00Z")
        #expect(before.refusals.isEmpty)
        try market.folder.write(
            longHistory(
                { ($1 * 0.9931 * 1e6).rounded() / 1e6 }, { $0 == 2000 && hasRevision ? $1 + 0.25 : $1 }),
            to: "ibm/IBM.csv")
        _ = try await ingest(request, now: "2026-11-24T12:00:00Z")
        let dump = try market.dump("ibm.sqlite")
        let rebases = dump.filter { $0.hasPrefix("rebase\t") }
        #expect(rebases.count == 1)
        #expect(rebases.first?.contains("adjusted_close") == true)
        #expect(dump.count { $0.hasPrefix("bar_revision\t") } == (hasRevision ? 1 : 0))
    }

    @Test("A file without one good row is told, and its rows are kept as rejected")
    func noGoodRow() async throws {
        let path = try market.folder.write("Date,Close\n2020-01-02,12a\n2020-01-03,13a\n", to: "bad/bad.csv")
        let result = try await ingest(
            IngestRequest(paths: [path], store: market.folder.path("bad.sqlite"), jobs: 1),
            now: "2026-11-23T12:00:00Z")
        #expect(
            result.refusals.map { "\($0)".contains("not one of its 2 rows is good; the first, line 2: ") } == [true]
        )
        #expect(try market.dump("bad.sqlite").count { $0.hasPrefix("rejected_row\t") } == 2)
    }

    @Test("A settlement below zero is kept beside the bars, and no return begins or ends with it")
    func belowZero() async throws {
        let path = try market.folder.write(
            "Date,Close\n2020-04-17,18.27\n2020-04-20,-36.98\n2020-04-21,8.91\n", to: "oil/WTI.csv")
        var request = IngestRequest(paths: [path], store: market.folder.path("oil.sqlite"), jobs: 1)
        request.nonPositiveSymbols = ["WTI"]
        let result = try await ingest(request, now: "2026-11-23T12:00:00Z")
        #expect(result.refusals.isEmpty)
        let dump = try market.dump("oil.sqlite")
        #expect(
            dump.contains { $0.hasPrefix("non_positive_bar\t\"WTI\"\t\"2020-04-20\"") && $0.contains("-36.98") })
        #expect(try market.store("oil.sqlite").priceSeries(symbol: "WTI")?.bars.map(\.close) == [18.27, 8.91])
    }
}
