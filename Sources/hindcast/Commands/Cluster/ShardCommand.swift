internal import ArgumentParser
internal import Pipeline
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// `hindcast shard`: the trials of one shard.
struct ShardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shard", abstract: "Make the trials of one shard of a plan.",
        discussion: """
            The shard's file appears in the folder when it is complete. A shard that is there and valid is not made \
            again, so a command that failed can simply be given again, on any machine.
            """)

    @Option(help: "The plan file.")
    var plan = "plan.sqlite"

    @Option(
        help: ArgumentHelp(
            "The shard's number, from 0, or NUMBER/COUNT. Default: what Slurm, Kubernetes, AWS Batch or MPI says.",
            valueName: "number"))
    var shard: String?

    @Option(help: "The folder of shards, the same for all of them.")
    var out: String

    @Option(help: "Trials worked on side by side. Default: SLURM_CPUS_PER_TASK, or the number of processors.")
    var jobs: Int?

    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1, not \(jobs)") }
    }

    func run() async throws {
        let variables = ProcessInfo.processInfo.environment
        let (environment, display) = progress.environment(
            jobs: jobs ?? variables["SLURM_CPUS_PER_TASK"].flatMap { Int($0) })
        let place = try PlanPlace(plan: plan)
        let request = ShardRequest(plan: place.plan, shard: shard, folder: place.path(out), variables: variables)
        let outcome = try await finishing(display) { try await runShard(request, environment: environment) }
        let shown = outcome.path.split(separator: "/").last.map { "\(out)/\($0)" } ?? outcome.path
        print(
            outcome.wasAlreadyDone
                ? "Nothing to do: shard \(outcome.shard) is there already: \(shown)"
                : "Shard \(outcome.shard), \(outcome.trials) trials: \(shown)")
    }
}
