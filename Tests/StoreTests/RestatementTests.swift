import Evaluation
import Ingestion
import Market
import Testing

@testable import Store

@Suite("Histories that vendors restate")
struct RestatementTests {
    let folder: Folder
    let store: Store
    static let monday = "2026-11-23T12:00:00Z"
    static let tuesday = "2026-11-24T12:00:00Z"
    static let wednesday = "2026-11-25T12:00:00Z"

    init() throws {
        folder = try Folder()
        store = try folder.store()
    }

    /// Forty bars with adjusted closes of six decimals.
    private static let bars: [Bar] = (0..<40).map { index in
        let close = 100 + Double(index % 7) + Double(index) / 4
        return Bar(
            date: day("2020-01-01").advanced(byDays: index), open: close, high: close + 1, low: close - 1,
            close: close,
            adjustedClose: rounded(close * 0.8123457), volume: 1000)
    }

    private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

    private static func restated(_ bars: [Bar], by factor: Double) -> [Bar] {
        bars.map { bar in
            var bar = bar
            bar.adjustedClose = bar.adjustedClose.map { rounded($0 * factor) }
            return bar
        }
    }

    private func take(_ bars: [Bar], _ sha256: Character, at time: String) throws -> IngestionSummary {
        try store.ingest(file(PriceSeries(symbol: "AAA", bars: bars), sha256: sha256), at: time)
    }

    @Test("All adjusted closes moved by one factor are one rebase and no revision")
    func rebase() throws {
        _ = try take(Self.bars, "a", at: Self.monday)
        let summary = try take(Self.restated(Self.bars, by: 0.9931), "b", at: Self.tuesday)
        #expect(summary.rebases == 1)
        #expect(summary.revisedBars == 0)
        #expect(try store.count("SELECT count(*) FROM rebase WHERE abs(factor - 0.9931) < 1e-8 AND bars = 40") == 1)
        #expect(try store.count("SELECT count(*) FROM bar_revision") == 0)
        #expect(try store.priceSeries(symbol: "AAA")?.bars == Self.restated(Self.bars, by: 0.9931))
        #expect(try store.priceSeries(symbol: "AAA", knownAt: Self.monday)?.bars == Self.bars)
        #expect(try store.dataHealth().map(\.revisions) == [0])
    }

    @Test("An old close changed besides is one revision besides")
    func rebaseAndRevision() throws {
        _ = try take(Self.bars, "a", at: Self.monday)
        var later = Self.restated(Self.bars, by: 0.9931)
        later[10].close += 0.25
        let summary = try take(later, "b", at: Self.tuesday)
        #expect(summary.rebases == 1)
        #expect(summary.revisedBars == 1)
        #expect(try store.count("SELECT count(*) FROM bar_change WHERE new_close = old_close + 0.25") == 1)
        #expect(try store.priceSeries(symbol: "AAA")?.bars == later)
        #expect(try store.priceSeries(symbol: "AAA", knownAt: Self.monday)?.bars == Self.bars)
    }

    @Test("A dividend moves what lies before it, and the new sessions come in")
    func dividend() throws {
        _ = try take(Array(Self.bars.prefix(30)), "a", at: Self.monday)
        let later = Self.restated(Array(Self.bars.prefix(25)), by: 0.987) + Self.bars[25...]
        let summary = try take(later, "b", at: Self.tuesday)
        #expect(summary.rebases == 1)
        #expect(summary.revisedBars == 0)
        #expect(summary.newBars == 10)
        #expect(try store.count("SELECT count(*) FROM rebase WHERE last_date = '2020-01-25' AND bars = 25") == 1)
        #expect(try store.priceSeries(symbol: "AAA", knownAt: Self.monday)?.bars == Array(Self.bars.prefix(30)))
        #expect(try store.priceSeries(symbol: "AAA", knownAt: "2026-11-22T00:00:00Z") == nil)
    }

    @Test("A split that moves all prices and volumes is one rebase")
    func split() throws {
        _ = try take(Self.bars, "a", at: Self.monday)
        let later = Self.bars.map { bar in
            Bar(
                date: bar.date, open: bar.open.map { $0 / 2 }, high: bar.high.map { $0 / 2 },
                low: bar.low.map { $0 / 2 },
                close: bar.close / 2, adjustedClose: bar.adjustedClose.map { Self.rounded($0 / 2) }, volume: 2000)
        }
        let summary = try take(later, "b", at: Self.tuesday)
        #expect(summary.rebases == 1)
        #expect(summary.revisedBars == 0)
        #expect(try store.count("SELECT count(*) FROM rebase WHERE kind = 'price' AND factor = 0.5") == 1)
        #expect(try store.priceSeries(symbol: "AAA", knownAt: Self.monday)?.bars == Self.bars)
    }

    @Test("Each time knows what was known then, through revisions and rebases in any order")
    func history() throws {
        var versions = [Self.bars]
        var revised = Self.bars
        revised[3].close += 0.5
        versions.append(revised)
        versions.append(Self.restated(revised, by: 0.99))
        var last = versions[2]
        last[3].close += 0.5
        last[4].adjustedClose = 1
        versions.append(last)
        versions.append(Self.restated(last, by: 1.01))
        for (index, version) in versions.enumerated() {
            _ = try take(version, Character("\(index)"), at: "2026-11-2\(index)T12:00:00Z")
        }
        for (index, version) in versions.enumerated() {
            #expect(try store.priceSeries(symbol: "AAA", knownAt: "2026-11-2\(index)T13:00:00Z")?.bars == version)
        }
    }

    @Test("Values that moved by different factors are revisions")
    func noRebase() throws {
        _ = try take(Self.bars, "a", at: Self.monday)
        var later = Self.bars
        for index in later.indices { later[index].adjustedClose! *= index % 2 == 0 ? 0.99 : 0.98 }
        let summary = try take(later, "b", at: Self.tuesday)
        #expect(summary.rebases == 0)
        #expect(summary.revisedBars == 40)
    }

    @Test("A split is applied once it is confirmed, with the file unchanged")
    func confirmedSplit() throws {
        let bars = Self.bars.map { bar in
            Bar(date: bar.date, close: bar.date < day("2020-01-21") ? bar.close : bar.close / 2)
        }
        _ = try take(bars, "a", at: Self.monday)
        #expect(try store.suspectedSplits() == ["AAA": [SuspectedSplit(date: day("2020-01-21"), ratio: 2)]])
        #expect(try store.count("SELECT count(*) FROM data_health WHERE verdict = 'warn'") == 1)
        let unsplit = try file(PriceSeries(symbol: "AAA", bars: bars), sha256: "a")
        let summary = try store.ingest(
            unsplit, splits: [SuspectedSplit(date: day("2020-01-21"), ratio: 2)], at: Self.tuesday)
        #expect(summary.rebases == 1)
        #expect(summary.revisedBars == 0)
        #expect(try store.suspectedSplits().isEmpty)
        let closes = try #require(try store.priceSeries(symbol: "AAA")).bars.map(\.returnClose)
        #expect(closes == Self.bars.map { $0.close / 2 })
        #expect(try store.ingest(unsplit, at: Self.wednesday).isUnchangedFile)
    }
}
