import Foundation
import Market
import Testing

@testable import Ingestion

/// The corpus of malformed files, each with what has to come out of it (Fixtures/csv_policy.md).
@Suite struct CSVPolicyTests {
    @Test("Every file of the corpus comes out as its preferred outcome", arguments: try Corpus.load().files)
    func preferredOutcome(of expected: CorpusFile) throws {
        try check(expected, expected.chosenOutcome, PriceFileReader(asOf: Corpus.asOf))
    }

    @Test("The outcome does not depend on how many bytes are read at a time", arguments: [1, 2, 7, 64, 100])
    func chunks(of size: Int) throws {
        for expected in try Corpus.load().files {
            try check(expected, expected.chosenOutcome, PriceFileReader(asOf: Corpus.asOf, chunkSize: size))
        }
    }

    private func check(_ expected: CorpusFile, _ outcome: CorpusOutcome, _ reader: PriceFileReader) throws {
        let path = try Corpus.path(of: expected.file)
        let clean = try #require(try Corpus.load().files.first)
        do throws(IngestionError) {
            let file = try reader.read(path: path)
            #expect(outcome.fileError == nil, "\(expected.file) was not refused")
            #expect(file.source.byteCount == expected.bytes)
            #expect(file.series.symbol == String(expected.file.dropLast(4)))
            #expect(file.series.bars.count == outcome.accepted)
            #expect(file.lines.isComplete)
            #expect(file.lines.accepted == outcome.accepted)
            #expect(file.lines.rejected == file.rejectedRows.count)
            // The corpus gives the rows of the preferred outcome only; UTF-16 holds those of the clean file.
            let rows = expected.dates.isEmpty ? clean : expected
            #expect(file.series.bars.map(\.date.description) == rows.dates)
            #expect(file.series.bars.map(\.close) == rows.closes)
            if let volumes = expected.volumes { #expect(file.series.bars.map(\.volume) == volumes) }
            let rejected = Dictionary(grouping: file.rejectedRows, by: \.reason.rawValue).mapValues(\.count)
            #expect(rejected == outcome.rejected)
            #expect(Set(file.warnings.map(warningClass)) == Set(outcome.warnings))
        } catch {
            guard case .refused(_, let refusal, _) = error else { throw error }
            #expect(refusal.rawValue == outcome.fileError, "\(error)")
        }
    }
}

/// The word before the colon.
func warningClass(_ warning: String) -> String {
    String(warning.prefix { $0 != ":" })
}

struct CorpusFile: Decodable, Sendable, CustomTestStringConvertible {
    var file: String
    var bytes: Int
    var outcomes: [CorpusOutcome]
    var dates: [String]
    var closes: [Double]
    var volumes: [Double?]?

    var testDescription: String { file }

    /// The preferred outcome; UTF-16 with its mark is read, which is the second that the policy allows.
    var chosenOutcome: CorpusOutcome { file == "utf16_le.csv" ? outcomes[1] : outcomes[0] }
}

struct CorpusOutcome: Decodable, Sendable {
    var accepted: Int
    var rejected: [String: Int]
    var fileError: String?
    var warnings: [String]

    enum CodingKeys: String, CodingKey {
        case accepted, rejected, warnings
        case fileError = "file_error"
    }
}

struct Corpus: Decodable {
    var files: [CorpusFile]

    static let asOf = SessionDate(year: 2026, month: 11, day: 23)

    static func load() throws -> Corpus {
        try JSONDecoder().decode(Corpus.self, from: Data(contentsOf: URL(filePath: try path(of: "expected.json"))))
    }

    static func path(of file: String) throws -> String {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures/\(file)").path(percentEncoded: false)
    }

    static func bytes(of file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: try path(of: file))))
    }
}
