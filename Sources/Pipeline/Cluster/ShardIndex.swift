/// Which shard a process is to make.
public enum ShardIndex {
    /// The variables in which schedulers tell a task its number, the first that is set counts.
    ///
    /// Slurm's SLURM_PROCID is not among them: in a batch script it is always there, and 0.
    static let variables = [
        "SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX", "OMPI_COMM_WORLD_RANK",
        "PMIX_RANK", "PMI_RANK",
    ]

    /// The shard's number, from 0.
    ///
    /// The count of shards comes from the plan alone: when missing shards are made again, a scheduler's own count is
    /// the number of those.
    ///
    /// - Parameters:
    ///   - flag: `3` or `3/16` from the command line; nil to ask the scheduler's variables.
    ///   - environment: the process's variables.
    ///   - count: the number of shards of the plan.
    static func find(flag: String?, environment: [String: String], count: Int) throws(UsageError) -> Int {
        let found = variables.lazy.compactMap { name in environment[name].map { (name, $0) } }.first
        guard let (source, text) = flag.map({ ("--shard", $0) }) ?? found else {
            throw UsageError(
                "which shard? Give --shard NUMBER, or run under a scheduler that sets one of "
                    + variables.joined(separator: ", "))
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let index = parts.first.flatMap({ Int($0) }), parts.count <= (flag == nil ? 1 : 2) else {
            throw UsageError("\(source) is “\(text)”; write the shard's number from 0 to \(count - 1)")
        }
        if parts.count == 2, Int(parts[1]) != count {
            throw UsageError("\(source) is \(text), but the plan has \(count) shards; the plan counts")
        }
        guard (0..<count).contains(index) else {
            throw UsageError("\(source) is \(text), but the plan's shards are numbered from 0 to \(count - 1)")
        }
        return index
    }
}
