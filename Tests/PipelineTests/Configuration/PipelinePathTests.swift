import Foundation
import Pipeline
import Testing

@Suite("Pipeline files on disk")
final class PipelinePathTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "hindcast-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "data/prices"), withIntermediateDirectories: true)
        for file in ["data/first-dates.csv", "data/shock-periods.csv", "extra.csv"] {
            try Data().write(to: folder.appending(path: file))
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @Test("relative paths are relative to the file's folder")
    func relativePaths() throws {
        let text = fullFile.replacing("../data", with: "data")
        try text.write(to: folder.appending(path: "full.yaml"), atomically: true, encoding: .utf8)
        let path = folder.appending(path: "full.yaml").path
        let file = try PipelineFile.read(path: path, families: sampleFamilies)
        #expect(file.folder == folder.path)
        #expect(file.resolved("data/prices") == folder.path + "/data/prices")
        #expect(file.resolved("/var/prices") == "/var/prices")
        try file.validate(filesRelativeTo: file.folder)
    }

    @Test(
        "the folder of a path",
        arguments: [
            ("night.yaml", "."), ("/night.yaml", "/"), ("pipelines/night.yaml", "pipelines"),
            ("../night.yaml", ".."),
        ])
    func folders(path: String, expected: String) throws {
        let file = try PipelineFile.parse(smallFile, path: path, families: sampleFamilies)
        #expect(file.folder == expected)
        #expect(
            file.resolved("prices")
                == (expected == "." ? "prices" : expected == "/" ? "/prices" : "\(expected)/prices"))
    }

    @Test(
        "an input path that leads nowhere is named with its place",
        arguments: [
            (
                "[data/prices, gone.csv]", "extra.csv",
                "line 5, column 25: data.prices[2] is “gone.csv”, but there is no"
            ),
            (
                "[data/prices, extra.csv]", "gone.csv",
                "line 10, column 16: data.first_dates is “gone.csv”, but there is no"
            ),
        ])
    func missingPaths(prices: String, firstDates: String, sentence: String) throws {
        let text = fullFile.replacing("[../data/prices, extra.csv]", with: prices)
            .replacing("../data/first-dates.csv", with: firstDates).replacing("../data", with: "data")
        let file = try PipelineFile.parse(text, path: "night.yaml", families: sampleFamilies)
        let error = #expect(throws: PipelineFileError.self) { try file.validate(filesRelativeTo: self.folder.path) }
        #expect(error?.kind == .missingInput)
        #expect(error?.description == "night.yaml, \(sentence) \(folder.path)/gone.csv")
    }

    @Test("a folder where a file is needed is refused")
    func folderForFile() throws {
        let text = fullFile.replacing("../data/first-dates.csv", with: "data/prices").replacing(
            "../data", with: "data")
        let file = try PipelineFile.parse(text, path: "night.yaml", families: sampleFamilies)
        let error = #expect(throws: PipelineFileError.self) { try file.validate(filesRelativeTo: self.folder.path) }
        #expect(
            error?.problem
                == "data.first_dates is “data/prices”, but \(folder.path)/data/prices is a folder and must be a file"
        )
    }

    @Test("a file that is not there, a folder and bytes that are not text are refused")
    func unreadableFiles() throws {
        let latin = folder.appending(path: "latin.yaml")
        try Data([0x6E, 0x61, 0x6D, 0x65, 0x3A, 0x20, 0xFC]).write(to: latin)
        for (path, kind, problem) in [
            (
                folder.path + "/gone.yaml", PipelineFileError.Kind.missingInput,
                "there is no such file; check the path"
            ),
            (folder.path, .missingInput, "is a folder; name the pipeline file in it"),
            (latin.path, .malformed, "is not UTF-8 text; save it as UTF-8"),
        ] {
            let error = #expect(throws: PipelineFileError.self) {
                try PipelineFile.read(path: path, families: sampleFamilies)
            }
            #expect(error?.kind == kind)
            #expect(error?.description == "\(path): \(problem)")
        }
    }
}
