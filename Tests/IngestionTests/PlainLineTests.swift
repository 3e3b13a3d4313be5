import TestSupport
import Testing

@testable import Ingestion

/// Lines without quotes and blanks are split as libcsv splits them.
@Suite("Plain lines")
struct PlainLineTests {
    /// All that can be asked of a record.
    private struct Record: Equatable {
        var fields: [[UInt8]]
        var count: Int
        var place: [Int]
        var raw: [UInt8]
        var isSound: [Bool]
    }

    private func records(_ bytes: [UInt8], separators: [UInt8], chunk: Int, plain: Bool) throws -> ([Record], [Int])
    {
        var reader = CSVRecordReader(
            ByteSource(bytes: bytes, path: "x"), separators: separators, chunkSize: chunk, takesPlainLines: plain)
        var records: [Record] = []
        while try reader.next() {
            let kept = min(reader.fieldCount, CSVParser.maximumFields)
            records.append(
                Record(
                    fields: (0..<kept).map { Array(reader.field($0)) }, count: reader.fieldCount,
                    place: [reader.line, reader.lastLine], raw: reader.rawBytes,
                    isSound: [reader.isUnterminated, reader.hasNUL, reader.isValidUTF8]))
        }
        return (records, [reader.lastLine, reader.blankLines, reader.continuationLines, reader.byteCount])
    }

    @Test("Random text gives the same records with libcsv alone", arguments: [UInt64](1...6))
    func same(seed: UInt64) throws {
        var random = TestRandom(seed: seed)
        let odd = Array(",,,;;\n\n\n\r12345.-abc".utf8) + [0x0A, 0x2C]
        let rare = Array("\" \t".utf8) + [0x00, 0xC3, 0xA9, 0xFF]
        for _ in 0..<400 {
            let share = [0, 40, 400, 4000][Int(random.next() % 4)]
            let bytes = (0..<Int(random.next() % 12_000)).map { _ -> UInt8 in
                let alphabet = share > 0 && random.next() % UInt64(share) == 0 ? rare : odd
                return alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            let separators = [Array(",".utf8), Array(",;\t|".utf8), [0x09]][Int(random.next() % 3)]
            let chunk = [1, 7, 64, 500, 4096, 1 << 18][Int(random.next() % 6)]
            let one = try records(bytes, separators: separators, chunk: chunk, plain: true)
            let other = try records(bytes, separators: separators, chunk: chunk, plain: false)
            #expect(one.0 == other.0)
            #expect(one.1 == other.1)
        }
    }

    @Test("Fields longer than what is kept, and more of them, are the same")
    func limits() throws {
        let long = String(repeating: "7", count: 600) + "," + String(repeating: "1,", count: 1500) + "end\n"
        let text = Array("a,b\n\(long)1,2\n\(long)".utf8)
        let one = try records(text, separators: [0x2C], chunk: 1 << 16, plain: true)
        let other = try records(text, separators: [0x2C], chunk: 1 << 16, plain: false)
        #expect(one.0 == other.0)
        #expect(one.0[1].count == 1502 && one.0[1].fields[0].count == CSVParser.maximumFieldBytes)
    }
}
