import Market
import Testing

@testable import Ingestion

/// Any bars, written as a vendor writes them and read back, are the same bars.
@Suite struct RoundTripTests {
    /// How one vendor writes.
    struct Writer: Sendable, CustomTestStringConvertible {
        var name: String
        var header: String
        var separator = ","
        var decimals = 4
        var isDescending = false
        var hasVolume = true
        var row: @Sendable (Bar, (Double?) -> String) -> [String]

        var testDescription: String { name }
    }

    private static func parts(_ date: SessionDate) -> (String, String, String) {
        let text = Array(date.description)
        return (String(text[0..<4]), String(text[5..<7]), String(text[8..<10]))
    }

    static let writers = [
        Writer(name: "yahoo", header: "Date,Open,High,Low,Close,Volume") { bar, number in
            [
                "\(bar.date)", number(bar.open), number(bar.high), number(bar.low), number(bar.close),
                number(bar.volume),
            ]
        },
        Writer(name: "nasdaq", header: "Date,Close/Last,Volume,Open,High,Low", isDescending: true) { bar, number in
            let (year, month, day) = parts(bar.date)
            return ["\(month)/\(day)/\(year)", "$" + number(bar.close), number(bar.volume)]
                + [bar.open, bar.high, bar.low].map { "$" + number($0) }
        },
        Writer(
            name: "investing in Portuguese",
            header: "\"Data\",\"Último\",\"Abertura\",\"Máxima\",\"Mínima\",\"Vol.\"",
            isDescending: true
        ) { bar, number in
            let (year, month, day) = parts(bar.date)
            return
                (["\(day).\(month).\(year)"]
                + [bar.close, bar.open, bar.high, bar.low, bar.volume].map { number($0).replacing(".", with: ",") })
                .map { "\"\($0)\"" }
        },
        Writer(name: "moex", header: "TRADEDATE;OPEN;LOW;HIGH;CLOSE;VOLUME", separator: ";") { bar, number in
            ["\(bar.date)"]
                + [bar.open, bar.low, bar.high, bar.close, bar.volume].map { number($0).replacing(".", with: ",") }
        },
        Writer(name: "shanghai", header: "日期\t开盘\t收盘\t最高\t最低\t成交量", separator: "\t") { bar, number in
            ["\(bar.date)".replacing("-", with: "/")]
                + [bar.open, bar.close, bar.high, bar.low, bar.volume].map(number)
        },
        Writer(name: "mumbai", header: "\"Date \",\"OPEN \",\"HIGH \",\"LOW \",\"close \",\"VOLUME \"") {
            bar, number in
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let (year, month, day) = parts(bar.date)
            return ["\(day)-\(months[Int(month)! - 1])-\(year)"]
                + [bar.open, bar.high, bar.low, bar.close, bar.volume].map { "\"\(number($0))\"" }
        },
        Writer(name: "unix", header: "unix,open,high,low,close,Volume BTC", isDescending: true) { bar, number in
            ["\(Int(bar.date.dayNumber) * 86_400)"]
                + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)
        },
        Writer(name: "lean", header: "") { bar, number in
            let (year, month, day) = parts(bar.date)
            return ["\(year)\(month)\(day) 00:00"]
                + [bar.open, bar.high, bar.low, bar.close].map { "\(Int((($0 ?? 0) * 10_000).rounded()))" }
                + [number(bar.volume)]
        },
        Writer(name: "headerless", header: "") { bar, number in
            ["\(bar.date)"] + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)
        },
    ]

    @Test("Bars written as a vendor writes them come back equal", arguments: writers)
    func roundTrip(writer: Writer) throws {
        var random = SeededGenerator(state: 5)
        for _ in 0..<60 {
            let bars = bars(&random)
            let rows = bars.map { bar in
                writer.row(bar) { value in value.map { plain($0) } ?? "" }.joined(separator: writer.separator)
            }
            let lines =
                (writer.header.isEmpty ? [] : [writer.header]) + (writer.isDescending ? rows.reversed() : rows)
            let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
            let mark = Bool.random(using: &random) ? "\u{FEFF}" : ""
            let text = mark + lines.joined(separator: end) + (Bool.random(using: &random) ? end : "")
            let file = try PriceFileReader().read(bytes: Array(text.utf8), path: "x.csv")
            #expect(file.series.bars == bars)
            #expect(file.rejectedRows.isEmpty)
            #expect(file.lines.isComplete)
        }
    }

    /// Forty sessions with prices of whole ten-thousandths, so that every vendor can write them.
    private func bars(_ random: inout SeededGenerator) -> [Bar] {
        var day = Int32.random(in: 0..<19_000, using: &random)
        return (0..<40).map { _ in
            day += Int32.random(in: 1...4, using: &random)
            func price() -> Int { Int.random(in: 10_001..<9_999_999, using: &random) }
            let (open, close) = (price(), price())
            let high = max(open, close) + Int.random(in: 1...999, using: &random)
            let low = min(open, close) - Int.random(in: 1...999, using: &random)
            return Bar(
                date: SessionDate(dayNumber: day), open: Double(open) / 10_000, high: Double(high) / 10_000,
                low: Double(low) / 10_000, close: Double(close) / 10_000,
                volume: Double(Int.random(in: 1...999_999_999, using: &random)))
        }
    }

    /// A number without an exponent.
    private func plain(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}
