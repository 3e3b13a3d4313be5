import Market
import Testing

@testable import Ingestion

/// Files packed with gzip and zip.
@Suite struct PackedFileTests {
    private func read(_ name: String) throws -> PriceFileReader.Reading {
        try PriceFileReader().readAll(path: Corpus.path(of: "packed/\(name)"))
    }

    @Test("A packed file is read as what is in it", arguments: ["one.csv.gz", "joined.csv.gz", "stored.zip"])
    func one(name: String) throws {
        let file = try #require(try read(name).files.first)
        #expect(file.series.bars.map(\.close) == [1.5, 2.5])
        #expect(file.series.symbol == (name == "stored.zip" ? "AAA" : String(name.dropLast(7))))
        #expect(file.lines.isComplete)
    }

    @Test("Each text of an archive is a file of its own, and a bad one harms no other")
    func many() throws {
        let reading = try read("many.zip")
        #expect(reading.files.map(\.series.symbol) == ["AAA", "BBB"])
        #expect(reading.files.map { $0.source.path.hasSuffix("many.zip/a/AAA.csv") } == [true, false])
        #expect(reading.refused.count == 1)
    }

    @Test(
        "What is damaged or would fill the memory is refused",
        arguments: [
            ("bomb.csv.gz", FileRefusal.tooLarge), ("bomb.zip", .tooLarge), ("cut.csv.gz", .damagedArchive),
            ("flipped.zip", .damagedArchive),
        ])
    func refused(name: String, expected: FileRefusal) throws {
        let error = #expect(throws: IngestionError.self) { _ = try read(name) }
        if case .refused(_, let refusal, _) = try #require(error) {
            #expect(refusal == expected)
        } else {
            Issue.record("\(name) was not refused by name")
        }
    }
}
