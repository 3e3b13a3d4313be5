import Evaluation
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("A backtest that does not end well")
struct InterruptionTests {
    @Test("is marked interrupted, keeps its trials, and goes on to the store of a run that was never interrupted")
    func interrupted() async throws {
        let market = try SmallMarket()
        try market.writeBacktest()
        let whole = try await market.run(store: "whole.sqlite")
        let expected = try market.dump("whole.sqlite")
        // At once; in the midst; after the last trial, in the evaluation.
        for (trials, jobs) in [(0, 2), (3, 2), (5, 1), (12, 2)] {
            let name = "after-\(trials).sqlite"
            let failed = await failure {
                _ = try await market.run(store: name, jobs: jobs, log: RunLog(cancelAfter: trials))
            }
            #expect(failed?.exitCode == 130)
            #expect(
                failed?.sentence
                    == "interrupted; run \(whole.runID) keeps what was finished and goes on from there "
                    + "when the same command is given again")
            let store = try market.store(name)
            #expect(try store.run(whole.runID)?.status == .interrupted)
            let kept = try store.completedTrials(run: whole.runID).count
            // Beside the trial that was the last to be waited for, others may end before they notice.
            #expect((trials..<min(trials + jobs, 13)).contains(kept))
            #expect(try store.leaderboard(run: whole.runID).isEmpty)

            let log = RunLog()
            let outcome = try await market.run(store: name, log: log)
            #expect(outcome.runID == whole.runID && !outcome.wasAlreadyDone)
            #expect(log.events.count { if case .trials = $0 { true } else { false } } == 12 - kept)
            if kept > 0 {
                #expect(log.sentences.contains("\(whole.runID): going on, \(kept) of 12 trials are done"))
            }
            #expect(firstDifference(try market.dump(name), expected) == nil, "after \(trials)")
        }
    }

    @Test("is marked failed with the sentence of the stage that failed, and may be tried again")
    func failed() async throws {
        let market = try SmallMarket()
        // No window of 700 sessions ends in the training span of the first fold.
        try market.writeBacktest(models: ["ewma", "tdnn: {width: 700, epochs: 1}"])
        for _ in 1...2 {
            let failed = await failure { _ = try await market.run() }
            #expect(failed?.exitCode == 65)
            let sentence = try #require(failed?.sentence)
            #expect(sentence.hasPrefix("tdnn(width=700,epochs=1): 0 examples between 2018-01-02 and "))
            let runs = try market.store().runs()
            #expect(runs.map(\.status) == [.failed])
            #expect(runs.map(\.message) == [sentence])
        }
    }

    @Test("that died is found by the next run, which goes on with it", arguments: [true, false])
    func dead(isSameRun: Bool) async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let whole = try await market.run(store: "whole.sqlite")
        var record = try #require(try market.store("whole.sqlite").run(whole.runID))
        if isSameRun {
            _ = await failure { _ = try await market.run(log: RunLog(cancelAfter: 2)) }
        } else {
            record.id = "dead"
        }
        // What a run that was killed leaves behind: a row that says running.
        let store = try Store.open(path: market.folder.path("store.sqlite"))
        _ = try store.beginRun(record)
        #expect(try store.run(record.id)?.status == .running)
        try store.close()

        let log = RunLog()
        let outcome = try await market.run(log: log)
        #expect(log.sentences.contains("run \(record.id) had ended without saying so and is marked interrupted"))
        #expect(try market.store().run(outcome.runID)?.status == .done)
        if isSameRun {
            #expect(firstDifference(try market.dump(), try market.dump("whole.sqlite")) == nil)
        } else {
            #expect(try market.store().run("dead")?.status == .interrupted)
        }
    }

    @Test("does not begin while another run holds the store's lock, and says who does")
    func locked() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"])
        let path = market.folder.path("store.sqlite")
        let lock = try RunLock(store: path, startedAt: "2026-11-23T11:00:00Z")
        await #expect(throws: RunLockError.self) { try await market.run() }
        let failed = await failure { _ = try await market.run() }
        #expect(failed?.exitCode == 75)
        let sentence = try #require(failed?.sentence)
        #expect(sentence.hasPrefix("another run (process "))
        #expect(sentence.contains(" since 2026-11-23T11:00:00Z) is writing to \(path); wait for it to end"))
        #expect(!market.folder.contains("store.sqlite"))
        lock.release()
        #expect(try await market.run().wasAlreadyDone == false)
    }

    @Test("gives the lock back when it fails")
    func lockAfterFailure() async throws {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma"], test: "{from: 2030-01-01, to: 2030-12-31}")
        #expect(await failure { _ = try await market.run() }?.exitCode == 65)
        try RunLock(store: market.folder.path("store.sqlite"), startedAt: "now").release()
    }
}
