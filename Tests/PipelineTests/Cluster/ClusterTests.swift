import Foundation
import GRDB
import Market
import Store
import TestSupport
import Testing

@testable import Pipeline

/// The small market's backtest, cut into shards.
struct SmallCluster {
    let market: SmallMarket
    var folder: TemporaryFolder { market.folder }

    init(models: [String] = SmallMarket.models) throws {
        market = try SmallMarket()
        try market.writeBacktest(models: models)
    }

    @discardableResult
    func plan(
        shards: Int, to name: String = "plan.sqlite", shocks: [String] = [], log: RunLog = RunLog()
    ) throws -> PlanOutcome {
        try makePlan(
            PlanRequest(
                pipeline: folder.path("small.yaml"), shards: shards, shocks: shocks,
                command: "hindcast run small.yaml",
                output: folder.path(name)),
            environment: log.environment(jobs: 1))
    }

    @discardableResult
    func shard(
        _ shard: String?, plan: String = "plan.sqlite", variables: [String: String] = [:], log: RunLog = RunLog()
    ) async throws -> ShardOutcome {
        try await runShard(
            ShardRequest(
                plan: folder.path(plan), shard: shard, folder: folder.path("shards"), variables: variables),
            environment: log.environment(jobs: 2))
    }

    func missing(plan: String = "plan.sqlite") throws -> MissingShards {
        try missingShards(plan: folder.path(plan), folder: folder.path("shards"))
    }

    @discardableResult
    func merge(plan: String = "plan.sqlite", into store: String, log: RunLog = RunLog()) async throws -> RunOutcome
    {
        try await mergeShards(
            MergeRequest(plan: folder.path(plan), folder: folder.path("shards"), store: folder.path(store)),
            environment: log.environment(jobs: 1))
    }

    /// The files in the folder of shards.
    func files() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path("shards"))) ?? []).sorted()
    }

    func file(ofShard shard: Int) throws -> URL {
        let name = try #require(files().first { $0.hasPrefix("shard-\(shard).") })
        return folder.url.appending(path: "shards/\(name)")
    }
}

@Suite("A backtest in shards")
struct ClusterTests {
    @Test("brings sums and single sessions ahead as a run on one machine does, under names of their own")
    func horizons() async throws {
        let cluster = try SmallCluster()
        func write(_ lines: String, garch: String = "garch") throws {
            try cluster.market.writeBacktest(models: ["ewma", garch])
            let text = try cluster.folder.text("small.yaml")
            try cluster.folder.write(
                text.replacing("evaluation:\n", with: "evaluation:\n\(lines)"), to: "small.yaml")
        }
        func names(_ lines: String) throws -> Set<String> {
            try write(lines)
            let plan = cluster.folder.path("names-\(lines.count).sqlite")
            try cluster.plan(shards: 1, to: "names-\(lines.count).sqlite")
            return Set(try PlanFile.open(path: plan).trials(ofShard: 0).map(\.id))
        }
        let both = "  horizons: [3]\n  sessions_ahead: [2, 3]\n  horizon_paths: 50\n  horizon_step: 30\n"
        let all = [
            try names(""), try names("  horizons: [3]\n"), try names("  sessions_ahead: [3]\n"),
            try names("  sessions_ahead: [2, 3]\n"), try names(both),
        ]
        #expect(all.reduce(into: Set()) { $0.formUnion($1) }.count == all.map(\.count).reduce(0, +))

        try write(both, garch: "garch: {horizon_method: simulated}")
        let whole = try await cluster.market.run(store: "whole.sqlite")
        try cluster.plan(shards: 2)
        for shard in 0..<2 { try await cluster.shard("\(shard)/2") }
        #expect(try await cluster.merge(into: "merged.sqlite").runID == whole.runID)
        #expect(
            firstDifference(try cluster.market.dump("whole.sqlite"), try cluster.market.dump("merged.sqlite"))
                == nil)
    }

    @Test("leaves the store and the report of a run on one machine, to the bit", arguments: [1, 3, 20])
    func sameDump(shards: Int) async throws {
        let cluster = try SmallCluster()
        let whole = try await cluster.market.run(store: "whole.sqlite")
        let plan = try cluster.plan(shards: shards)
        #expect(plan.runID == whole.runID && plan.trials == 12 && plan.shards == shards)
        // The last one first: the order makes no difference.
        for shard in (0..<shards).reversed() {
            let outcome = try await cluster.shard("\(shard)/\(shards)")
            #expect(outcome.shard == shard && !outcome.wasAlreadyDone)
        }
        #expect(try cluster.missing().shards == [])
        let merged = try await cluster.merge(into: "merged.sqlite")
        #expect(merged.runID == whole.runID && !merged.wasAlreadyDone)
        #expect(merged.summary == whole.summary)
        let difference = firstDifference(
            try cluster.market.dump("merged.sqlite"), try cluster.market.dump("whole.sqlite"))
        #expect(difference == nil)
        #expect(!cluster.folder.contains("merged.sqlite.merging"))
        #expect(cluster.files().allSatisfy { $0.hasPrefix("shard-") } && cluster.files().count == shards)
    }

    @Test("merges into a store with other runs in it, and a second time does nothing")
    func existingStore() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        for store in ["whole.sqlite", "merged.sqlite"] {
            _ = try await cluster.market.run(store: store, asOf: date("2020-12-31"))
        }
        _ = try await cluster.market.run(store: "whole.sqlite")
        try cluster.plan(shards: 2)
        for shard in 0..<2 { try await cluster.shard("\(shard)") }
        #expect(try await cluster.merge(into: "merged.sqlite").wasAlreadyDone == false)
        let whole = try cluster.market.dump("whole.sqlite")
        #expect(firstDifference(try cluster.market.dump("merged.sqlite"), whole) == nil)
        try FileManager.default.removeItem(atPath: cluster.folder.path("shards"))
        #expect(try await cluster.merge(into: "merged.sqlite").wasAlreadyDone)
        #expect(firstDifference(try cluster.market.dump("merged.sqlite"), whole) == nil)
    }

    @Test("has the shock periods of the command line that the same run on one machine has")
    func shocks() async throws {
        let words = ["first,2020-03-02,2020-03-20", "second,2020-06-01,2020-06-12"]
        let cluster = try SmallCluster(models: ["ewma"])
        let whole = try await cluster.market.run(store: "whole.sqlite", shocks: words)
        let plan = try cluster.plan(shards: 2, shocks: words)
        #expect(plan.runID == whole.runID)
        #expect(try cluster.plan(shards: 2, to: "calm.sqlite").runID != whole.runID)
        for shard in 0..<2 { try await cluster.shard("\(shard)") }
        try await cluster.merge(into: "merged.sqlite")
        let difference = firstDifference(
            try cluster.market.dump("merged.sqlite"), try cluster.market.dump("whole.sqlite"))
        #expect(difference == nil)
        let periods = try cluster.market.store("merged.sqlite").shockPeriods()
        #expect(periods.map(\.name).filter { ["first", "second"].contains($0) } == ["first", "second"])
        let refused = await failure { try cluster.plan(shards: 2, to: "odd.sqlite", shocks: ["brexit"]) }
        #expect(refused?.exitCode == 64)
    }

    @Test("goes on with a merge that was interrupted in a store with other runs in it")
    func interruptedMerge() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        let whole = try await cluster.market.run(store: "whole.sqlite")
        try cluster.plan(shards: 2)
        for shard in 0..<2 { try await cluster.shard("\(shard)") }
        // The run on one machine was interrupted; the shards bring what it had not made yet.
        _ = await failure {
            _ = try await cluster.market.run(store: "merged.sqlite", jobs: 1, log: RunLog(cancelAfter: 1))
        }
        #expect(try cluster.market.store("merged.sqlite").completedTrials(run: whole.runID).count == 1)
        try await cluster.merge(into: "merged.sqlite")
        let difference = firstDifference(
            try cluster.market.dump("merged.sqlite"), try cluster.market.dump("whole.sqlite"))
        #expect(difference == nil)
    }

    @Test("makes a published shard only once, and makes a damaged one again")
    func idempotent() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        try cluster.plan(shards: 2)
        try await cluster.shard("0")
        let file = try cluster.file(ofShard: 0)
        let before = try Data(contentsOf: file)
        #expect(try await cluster.shard("0").wasAlreadyDone)
        #expect(try Data(contentsOf: file) == before)

        try before.prefix(before.count / 2).write(to: file)
        let log = RunLog()
        #expect(try await cluster.shard("0", log: log).wasAlreadyDone == false)
        #expect(
            log.sentences.first
                == "\(file.path): the shard is truncated (\(before.count / 2) of \(before.count) bytes); remove it "
                + "and make the shard again; it is made again and replaced")
        #expect(try await cluster.shard("0").wasAlreadyDone)
    }

    @Test("removes what a process that is gone left of its shard, and nothing else")
    func leftovers() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        try cluster.plan(shards: 2)
        let host = ProcessInfo.processInfo.hostName
        // No process has a number beyond Linux's greatest, 2^22.
        let left = [
            ".tmp-0.\(host).99999999", ".tmp-1.\(host).99999999", ".tmp-0.elsewhere.99999999", ".tmp-0.\(host).1",
        ]
        for name in left { try cluster.folder.write("rubbish", to: "shards/\(name)") }
        try await cluster.shard("0")
        #expect(cluster.files().filter { $0.hasPrefix(".tmp") } == left.dropFirst().sorted())
    }

    @Test("leaves nothing when it is interrupted or fails")
    func interrupted() async throws {
        let cluster = try SmallCluster()
        try cluster.plan(shards: 1)
        let failed = await failure { try await cluster.shard("0", log: RunLog(cancelAfter: 2)) }
        #expect(failed?.exitCode == 130)
        #expect(cluster.files() == [])
    }

    @Test("is not gone on with when prices have changed since the plan was made")
    func changedData() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        let plan = try cluster.plan(shards: 2)
        try await cluster.shard("0")
        let prices = try cluster.folder.text("prices/AAA.csv")
        try cluster.folder.write(prices + "2021-12-30,100\n", to: "prices/AAA.csv")
        let shard = await failure { try await cluster.shard("1") }
        try cluster.folder.write(prices, to: "prices/AAA.csv")
        try await cluster.shard("1")
        try cluster.folder.write(prices + "2021-12-30,100\n", to: "prices/AAA.csv")
        let merge = await failure { try await cluster.merge(into: "m.sqlite") }
        for failed in [shard, merge] {
            #expect(failed?.exitCode == 65)
            #expect(
                failed?.sentence.contains("planned for the run \(plan.runID), but prices and tables now") == true)
        }
        #expect(!cluster.folder.contains("m.sqlite") && !cluster.folder.contains("m.sqlite.merging"))
    }

    @Test("is not merged while shards are missing")
    func missing() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        try cluster.plan(shards: 6)
        try await cluster.shard("1")
        #expect(try cluster.missing().text(.slurm) == "0,2-5\n")
        let failed = await failure { try await cluster.merge(into: "m.sqlite") }
        #expect(failed?.exitCode == 3)
        #expect(
            failed?.sentence
                == "5 of 6 shards are missing in \(cluster.folder.path("shards")): 0,2-5; make them with "
                + "`hindcast shard --shard NUMBER` and merge again")
    }
}

@Suite("A file that is not the shard it is called")
struct RefusedShardTests {
    enum Fault: String, CaseIterable {
        case otherPlan, otherVersion, otherShard, truncated, rowsMissing, notSealed, rubbish
    }

    @Test("is listed as missing, refused by name, and made again", arguments: Fault.allCases)
    func refused(fault: Fault) async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        let whole = try await cluster.market.run(store: "whole.sqlite")
        try cluster.plan(shards: 2)
        for shard in 0..<2 { try await cluster.shard("\(shard)") }
        let file = try cluster.file(ofShard: 1)
        let expected = try await damage(file, fault, cluster)

        let missing = try cluster.missing()
        #expect(missing.shards == [1])
        #expect(missing.faults.first?.hasPrefix("\(file.path): \(expected)") == true, "\(missing.faults)")
        let failed = await failure { try await cluster.merge(into: "merged.sqlite") }
        #expect(failed?.exitCode == 65)
        #expect(failed?.sentence == missing.faults.first)
        #expect(!cluster.folder.contains("merged.sqlite"))

        #expect(try await cluster.shard("1").wasAlreadyDone == false)
        #expect(try await cluster.merge(into: "merged.sqlite").runID == whole.runID)
        let difference = firstDifference(
            try cluster.market.dump("merged.sqlite"), try cluster.market.dump("whole.sqlite"))
        #expect(difference == nil)
    }

    @Test("is not merged where a row breaks a rule of the store, which shards leave to the merge")
    func brokenRule() async throws {
        let cluster = try SmallCluster(models: ["ewma"])
        try cluster.plan(shards: 2)
        for shard in 0..<2 { try await cluster.shard("\(shard)") }
        let file = try cluster.file(ofShard: 1)
        try change(
            file, "PRAGMA ignore_check_constraints = ON; UPDATE forecast SET scale = 1e999")
        let failed = await failure { try await cluster.merge(into: "merged.sqlite") }
        #expect(failed?.exitCode == 65)
        #expect(
            failed?.sentence
                == "\(file.path): a row breaks a rule of the store (CHECK constraint failed: scale > 0 AND "
                + "scale < 1e308), so nothing of the shard was merged; remove it and make the shard again; if it is "
                + "refused again, a model forecasts what it should not, and this is a bug to report")
        #expect(!cluster.folder.contains("merged.sqlite"))
    }

    /// Damages a file, and tells how the sentence about it begins.
    private func damage(_ file: URL, _ fault: Fault, _ cluster: SmallCluster) async throws -> String {
        let content = try Data(contentsOf: file)
        switch fault {
        case .otherPlan:
            let other = try cluster.plan(shards: 3, to: "other.sqlite")
            let outcome = try await cluster.shard("1", plan: "other.sqlite")
            try FileManager.default.removeItem(at: file)
            try FileManager.default.moveItem(atPath: outcome.path, toPath: file.path)
            return "a shard of another plan (\(other.hash.prefix(8)))"
        case .otherVersion:
            try change(file, "UPDATE shard_seal SET version = '0.0.1'")
            return "made by hindcast 0.0.1, the plan is of \(hindcastVersion)"
        case .otherShard:
            try FileManager.default.removeItem(at: file)
            try FileManager.default.copyItem(at: try cluster.file(ofShard: 0), to: file)
            return "in truth shard 0"
        case .truncated:
            try content.dropLast(4096).write(to: file)
            return "the shard is truncated (\(content.count - 4096) of \(content.count) bytes)"
        case .rowsMissing:
            try change(file, "DELETE FROM forecast WHERE cutoff = (SELECT max(cutoff) FROM forecast)")
            return "the shard is truncated ("
        case .notSealed:
            try change(file, "DROP TABLE shard_seal")
            return "not a finished shard ("
        case .rubbish:
            try Data("rubbish".utf8).write(to: file)
            return "not a finished shard (it does not begin as one)"
        }
    }

    private func change(_ file: URL, _ sql: String) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}
