import Market
import Testing

@testable import Ingestion

/// Files that a reader gets wrong without noticing: each must come out right, or be refused.
@Suite struct HazardTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var options = ReadingOptions()
        /// Closes by date, in the order of dates.
        var closes: [String] = []
        var refusal: FileRefusal?
        var sentence = ""
    }

    /// Weekdays from a Thursday on, with a price that wanders.
    private static func rows(_ count: Int, _ row: (SessionDate, [Double]) -> String) -> String {
        var day = Int32(18_263)
        var close = 100.0
        var text = ""
        for index in 0..<count {
            while (day + 3) % 7 >= 5 { day += 1 }
            let open = close + Double(index % 3) / 8
            close = open + Double(index % 7 - 3)
            text +=
                row(SessionDate(dayNumber: day), [open, max(open, close) + 0.25, min(open, close) - 0.25, close])
                + "\n"
            day += 1
        }
        return text
    }

    static let cases: [Case] = [
        Case(
            testDescription: "points between thousands, told by the percentages (Ibovespa)",
            text: "\"Data\",\"Último\",\"Abertura\",\"Máxima\",\"Mínima\",\"Vol.\",\"Var%\"\n"
                + "\"17.08.2023\",\"114.982\",\"115.592\",\"116.610\",\"114.859\",\"12,75M\",\"-0,53%\"\n",
            closes: ["2023-08-17 114982.0"]),
        Case(
            testDescription: "points between thousands, told by nothing",
            text: "\"Data\",\"Último\"\n\"17.08.2023\",\"114.982\"\n\"16.08.2023\",\"115.592\"\n",
            refusal: .unknownFormat, sentence: "--decimal comma"),
        Case(
            testDescription: "points between thousands, told by the flag",
            text: "\"Data\",\"Último\"\n\"17.08.2023\",\"114.982\"\n",
            options: ReadingOptions(decimalMark: .comma), closes: ["2023-08-17 114982.0"]),
        Case(
            testDescription: "a decimal comma asked for where there are points",
            text: "Date,Close\n2020-01-02,1.5\n2020-01-03,118.213\n",
            options: ReadingOptions(decimalMark: .comma), refusal: .unknownFormat, sentence: "“1.5”"),
        Case(
            testDescription: "three decimals behind a comma, told by the percentages (USD/JPY)",
            text: "\"Data\",\"Último\",\"Var%\"\n\"17.08.2023\",\"118,213\",\"0,12%\"\n",
            closes: ["2023-08-17 118.213"]),
        Case(
            testDescription: "headers in unknown words, the close before the open",
            text: "Ngày,Lần cuối,Mở,Cao,Thấp\n" + rows(3) { "\($0),\($1[3]),\($1[0]),\($1[1]),\($1[2])" },
            refusal: .unknownFormat, sentence: "“Lần cuối”"),
        Case(
            testDescription: "no header, the close before the open, told by the sessions before",
            text: rows(30) { "\($0),\($1[3]),\($1[0]),\($1[1]),\($1[2]),1000" },
            closes: rows(30) { "\($0) \($1[3])" }.split(separator: "\n").map(String.init)),
        Case(
            testDescription: "no header, the volume before the prices",
            text: rows(3) { "\($0),123456,\($1[0]),\($1[1]),\($1[2]),\($1[3])" }, refusal: .noHeader),
        Case(
            testDescription: "dates without a name, closes first",
            text: ",Close,High,Low,Open\n" + rows(3) { "\($0),\($1[3]),\($1[1]),\($1[2]),\($1[0])" },
            closes: rows(3) { "\($0) \($1[3])" }.split(separator: "\n").map(String.init)),
        Case(
            testDescription: "several tickers in yfinance's columns",
            text: "Price,Close,Close\nTicker,AAA,BBB\nDate,,\n2020-01-02,1,2\n", refusal: .duplicateColumn),
        Case(
            testDescription: "seconds among milliseconds",
            text: "unix,close\n"
                + (0..<9).map { "\(1_577_923_200_000 + $0 * 86_400_000),1\n" }.joined() + "1578700800,7\n",
            closes: (2...10).map { "2020-01-\($0 < 10 ? "0" : "")\($0) 1.0" }),
        Case(
            testDescription: "milliseconds of 1970",
            text: "unix,close\n" + (0..<9).map { "\($0 * 86_400_000 - 172_800_000),1\n" }.joined()
                + (0..<40).map { "\(100_000_000_000 + $0 * 86_400_000),1\n" }.joined(),
            closes: (["1969-12-30", "1969-12-31"] + (1...7).map { "1970-01-0\($0)" }).map { $0 + " 1.0" }
                + (Int32(1157)..<1197).map { "\(SessionDate(dayNumber: $0)) 1.0" }),
        Case(
            testDescription: "midnights of Seoul in UTC, three sessions in the middle of a week",
            text: "Date,Close\n2020-03-23T15:00:00Z,1\n2020-03-24T15:00:00Z,1\n2020-03-25T15:00:00Z,1\n",
            refusal: .ambiguousDate, sentence: "time_zone"),
        Case(
            testDescription: "midnight of Seoul in UTC, one session on a Monday",
            text: "Date,Close\n2020-03-22T15:00:00Z,1\n", closes: ["2020-03-23 1.0"]),
        Case(
            testDescription: "closes of New York in UTC",
            text: "Date,Close\n2020-03-26T20:00:00Z,1\n2020-03-27T20:00:00Z,2\n",
            closes: ["2020-03-26 1.0", "2020-03-27 2.0"]),
        Case(
            testDescription: "sessions from Sunday to Thursday",
            text: "Date,Close\n"
                + ["05", "06", "07", "08", "09", "12"].map { "2020-01-\($0)T00:00:00Z,1\n" }.joined(),
            closes: ["05", "06", "07", "08", "09", "12"].map { "2020-01-\($0) 1.0" }),
        Case(
            testDescription: "hours of a crypto exchange, with a ticker in each row",
            text: "unix,date,symbol,open,high,low,close,Volume BTC\n"
                + (0..<24).map {
                    "\(1_584_921_600 + 3600 * $0),2020-03-23 \($0 / 10)\($0 % 10):00:00,B,1,1,1,1,1\n"
                }
                .joined(), refusal: .intraday),
        Case(
            testDescription: "minutes in a column of their own",
            text: "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\n"
                + (10..<40).map { "X,5,20200323,09\($0)00,1,1,1,1,1\n" }.joined(), refusal: .intraday),
        Case(
            testDescription: "half days",
            text: "Date,Close\n"
                + (10..<20).flatMap { ["2020-03-\($0) 00:00,1\n", "2020-03-\($0) 12:00,2\n"] }.joined(),
            refusal: .intraday),
        Case(
            testDescription: "the wrong order of day and month asked for",
            text: "Date,Close\n01/02/2020,1\n03/23/2020,2\n", options: ReadingOptions(dateOrder: .dayFirst),
            refusal: .ambiguousDate, sentence: "line 3"),
        Case(
            testDescription: "years of two digits that stay last",
            text: "Date,Close\n" + [19, 20, 23, 24, 25].map { "03/\($0)/20,\($0)\n" }.joined(),
            closes: [19, 20, 23, 24, 25].map { "2020-03-\($0) \($0).0" }),
        Case(
            testDescription: "years of two digits above 31", text: "Date,Close\n23.03.98,1\n24.3.98,2\n",
            closes: ["1998-03-23 1.0", "1998-03-24 2.0"]),
        Case(
            testDescription: "years of two digits that stay first",
            text: "Date,Close\n" + [19, 20, 23, 24, 25].map { "20-03-\($0),\($0)\n" }.joined(),
            refusal: .ambiguousDate, sentence: "may stand first"),
        Case(
            testDescription: "years of two digits in two rows", text: "Date,Close\n03/19/20,1\n03/20/20,2\n",
            refusal: .ambiguousDate, sentence: "--date-order mdy"),
        Case(
            testDescription: "years of two digits, and the flag",
            text: "Date,Close\n03/05/20,1\n03/06/20,2\n", options: ReadingOptions(dateOrder: .monthFirst),
            closes: ["2020-03-05 1.0", "2020-03-06 2.0"]),
        Case(
            testDescription: "years of two digits that are not Taiwan's",
            text: "日期,开盘,收盘,最高,最低\n98/03/23,1,1,1,1\n98/03/24,1,1,1,1\n"),
        Case(
            testDescription: "one year with a digit too few",
            text: "Date,Close\n2020/03/20,1\n202/03/23,2\n2020/03/24,3\n",
            closes: ["2020-03-20 1.0", "2020-03-24 3.0"]),
        Case(
            testDescription: "turnover beside prices without a close called so",
            text: "TRADEDATE;SECID;VALUE;OPEN;LOW;HIGH;LEGALCLOSEPRICE\n2020-03-23;SBER;98450800;10;9;12;11\n",
            closes: ["2020-03-23 11.0"]),
        Case(
            testDescription: "quantities in capital letters", text: "DATE,BID,ASK\n2020-03-23,1,2\n",
            refusal: .noCloseColumn),
        Case(
            testDescription: "Bloomberg's names", text: "DATE,PX_LAST,PX_VOLUME\n2020-03-23,11,1000\n",
            closes: ["2020-03-23 11.0"]),
        Case(
            testDescription: "groups of two digits, as in India",
            text: "Date,Close\n2020-03-23,\"1,02,450.50\"\n2020-03-24,\"12,34,5.50\"\n",
            closes: ["2020-03-23 102450.5"]),
        Case(
            testDescription: "apostrophes, as in Switzerland",
            text: "Datum;Schlusskurs\n13.01.2020;1'234.56\n14.01.2020;12'34.56\n", closes: ["2020-01-13 1234.56"]),
        Case(
            testDescription: "joined files, one of them with adjusted closes",
            text: "Date,Close,X\n2020-03-23,10,1\nDate,Close,Adj Close\n2020-03-24,20,10\n",
            closes: ["2020-03-23 10.0"]),
        Case(
            testDescription: "a negative price of a series that has none", text: "Date,Close\n2020-04-20,-36.98\n"),
        Case(
            testDescription: "--format manila, and a header", text: "Date,Close\n03/04/2020,1\n",
            options: ReadingOptions(format: .manila), refusal: .unknownFormat, sentence: "--explain"),
        Case(
            testDescription: "--format nasdaq, and another header", text: "Date,Open,Close\n03/04/2020,1,1\n",
            options: ReadingOptions(format: .nasdaq), refusal: .unknownFormat, sentence: "Close/Last"),
    ]

    @Test("A file that is easily misread is read rightly or refused", arguments: cases)
    func hazard(_ hazard: Case) throws {
        let reader = PriceFileReader(asOf: Corpus.asOf, options: hazard.options)
        do throws(IngestionError) {
            let file = try reader.read(bytes: Array(hazard.text.utf8), path: "x.csv")
            #expect(hazard.refusal == nil)
            #expect(file.series.bars.map { "\($0.date) \($0.close)" } == hazard.closes)
            #expect(file.lines.isComplete)
        } catch {
            guard case .refused(_, let refusal, _) = error else { throw error }
            #expect(refusal == hazard.refusal, "\(error)")
            #expect("\(error)".contains(hazard.sentence))
        }
    }

    @Test("Text of other encodings is refused as such, not read without its header")
    func otherEncodings() {
        // 日付,終値,始値 in Shift-JIS.
        let header: [UInt8] =
            [0x93, 0xFA, 0x95, 0x74, 0x2C, 0x8F, 0x49, 0x92, 0x6C, 0x2C, 0x8E, 0x6E, 0x92, 0x6C, 0x2C] + [0x0A]
        let rows = Self.rows(30) { "\($0),\($1[3]),\($1[0]),\($1[1]),\($1[2])" }
        let error = #expect(throws: IngestionError.self) {
            _ = try PriceFileReader().read(bytes: header + Array(rows.utf8), path: "x.csv")
        }
        #expect(error?.description.contains("Shift-JIS") == true)
    }

    @Test(
        "A layout that is asked for never changes a value: it is refused, or reads what is read without it",
        arguments: FormatTests.samples)
    func forced(sample: FormatTests.Sample) throws {
        let bytes = Array(sample.text.utf8)
        let expected = try PriceFileReader().readAll(bytes: bytes, path: "x.csv").files.map(\.series)
        for format in FormatName.allCases {
            let reader = PriceFileReader(options: ReadingOptions(format: format))
            guard let reading = try? reader.readAll(bytes: bytes, path: "x.csv") else {
                #expect(format != sample.format)
                continue
            }
            #expect(reading.files.map(\.series) == expected, "\(format)")
        }
    }

    @Test("A price below zero is kept aside where its series is declared to have them")
    func nonPositive() throws {
        let text = "Date,Close\n2020-04-17,18.27\n2020-04-20,-36.98\n2020-04-21,8.91\n"
        let reader = PriceFileReader(options: ReadingOptions(nonPositiveSymbols: ["WTI"]))
        let file = try reader.read(bytes: Array(text.utf8), path: "prices/WTI.csv")
        #expect(file.series.bars.map(\.close) == [18.27, 8.91])
        #expect(file.nonPositiveBars.map(\.close) == [-36.98])
        #expect(file.nonPositiveBars.map(\.date.description) == ["2020-04-20"])
        #expect(file.lines == LineCounts(lines: 4, header: 1, blank: 0, accepted: 3, rejected: 0))
        #expect(file.warnings.map(warningClass).contains("non_positive"))
        let other = try reader.read(bytes: Array(text.utf8), path: "prices/USO.csv")
        #expect(other.nonPositiveBars.isEmpty)
        #expect(other.rejectedRows.map(\.reason) == [.nonPositivePrice])
    }

    @Test("The text of a rejected row is bounded, however long the row is")
    func bounded() throws {
        let text =
            "Date,Close,Note\n2020-01-02,x,\"" + String(repeating: "é\n", count: 30_000) + "\"\n2020-01-03,1,\n"
        let file = try PriceFileReader().read(bytes: Array(text.utf8), path: "x.csv")
        #expect(file.rejectedRows.map(\.reason) == [.badNumber])
        #expect(file.rejectedRows.allSatisfy { $0.rawText.utf8.count <= 500 })
        #expect(file.series.bars.count == 1)
        #expect(file.lines.isComplete)
    }
}
