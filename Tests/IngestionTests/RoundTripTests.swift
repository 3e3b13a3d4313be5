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
        var isAdjusted = false
        var hasRange = true
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
        Writer(name: "yfinance", header: "Price,Close,High,Low,Open,Volume\nTicker,X,X,X,X,X\nDate,,,,,") {
            bar, number in
            ["\(bar.date)"] + [bar.close, bar.high, bar.low, bar.open, bar.volume].map(number)
        },
        Writer(name: "dates without a name", header: ",close,open,high,low,volume") { bar, number in
            ["\(bar.date)"] + [bar.close, bar.open, bar.high, bar.low, bar.volume].map(number)
        },
        Writer(
            name: "stooq bulk", header: "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>"
        ) { bar, number in
            ["X.US", "D", "\(bar.date)".replacing("-", with: ""), "000000"]
                + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number) + ["0"]
        },
        Writer(name: "stooq in Polish", header: "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen") {
            bar, number in
            ["\(bar.date)"] + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)
        },
        Writer(
            name: "alpha vantage",
            header: "timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient",
            isDescending: true, isAdjusted: true
        ) { bar, number in
            ["\(bar.date)"]
                + [bar.open, bar.high, bar.low, bar.close, bar.adjustedClose, bar.volume].map(number)
                + ["0.0000", "1.0"]
        },
        Writer(
            name: "investing in English",
            header: "\"Date\",\"Price\",\"Open\",\"High\",\"Low\",\"Vol.\",\"Change %\"",
            isDescending: true
        ) { bar, number in
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let (year, month, day) = parts(bar.date)
            return
                (["\(months[Int(month)! - 1]) \(day), \(year)"]
                + [bar.close, bar.open, bar.high, bar.low].map { thousands(number($0)) }
                + [number(bar.volume.map { $0 / 1000 }) + "K", "-0.35%"]).map { "\"\($0)\"" }
        },
        Writer(
            name: "investing in Chinese", header: "\"日期\",\"收盘\",\"开盘\",\"高\",\"低\",\"交易量\",\"涨跌幅\"",
            isDescending: true
        ) { bar, number in
            let (year, month, day) = parts(bar.date)
            return
                (["\(year)年\(Int(month)!)月\(Int(day)!)日"]
                + [bar.close, bar.open, bar.high, bar.low].map { thousands(number($0)) }
                + [number(bar.volume.map { $0 / 1000 }) + "K", "0.16%"]).map { "\"\($0)\"" }
        },
        Writer(
            name: "cryptodatadownload in milliseconds",
            header: "https://www.CryptoDataDownload.com\nunix,symbol,open,high,low,close,Volume BTC,Volume USD",
            isDescending: true
        ) { bar, number in
            ["\(Int(bar.date.dayNumber) * 86_400_000)", "X"]
                + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number) + ["1"]
        },
        Writer(name: "tokyo", header: "日付,始値,高値,安値,終値,出来高") { bar, number in
            ["\(bar.date)".replacing("-", with: "/")]
                + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)
        },
        Writer(name: "seoul", header: "Date,Open,High,Low,Close,Volume") { bar, number in
            ["\(bar.date) 00:00:00+09:00"] + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)
        },
        Writer(name: "seoul in Korean", header: "일자,종가,대비,등락률,시가,고가,저가,거래량") { bar, number in
            ["\(bar.date)".replacing("-", with: "/"), number(bar.close), "-300", "-0.60"]
                + [bar.open, bar.high, bar.low, bar.volume].map(number)
        },
        Writer(
            name: "taipei",
            header: "\"109年03月 2330 各日成交資訊\"\n"
                + "\"日期\",\"成交股數\",\"成交金額\",\"開盤價\",\"最高價\",\"最低價\",\"收盤價\",\"漲跌價差\",\"成交筆數\","
        ) { bar, number in
            let (year, month, day) = parts(bar.date)
            return
                ([
                    "\(Int(year)! - 1911)/\(month)/\(day)", thousands(number(bar.volume)), "1",
                ] + [bar.open, bar.high, bar.low, bar.close].map { thousands(number($0)) }
                + ["X0.00", "9"]).map { "\"\($0)\"" } + [""]
        },
        Writer(name: "manila", header: "") { bar, number in
            let (year, month, day) = parts(bar.date)
            return ["AC", "\(month)/\(day)/\(year)"]
                + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number) + ["-5"]
        },
        Writer(name: "fred", header: "observation_date,SP500", hasRange: false) { bar, number in
            ["\(bar.date)", number(bar.close)]
        },
        Writer(name: "two columns", header: "", separator: ";", hasRange: false) { bar, number in
            let (year, month, day) = parts(bar.date)
            return ["\(day).\(month).\(year)", number(bar.close).replacing(".", with: ",")]
        },
        Writer(name: "blanks", header: "Date Open High Low Close Volume", separator: "  ") { bar, number in
            ["\(bar.date)"] + [bar.open, bar.high, bar.low, bar.close, bar.volume].map(number)
        },
    ]

    /// Commas between groups of three digits of the whole part.
    private static func thousands(_ number: String) -> String {
        let parts = number.split(separator: ".", maxSplits: 1)
        var whole = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return parts.count == 1 ? whole : "\(whole).\(parts[1])"
    }

    @Test("Bars written as a vendor writes them come back equal", arguments: writers)
    func roundTrip(writer: Writer) throws {
        var random = SeededGenerator(state: 5)
        for _ in 0..<60 {
            let bars = bars(&random, writer)
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

    @Test("Packed, or in a table of several series, they come back equal, too")
    func wideAndPacked() throws {
        var random = SeededGenerator(state: 6)
        let ecb = Writer(name: "ecb", header: "", hasRange: false) { _, _ in [] }
        for _ in 0..<20 {
            let series = (0..<3).map { _ in bars(&random, ecb) }
            let dates = Set(series.flatMap { $0.map(\.date) }).sorted()
            let rows = dates.reversed().map { date in
                "\(date),"
                    + series.map { $0.first { $0.date == date }.map { plain($0.close) } ?? "N/A" }
                    .joined(separator: ",") + ","
            }
            let text = (["Date,USD,JPY,CHF,"] + rows).joined(separator: "\n") + "\n"
            let files = try PriceFileReader().readAll(bytes: Array(text.utf8), path: "eurofxref-hist.csv").files
            #expect(files.map(\.series.symbol) == ["EURUSD", "EURJPY", "EURCHF"])
            #expect(files.map(\.series.bars) == series)
            #expect(files.map(\.lines.isComplete) == [true, true, true])
        }
    }

    /// Forty sessions with prices of whole ten-thousandths, so that every vendor can write them.
    private func bars(_ random: inout SeededGenerator, _ writer: Writer) -> [Bar] {
        var day = Int32.random(in: 2000..<19_000, using: &random)
        // From cents to a hundred thousand.
        let level = [3000, 90_000, 3_000_000, 900_000_000].randomElement(using: &random) ?? 90_000
        return (0..<40).map { _ in
            day += Int32.random(in: 1...4, using: &random)
            func price() -> Int { Int.random(in: level...level * 2, using: &random) }
            let (open, close) = (price(), price())
            let high = max(open, close) + Int.random(in: 1...999, using: &random)
            let low = min(open, close) - Int.random(in: 1...999, using: &random)
            func unlessClosesOnly(_ value: Int) -> Double? { writer.hasRange ? Double(value) / 10_000 : nil }
            return Bar(
                date: SessionDate(dayNumber: day), open: unlessClosesOnly(open), high: unlessClosesOnly(high),
                low: unlessClosesOnly(low), close: Double(close) / 10_000,
                adjustedClose: writer.isAdjusted ? Double(close / 3) / 10_000 : nil,
                volume: writer.hasRange ? Double(Int.random(in: 1...999_999, using: &random)) * 1000 : nil)
        }
    }

    /// A number without an exponent.
    private func plain(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}
