internal import ArgumentParser
internal import Pipeline

/// The command line: each command parses, calls one function of `Pipeline`, prints, and ends with a code.
@main
struct Hindcast: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hindcast",
        abstract: "Forecasts of past sessions, made with only what was known then.",
        discussion: """
            Reads daily price files, fits predictors with two kinds of memory (windows and recurrent networks), \
            backtests them walk-forward and reports how good they are.

            Exit codes: 0 done; 3 shards are missing; 64 usage; 65 input data refused; 66 no such input; 70 internal; 73 cannot create \
            output; 74 I/O error; 75 try again (another run holds the lock); 130 interrupted.
            """,
        version: hindcastVersion,
        subcommands: [
            RunCommand.self, BacktestCommand.self, ForecastCommand.self, IngestCommand.self, CheckCommand.self,
            ReportCommand.self, RunsCommand.self, ModelsCommand.self, MemoryCommand.self, BackupCommand.self,
            PruneCommand.self,
            DumpCommand.self, PlanCommand.self, ShardCommand.self, MissingCommand.self, MergeCommand.self,
            ExportCommand.self, ApplyCommand.self,
            LabCommand.self, DoctorCommand.self,
        ])

    static func main() async {
        Interruption.listen()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            end(with: error)
        }
    }
}
