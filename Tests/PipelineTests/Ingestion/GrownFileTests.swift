import Foundation
import Ingestion
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

/// A file that grows from night to night leaves the store that its last state alone, read whole, leaves.
@Suite("Files that only grew")
struct GrownFileTests {
    /// A vendor's way of writing, with all that may stand in a file.
    struct Vendor: Sendable, CustomTestStringConvertible {
        var name: String
        var header: String
        var lineEnd = "\n"
        var row: @Sendable (SessionDate, Double, inout TestRandom) -> String

        var testDescription: String { name }
    }

    private static func price(_ value: Double) -> String { "\((value * 1e4).rounded() / 1e4)" }

    static let vendors = [
        Vendor(name: "closes", header: "Date,Close") { date, close, _ in "\(date),\(price(close))" },
        Vendor(name: "yahoo", header: "Date,Open,High,Low,Close,Adj Close,Volume") { date, close, random in
            let prices = [close * 0.99, close * 1.02, close * 0.98, close, close * 0.9].map(price)
            return "\(date),\(prices.joined(separator: ",")),\(random.next() % 1_000_000)"
        },
        Vendor(name: "dividends", header: "Date,Close,Dividends,Stock Splits", lineEnd: "\r\n") {
            date, close, random in
            "\(date),\(price(close)),\(random.next() % 30 == 0 ? "0.25" : "0"),0"
        },
        Vendor(name: "decimal comma", header: "Data;Otwarcie;Najwyzszy;Najnizszy;Zamkniecie;Wolumen") {
            date, close, random in
            let prices = [close, close * 1.01, close * 0.97, close].map { price($0).replacing(".", with: ",") }
            return "\(date);\(prices.joined(separator: ";"));\(random.next() % 1000)"
        },
    ]

    /// Rows that are no bars, or odd ones.
    private static func oddRow(_ date: SessionDate, _ close: Double, _ random: inout TestRandom) -> String? {
        switch random.next() % 60 {
        case 0: "nonsense,1"
        case 1: ""
        case 2: "\(date),null,,,"
        case 3: "2019-01-02,50"
        case 4: "\(date);-5"
        case 5: "\(date),\"1\n2\",3"
        case 6: "2099-01-04,77,77,77,77,77,7"
        case 7: "Date,Close"
        case 8: "\u{FEFF}é,1"
        default: nil
        }
    }

    /// A file in portions: its text after each night.
    private static func nights(_ vendor: Vendor, seed: UInt64) -> [String] {
        var random = TestRandom(seed: seed)
        var dates = weekdays(from: SessionDate(iso: "2015-03-02")!, count: 400)[...]
        var close = 80.0
        var text = vendor.header + vendor.lineEnd
        // Half of the files are clean; what is odd is odd in the first night, later, or both.
        let isOdd = seed % 2 == 1
        return [200, 1, 3, 1, 60, 1, 2].map { count in
            for _ in 0..<count {
                let date = dates.removeFirst()
                close *= 1 + 0.01 * random.normal()
                if random.next() % 70 == 0 { close /= 2 }
                if random.next() % 40 == 0 { dates = dates.dropFirst(Int(random.next() % 3)) }
                if isOdd, let odd = oddRow(date, close, &random) { text += odd + vendor.lineEnd }
                text += vendor.row(date, close, &random) + vendor.lineEnd
            }
            return text
        }
    }

    private func take(_ folder: TemporaryFolder, _ store: String, night: Int) async throws -> IngestResult {
        try await ingest(
            IngestRequest(paths: [folder.path("prices")], store: folder.path(store), jobs: 2),
            now: "2026-11-0\(night + 1)T12:00:00Z")
    }

    @Test(
        "The store is the one that whole readings give, whatever stands in the file",
        arguments: vendors, [UInt64](1...8))
    func sameStore(vendor: Vendor, seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        for (night, text) in GrownFileTests.nights(vendor, seed: seed).enumerated() {
            try folder.write(text, to: "prices/AAA.csv")
            _ = try await take(folder, "grown.sqlite", night: night)
            // What is not known is read whole.
            let whole = try Store.open(path: folder.path("whole.sqlite"))
            try whole.forgetFiles()
            try whole.close()
            _ = try await take(folder, "whole.sqlite", night: night)
            let grown = try Store.open(path: folder.path("grown.sqlite"))
            let other = try Store.open(path: folder.path("whole.sqlite"))
            #expect(try grown.dump(excludingTimes: false) == other.dump(excludingTimes: false), "night \(night)")
        }
    }

    @Test("A clean file that grew is read from where it ended")
    func readsTheEnd() async throws {
        let folder = try TemporaryFolder()
        let nights = GrownFileTests.nights(GrownFileTests.vendors[1], seed: 2)
        try folder.write(nights[0], to: "prices/AAA.csv")
        _ = try await take(folder, "s.sqlite", night: 0)
        let path = folder.path("prices/AAA.csv")
        try folder.write(nights[1], to: "prices/AAA.csv")
        let store = try Store.open(path: folder.path("s.sqlite"))
        let known = try #require(try store.fileStamps()[path])
        #expect(known.canBeContinued)
        let file = try #require(known.contents.first).file
        let rows = try #require(try PriceFileReader().readAppended(path: path, to: file))
        #expect(rows.file.series.bars.count == 1)
        #expect(rows.file.lines.isComplete && rows.file.lines.accepted == 201)
        #expect(rows.overlap.count == 8)
    }

    @Test("A file that was rewritten and grew is read whole, whichever byte changed")
    func rewritten() async throws {
        let folder = try TemporaryFolder()
        let nights = GrownFileTests.nights(GrownFileTests.vendors[0], seed: 4)
        var random = TestRandom(seed: 9)
        let path = folder.path("prices/AAA.csv")
        try folder.write(nights[0], to: "prices/AAA.csv")
        _ = try await take(folder, "s.sqlite", night: 0)
        let store = try Store.open(path: folder.path("s.sqlite"))
        let known = try #require(try store.fileStamps()[path]?.contents.first).file
        for _ in 0..<50 {
            var bytes = Array(nights[1].utf8)
            let index = Int(random.next() % UInt64(known.byteCount))
            bytes[index] = bytes[index] == 0x37 ? 0x38 : 0x37
            try folder.write(String(decoding: bytes, as: UTF8.self), to: "prices/AAA.csv")
            #expect(try PriceFileReader().readAppended(path: path, to: known) == nil)
        }
    }

    @Test("Bars that another file has brought since are not passed over")
    func otherFile() async throws {
        let folder = try TemporaryFolder()
        let nights = GrownFileTests.nights(GrownFileTests.vendors[0], seed: 6)
        try folder.write(nights[0], to: "prices/AAA.csv")
        _ = try await take(folder, "s.sqlite", night: 0)
        try folder.write("Date,Close\n2015-03-02,1\n2026-10-30,5\n", to: "other/AAA.csv")
        _ = try await ingest(
            IngestRequest(paths: [folder.path("other")], store: folder.path("s.sqlite"), jobs: 1),
            now: "2026-11-02T12:00:00Z")
        try folder.write(nights[1], to: "prices/AAA.csv")
        _ = try await take(folder, "s.sqlite", night: 2)
        let bars = try #require(try Store.open(path: folder.path("s.sqlite")).priceSeries(symbol: "AAA")).bars
        #expect(bars.count == 202)
        // What the first file says, said again, is a revision of what the other said.
        #expect(bars[0].close != 1)
    }

    @Test("A file that settled while it was read is remembered as one that may still change unseen")
    func settledMeanwhile() throws {
        let folder = try TemporaryFolder()
        try folder.write("Date,Close\n2015-03-02,1\n", to: "AAA.csv")
        let path = folder.path("AAA.csv")
        let reading = FileReading(reader: PriceFileReader(), symbol: nil, settings: "", known: [:])
        // Stamped so long ago that a change since could have the same time, or so that it could not.
        for isSettled in [false, true] {
            var stamp = try #require(FileStamp(path: path))
            stamp.isSettled = isSettled
            let stored = try #require(reading.stored(.init(path: path, stamp: stamp), canBeContinued: true))
            #expect(stored.stamp.isSameFile(as: stamp) == isSettled)
        }
    }
}
