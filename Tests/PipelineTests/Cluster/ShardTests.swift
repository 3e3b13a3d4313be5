import Foundation
import Store
import TestSupport
import Testing

@testable import Pipeline

@Suite("A plan")
struct PlanTests {
    @Test("is the same for the same pipeline, data and number of shards, and another for any other")
    func deterministic() async throws {
        let cluster = try SmallCluster()
        let first = try cluster.plan(shards: 3)
        let file = try PlanFile.open(path: cluster.folder.path("plan.sqlite"))
        let trials = try (0..<3).flatMap { try file.trials(ofShard: $0) }
        #expect(try cluster.plan(shards: 3, to: "again.sqlite") == first)
        let again = try PlanFile.open(path: cluster.folder.path("again.sqlite"))
        #expect(try (0..<3).flatMap { try again.trials(ofShard: $0) } == trials)
        #expect(try cluster.plan(shards: 4, to: "four.sqlite").hash != first.hash)

        #expect(trials.map(\.planIndex).sorted() == Array(0..<12))
        #expect(Set(trials.map(\.id)).count == 12)
        #expect(try file.trialCounts() == (0..<3).map { shard in trials.count { $0.shard == shard } })
        // Two series with the same prices under other dates are other data.
        try cluster.market.writeBacktest(test: "{from: 2020-02-01, to: 2021-12-31}")
        let later = try cluster.plan(shards: 3, to: "later.sqlite")
        #expect(later.hash != first.hash)
    }

    @Test("is not made of a pipeline that is no backtest, nor written over something else")
    func refused() async throws {
        let cluster = try SmallCluster()
        try cluster.market.writeNightly()
        let night = await failure {
            _ = try makePlan(
                PlanRequest(
                    pipeline: cluster.folder.path("night.yaml"), shards: 2, command: "",
                    output: cluster.folder.path("p")),
                environment: RunLog().environment(jobs: 1))
        }
        #expect(night?.exitCode == 64)
        #expect(night?.sentence.contains("only a backtest can be cut into shards") == true)

        try Store.open(path: cluster.folder.path("plan.sqlite")).close()
        let over = await failure { try cluster.plan(shards: 2) }
        #expect(over?.exitCode == 65)
        #expect(over?.sentence.contains("not a plan, left untouched") == true)
        #expect(await failure { _ = try cluster.missing(plan: "nowhere.sqlite") }?.exitCode == 66)
        #expect(await failure { try cluster.plan(shards: 0, to: "zero.sqlite") }?.exitCode == 64)
    }
}

@Suite("Trials shared out among shards")
struct BalanceTests {
    @Test("go the longest first to the shard with the least")
    func longestFirst() {
        // 7 → 0; 6 → 1; 5 → 2; 4 → 2 (9); 3 → 1 (9); 2 → 0 (9).
        #expect(balance(costs: [2, 3, 4, 5, 6, 7], among: 3) == [0, 1, 2, 2, 1, 0])
        #expect(balance(costs: [1, 1, 1, 1], among: 2) == [0, 1, 0, 1])
        #expect(balance(costs: [], among: 5) == [])
    }

    @Test("leave no shard with more than 4/3 of the least that is possible", arguments: [1, 2, 7, 64])
    func bound(shards: Int) {
        let costs = (0..<500).map { Double(($0 * 7919) % 1009 + 1) }
        var loads = [Double](repeating: 0, count: shards)
        for (shard, cost) in zip(balance(costs: costs, among: shards), costs) { loads[shard] += cost }
        let mean = costs.reduce(0, +) / Double(shards)
        #expect(loads.max()! <= 4 / 3 * max(mean, costs.max()!))
        #expect(loads.reduce(0, +) == costs.reduce(0, +))
    }
}

@Suite("A shard's number")
struct ShardIndexTests {
    @Test(
        "comes from the flag, else from the scheduler",
        arguments: [
            ("3", ["SLURM_ARRAY_TASK_ID": "5"], 3), ("3/16", [:], 3), (nil, ["SLURM_ARRAY_TASK_ID": "5"], 5),
            (nil, ["JOB_COMPLETION_INDEX": "0"], 0), (nil, ["AWS_BATCH_JOB_ARRAY_INDEX": "15"], 15),
            (nil, ["OMPI_COMM_WORLD_RANK": "2"], 2), (nil, ["PMIX_RANK": "1"], 1),
            // An array of the missing shards alone: Slurm's count is not the plan's.
            (nil, ["SLURM_ARRAY_TASK_ID": "12", "SLURM_ARRAY_TASK_COUNT": "2", "SLURM_PROCID": "0"], 12),
        ] as [(String?, [String: String], Int)])
    func found(flag: String?, environment: [String: String], index: Int) throws {
        #expect(try ShardIndex.find(flag: flag, environment: environment, count: 16) == index)
    }

    @Test(
        "that is none is refused",
        arguments: [
            ("16", "--shard is 16, but the plan's shards are numbered from 0 to 15"),
            ("-1", "--shard is -1, but the plan's shards are numbered from 0 to 15"),
            ("3/8", "--shard is 3/8, but the plan has 16 shards; the plan counts"),
            ("three", "--shard is “three”; write the shard's number from 0 to 15"),
            ("3/16/2", "--shard is “3/16/2”; write the shard's number from 0 to 15"),
            (
                nil,
                "which shard? Give --shard NUMBER, or run under a scheduler that sets one of SLURM_ARRAY_TASK_ID, "
            ),
        ] as [(String?, String)])
    func refused(flag: String?, sentence: String) throws {
        let error = #expect(throws: UsageError.self) {
            try ShardIndex.find(flag: flag, environment: ["SLURM_PROCID": "0"], count: 16)
        }
        #expect(error?.description.hasPrefix(sentence) == true)
    }
}

@Suite("A list of shards")
struct ShardRangesTests {
    @Test(
        "is written as sbatch takes it",
        arguments: [
            ([], ""), ([4], "4"), ([2, 3], "2,3"), ([2, 3, 17, 18, 19, 20], "2,3,17-20"), ([0, 1, 2], "0-2"),
            ([0, 2, 4], "0,2,4"),
        ] as [([Int], String)])
    func text(numbers: [Int], text: String) {
        #expect(ranges(of: numbers) == text)
        let missing = MissingShards(shards: numbers, faults: [])
        #expect(missing.text(.slurm) == (text.isEmpty ? "" : text + "\n"))
        #expect(missing.text(.lines) == numbers.map { "\($0)\n" }.joined())
    }
}
