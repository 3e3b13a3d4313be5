import Market
import Testing

@testable import Ingestion

/// The layouts of the vendors, as their files are.
@Suite struct FormatTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var format: FormatName
        var text: String
        /// Date, open, high, low, close, adjusted close, volume; what is not there is left out.
        var bars: [String]
        var rejected: [RejectionReason] = []
        var title = ""

        var testDescription: String { "\(format.rawValue) \(title)" }
    }

    static let samples = [
        Sample(
            format: .yahoo,
            text: """
                Date,Open,High,Low,Close,Adj Close,Volume
                2020-03-20,10,12,9,11,10.5,1000
                2020-03-23,null,null,null,null,null,null
                2020-03-24,11,12.5,10,12.25,11.75,2000
                """,
            bars: ["2020-03-20 10.0 12.0 9.0 11.0 10.5 1000.0", "2020-03-24 11.0 12.5 10.0 12.25 11.75 2000.0"],
            rejected: [.missingValue]),
        Sample(
            format: .stooq,
            text: "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2020-03-23,10,12,9,11,1000\n",
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0"], title: "with Polish headers"),
        Sample(
            format: .stooqBulk,
            text: """
                <TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>
                AAPL.US,D,20200323,000000,10,12,9,11,1000,0
                """,
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0"]),
        Sample(
            format: .alphaVantage,
            text: """
                timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient
                2020-03-24,11,12.5,10,12.25,12.25,2000,0.0000,1.0
                2020-03-23,10,12,9,11,10.5,1000,0.5000,2.0
                """,
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 10.5 1000.0", "2020-03-24 11.0 12.5 10.0 12.25 12.25 2000.0"]),
        Sample(
            format: .alphaVantage, text: "timestamp,open,high,low,close\n2020-03-23,1.07,1.08,1.06,1.075\n",
            bars: ["2020-03-23 1.07 1.08 1.06 1.075 - -"], title: "currency"),
        Sample(
            format: .investing,
            text: """
                "Date","Price","Open","High","Low","Vol.","Change %"
                "Mar 24, 2020","1,234.56","1,200.00","1,250.00","1,190.10","1.2M","-0.35%"
                "Mar 23, 2020","1,199.00","1,180.00","1,201.00","1,170.00","-","1.20%"
                """,
            bars: [
                "2020-03-23 1180.0 1201.0 1170.0 1199.0 - -", "2020-03-24 1200.0 1250.0 1190.1 1234.56 - 1200000.0",
            ]),
        Sample(
            format: .investing,
            text: """
                "Data","Último","Abertura","Máxima","Mínima","Vol.","Var%"
                "24.03.2020","1.234,56","1.200,00","1.250,00","1.190,10","1,2M","-0,35%"
                "23.03.2020","1.199,00","1.180,00","1.201,00","1.170,00","900,5K","1,20%"
                """,
            bars: [
                "2020-03-23 1180.0 1201.0 1170.0 1199.0 - 900500.0",
                "2020-03-24 1200.0 1250.0 1190.1 1234.56 - 1200000.0",
            ], title: "in Portuguese"),
        Sample(
            format: .investing,
            text: """
                "日期","收盘","开盘","高","低","交易量","涨跌幅"
                "2020年3月24日","1,234.56","1,200.00","1,250.00","1,190.10","1.20M","-0.35%"
                "2020年3月23日","1,199.00","1,180.00","1,201.00","1,170.00","","1.20%"
                """,
            bars: [
                "2020-03-23 1180.0 1201.0 1170.0 1199.0 - -", "2020-03-24 1200.0 1250.0 1190.1 1234.56 - 1200000.0",
            ], title: "in Chinese"),
        Sample(
            format: .nasdaq,
            text: """
                Date,Close/Last,Volume,Open,High,Low
                03/24/2020,$12.25,2000,$11.00,$12.50,$10.00
                03/23/2020,$11.00,1000,$10.00,$12.00,$9.00
                """,
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0", "2020-03-24 11.0 12.5 10.0 12.25 - 2000.0"]),
        Sample(
            format: .cryptoDataDownload,
            text: """
                https://www.CryptoDataDownload.com
                unix,date,symbol,open,high,low,close,Volume BTC,Volume USD
                1585008000,2020-03-24 00:00:00,BTC/USD,11,12.5,10,12.25,2000,24500
                1584921600,2020-03-23 00:00:00,BTC/USD,10,12,9,11,1000,11000
                """,
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0", "2020-03-24 11.0 12.5 10.0 12.25 - 2000.0"]),
        Sample(
            format: .cryptoDataDownload,
            text: "Unix Timestamp,Symbol,Open,High,Low,Close,Volume\n1584921600000,BTCUSD,10,12,9,11,1000\n",
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0"], title: "milliseconds"),
        Sample(
            format: .moex,
            text: "BOARDID;TRADEDATE;SECID;VALUE;OPEN;LOW;HIGH;LEGALCLOSEPRICE;CLOSE;VOLUME\n"
                + "TQBR;2020-03-23;SBER;1;10,5;9;12;11;11,25;1000\n",
            bars: ["2020-03-23 10.5 12.0 9.0 11.25 - 1000.0"]),
        Sample(
            format: .tokyo, text: "日付,始値,高値,安値,終値,出来高\n2020/03/23,10,12,9,11,1000\n",
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0"]),
        Sample(
            format: .seoul,
            text: "Date,Open,High,Low,Close,Volume\n2020-03-23 00:00:00+09:00,10,12,9,11,1000\n",
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0"]),
        Sample(
            format: .taipei,
            text: """
                "109年03月 2330 各日成交資訊"
                "日期","成交股數","成交金額","開盤價","最高價","最低價","收盤價","漲跌價差","成交筆數",
                "109/03/23","54,521,000","1","308.00","316.00","306.00","311.00","-1.00","9",
                """,
            bars: ["2020-03-23 308.0 316.0 306.0 311.0 - 54521000.0"]),
        Sample(
            format: .shanghai, text: "date,open,close,high,low,volume\n2020-03-23,10,11,12,9,1000\n",
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0"]),
        Sample(
            format: .mumbai,
            text: """
                "Date ","series ","OPEN ","HIGH ","LOW ","PREV. CLOSE ","ltp ","close ","vwap ","VOLUME "
                "23-Mar-2020","EQ","1,000.00","1,200.00","990.00","1,010.00","1,100.00","1,101.00","1,050.0","1,000"
                """,
            bars: ["2020-03-23 1000.0 1200.0 990.0 1101.0 - 1000.0"]),
        Sample(
            format: .manila, text: "AC,03/23/2020,10,12,9,11,1000,-5\nAC,03/24/2020,11,12.5,10,12.25,2000,7\n",
            bars: ["2020-03-23 10.0 12.0 9.0 11.0 - 1000.0", "2020-03-24 11.0 12.5 10.0 12.25 - 2000.0"]),
        Sample(
            format: .lean,
            text:
                "19980102 00:00,1362500,1378700,1351800,1376200,852900\n19980105 00:00,1376200,1400000,1370000,1390001,1\n",
            bars: [
                "1998-01-02 136.25 137.87 135.18 137.62 - 852900.0", "1998-01-05 137.62 140.0 137.0 139.0001 - 1.0",
            ]),
        Sample(
            format: .fred, text: "DATE,SP500\n2020-03-20,2304.92\n2020-03-21,.\n2020-03-23,2237.40\n",
            bars: ["2020-03-20 - - - 2304.92 - -", "2020-03-23 - - - 2237.4 - -"], rejected: [.missingValue]),
        Sample(
            format: .series, text: "2020-03-20,2304.92\n2020-03-23,2237.40\n",
            bars: ["2020-03-20 - - - 2304.92 - -", "2020-03-23 - - - 2237.4 - -"]),
        Sample(
            format: .series, text: "20.03.2020;2304,92\n23.03.2020;2237,40\n",
            bars: ["2020-03-20 - - - 2304.92 - -", "2020-03-23 - - - 2237.4 - -"], title: "decimal comma"),
        Sample(
            format: .named, text: "Date Close\n2020-03-20   10.5\n2020-03-23 11\n",
            bars: ["2020-03-20 - - - 10.5 - -", "2020-03-23 - - - 11.0 - -"], title: "between blanks"),
        Sample(
            format: .named, text: "Date,Open,High,Low,Close,Volume\n2020-03-20,10,12,9,11,1000,\n",
            bars: ["2020-03-20 10.0 12.0 9.0 11.0 - 1000.0"], title: "separator at the end"),
    ]

    private static func describe(_ bar: Bar) -> String {
        let values: [Double?] = [bar.open, bar.high, bar.low, bar.close, bar.adjustedClose, bar.volume]
        return values.reduce(bar.date.description) { text, value in text + " " + (value.map { "\($0)" } ?? "-") }
    }

    @Test("A vendor's file is known by its content and read to the bit", arguments: samples)
    func vendor(sample: Sample) throws {
        let file = try PriceFileReader().read(bytes: Array(sample.text.utf8), path: "prices/x.csv")
        #expect(file.format == sample.format)
        #expect(file.series.symbol == "x")
        #expect(file.series.bars.map(FormatTests.describe) == sample.bars)
        #expect(file.rejectedRows.map(\.reason) == sample.rejected)
        #expect(file.lines.isComplete)
    }

    @Test("The same file is read the same in any encoding, packed or not", arguments: samples)
    func encodings(sample: Sample) throws {
        let expected = try PriceFileReader().read(bytes: Array(sample.text.utf8), path: "x.csv")
        for (mark, isLittle) in [([0xFF, 0xFE] as [UInt8], true), ([0xFE, 0xFF], false)] {
            let units: [UInt8] = sample.text.utf16.flatMap { unit -> [UInt8] in
                let (low, high) = (UInt8(unit & 0xFF), UInt8(unit >> 8))
                return isLittle ? [low, high] : [high, low]
            }
            let file = try PriceFileReader().read(bytes: mark + units, path: "x.csv")
            #expect(file.series == expected.series)
            #expect(file.lines == expected.lines)
        }
        let windows = sample.text.replacing("\n", with: "\r\n")
        #expect(try PriceFileReader().read(bytes: Array(windows.utf8), path: "x.csv").series == expected.series)
        let mac = sample.text.replacing("\n", with: "\r")
        #expect(try PriceFileReader().read(bytes: Array(mac.utf8), path: "x.csv").series == expected.series)
    }

    @Test("Latin-1 is read where the whole file is Latin-1")
    func latin1() throws {
        let text = "Data;Último;Máxima\n24.03.2020;1.234,5;1.300\n"
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        let file = try PriceFileReader().read(bytes: bytes, path: "x.csv")
        #expect(file.series.bars.map(FormatTests.describe) == ["2020-03-24 - 1300.0 - 1234.5 - -"])
    }

    @Test("A table of the ECB is one series a currency, and what is not there is counted as blank")
    func ecb() throws {
        let text = "Date,USD,JPY,BGN,\n2020-03-24,1.0843,120.55,N/A,\n2020-03-23,1.0783,119.11,1.9558,\n"
        let files = try PriceFileReader().readAll(bytes: Array(text.utf8), path: "eurofxref-hist.csv").files
        #expect(files.map(\.series.symbol) == ["EURUSD", "EURJPY", "EURBGN"])
        #expect(files.map { $0.series.bars.map(\.close) } == [[1.0783, 1.0843], [119.11, 120.55], [1.9558]])
        #expect(files.map(\.format) == [.ecb, .ecb, .ecb])
        #expect(files.map(\.lines.blank) == [0, 0, 1])
        #expect(files.map(\.lines.isComplete) == [true, true, true])
        #expect(files.map(\.lines.lines) == [3, 3, 3])
    }

    @Test("Rows that name several series are sorted by them, and all lines are counted once")
    func tickers() throws {
        let text = """
            <TICKER>,<PER>,<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>
            AAPL.US,D,20200323,10,12,9,11,1000

            IBM.US,D,20200323,20,22,19,21,1000
            AAPL.US,D,20200324,11,12,10,x,1000
            IBM.US,D
            """
        let files = try PriceFileReader().readAll(bytes: Array(text.utf8), path: "daily.txt").files
        #expect(files.map(\.series.symbol) == ["AAPL.US", "IBM.US"])
        #expect(files.map { $0.series.bars.map(\.close) } == [[11], [21]])
        #expect(files.flatMap(\.rejectedRows).map(\.reason) == [.badNumber, .wrongColumns])
        #expect(files.map(\.lines.isComplete) == [true, true])
        #expect(files.map(\.lines.lines).reduce(0, +) == 6)
    }

    @Test("Splits and dividends that a file states come with it")
    func actions() throws {
        let sample = try #require(FormatTests.samples.first { $0.format == .alphaVantage })
        let file = try PriceFileReader().read(bytes: Array(sample.text.utf8), path: "x.csv")
        let date = try #require(SessionDate(iso: "2020-03-23"))
        #expect(
            file.actions == [
                CorporateAction(date: date, kind: .split, value: 2),
                CorporateAction(date: date, kind: .dividend, value: 0.5),
            ])
    }

    @Test("The order of day and month is refused with both readings, unless a flag decides")
    func dateOrder() throws {
        let bytes = Array("Date,Close\n04/03/2019,1\n05/03/2019,2\n".utf8)
        let refusal = #expect(throws: IngestionError.self) {
            _ = try PriceFileReader().read(bytes: bytes, path: "x.csv")
        }
        let sentence = "\(try #require(refusal))"
        #expect(sentence.contains("2019-03-04 as day/month/year and 2019-04-03 as month/day/year"))
        #expect(sentence.contains("--date-order"))
        for (order, dates) in [
            (DateOrder.dayFirst, ["2019-03-04", "2019-03-05"]), (.monthFirst, ["2019-04-03", "2019-05-03"]),
        ] {
            let reader = PriceFileReader(options: ReadingOptions(dateOrder: order))
            #expect(try reader.read(bytes: bytes, path: "x.csv").series.bars.map(\.date.description) == dates)
        }
    }

    @Test("A mapping reads a file that nothing else would")
    func mapping() throws {
        let mapping = ColumnMapping(
            columns: [.date: .number(2), .close: .number(1), .volume: .number(4)], date: DatePattern("dd-MM-yy"),
            separator: UInt8(ascii: ":"), decimalMark: .comma, scale: 0.01, hasHeader: false)
        let reader = PriceFileReader(options: ReadingOptions(mapping: mapping))
        let file = try reader.read(bytes: Array("1.234,5:03-04-20:x:7\n1.300:06-04-20:x:8\n".utf8), path: "x.csv")
        #expect(
            file.series.bars.map(FormatTests.describe) == [
                "2020-04-03 - - - 12.345 - 7.0", "2020-04-06 - - - 13.0 - 8.0",
            ])
    }

    @Test("Midnights east of Greenwich that are written in UTC belong to the next day")
    func utcMidnights() throws {
        let days = ["2020-03-15", "2020-03-16", "2020-03-17", "2020-03-18", "2020-03-19", "2020-03-22"]
        let text = "Date,Close\n" + days.map { "\($0)T15:00:00Z,1\n" }.joined()
        let bars = try PriceFileReader().read(bytes: Array(text.utf8), path: "x.csv").series.bars
        #expect(bars.map(\.date.description).first == "2020-03-16")
        #expect(bars.map(\.date.description).last == "2020-03-23")
    }

    static let noPriceFiles: [(bytes: [UInt8], refusal: FileRefusal)] = {
        let hours = (0..<24).map { "2020-01-02 \($0 / 10)\($0 % 10):00,\($0 + 1)\n" }.joined()
        let unmarked: [UInt8] = "Date,Close\n".utf16.flatMap { [UInt8($0 & 0xFF), 0] }
        return [
            (Array("Pk".utf8) + [UInt8](repeating: 7, count: 400), .binary), (unmarked, .encoding),
            (Array("Date,Close\n2020-01-02,\"1\n2020-01-03,2\n".utf8), .unterminatedQuote),
            (Array("Date,Close\n\(hours)".utf8), .intraday),
        ]
    }()

    @Test("What is no daily price file is refused by name", arguments: noPriceFiles)
    func refused(bytes: [UInt8], expected: FileRefusal) {
        do {
            _ = try PriceFileReader().read(bytes: bytes, path: "x.csv")
            Issue.record("it was read")
        } catch {
            if case .refused(_, let refusal, _) = error {
                #expect(refusal == expected)
            } else {
                Issue.record(error)
            }
        }
    }
}
