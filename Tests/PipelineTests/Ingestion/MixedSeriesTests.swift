import Store
import TestSupport
import Testing

@testable import Pipeline

/// Two files of one name that are not one series are not mixed in silence.
@Suite("Series of several files")
struct MixedSeriesTests {
    private func take(_ text: String, as path: String, in folder: TemporaryFolder) async throws -> [String] {
        try folder.write(text, to: path)
        return try await ingest(
            IngestRequest(paths: [folder.path(path)], store: folder.path("s.sqlite"), jobs: 1),
            now: "2026-11-23T08:00:00Z"
        ).warnings
    }

    @Test("Files whose dates overlap with other bars are named when taken in, and by check")
    func overlapping() async throws {
        let folder = try TemporaryFolder()
        #expect(try await take("Date,Close\n2020-03-19,1\n2020-03-23,1.1\n", as: "us-X.csv", in: folder) == [])
        try folder.write("Date,Close\n2020-03-20,1.2\n2020-03-24,1.3\n", to: "other/us-X.csv")
        let result = try await ingest(
            IngestRequest(paths: [folder.path("other")], store: folder.path("s.sqlite"), jobs: 1),
            now: "2026-11-24T08:00:00Z")
        let warning = try #require(result.warnings.first)
        #expect(warning.contains("us-X: its bars come from 2 files whose dates overlap"))
        #expect(warning.contains(folder.path("other/us-X.csv")))
        #expect(try healthTable(store: folder.path("s.sqlite")).contains(warning))
    }

    @Test("A file that goes on where another ended, and one that says the same, are no such case")
    func continuing() async throws {
        let folder = try TemporaryFolder()
        let text = "Date,Close\n2020-03-19,1\n2020-03-23,1.1\n"
        #expect(try await take(text, as: "X.csv", in: folder) == [])
        #expect(try await take(text + "2020-03-24,1.2\n", as: "b/X.csv", in: folder) == [])
        #expect(try !healthTable(store: folder.path("s.sqlite")).contains("overlap"))
    }
}
