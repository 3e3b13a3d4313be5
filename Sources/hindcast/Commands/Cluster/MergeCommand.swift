internal import ArgumentParser
internal import Pipeline

/// `hindcast missing`: the shards that have to be made, or made again.
struct MissingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "missing", abstract: "List the shards of a plan that are missing or damaged.",
        discussion: "Nothing is printed when all are there. Why a file that is there cannot be used goes to stderr."
    )

    @Option(help: "The plan file.")
    var plan = "plan.sqlite"

    @Option(help: "The folder of shards.")
    var out: String

    @Option(help: "lines: a number a line; slurm: for sbatch --array, such as 2,3,17-20.")
    var format = Format.lines

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case lines, slurm
    }

    func run() throws {
        let missing = try missingShards(plan: plan, folder: out)
        for fault in missing.faults { warn(fault) }
        print(missing.text(format == .slurm ? .slurm : .lines), terminator: "")
    }
}

/// `hindcast merge`: the run that all shards together make.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Merge a plan's shards into a store, and judge and report.",
        discussion: """
            The store's content is that of hindcast run on one machine, to the bit; times apart. Exit code 3 tells \
            that shards are missing; what is not the shard it is called is refused by name.
            """)

    @Option(help: "The plan file.")
    var plan = "plan.sqlite"

    @Option(help: "The folder of shards.")
    var out: String

    @Option(help: "The SQLite store, new or with other runs in it.")
    var db: String

    @Option(help: "The folder for reports, instead of the one the pipeline names.")
    var reports: String?

    @OptionGroup var progress: ProgressOptions

    func run() async throws {
        let (environment, display) = progress.environment()
        let place = try PlanPlace(plan: plan)
        let request = MergeRequest(
            plan: place.plan, folder: place.path(out), store: place.path(db), reports: reports.map(place.path))
        var outcome = try await finishing(display) { try await mergeShards(request, environment: environment) }
        outcome.storePath = db
        show(outcome)
    }
}
