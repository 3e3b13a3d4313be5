internal import Store

/// How a list of shards is written.
public enum ShardListFormat: String, CaseIterable, Sendable {
    /// One number a line.
    case lines
    /// As `sbatch --array` takes it: `2,3,17-20`.
    case slurm
}

/// The shards of a plan that have to be made, or made again, and why.
public struct MissingShards: Hashable, Sendable {
    /// Their numbers, ascending.
    public var shards: [Int]
    /// For each file that is there and cannot be used, a sentence.
    public var faults: [String]

    /// The list as text; empty where nothing is missing.
    public func text(_ format: ShardListFormat) -> String {
        switch format {
        case .lines: shards.map { "\($0)\n" }.joined()
        case .slurm: shards.isEmpty ? "" : ranges(of: shards) + "\n"
        }
    }
}

/// Looks through a folder for the shards of a plan.
public func missingShards(plan path: String, folder: String) throws -> MissingShards {
    let file = try PlanFile.open(path: path)
    return missingShards(of: file.plan, trialCounts: try file.trialCounts(), folder: folder)
}

func missingShards(of plan: PlanRecord, trialCounts: [Int], folder: String) -> MissingShards {
    let folder = ShardFolder(path: folder, plan: plan)
    var missing = MissingShards(shards: [], faults: [])
    for (shard, trials) in trialCounts.enumerated() {
        guard let fault = folder.fault(of: shard, trials: trials) else { continue }
        missing.shards.append(shard)
        if !fault.isMissing { missing.faults.append("\(fault)") }
    }
    return missing
}

/// Ascending numbers, three or more in a row as a range: `2,3,17-20`.
func ranges(of numbers: [Int]) -> String {
    var parts: [String] = []
    var rest = numbers[...]
    while let first = rest.first {
        let row = rest.enumerated().prefix { $0.element == first + $0.offset }.count
        if row >= 3 {
            parts.append("\(first)-\(first + row - 1)")
        } else {
            parts += rest.prefix(row).map { "\($0)" }
        }
        rest = rest.dropFirst(row)
    }
    return parts.joined(separator: ",")
}
