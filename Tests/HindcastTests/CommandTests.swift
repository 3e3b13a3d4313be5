import Foundation
import GRDB
import Market
import Store
import TestSupport
import Testing

@Suite("The commands")
struct CommandTests {
    @Test("run: results go to stdout, the log to stderr; a second run has nothing to do")
    func run() async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        let first = try await hindcast("run", "small.yaml", "--jobs", "2", in: market.folder)
        #expect(first.exitCode == 0)
        let id = try #require(first.output.components(separatedBy: "\nRun: ").last?.split(separator: "\n").first)
        #expect(first.output.contains("tdnn(width=5,epochs=1)"))
        #expect(
            first.output.hasSuffix("\nRun: \(id)\nStore: ./store.sqlite\nReport: ./reports/\(id)/report.txt\n")
                || first.output.hasSuffix("\nRun: \(id)\nStore: store.sqlite\nReport: reports/\(id)/report.txt\n"))
        #expect(market.folder.contains("reports/\(id)/report.txt"))
        // Not a terminal: plain lines, no bar, no escape.
        #expect(first.log.contains("took in 2700 new or changed bars from 3 files\n"))
        #expect(first.log.contains("\(id): 4 models on 3 series, 2 folds: 12 trials\n"))
        #expect(first.log.contains("100 %: 12 of 12 trials, "))
        #expect(first.log.contains(" a second, about 0 s left; last: "))
        #expect(!first.log.contains("\u{1B}") && !first.log.contains("\r"))
        #expect(!first.output.contains(" of 12 trials"))

        let second = try await hindcast("run", "small.yaml", in: market.folder)
        #expect(second.exitCode == 0 && second.log == "")
        #expect(second.output.hasPrefix("Nothing to do: run \(id) is in "))
        #expect(second.output.hasSuffix(first.output))
    }

    @Test("run --quiet says nothing but results, and takes store and reports from the command line")
    func quiet() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let result = try await hindcast(
            "run", "small.yaml", "--quiet", "--db", "new/other.sqlite", "--reports", "new/reports",
            in: market.folder)
        #expect(result.exitCode == 0 && result.log == "")
        #expect(result.output.contains("Store: new/other.sqlite\n"))
        #expect(market.folder.contains("new/other.sqlite"))
        #expect(!market.folder.contains("store.sqlite") && !market.folder.contains("reports"))
    }

    @Test("run --as-of uses nothing later")
    func asOf() async throws {
        let market = try SmallMarket()
        try market.writeNightly(models: ["ewma"])
        let result = try await hindcast("run", "night.yaml", "--as-of", "2020-03-23", in: market.folder)
        #expect(result.exitCode == 0)
        #expect(result.output.contains("as known after 2020-03-23\n"))
    }

    @Test("backtest: a folder of one's own, without a pipeline file")
    func backtest() async throws {
        let market = try SmallMarket()
        let result = try await hindcast(
            "backtest", "--data", "prices", "--models", "ewma,drift", "--from", "2020-06-01", "--shock-periods",
            "shocks.csv", "--horizons", "1,5", "--sessions-ahead", "2, 3", in: market.folder)
        #expect(result.exitCode == 0)
        for model in ["random-walk", "drift", "ewma"] { #expect(result.output.contains(model)) }
        let targets = try await DatabaseQueue(path: market.folder.path("hindcast.sqlite")).read { db in
            try String.fetchAll(db, sql: "SELECT DISTINCT horizon || '-' || span FROM forecast ORDER BY 1")
        }
        #expect(targets == ["1-1", "2-1", "3-1", "5-5"])
    }

    @Test("what looks at a store: runs, models, check, report")
    func looking() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        try market.writeNightly(models: ["ewma"])
        #expect(try await hindcast("run", "small.yaml", in: market.folder).exitCode == 0)
        #expect(try await hindcast("run", "night.yaml", in: market.folder).exitCode == 0)
        let ids = try Store.openReadOnly(path: market.folder.path("store.sqlite")).runs().map(\.id)
        let backtest = try #require(ids.first { $0.hasPrefix("small-") })
        let night = try #require(ids.first { $0.hasPrefix("night-") })

        let runs = try await hindcast("runs", "--db", "store.sqlite", in: market.folder)
        #expect(runs.exitCode == 0 && runs.log == "")
        let lines = runs.output.split(separator: "\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix(backtest) && $0.contains("done") && $0.contains("2020-01-01") })
        #expect(lines.contains { $0.hasPrefix(night) && $0.contains("done") })

        let registered = try await hindcast("models", in: market.folder)
        #expect(registered.exitCode == 0 && registered.log == "")
        for model in ["random-walk", "drift", "ewma", "tdnn", "rnn"] {
            #expect(registered.output.split(separator: "\n").contains { $0.hasPrefix(model) })
        }
        #expect(registered.output.contains("decay (0.94)"))
        let models = try await hindcast("models", "--db", "store.sqlite", in: market.folder)
        #expect(models.output.hasPrefix(registered.output))
        let champion = models.output.split(separator: "\n").first { $0.hasPrefix("ewma seed 1 ") }
        #expect(champion?.contains(night) == true && champion?.hasSuffix("champion") == true)

        let check = try await hindcast("check", "--db", "store.sqlite", in: market.folder)
        #expect(check.exitCode == 0 && check.log == "")
        for series in market.prices {
            let line = check.output.split(separator: "\n").first { $0.hasPrefix(series.symbol) }
            #expect(line?.contains("2018-01-01  2021-06-11") == true, "\(line ?? "")")
            #expect(line?.contains(" 900 ") == true)
        }

        // The night began last, but only a backtest has a report.
        let shown = try await hindcast("report", "--db", "store.sqlite", in: market.folder)
        #expect(shown.exitCode == 0 && shown.log == "")
        #expect(shown.output.contains("Leaderboard\n-----------\n"))
        let written = try await hindcast(
            "report", "--db", "store.sqlite", "--run", backtest, "--out", "copy.txt", in: market.folder)
        #expect(written.exitCode == 0 && written.output == "" && written.log == "")
        #expect(try market.folder.text("copy.txt") == shown.output)
        let unknown = try await hindcast("report", "--db", "store.sqlite", "--run", "none", in: market.folder)
        #expect(unknown.exitCode == 66)
        #expect(
            unknown.log
                == "hindcast: no run none in store.sqlite; `hindcast runs --db store.sqlite` lists what there is\n")
        let nowhere = try await hindcast(
            "report", "--db", "store.sqlite", "--out", "no/where.txt", in: market.folder)
        #expect(nowhere.exitCode == 73)
        #expect(nowhere.log.hasPrefix("hindcast: cannot write no/where.txt: no such file or directory; "))
        let nightly = try await hindcast("report", "--db", "store.sqlite", "--run", night, in: market.folder)
        #expect(nightly.exitCode == 66)
        #expect(nightly.log == "hindcast: run \(night) is no backtest, so there is no report of it\n")
    }

    @Test("ingest: files into a store, and what is there already is seen to be there")
    func ingest() async throws {
        let market = try SmallMarket()
        let first = try await hindcast("ingest", "prices", "--db", "s.sqlite", in: market.folder)
        #expect(first.exitCode == 0 && first.log == "")
        #expect(first.output.split(separator: "\n").count { $0.hasSuffix("taken in") } == 3)
        try market.folder.write(
            try market.folder.text("prices/AAA.csv") + "2021-06-14,77\nnonsense,1\n", to: "prices/AAA.csv")
        let second = try await hindcast("ingest", "prices", "--db", "s.sqlite", in: market.folder)
        #expect(second.exitCode == 0)
        let lines = second.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        // symbol, new, revised, unchanged, refused
        #expect(lines.contains(["AAA", "1", "0", "900", "1", "taken", "in"]))
        #expect(lines.contains(["BBB", "0", "0", "900", "0", "unchanged"]))
        let named = try await hindcast(
            "ingest", "prices/BBB.csv", "--symbol", "OTHER", "--db", "s.sqlite", in: market.folder)
        #expect(named.output.contains("OTHER"))
    }

    @Test("doctor: version, processor path, write access, clock and locale")
    func doctor() async throws {
        let folder = try TemporaryFolder()
        let result = try await hindcast("doctor", in: folder)
        #expect(result.exitCode == 0 && result.log == "")
        let lines = result.output.split(separator: "\n").map(String.init)
        for start in [
            "hindcast ", "processor ", "processors in use ", "system ", "clock (UTC) ", "locale ", "this folder ",
        ] {
            #expect(lines.contains { $0.hasPrefix(start) }, "\(start)")
        }
        #expect(lines.first { $0.hasPrefix("hindcast ") }?.hasSuffix("0.1.0") == true)
        let clock = try #require(lines.first { $0.hasPrefix("clock") }?.split(separator: " ").last)
        #expect(clock.count == 20 && clock.hasSuffix("Z"))
        #expect(lines.last { $0.hasPrefix("this folder") }?.hasSuffix("can be written") == true)
    }
}
