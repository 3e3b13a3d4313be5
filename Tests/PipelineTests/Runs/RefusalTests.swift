import Foundation
import Evaluation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("A backtest that cannot begin says why")
struct RefusalTests {
    private let market: SmallMarket

    init() throws {
        market = try SmallMarket()
    }

    /// Runs what must be refused: the code for cron, the sentence for people.
    private func refused(_ sourceLocation: SourceLocation = #_sourceLocation) async throws -> Failure {
        let failed = await failure { _ = try await market.run() }
        return try #require(failed, sourceLocation: sourceLocation)
    }

    @Test("where a symbol has no file")
    func missingSymbol() async throws {
        try market.writeBacktest(symbols: ["ZZZ", "AAA", "YYY"])
        let failed = try await refused()
        #expect(failed.sentence == "no price file for YYY, ZZZ; found are AAA, BBB, CCC")
        #expect(failed.exitCode == 65)
    }

    @Test("where the chart's series or shock period is misspelt")
    func misspeltChart() async throws {
        let path = try market.writeBacktest()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try market.folder.write(text.replacing("index: AAA", with: "index: AAB"), to: "small.yaml")
        let index = try await refused()
        #expect(
            index.sentence
                == "data.index: there is no symbol “AAB”, did you mean AAA?; the symbols are AAA, BBB, CCC")
        #expect(index.exitCode == 65)
        try market.folder.write(text.replacing("shock: quake", with: "shock: quakes"), to: "small.yaml")
        let shock = try await refused()
        #expect(
            shock.sentence
                == "report.shock: there is no shock period “quakes”, did you mean quake?; the table has quake")
        #expect(shock.exitCode == 65)
    }

    @Test("where a file is called as all symbols together are")
    func reservedSymbol() async throws {
        try market.folder.write("Date,Close\n2020-01-02,1\n", to: "prices/all.csv")
        try market.writeBacktest()
        let failed = try await refused()
        #expect(
            failed.sentence
                == "\(market.folder.path("prices/all.csv")): in the results “all” means all symbols together; "
                + "give the file another name")
        #expect(failed.exitCode == 65)
        try market.writeBacktest(symbols: ["AAA", "BBB"])
        _ = try await market.run()
    }

    @Test("where the folder holds no price file")
    func emptyFolder() async throws {
        try market.folder.write("hello", to: "nothing/readme.txt")
        try market.writeBacktest(prices: "nothing")
        let failed = try await refused()
        #expect(
            failed.sentence
                == "\(market.folder.path("nothing")) holds no *.csv file; name the folder that holds one "
                + "price file a symbol")
        #expect(failed.exitCode == 65)
    }

    @Test("where the folder or the pipeline file is not there")
    func missing() async throws {
        try market.writeBacktest(prices: "nowhere")
        let folder = try await refused()
        #expect(folder.exitCode == 66)
        #expect(
            folder.sentence.hasSuffix("data.prices is “nowhere”, but there is no \(market.folder.path("nowhere"))"))
        #expect(folder.sentence.hasPrefix("\(market.folder.path("small.yaml")), line 4, column 11: "))
        let file = try #require(await failure { _ = try await market.run("other.yaml") })
        #expect(file.exitCode == 66)
        #expect(!market.folder.contains("store.sqlite"))
    }

    @Test("where the prices end before the test begins")
    func noTestSessions() async throws {
        try market.writeBacktest(test: "{from: 2022-01-01, to: 2022-12-31}")
        let failed = try await refused()
        // The first bar has no return.
        #expect(
            failed.sentence
                == "no session lies between 2022-01-01 and 2022-12-31: the prices run from 2018-01-02 to "
                + "2021-06-11; choose test dates inside them")
        #expect(failed.exitCode == 65)
        #expect(try market.store().runs().isEmpty)
    }

    @Test("where nothing is left to learn from")
    func noPast() async throws {
        try market.writeBacktest(test: "{from: 2018-03-01, to: 2018-12-31}")
        let failed = try await refused()
        #expect(failed.sentence.hasPrefix("only 42 sessions lie before the test span that starts on 2018-03-01"))
        #expect(failed.exitCode == 65)
    }

    @Test("where nothing is left of a symbol as of the date asked for")
    func asOfTooEarly() async throws {
        try market.writeBacktest()
        let failed = await failure { _ = try await market.run(asOf: date("2017-06-30")) }
        #expect(
            failed?.sentence.hasPrefix("AAA has fewer than two prices between its first usable date and") == true)
        #expect(failed?.exitCode == 65)
    }

    @Test("where two files are of one symbol")
    func duplicateSymbol() async throws {
        try market.write([market.prices[1]], to: "more")
        try market.writeBacktest(prices: "[prices, more]")
        let failed = try await refused()
        #expect(
            failed.sentence == "two files for the symbol BBB: \(market.folder.path("prices/BBB.csv")) and "
                + "\(market.folder.path("more/BBB.csv")); rename one or name only one of them")
        #expect(failed.exitCode == 65)
    }

    @Test("where a file is refused as a whole")
    func refusedFile() async throws {
        let path = try market.folder.write("Date,Open\n2020-01-02,5\n", to: "prices/DDD.csv")
        try market.writeBacktest()
        let failed = try await refused()
        #expect(failed.sentence.hasPrefix("\(path): refused (no_close_column): line 1 names no Close column"))
        #expect(failed.exitCode == 65)
    }

    @Test("where the store cannot lie where it should")
    func badStorePlace() async throws {
        try market.writeBacktest(models: ["ewma"])
        try market.folder.write("a file", to: "file")
        let failed = try #require(await failure { _ = try await market.run(store: "file/store.sqlite") })
        #expect(failed.exitCode == 73)
        #expect(failed.sentence.hasPrefix("cannot write \(market.folder.path("file")): "))
        #expect(!failed.sentence.contains("success"))
    }
}
