import Forecasting
import Foundation
import Market
import Pipeline
import Predictors
import Testing

/// The repository's folder of pipeline files.
private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../pipelines")
    .standardizedFileURL

/// The names of the files in it.
let committedPipelines = [
    "history-widths", "covid", "nightly", "nightly-replay-2020", "nightly-replay-2020-backtest", "ci", "evaluation",
    "horizons",
]

/// The text of one of them.
func committedText(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
}

@Suite("The pipeline files that come with Hindcast")
struct CommittedPipelineTests {
    @Test("each is read, and bears its own name", arguments: committedPipelines)
    func isRead(name: String) throws {
        let configuration = try read(name).configuration
        #expect(configuration.name == name)
        #expect(configuration.data.index == "SP500")
        #expect(configuration.models.first?.name == "random-walk")
    }

    @Test("no other pipeline file lies in the folder")
    func areAll() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.filter { $0.hasSuffix(".yaml") }.sorted() == committedPipelines.map { "\($0).yaml" }.sorted())
    }

    @Test(
        "each finds its input",
        .enabled(if: FileManager.default.fileExists(atPath: folder.path + "/../data/prices")),
        arguments: committedPipelines)
    func findsInput(name: String) throws {
        let file = try read(name)
        try file.validate(filesRelativeTo: file.folder)
        for symbol in file.configuration.data.symbols ?? [] {
            let path = file.resolved("../data/prices/\(symbol).csv")
            #expect(FileManager.default.fileExists(atPath: path), "\(symbol)")
        }
    }

    @Test(
        "their models are these",
        arguments: [
            (
                "history-widths",
                [
                    "random-walk", "drift", "ewma", "ewma(errors=student-t)", "tdnn(width=5)", "tdnn(width=10)",
                    "tdnn(width=20)",
                    "tdnn(width=60)", "tdnn(width=120)", "tdnn(width=250)", "rnn(hidden=16)", "rnn(hidden=32)",
                ]
            ),
            ("covid", ["random-walk", "ewma", "tdnn(width=20)", "tdnn(width=250)", "rnn(hidden=16)"]),
            ("nightly", ["random-walk", "ewma", "tdnn(width=60)", "rnn(hidden=32)"]),
            (
                "ci",
                [
                    "random-walk", "drift", "ewma", "tdnn(width=5,epochs=2)", "tdnn(width=20,epochs=2)",
                    "rnn(hidden=8,epochs=2)",
                ]
            ),
        ])
    func models(name: String, expected: [String]) throws {
        #expect(try read(name).configuration.models.map(\.name) == expected)
    }

    @Test("the comparison of widths has 21 series, eight test years and two seeds")
    func historyWidths() throws {
        let configuration = try read("history-widths").configuration
        #expect(configuration.data.symbols?.count == 21)
        #expect(configuration.seeds == [1, 2])
        guard case .backtest(let test, let refit) = configuration.kind else {
            Issue.record("\(configuration.kind) is no backtest")
            return
        }
        #expect(test.upperBound.year - test.lowerBound.year + 1 == 8)
        #expect(refit == .yearly)
    }

    private func read(_ name: String) throws -> PipelineFile {
        try PipelineFile.read(path: folder.appending(path: "\(name).yaml").path, families: Registry.families)
    }
}
