internal import ArgumentParser
internal import Pipeline

/// The store a command reads or writes.
struct StoreOptions: ParsableArguments {
    @Option(help: "The SQLite store.")
    var db = "hindcast.sqlite"
}

/// `hindcast check`: data health.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Show the health of the stored series: gaps, jumps, stale series, refused rows.")

    @OptionGroup var store: StoreOptions

    func run() throws {
        print(try healthTable(store: store.db), terminator: "")
    }
}

/// `hindcast report`: the report of a stored run.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Render the report of a stored run as text.")

    @Option(name: .customLong("run"), help: "The run; by default the latest that is done.")
    var runID: String?

    @Option(help: "The file to write, instead of showing the report.")
    var out: String?

    @OptionGroup var store: StoreOptions

    func run() throws {
        if let out {
            try writeReport(run: runID, store: store.db, to: out)
        } else {
            print(try textReport(run: runID, store: store.db), terminator: "")
        }
    }
}

/// `hindcast runs`: what was run.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "runs", abstract: "List the runs of a store.")

    @OptionGroup var store: StoreOptions

    func run() throws {
        print(try runsTable(store: store.db), terminator: "")
    }
}

/// `hindcast models`: what can be fitted, and what was.
struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List the registered models and their settings, and the fitted ones of a store.")

    @Option(help: "The SQLite store whose fitted models are listed too.")
    var db: String?

    func run() throws {
        print(try modelsTable(store: db), terminator: "")
    }
}

/// `hindcast doctor`: whether this machine is ready.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Show versions, the processor path, write access, clock and locale.")

    func run() throws {
        print(diagnosis(now: now()), terminator: "")
    }
}
