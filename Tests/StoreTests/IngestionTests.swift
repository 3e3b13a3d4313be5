import Evaluation
import GRDB
import Ingestion
import Market
import Testing

@testable import Store

@Suite("Taking price files in")
struct IngestionTests {
    let folder: Folder
    let store: Store

    init() throws {
        folder = try Folder()
        store = try folder.store()
    }

    @Test("Bars come back as they went in, whatever they lack")
    func roundTrip() throws {
        let series = try PriceSeries(
            symbol: "AAA",
            bars: [
                Bar(date: day("2020-01-02"), close: 0.1 + 0.2),
                Bar(
                    date: day("2020-01-03"), open: 1, high: 2, low: 0.5, close: 1.5, adjustedClose: 1.25,
                    volume: 1e9),
            ])
        let summary = try store.ingest(file(series), firstUsable: day("2020-01-03"), at: noon)
        #expect(
            summary
                == IngestionSummary(
                    isUnchangedFile: false, newBars: 2, revisedBars: 0, unchangedBars: 0, rejected: 0))
        #expect(try store.priceSeries(symbol: "AAA") == series)
        #expect(try store.priceSeries(symbol: "BBB") == nil)
        #expect(try store.allSeries() == [series])
        #expect(try store.firstUsableDates() == ["AAA": day("2020-01-03")])
    }

    @Test("The same content from the same path writes nothing")
    func idempotent() throws {
        let source = try file(
            prices("AAA", [1, 2, 3]),
            rejected: [RejectedRow(line: 4, rawText: "x", reason: .badDate, detail: "d")])
        _ = try store.ingest(source, firstUsable: day("2020-01-01"), at: noon)
        let before = try store.dump(excludingTimes: false)
        // The number another connection sees change with each write to the file.
        let onlooker = try folder.store()
        let version = try onlooker.count("PRAGMA data_version")
        let summary = try store.ingest(source, firstUsable: day("2020-01-01"), at: "2026-11-24T12:00:00Z")
        #expect(
            summary
                == IngestionSummary(
                    isUnchangedFile: true, newBars: 0, revisedBars: 0, unchangedBars: 3, rejected: 1))
        #expect(try store.dump(excludingTimes: false) == before)
        #expect(try onlooker.count("PRAGMA data_version") == version)
    }

    @Test("A later file revises bars, and what they said is kept in order")
    func revisions() throws {
        _ = try store.ingest(file(prices("AAA", [1, 2, 3]), sha256: "a"), at: noon)
        let second = try store.ingest(file(prices("AAA", [1, 2.5, 3, 4]), sha256: "b"), at: noon)
        #expect(
            second
                == IngestionSummary(
                    isUnchangedFile: false, newBars: 1, revisedBars: 1, unchangedBars: 2, rejected: 0))
        // The file goes back to its first content: known bytes, but no longer what the store says.
        let third = try store.ingest(file(prices("AAA", [1, 2, 3]), sha256: "a"), at: noon)
        #expect(third.revisedBars == 1)
        #expect(try store.priceSeries(symbol: "AAA")?.bars.map(\.close) == [1, 2, 3, 4])
        let kept = try store.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT date, revision, bar_revision.close, version FROM bar_revision
                    JOIN source_file ON source_file.id = source_file_id ORDER BY revision
                    """)
        }
        #expect(kept.map { $0["date"] } == ["2020-01-02", "2020-01-02"])
        #expect(kept.map { $0["close"] } == [2.0, 2.5])
        #expect(kept.map { $0["revision"] } == [1, 2])
        #expect(kept.map { $0["version"] } == [1, 2])
        #expect(try store.dataHealth().map(\.revisions) == [1])
    }

    @Test("Refused rows are kept with their reasons, those of the latest content counting")
    func rejections() throws {
        let nul = RejectedRow(line: 2, rawText: "2020-01-01,\0", reason: .nulByte, detail: "a NUL\0 byte")
        let bad = RejectedRow(line: 9, rawText: "2020-13-01,1", reason: .badDate, detail: "month 13")
        _ = try store.ingest(file(prices("AAA", [1]), sha256: "a", rejected: [nul, bad]), at: noon)
        _ = try store.ingest(
            file(prices("AAA", [1]), path: "copy.csv", sha256: "a", rejected: [nul, bad]), at: noon)
        #expect(try store.dataHealth().map(\.rejectedRows) == [2])
        #expect(try store.rejectionCounts() == [.nulByte: 1, .badDate: 1])
        let rows = try store.rejectedRows()
        #expect(rows.map(\.row.line) == [2, 9])
        #expect(rows.map(\.row.rawText) == ["2020-01-01,\u{2400}", "2020-13-01,1"])
        #expect(try store.rejectedRows(limit: 1).count == 1)

        _ = try store.ingest(file(prices("AAA", [1]), sha256: "b", rejected: [bad]), at: noon)
        _ = try store.ingest(file(prices("AAA", [1]), path: "copy.csv", sha256: "b", rejected: [bad]), at: noon)
        #expect(try store.dataHealth().map(\.rejectedRows) == [1])
        #expect(try store.count("SELECT count(*) FROM rejected_row") == 6)
    }

    @Test("A file that fails in the middle leaves nothing behind", arguments: [Double.nan, .infinity, -.infinity])
    func allOrNothing(volume: Double) throws {
        let before = try store.dump(excludingTimes: false)
        var bars = try prices("AAA", [1, 2, 3]).bars
        bars[1].volume = volume
        #expect(throws: StoreError.notFinite(name: "volume", of: "AAA 2020-01-02")) {
            try store.ingest(file(PriceSeries(symbol: "AAA", bars: bars)), at: noon)
        }
        #expect(try store.dump(excludingTimes: false) == before)
    }

    @Test("Shock periods come back in the order of time, the new ones in the place of the old")
    func shockPeriods() throws {
        let covid = ShockPeriod(
            name: "covid-2020",
            intervals: [
                .init(phase: .shock, dates: day("2020-02-20")...day("2020-04-30"), source: "s"),
                .init(phase: .pre, dates: day("2019-11-01")...day("2020-02-19"), source: "s"),
            ])
        let crisis = ShockPeriod(
            name: "gfc-2008",
            intervals: [.init(phase: .shock, dates: day("2008-09-15")...day("2009-03-09"), source: "t")])
        try store.replaceShockPeriods([crisis])
        try store.replaceShockPeriods([covid, crisis])
        #expect(try store.shockPeriods() == [crisis, covid])
    }
}
