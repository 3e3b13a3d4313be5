import Foundation
import GRDB
import TestSupport
import Testing

@Suite("The lab's commands")
struct LabCommandTests {
    @Test(
        "64: arguments that make no sense, before any work",
        arguments: [
            (["parity", "--lengths", "10,0"], "a length must be at least 1, not 0"),
            (["addition", "--lengths=-5"], "a length must be at least 1, not -5"),
            (["adding", "--lengths", "1"], "a length must be at least 2"),
            (["parity", "--lengths", "ten"], "ten"),
            (["parity", "--seeds", "0"], "--seeds must be at least 1, not 0"),
            (["charlm", "--cells", "gpt"], "no cell gpt; there are rnn, gru and lstm"),
            (["charlm", "--temperature=-1"], "--temperature must not be negative"),
            (["charlm", "--save", "x.model"], "--save keeps one model"),
            (["ngram", "--order", "7"], "n goes from 1 to at most 6, not to 7"),
            (["impulse", "--width", "0"], "--width must be at least 1, not 0"),
        ] as [([String], String)])
    func usage(arguments: [String], sentence: String) async throws {
        let folder = try TemporaryFolder()
        let result = try await RunningCommand(["lab"] + arguments + ["--db", "s.sqlite"], in: folder).result()
        #expect(result.exitCode == 64)
        #expect(result.output == "")
        #expect(result.log.contains(sentence))
        #expect(!folder.contains("s.sqlite") && !folder.contains("x.model"))
    }

    @Test(
        "65: a text that nothing can be learnt from, and nothing is written",
        arguments: ["charlm", "ngram"],
        [
            ([], "is empty"), ([0x61], "has a single character"),
            ([0x61, 0x61], "has one distinct character only"),
            ([0x61, 0xFF, 0x62], "is not UTF-8; convert it, or model it byte by byte with --bytes"),
        ] as [([UInt8], String)])
    func badText(lab: String, text: ([UInt8], String)) async throws {
        let folder = try TemporaryFolder()
        try Data(text.0).write(to: folder.url.appending(path: "text.txt"))
        let result = try await hindcast("lab", lab, "--text", "text.txt", "--db", "s.sqlite", in: folder)
        #expect(result.exitCode == 65)
        #expect(result.output == "")
        #expect(result.log.hasPrefix("hindcast: text.txt ") && result.log.contains(text.1))
        #expect(!folder.contains("s.sqlite"))
    }

    @Test("66: a text that is not there")
    func missing() async throws {
        let result = try await hindcast("lab", "charlm", "--text", "none.txt", in: TemporaryFolder())
        #expect(result.exitCode == 66)
        #expect(result.log.contains("none.txt: no such file"))
    }

    @Test("A character model is saved, resumed, refused on another alphabet, and stored with its numbers")
    func character() async throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "the cat sat. ", count: 20), to: "cat.txt")
        try folder.write(String(repeating: "a dog. ", count: 20), to: "dog.txt")
        let saved = try await hindcast(
            "lab", "charlm", "--text", "cat.txt", "--cells", "rnn", "--units", "4", "--steps", "6", "--save",
            "cat.model", "--db", "s.sqlite", "--json", "-q", in: folder)
        #expect(saved.exitCode == 0)
        #expect(saved.log == "")
        let objects = try JSONSerialization.jsonObject(with: Data(saved.output.utf8)) as? [[String: Any]]
        #expect(objects?.count == 2)
        #expect(objects?[1]["steps"] as? Int == 6)
        let resumed = try await hindcast(
            "lab", "charlm", "--text", "cat.txt", "--resume", "cat.model", "--steps", "3", "--json", in: folder)
        #expect(resumed.exitCode == 0)
        #expect(resumed.output.contains("\"steps\" : 9"))
        let other = try await hindcast(
            "lab", "charlm", "--text", "dog.txt", "--resume", "cat.model", "--save", "dog.model", in: folder)
        #expect(other.exitCode == 65)
        #expect(other.log.contains("the checkpoint has another alphabet than dog.txt"))
        #expect(!folder.contains("dog.model"))
        let queue = try DatabaseQueue(path: folder.url.appending(path: "s.sqlite").path)
        let steps = try await queue.read {
            try Double.fetchOne($0, sql: "SELECT number FROM lab_value WHERE record = 1 AND name = 'steps'")
        }
        #expect(steps == 6)
    }
}
