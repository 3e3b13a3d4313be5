import Market
import TestSupport
import Testing

@testable import Ingestion

/// Plain rows read together are what they are read one by one, and nothing else is taken for one.
@Suite("Plain rows")
struct PlainRowsTests {
    private static let headers = [
        "Date,Open,High,Low,Close,Volume", "Date,Open,High,Low,Close,Adj Close,Volume", "Date;Close",
        "Date\tClose\tVolume", "Date,Open,High,Low,Close,Volume,Change", "Volume,Close,Date",
        "<TICKER>,<DATE>,<CLOSE>", "Date,Close,Dividends", "Date,Time,Close", "Close,Date,",
    ]
    private static let endings = ["\n", "\n", "\r\n", "\r"]

    @Test("Made-up files, broken in places, are read as row by row", arguments: [UInt64](1...8))
    func same(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        for _ in 0..<250 {
            let bytes = text(&random)
            var options = ReadingOptions()
            if Int.random(in: 0..<10, using: &random) == 0 { options.nonPositiveSymbols = ["x"] }
            var fast = PriceFileReader(asOf: SessionDate(year: 2021, month: 6, day: 1), options: options)
            fast.chunkSize = [1, 61, 700, 4096, 1 << 18][Int.random(in: 0..<5, using: &random)]
            var slow = fast
            slow.isFast = false
            #expect(outcome(fast, bytes) == outcome(slow, bytes))
        }
    }

    @Test("The files of the policy are read as row by row")
    func policy() throws {
        for file in try Corpus.load().files {
            let bytes = try Corpus.bytes(of: file.file)
            let fast = PriceFileReader(asOf: Corpus.asOf)
            var slow = fast
            slow.isFast = false
            #expect(outcome(fast, bytes) == outcome(slow, bytes), "\(file.file)")
        }
    }

    @Test("Numbers of all lengths are the nearest doubles", arguments: [UInt64](1...4))
    func numbers(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var format = FileFormat(
            name: .named, separator: 0x2C, headerRecords: 0, layout: ColumnLayout(fieldCount: 6))
        (format.layout.date, format.layout.close, format.layout.volume) = (0, 1, 2)
        // With four prices and with one; rows of other shapes are read apart in both.
        if seed > 2 { (format.layout.open, format.layout.high, format.layout.low) = (3, 4, 5) }
        guard var rows = PlainRows(format, asOf: nil) else {
            Issue.record("the format has no plain rows")
            return
        }
        var taken = 0
        for _ in 0..<20_000 {
            let close = number(1...9, 0...17, &random)
            let volume = number(1...17, 0...2, &random)
            let line = Array("2020-02-29,\(close),\(volume),\(close),\(close),\(close)\n".utf8)
            guard read(line, &rows) == line.count else { continue }
            taken += 1
            let values = [rows.values(.close)[0], rows.values(.volume)[0]]
            #expect(values == [Double(close), Double(volume)], "\(close) \(volume)")
        }
        #expect(taken > 8000)
    }

    @Test(
        "Only what is beyond doubt is a plain row",
        arguments: [
            ("2020-01-02,1,2.5,1,2,100\n", true), ("2020-01-02,1,2.5,1,2,100\r\n", true),
            ("2020-02-29,1.0,2.5,1.0,2.25,99999999\n", true),
            ("2020-01-02,1.25,2.5,1.0,2.25,123456789012345\n", true),
            ("2021-02-29,1,2.5,1,2,100\n", false), ("2020-13-02,1,2.5,1,2,100\n", false),
            ("2020-01-00,1,2.5,1,2,100\n", false), ("2020-01-32,1,2.5,1,2,100\n", false),
            ("2020-1-02,1,2.5,1,2,100\n", false), ("0000-01-02,1,2.5,1,2,100\n", false),
            ("2020-01-02,1,2.5,1,2,100\r", false), ("2020-01-02,1,2.5,1,2,100", false),
            ("2020-01-02,1,2.5,1,2,100 \n", false), ("2020-01-02,1,2.5,1,\"2\",100\n", false),
            ("2020-01-02,1,2.5,1,2\n", false), ("2020-01-02,1,2.5,1,2,100,\n", false),
            ("2020-01-02,1,2.5,1,2,\n", false), ("2020-01-02,1,2.5,1,,100\n", false),
            ("2020-01-02,1,2.5,1,0,100\n", false), ("2020-01-02,1,2.5,1,-2,100\n", false),
            ("2020-01-02,1,2.5,1.5,2,100\n", false), ("2020-01-02,1,1.5,1,2,100\n", false),
            ("2020-01-02,1,2.5,0.0,2,100\n", false), ("2020-01-02,1,2.5,1,2,1e2\n", false),
            ("2020-01-02,1,2.5,1,2.,100\n", false), ("2020-01-02,1,2.5,1,.2,100\n", false),
            ("2020-01-02,1,2.5,1,2.1.1,100\n", false), ("2020-01-02,1,2.5,1,null,100\n", false),
            ("2020-01-02,1,2.5,1,2\u{e9},100\n", false), ("2020-01-02,1,2.5,1,2,1\u{0}0\n", false),
            ("\n2020-01-02,1,2.5,1,2,100\n", false), ("2030-01-02,1,2.5,1,2,100\n", false),
            ("2019-12-31,1,2.5,1,2,100\n", false), ("2020-01-02,1,2.5,1,2,1234567890123456\n", false),
        ])
    func shapes(line: String, isPlain: Bool) {
        var format = FileFormat(
            name: .named, separator: 0x2C, headerRecords: 0, layout: ColumnLayout(fieldCount: 6))
        (format.layout.date, format.layout.open, format.layout.high) = (0, 1, 2)
        (format.layout.low, format.layout.close, format.layout.volume) = (3, 4, 5)
        guard var rows = PlainRows(format, asOf: SessionDate(year: 2025, month: 1, day: 1)) else {
            Issue.record("the format has no plain rows")
            return
        }
        let bytes = Array(line.utf8)
        let length = read(bytes, &rows, after: SessionDate(year: 2019, month: 12, day: 31))
        #expect(length == (isPlain ? bytes.count : 0))
        let count = rows.count
        #expect(count == (isPlain ? 1 : 0))
    }

    @Test("A remembered header gives the format that looking at the file gives", arguments: [UInt64](1...4))
    func formats(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        for _ in 0..<200 {
            let bytes = text(&random)
            let remembered = try? FormatMemory.format(of: bytes[...], path: "x.csv", options: ReadingOptions())
            let found = try? FormatDetector(
                path: "x.csv", sample: FormatSample(bytes[...]), options: ReadingOptions()
            ).detect()
            #expect(remembered == found)
        }
    }
}

extension PlainRowsTests {
    private enum Outcome: Equatable {
        case read(PriceFileReader.Reading)
        case refused(IngestionError)
    }

    private func outcome(_ reader: PriceFileReader, _ bytes: [UInt8]) -> Outcome {
        do throws(IngestionError) {
            return .read(try reader.readAll(bytes: bytes, path: "x.csv"))
        } catch {
            return .refused(error)
        }
    }

    private func read(_ line: [UInt8], _ rows: inout PlainRows, after date: SessionDate? = nil) -> Int {
        let around = [UInt8](repeating: 0x37, count: PlainRows.slack)
        return (around + line + around).withUnsafeBytes {
            let text = UnsafeRawBufferPointer(rebasing: $0[around.count..<around.count + line.count])
            return rows.read(text, after: date).bytes
        }
    }

    private func number(
        _ whole: ClosedRange<Int>, _ fraction: ClosedRange<Int>, _ random: inout SeededGenerator
    ) -> String {
        func digits(_ counts: ClosedRange<Int>) -> String {
            let count = Int.random(in: counts, using: &random)
            return String((0..<count).map { _ in "0123456789".randomElement(using: &random) ?? "0" })
        }
        let decimals = digits(fraction)
        return digits(whole) + (decimals.isEmpty ? "" : "." + decimals)
    }

    /// A file of up to 300 rows under one of the headers, with a mistake here and there, or with none.
    private func text(_ random: inout SeededGenerator) -> [UInt8] {
        let header = PlainRowsTests.headers.randomElement(using: &random) ?? ""
        let ending = PlainRowsTests.endings.randomElement(using: &random) ?? ""
        let separator = header.first { ",;\t".contains($0) } ?? ","
        let names = header.split(separator: separator, omittingEmptySubsequences: false)
        var date = SessionDate(dayNumber: 18_000)
        var lines = [header]
        let decimals = [0, 2, 3, 6, 15].randomElement(using: &random) ?? 2
        for _ in 0..<Int.random(in: 0...300, using: &random) {
            date = date.advanced(byDays: Int.random(in: 1...4, using: &random))
            let price = Double.random(in: 20...400, using: &random)
            let fields = names.map { name -> String in
                switch name.lowercased() {
                case "date", "<date>": date.description
                case "volume": "\(Int.random(in: 0...200_000_000, using: &random))"
                case "high": written(price * 1.02, decimals)
                case "low": written(price * 0.98, decimals)
                case "<ticker>": "IBM"
                case "time": "00:00:00"
                case "dividends", "": ""
                default: written(price * Double.random(in: 0.99...1.01, using: &random), decimals)
                }
            }
            lines.append(fields.joined(separator: String(separator)))
        }
        if Int.random(in: 0..<12, using: &random) == 0 { lines = [header] + lines.dropFirst().reversed() }
        var bytes = Array(lines.joined(separator: ending).utf8)
        if Bool.random(using: &random) { bytes += Array(ending.utf8) }
        let odd = Array("\"\",;\t|\r\n\n\u{0}-./0919eE$K ".utf8) + [0xFF, 0xC3, 0xA9]
        for _ in 0..<([0, 0, 1, 4, 40].randomElement(using: &random) ?? 0) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            let byte = odd.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = byte
            case 1: bytes.remove(at: index)
            case 2:
                let end = min(index + Int.random(in: 1...200, using: &random), bytes.count)
                bytes.insert(contentsOf: Array(bytes[index..<end]), at: Int.random(in: 0...index, using: &random))
            default: bytes.insert(byte, at: index)
            }
        }
        return bytes
    }

    private func written(_ price: Double, _ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let whole = Int((price * scale).rounded())
        guard decimals > 0 else { return "\(whole)" }
        let fraction = "\(whole % Int(scale))"
        return "\(whole / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
}
