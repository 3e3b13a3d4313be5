internal import ArgumentParser
internal import Pipeline

/// `hindcast memory`: how long models remember, measured.
struct MemoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory", abstract: "Measure how long the stored models remember an event.",
        discussion: """
            One session is changed, by one forecast deviation or into a fall of 10 %, and the forecasts of the 500 sessions after it are \
            held against the unchanged ones. The measurements are kept in the store: see the view memory_profile.
            """)

    @Option(help: "The SQLite store. Default: hindcast.sqlite, or the one the pipeline file names.")
    var db: String?

    @Option(help: "A model's name, with or without its settings. Default: every model of the run.")
    var model: String?

    @Option(
        name: .customLong("run"), help: "The run whose models are measured. Default: the latest that kept models.")
    var runID: String?

    @Option(help: "Price files to measure on, instead of the store's series.")
    var data: String?

    @Option(help: "A pipeline file to run first, where its run is not in the store yet.")
    var pipeline: String?

    @Flag(help: "Print JSON with all curves.")
    var json = false

    @OptionGroup var work: WorkOptions

    func run() async throws {
        let (environment, display) = work.environment()
        let request = MemoryRequest(
            store: db, model: model, run: runID, data: data, pipeline: pipeline, asJSON: json,
            command: CommandLine.arguments.dropFirst().reduce("hindcast") { "\($0) \($1)" })
        let text = try await finishing(display) { try await measureMemory(request, environment: environment) }
        print(text, terminator: "")
    }
}
