import Pipeline
import TestSupport
import Testing

/// One backtest of the small market, made once for all tests that only look at what it left behind.
struct FinishedRun: Sendable {
    let market: SmallMarket
    let outcome: RunOutcome
    let log: RunLog

    @TaskLocal static var current: FinishedRun?
}

/// Makes the run before the suite's tests and removes its folder after them.
struct FinishedRunTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let market = try SmallMarket()
        // The files come with faults: each reason once, in the midst of good rows.
        var lines = try market.folder.text("prices/BBB.csv").split(separator: "\n").map(String.init)
        lines.insert("2019-02-30,100", at: 300)
        lines.insert("2019-03-02,-5", at: 301)
        lines.insert("2019-03-03,twelve", at: 302)
        lines.insert("2031-01-01,100", at: lines.count)
        try market.folder.write(lines.joined(separator: "\n") + "\n", to: "prices/BBB.csv")
        try market.writeBacktest()
        let log = RunLog()
        let outcome = try await market.run(log: log)
        try await FinishedRun.$current.withValue(
            FinishedRun(market: market, outcome: outcome, log: log), operation: function)
    }
}

extension SuiteTrait where Self == FinishedRunTrait {
    /// The suite looks at one finished run.
    static var afterRun: Self { FinishedRunTrait() }
}
