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

/// A form of a report on the command line.
struct ReportFormArgument: ExpressibleByArgument {
    let format: ReportFormat

    static var allValueStrings: [String] { ReportFormat.allCases.map(\.rawValue) }

    init?(argument: String) {
        guard let format = ReportFormat(rawValue: argument) else { return nil }
        self.format = format
    }

    var defaultValueDescription: String { format.rawValue }

    init(_ format: ReportFormat) { self.format = format }
}

/// `hindcast report`: the report of a stored run.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Render the report of a stored run.")

    @Option(name: .customLong("run"), help: "The run; by default the latest that is done.")
    var runID: String?

    @Option(
        help: """
            text; html: one page with pictures; json: one object (docs/report.schema.json); csv: a folder of tables, \
            for which --out is needed.
            """)
    var format = ReportFormArgument(.text)

    @Option(help: "The file to write (for csv the folder), instead of showing the report.")
    var out: String?

    @Option(parsing: .upToNextOption, help: "Two runs: show what changed from the first to the second.")
    var compare: [String] = []

    @Flag(help: "Write the page index.html over all runs into the folder of reports.")
    var index = false

    @Option(help: "The folder of reports, for --index.")
    var reports = "reports"

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if !compare.isEmpty, compare.count != 2 {
            throw ValidationError("--compare takes two runs; `hindcast runs` lists what there is")
        }
        if format.format == .csv, out == nil {
            throw ValidationError("--format csv writes a folder of tables: name it with --out")
        }
    }

    func run() throws {
        if index {
            print(try writeIndex(store: store.db, reports: reports))
        } else if compare.count == 2 {
            print(try comparedRuns(compare[0], compare[1], store: store.db), terminator: "")
        } else if let out {
            try writeReport(run: runID, store: store.db, format: format.format, to: out)
        } else {
            print(try renderedReport(run: runID, store: store.db, format: format.format), terminator: "")
            // On a terminal the end of a long text is what stays in sight.
            if format.format == .text, let leaderboard = try terminalLeaderboard(of: runID, store: store.db) {
                print("\n\n\(leaderboard)", terminator: "")
            }
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

    @Option(help: "Make the fitted model of this number (#) the one that forecasts from the next night on.")
    var promote: Int?

    func validate() throws {
        if promote != nil, db == nil { throw ValidationError("--promote needs the store: --db FILE") }
    }

    func run() throws {
        if let promote, let db {
            print(try promoteModel(Int64(promote), store: db, now: now()), terminator: "")
        } else {
            print(try modelsTable(store: db), terminator: "")
        }
    }
}

/// `hindcast forecast`: what the registered models say of the next session.
struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast",
        abstract: "Show the forecasts of the next session by the registered models.",
        discussion: """
            The models are those that nightly runs have fitted; nothing is fitted, nothing is written. \
            Returns are natural-log returns.
            """)

    @Option(help: "Use nothing later than this date (yyyy-mm-dd), with the models of that time.")
    var asOf: DateArgument?

    @Option(help: "One symbol alone.")
    var symbol: String?

    @Flag(help: "Write a JSON array of objects, one a forecast.")
    var json = false

    @OptionGroup var store: StoreOptions

    func run() throws {
        let request = ForecastRequest(store: store.db, asOf: asOf?.date, symbol: symbol, isJSON: json)
        print(try forecastsOfNextSession(request), terminator: "")
    }
}

/// `hindcast backup`: a copy of the store.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a store to a file, whole or not at all, while it is in use.")

    @Argument(help: "The file to write; an older copy of that name is replaced.")
    var target: String

    @OptionGroup var store: StoreOptions

    func run() throws {
        print(try backupStore(store.db, to: target), terminator: "")
    }
}

/// `hindcast prune`: what can be made again is removed.
struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove old runs and states of models.",
        discussion: """
            Of each pipeline the latest runs are kept, of each series the latest states. Bars, forecasts of record with \
            their outcomes and the models that made them are never removed.
            """)

    @Option(help: "How many runs of each pipeline and states of each series are kept.")
    var keep: Int

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if keep < 0 { throw ValidationError("--keep must not be below zero") }
    }

    func run() throws {
        print(try pruneStore(store.db, keeping: keep, now: now()), terminator: "")
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
