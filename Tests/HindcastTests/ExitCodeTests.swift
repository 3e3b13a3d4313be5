import Foundation
import GRDB
import Market
import Pipeline
import TestSupport
import Testing

/// Cron knows a command by its exit code: those of `sysexits.h`, and 130 for an interruption.
@Suite("A command that cannot do its work ends with the code that fits and one sentence on stderr")
struct ExitCodeTests {
    private func expect(
        _ result: CommandResult, _ code: Int32, _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.exitCode == code, sourceLocation: sourceLocation)
        #expect(result.output == "", sourceLocation: sourceLocation)
        for word in words { #expect(result.log.contains(word), sourceLocation: sourceLocation) }
    }

    @Test(
        "64: words that the command line does not know",
        arguments: [
            (["run", "small.yaml", "--dp", "x"], "Unknown option '--dp'"),
            (["run"], "Missing expected argument '<pipeline>'"),
            (["run", "small.yaml", "--jobs", "0"], "--jobs must be at least 1, not 0"),
            (["run", "small.yaml", "--jobs", "two"], "two"),
            (["run", "small.yaml", "--as-of", "2020-02-30"], "2020-02-30"),
            (["forecast-everything"], "forecast-everything"),
            (
                ["backtest", "--data", "prices", "--models", "tdn"],
                "there is no model “tdn”; there are random-walk"
            ),
            (["backtest", "--data", "prices", "--widths", "5,x"], "--widths holds “x”"),
            (["backtest", "--data", "prices", "--models", "ewma,ewma"], "the model ewma is named twice"),
            (
                ["backtest", "--data", "prices", "--horizons", "5,61"],
                "--horizons holds “61”; write numbers of sessions from 1 to 60, separated by commas"
            ),
            (
                ["backtest", "--data", "prices", "--sessions-ahead", "1"],
                "--sessions-ahead holds “1”; write numbers of sessions from 2 to 60"
            ),
            (["backtest", "--data", "prices", "--sessions-ahead", "2,2"], "--sessions-ahead names 2 twice"),
            (["backtest", "--data", "prices", "--horizons", ","], "--horizons is empty"),
            (["backtest", "--data", "prices", "--seeds", "0"], "--seeds must be from 1 to 100, not 0"),
            (["backtest", "--data", "prices", "--refit", "weekly"], "--refit is “weekly”"),
            (
                ["ingest", "prices", "--symbol", "X", "--db", "s.sqlite"],
                "--symbol X names one series, but there are 3"
            ),
        ] as [([String], String)])
    func usage(arguments: [String], sentence: String) async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        expect(try await RunningCommand(arguments, in: market.folder).result(), 64, sentence)
        #expect(!market.folder.contains("store.sqlite"))
    }

    @Test("64: a key of the pipeline file that there is not, with its line and the nearest that there is")
    func badKey() async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        let text = try market.folder.text("small.yaml").replacingOccurrences(of: "validation:", with: "validaton:")
        try market.folder.write(text, to: "small.yaml")
        let line = try #require(text.split(separator: "\n").firstIndex { $0.contains("validaton") }) + 1
        expect(
            try await hindcast("run", "small.yaml", in: market.folder), 64, "hindcast: small.yaml, line \(line), ",
            "validaton", "did you mean “validation”?")
    }

    @Test("65: a price file that is refused; ingestion takes in the others all the same")
    func refused() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        try market.folder.write("Date,Open\n2020-01-02,5\n", to: "prices/AAB.csv")
        let run = try await hindcast("run", "small.yaml", in: market.folder)
        expect(run, 65, "prices/AAB.csv: refused (no_close_column): line 1 names no Close column")
        let ingest = try await hindcast("ingest", "prices", "--db", "other.sqlite", in: market.folder)
        #expect(ingest.exitCode == 65)
        #expect(ingest.log.hasPrefix("hindcast: prices/AAB.csv: refused (no_close_column)"))
        let lines = ingest.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("AAB ") && $0.hasSuffix("refused") })
        #expect(lines.count { $0.hasSuffix("taken in") && $0.contains("900") } == 3)
        let health = try await hindcast("check", "--db", "other.sqlite", in: market.folder)
        #expect(health.exitCode == 0 && health.output.contains("CCC"))
    }

    @Test(
        "66: an input that is not there",
        arguments: [
            (["run", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
            (["ingest", "nowhere", "--db", "s.sqlite"], "nowhere: no such file or folder"),
            (["backtest", "--data", "nowhere"], "nowhere: no such file or folder"),
            (["runs", "--db", "nowhere.sqlite"], "nowhere.sqlite: no such store"),
            (["models", "--db", "nowhere.sqlite"], "nowhere.sqlite: no such store"),
            (["check", "--db", "nowhere.sqlite"], "nowhere.sqlite: no such store"),
            (["report", "--db", "nowhere.sqlite"], "nowhere.sqlite: no such store"),
        ] as [([String], String)])
    func missing(arguments: [String], sentence: String) async throws {
        let folder = try TemporaryFolder()
        expect(try await RunningCommand(arguments, in: folder).result(), 66, "hindcast: \(sentence)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names.filter { !$0.hasPrefix(".") } == [], "nothing is made where nothing was found")
    }

    @Test("74: a damaged store, such as one with a model that cannot be read back")
    func damagedModel() async throws {
        let market = try SmallMarket()
        try market.write(market.prices.map { $0.limited(to: .init(iso: "2021-05-27")) })
        try market.writeNightly(models: ["ewma"])
        #expect(try await hindcast("run", "night.yaml", in: market.folder).exitCode == 0)
        let queue = try DatabaseQueue(path: market.folder.path("store.sqlite"))
        try await queue.write { try $0.execute(sql: "UPDATE model SET encoded = x'7B'") }
        try queue.close()
        try market.write(market.prices.map { $0.limited(to: .init(iso: "2021-05-28")) })
        expect(try await hindcast("run", "night.yaml", in: market.folder), 74)
    }

    @Test(
        "73: an output that cannot be made, found out before anything is computed",
        arguments: [
            (["run", "small.yaml", "--db", "file/store.sqlite"], "file"),
            (["run", "small.yaml", "--reports", "file/reports"], "file/reports"),
            (["ingest", "prices", "--db", "file/store.sqlite"], "file/store.sqlite"),
        ] as [([String], String)])
    func cannotCreate(arguments: [String], path: String) async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        try market.folder.write("a file, not a folder", to: "file")
        let result = try await RunningCommand(arguments, in: market.folder).result()
        expect(result, 73, path, "not a directory; choose a folder that exists and may be written to")
        #expect(!result.log.contains("trials"))
    }

    @Test("75: a store that another run is writing to")
    func locked() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let lock = try RunLock(store: market.folder.path("store.sqlite"), startedAt: "2026-11-23T11:00:00Z")
        let sentence = "hindcast: another run (process \(getpid()) since 2026-11-23T11:00:00Z) is writing to "
        expect(try await hindcast("run", "small.yaml", in: market.folder), 75, sentence)
        expect(try await hindcast("ingest", "prices", "--db", "store.sqlite", in: market.folder), 75, sentence)
        lock.release()
        #expect(try await hindcast("run", "small.yaml", in: market.folder).exitCode == 0)
    }
}
