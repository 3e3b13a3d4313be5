import Foundation
import Pipeline
import Store
import TestSupport
import Testing

@Suite("A run that is told to end")
struct SignalTests {
    /// A market with a run that would take minutes, and one that takes a moment, in one store.
    private func market() throws -> SmallMarket {
        let market = try SmallMarket()
        try market.writeBacktest(models: ["ewma", "rnn: {hidden: 32, epochs: 1000}"], to: "long.yaml")
        try market.writeBacktest(models: ["ewma"], to: "short.yaml")
        return market
    }

    /// Waits until the store says that a run is running and has trials to its name.
    private func waitForTrials(_ market: SmallMarket) async throws -> String {
        var id = ""
        try await eventually {
            // While the store is being made there is nothing to read yet.
            guard let store = try? Store.openReadOnly(path: market.folder.path("store.sqlite")),
                let run = try? store.runs().first, run.status == .running
            else { return false }
            id = run.id
            return true
        }
        return id
    }

    @Test(
        "by Ctrl-C or by a shutdown ends with 130, marked interrupted", .timeLimit(.minutes(15)),
        arguments: [SIGINT, SIGTERM])
    func interrupted(signal: Int32) async throws {
        let market = try market()
        let command = try RunningCommand(["run", "long.yaml", "--jobs", "2"], in: market.folder)
        let id = try await waitForTrials(market)
        #expect(kill(command.processIdentifier, signal) == 0)
        let result = try await command.result()
        #expect(result.exitCode == 130)
        #expect(result.output == "")
        let last = result.log.split(separator: "\n").last.map(String.init)
        #expect(
            last == "hindcast: interrupted; run \(id) keeps what was finished and goes on from there when the same "
                + "command is given again")
        let store = try Store.openReadOnly(path: market.folder.path("store.sqlite"))
        #expect(try store.run(id)?.status == .interrupted)
        #expect(try store.run(id)?.finishedAt != nil)
    }

    @Test("by force leaves a store that the next run puts right, and a lock that is free", .timeLimit(.minutes(15)))
    func killed() async throws {
        let market = try market()
        let command = try RunningCommand(["run", "long.yaml"], in: market.folder)
        let id = try await waitForTrials(market)
        #expect(kill(command.processIdentifier, SIGKILL) == 0)
        #expect(try await command.result().exitCode == -SIGKILL)
        #expect(try await hindcast("runs", "--db", "store.sqlite", in: market.folder).output.contains("running"))

        let next = try await hindcast("run", "short.yaml", in: market.folder)
        #expect(next.exitCode == 0)
        #expect(next.log.contains("run \(id) had ended without saying so and is marked interrupted\n"))
        let store = try Store.openReadOnly(path: market.folder.path("store.sqlite"))
        #expect(try store.run(id)?.status == .interrupted)
        #expect(try store.runs().count { $0.status == .done } == 1)
    }
}
