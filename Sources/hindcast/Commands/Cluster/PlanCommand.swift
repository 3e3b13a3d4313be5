internal import ArgumentParser
internal import Pipeline

/// `hindcast plan`: which shard makes which trials of a backtest.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Cut a backtest into shards for many machines.",
        discussion: """
            Then: hindcast shard for each shard, anywhere; hindcast merge once. What comes out is the store and the \
            report of hindcast run. Scripts for Slurm, Kubernetes and Ray are in cluster/; docs/scale.md tells more.
            """)

    @Argument(help: "The pipeline file, such as pipelines/history-widths.yaml.")
    var pipeline: String

    @Option(help: "The number of shards.")
    var shards: Int

    @Option(name: .shortAndLong, help: "The plan file to write.")
    var output = "plan.sqlite"

    @Option(help: "A shock period of your own, NAME,FROM,TO, beside the file's; may be repeated.")
    var shock: [String] = []

    @Option(help: "Use nothing later than this date (yyyy-mm-dd), as if it were that night.")
    var asOf: DateArgument?

    @OptionGroup var progress: ProgressOptions

    func run() throws {
        let outcome = try makePlan(
            PlanRequest(
                pipeline: pipeline, shards: shards, asOf: asOf?.date, shocks: shock,
                command: runCommandLine(pipeline: pipeline, asOf: asOf, shocks: shock), output: output),
            environment: progress.environment().environment)
        print("Plan: \(output) (\(outcome.hash.prefix(8)))")
        print("Run: \(outcome.runID)")
        let excess = Int(((outcome.longestShard - 1) * 100).rounded())
        print(
            "\(outcome.trials) trials in \(outcome.shards) shards, numbered from 0; by estimate the longest takes "
                + "\(excess) % more than the mean")
    }
}

/// The command line that makes a run again; it stands in the store.
func runCommandLine(pipeline: String, asOf: DateArgument?, shocks: [String]) -> String {
    "hindcast run \(pipeline)" + (asOf.map { " --as-of \($0.date)" } ?? "")
        + shocks.map { " --shock \($0)" }.joined()
}
