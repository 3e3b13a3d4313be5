import Market
import Testing

@testable import Ingestion

@Suite struct PriceFileReaderTests {
    private func read(_ text: String, chunkSize: Int = 1 << 18) throws(IngestionError) -> IngestedFile {
        try PriceFileReader(asOf: Corpus.asOf, chunkSize: chunkSize).read(
            bytes: Array(text.utf8), path: "prices/BRK.B.csv")
    }

    private func refusal(_ text: String) -> FileRefusal? {
        do throws(IngestionError) {
            _ = try read(text)
            return nil
        } catch {
            guard case .refused(_, let refusal, _) = error else { return nil }
            return refusal
        }
    }

    @Test("A Yahoo row becomes a bar with all its fields")
    func yahoo() throws {
        let file = try read(
            "Date,Open,High,Low,Close,Adj Close,Volume\n"
                + "1990-01-02,0.31473198533058167,0.3348209857940674,0.3125,0.3325890004634857,0.26488587260246277,183198400\n"
        )
        let date = try #require(SessionDate(iso: "1990-01-02"))
        #expect(
            file.series.bars == [
                Bar(
                    date: date, open: 0.31473198533058167, high: 0.3348209857940674, low: 0.3125,
                    close: 0.3325890004634857, adjustedClose: 0.26488587260246277, volume: 183_198_400)
            ])
        #expect(file.series.symbol == "BRK.B")
        #expect(file.source.sha256.count == 64)
    }

    @Test("The fingerprint is that of the bytes as they are")
    func fingerprintOfFile() throws {
        let text = "Date,Close\r\n2020-01-02,1\r\n"
        #expect(try read(text).source.sha256 == fingerprint(text.utf8))
        #expect(try read(text, chunkSize: 3).source.sha256 == fingerprint(text.utf8))
    }

    @Test("A rejected row knows its line and its text, whatever ends the lines", arguments: ["\n", "\r\n", "\r"])
    func lines(end: String) throws {
        let rows = [
            "", "Date,Close,Note", "", "2020-01-02,1,\"two\(end)lines\"", "  ", "2020-01-03,x,é", "2020-01-06,2,",
        ]
        for chunkSize in [1, 5, 1 << 18] {
            let file = try read(rows.joined(separator: end), chunkSize: chunkSize)
            #expect(file.series.bars.count == 2)
            #expect(
                file.rejectedRows == [
                    RejectedRow(
                        line: 7, rawText: "2020-01-03,x,é", reason: .badNumber, detail: "Close is “x”, not a number"
                    )
                ])
        }
    }

    @Test("The text of a rejected row is bounded, repaired, and never cut inside a character")
    func rawText() throws {
        let file = try read("Date,Close\nxx" + String(repeating: "é", count: 400) + ",1\nx\u{0}y,1\n")
        #expect(file.rejectedRows.map(\.rawText) == ["xx" + String(repeating: "é", count: 249), "x\u{2400}y,1"])
        #expect(file.rejectedRows.map(\.reason) == [.badDate, .nulByte])
        let mixed = try PriceFileReader().read(
            bytes: Array("Date,Close,Note\n2020-01-02,1,é\n2020-01-03,1,".utf8) + [0xE9, 0x0A], path: "a.csv")
        #expect(mixed.rejectedRows.map(\.rawText) == ["2020-01-03,1,\u{FFFD}"])
        #expect(mixed.rejectedRows.map(\.reason) == [.encoding])
    }

    @Test(
        "A row is rejected under the first reason that applies",
        arguments: [
            ("2020-01-02,x", RejectionReason.wrongColumns), ("2020-01-02,1,2,3,4,5,6", .wrongColumns),
            ("2020-02-30,null,x,3,4,5", .badDate), ("2030-01-02,1,1,1,null,5", .futureDate),
            ("2020-01-02,x,1,1,null,5", .missingValue), ("2020-01-02,x,1,1,2e9,5", .outOfRange),
            ("2020-01-02,-1,1,1,x,5", .badNumber), ("2020-01-02,x,1,1,0,5", .nonPositivePrice),
            ("2020-01-02,x,1,2,1,y", .badNumber), ("2020-01-02,1,0,1,1,y", .nonPositivePrice),
            ("2020-01-02,1,1,2,1,y", .ohlcInconsistent), ("2020-01-02,3,2,1,1,5", .ohlcInconsistent),
            ("2020-01-02,1,2,1,0.5,5", .ohlcInconsistent), ("2020-01-02,1,1,1,1,y", .badVolume),
            ("2020-01-02,1,1,1,1,-5", .badVolume), ("2020-01-02,1,1,1,1,1e16", .badVolume),
            ("DATE, open ,High,Low,Close,Volume", .repeatedHeader),
        ])
    func classOrder(row: String, reason: RejectionReason) throws {
        let file = try read("Date,Open,High,Low,Close,Volume\n2019-01-02,1,1,1,1,1\n\(row)\n")
        #expect(file.series.bars.count == 1)
        #expect(file.rejectedRows.map(\.reason) == [reason])
        #expect(file.rejectedRows.map(\.line) == [3])
    }

    @Test("Prices other than the close, and volumes, may be missing")
    func missingFields() throws {
        let file = try read("Date,Open,High,Low,Close,Volume\n2020-01-02,null,-,,1.5,N/A\n")
        let date = try #require(SessionDate(iso: "2020-01-02"))
        #expect(file.series.bars == [Bar(date: date, close: 1.5)])
    }

    @Test(
        "What is no price file is refused as a whole",
        arguments: [
            ("", FileRefusal.emptyFile), ("\u{FEFF}", .emptyFile), ("\n \n\r\n", .emptyFile),
            ("Hello,world\nno,prices\n", .noHeader), ("\"Date,Close\n2020-01-02,1\n", .noHeader),
            ("Date,Open\n2020-01-02,1\n", .noCloseColumn), ("Date,Close,CLOSE\n2020-01-02,1,2\n", .duplicateColumn),
            ("Date,Close\n\n", .noRows), ("Date,Close\n01/02/2020,1\n02/02/2020,1\n", .ambiguousDate),
            ("Date,Close\n13/02/2020,1\n02/13/2020,1\n", .ambiguousDate),
        ])
    func refusals(text: String, expected: FileRefusal) {
        #expect(refusal(text) == expected)
    }

    @Test("Columns may stand in any order, between any of the usual separators", arguments: [",", ";", "\t", "|"])
    func separators(separator: String) throws {
        let rows = [["close", "Some, note", "D A T E"], ["1.5", "x", "2020-01-02"]]
        let text = rows.map { $0.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: separator) }
        let file = try read(text.joined(separator: "\n"))
        #expect(file.series.bars.map(\.close) == [1.5])
    }

    @Test("A byte-order mark belongs to no column, not even before a quote", arguments: [1, 4096])
    func byteOrderMark(chunkSize: Int) throws {
        let file = try read("\u{FEFF}\"Date\",\"Close\"\n2020-01-02,1.5\n", chunkSize: chunkSize)
        #expect(file.series.bars.map(\.close) == [1.5])
    }

    @Test("Where commas do not separate, 1,250 is a number inside quotes only")
    func unquotedCommas() throws {
        let file = try read("Date;Close\n2020-01-02;\"1,250\"\n2020-01-03;1,250\n")
        #expect(file.series.bars.map(\.close) == [1250])
        #expect(file.rejectedRows.map(\.reason) == [.badNumber])
    }

    @Test("Day/month/year and month/day/year are told apart by the whole file")
    func dateOrder() throws {
        let monthFirst = try read("Date,Close\n03/04/2019,1\n3/14/2019,2\n")
        #expect(monthFirst.series.bars.map(\.date.description) == ["2019-03-04", "2019-03-14"])
        let dayFirst = try read("Date,Close\n03/04/2019,1\n14.03.2019,2\n40/03/2019,3\n")
        #expect(dayFirst.series.bars.map(\.date.description) == ["2019-03-14", "2019-04-03"])
        #expect(dayFirst.rejectedRows.map(\.reason) == [.badDate])
        #expect(dayFirst.warnings.map(warningClass) == ["descending", "suspect_jump"])
    }

    @Test("Rows from the newest to the oldest are turned round, other disorder is sorted; both are told")
    func order() throws {
        let descending = try read("Date,Close\n2020-01-06,3\n2020-01-03,2\n2020-01-02,2\n")
        #expect(descending.series.bars.map(\.close) == [2, 2, 3])
        #expect(descending.warnings.map(warningClass) == ["descending"])
        let unsorted = try read("Date,Close\n2020-01-06,3\n2020-01-02,2\n2020-01-03,2\n2020-01-02,2\n")
        #expect(unsorted.series.bars.map(\.close) == [2, 2, 3])
        #expect(unsorted.warnings.map(warningClass) == ["unsorted"])
        #expect(unsorted.rejectedRows.map(\.reason) == [.duplicateSame])
    }

    @Test("Below the header of a joined file its columns hold")
    func otherHeader() throws {
        let file = try read("Date,Open,Close\n2020-01-02,1,2\n\u{FEFF}Date,Close,Open\n2020-01-03,2.5,1\n")
        #expect(file.series.bars.map(\.close) == [2, 2.5])
        #expect(file.rejectedRows.map(\.reason) == [.repeatedHeader])
    }

    @Test("A row without adjusted close is refused where other rows have one, and only there")
    func unadjusted() throws {
        let mixed = try read(
            "Date,Close,Adj Close\n2020-01-02,10,5\n2020-01-03,x,5\n2020-01-06,10,null\n2020-01-07,x,5\n")
        #expect(mixed.series.bars.map(\.adjustedClose) == [5])
        #expect(mixed.rejectedRows.map(\.line) == [3, 4, 5])
        #expect(mixed.rejectedRows.map(\.reason) == [.badNumber, .missingValue, .badNumber])
        let without = try read("Date,Close,Adj Close\n2020-01-02,10,null\n2020-01-03,10,null\n")
        #expect(without.series.bars.count == 2)
    }

    @Test("Jumps are warnings up to a number, then a count")
    func manyJumps() throws {
        let start = try #require(SessionDate(iso: "2020-01-01"))
        let rows = (0..<60).map { "\(start.advanced(byDays: $0)),\($0 % 2 == 0 ? 1 : 2)\n" }
        let file = try read("Date,Close\n" + rows.joined())
        #expect(file.warnings.count == 21)
        #expect(file.warnings.last == "suspect_jump: 39 further jumps of that size")
    }

    @Test(
        "A line far longer than the buffer is one rejected row and harms no other",
        arguments: [
            ("field", RejectionReason.overLongLine, 3), ("quote", .unterminatedQuote, 2),
            ("columns", .overLongLine, 3),
            ("noeol", .overLongLine, 3),
        ])
    func longLine(kind: String, reason: RejectionReason, accepted: Int) throws {
        let size = 600_000
        let giant =
            switch kind {
            case "field": "2020-01-06,1,1,1," + String(repeating: "9", count: size) + ",5\n"
            case "quote": "2020-01-06,\"" + String(repeating: "x", count: size) + "\n"
            case "columns": "2020-01-06" + String(repeating: ",1", count: size / 2) + "\n"
            default: "2020-01-06,1,1,1," + String(repeating: "9", count: size)
            }
        let header = "Date,Open,High,Low,Close,Volume\n2020-01-02,10,11,9,10,1000\n2020-01-03,11,12,10,11,1000\n"
        let last = "2020-01-07,12,13,11,12,1000\n"
        let text = header + (kind == "noeol" ? last + giant : giant + last)
        let file = try read(text, chunkSize: 4096)
        #expect(file.series.bars.count == accepted)
        #expect(file.rejectedRows.map(\.reason) == [reason])
        #expect(file.rejectedRows.map(\.line) == [kind == "noeol" ? 5 : 4])
        #expect(file.rejectedRows.allSatisfy { $0.rawText.utf8.count == 500 })
        #expect(try read(text) == file)
    }

    @Test("Past a hundred thousand, rejected rows are counted by reason")
    func manyRejections() throws {
        let file = try read("Date,Close\n2020-01-02,1\n" + String(repeating: "x\n", count: 100_010))
        #expect(file.rejectedRows.count == 100_000)
        #expect(file.warnings == ["rejected_rows_not_kept: 10 further rows were rejected as wrong_columns"])
    }
}
