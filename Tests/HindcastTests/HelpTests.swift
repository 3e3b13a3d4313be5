import Foundation
import TestSupport
import Testing

@Suite("The help texts")
struct HelpTests {
    static let commands = [
        "hindcast", "run", "backtest", "forecast", "ingest", "check", "report", "runs", "models", "memory",
        "backup", "prune", "dump",
        "plan", "shard", "missing", "merge",
        "export", "apply", "lab", "doctor",
    ]

    @Test("are the committed ones, which are recorded only on demand and then fail", arguments: commands)
    func golden(command: String) async throws {
        let folder = try TemporaryFolder()
        let result =
            command == "hindcast"
            ? try await hindcast("--help", in: folder) : try await hindcast(command, "--help", in: folder)
        #expect(result.exitCode == 0)
        #expect(result.log == "")
        if ProcessInfo.processInfo.environment["HINDCAST_RECORD"] == "1" {
            let source = URL(filePath: #filePath).deletingLastPathComponent()
            try Data(result.output.utf8).write(to: source.appending(path: "Fixtures/help/\(command).txt"))
            Issue.record(
                "recorded Fixtures/help/\(command).txt; look at it, then run again without HINDCAST_RECORD")
            return
        }
        let url = try #require(Bundle.module.url(forResource: "Fixtures/help/\(command)", withExtension: "txt"))
        #expect(try result.output == String(contentsOf: url, encoding: .utf8))
    }

    @Test("are there for every command that the root lists")
    func complete() async throws {
        let help = try await hindcast("--help", in: TemporaryFolder()).output
        let listed = help.components(separatedBy: "SUBCOMMANDS:\n").last?.split(separator: "\n")
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { $0 != "See" }
        #expect(listed == Array(Self.commands.dropFirst()))
    }

    @Test("come without any command too, and the version on its own")
    func bare() async throws {
        let folder = try TemporaryFolder()
        let bare = try await hindcast(in: folder)
        #expect(bare.exitCode == 0 && bare.log == "")
        #expect(try await bare.output == hindcast("--help", in: folder).output)
        #expect(
            try await hindcast("help", "run", in: folder).output == hindcast("run", "--help", in: folder).output)
        let version = try await hindcast("--version", in: folder)
        #expect(version.exitCode == 0 && version.output == "0.1.0\n" && version.log == "")
    }
}
