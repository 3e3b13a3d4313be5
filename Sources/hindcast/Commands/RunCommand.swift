internal import ArgumentParser
internal import Pipeline
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// `hindcast run`: all stages of a pipeline file; what cron calls.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run all stages of a pipeline file.",
        discussion: """
            What is in the store already is not done again; an interrupted run goes on where it stopped. \
            The keys of a pipeline file are listed in docs/pipeline-file.md.
            """)

    @Argument(help: "The pipeline file, such as pipelines/history-widths.yaml.")
    var pipeline: String

    @Option(help: "The SQLite store, instead of the one the file names.")
    var db: String?

    @Option(help: "The folder for reports, instead of the one the file names.")
    var reports: String?

    @Option(help: "A shock period of your own, NAME,FROM,TO, beside the file's; may be repeated.")
    var shock: [String] = []

    @Option(help: "Use nothing later than this date (yyyy-mm-dd), as if it were that night.")
    var asOf: DateArgument?

    @Option(help: "The first of several nights to make one after the other, as if each were tonight (yyyy-mm-dd).")
    var from: DateArgument?

    @Option(help: "The last of those nights; by default the last session there is.")
    var to: DateArgument?

    @Option(help: "A file for the numbers of the run in Prometheus' text format, replaced at the end.")
    var metricsFile: String?

    @OptionGroup var checks: CheckOptions

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if asOf != nil, from != nil || to != nil {
            throw ValidationError("--as-of repeats one night, --from and --to make several; give one or the other")
        }
        if let from, let to, to.date < from.date { throw ValidationError("--to must not lie before --from") }
        if to != nil, from == nil { throw ValidationError("--to needs --from") }
    }

    func run() async throws {
        let (environment, display) = work.environment()
        var command = "hindcast run \(pipeline)"
        for (flag, date) in [("--as-of", asOf), ("--from", from), ("--to", to)] {
            if let date { command += " \(flag) \(date.date)" }
        }
        command += shock.map { " --shock \($0)" }.joined()
        let options = RunOptions(
            store: db, reports: reports, asOf: asOf?.date, from: from?.date, to: to?.date,
            shocks: try shockPeriods(shock), command: command, auditsLeaks: checks.auditLeaks,
            stresses: checks.stress)
        let start = environment.seconds()
        do {
            let outcome = try await finishing(display) {
                try await runPipeline(file: pipeline, options: options, environment: environment)
            }
            show(outcome)
            // What was good is kept and was used; the file is told by the end of the process, with its code.
            if let refusal = outcome.refusals.last { throw refusal }
            try writeMetrics(outcome: outcome, error: nil, seconds: environment.seconds() - start)
        } catch let error {
            try? writeMetrics(outcome: nil, error: error, seconds: environment.seconds() - start)
            throw error
        }
    }

    private func writeMetrics(outcome: RunOutcome?, error: (any Error)?, seconds: Double) throws {
        guard let metricsFile else { return }
        try writeRunMetrics(
            to: metricsFile, pipeline: pipeline, night: outcome?.night, error: error, seconds: seconds, now: now())
    }
}

/// `hindcast backtest`: a walk-forward of the models named, on a folder of one's own.
struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest", abstract: "Backtest models on a folder of price files.",
        discussion: """
            Example: hindcast backtest --data my-prices --models tdnn,rnn,ewma --widths 20,60 --from 2018-01-01
            """)

    @Option(help: "A folder of price files, one a symbol (Date,Close or Yahoo's columns), or one such file.")
    var data: String

    @Option(help: "Models, separated by commas.")
    var models = "random-walk,ewma,tdnn,rnn"

    @Option(help: "Look-backs of finite-response networks in sessions, separated by commas.")
    var widths = "20,60"

    @Option(help: "First test date (yyyy-mm-dd). Default: the last three years.")
    var from: DateArgument?

    @Option(help: "Last test date (yyyy-mm-dd). Default: the last session.")
    var to: DateArgument?

    @Option(help: "When models are fitted anew: yearly, monthly, once or a number of sessions.")
    var refit = "yearly"

    @Option(help: "The past that is learned from: expanding, \"rolling 10 years\" or \"anchored 2000-01-03\".")
    var training = "expanding"

    @Option(help: "The last part of each training span, held out for choosing: \"1 year\" or \"250 sessions\".")
    var validation = "1 year"

    @Option(help: "Sessions dropped between training, validation and test, beyond the purge by horizon.")
    var embargo = 0

    @Option(help: "Also forecast the returns summed over so many sessions, after every fifth session: 5,20.")
    var horizons: String?

    @Option(help: "Also forecast the single sessions so many ahead, after every fifth session: 2,3,4,5.")
    var sessionsAhead: String?

    @Option(help: "Give every network the size that comes closest to this number of parameters.")
    var equalParameters: Int?

    @Option(help: "A pipeline file whose searches for settings (key search) are made before the test.")
    var search: String?

    @Option(help: "Candidates of each search, instead of the file's number.")
    var searchTrials: Int?

    @Option(help: "How many seeds each network is trained with.")
    var seeds = 1

    @Option(help: "The series that the report's chart shows.")
    var index: String?

    @Option(help: "A file of shock periods (name,phase,first,last,source).")
    var shockPeriods: String?

    @Option(help: "A shock period of your own, NAME,FROM,TO; may be repeated.")
    var shock: [String] = []

    @Option(help: "The SQLite store.")
    var db = "hindcast.sqlite"

    @Option(help: "The folder for reports.")
    var reports = "reports"

    @OptionGroup var checks: CheckOptions

    @OptionGroup var work: WorkOptions

    func run() async throws {
        let (environment, display) = work.environment()
        var request = BacktestRequest(
            data: data, models: words(models), widths: words(widths), from: from?.date, to: to?.date, refit: refit,
            seeds: seeds, index: index, shockPeriods: shockPeriods, shocks: shock, store: db, reports: reports,
            command: CommandLine.arguments.dropFirst().reduce("hindcast") { "\($0) \($1)" })
        request.splits.training = training
        request.splits.validation = validation
        request.splits.embargo = embargo
        request.splits.horizons = horizons.map(words)
        request.splits.sessionsAhead = sessionsAhead.map(words)
        request.splits.equalParameters = equalParameters
        request.splits.search = search
        request.splits.searchTrials = searchTrials
        request.splits.auditsLeaks = checks.auditLeaks
        request.splits.stresses = checks.stress
        let backtest = request
        let outcome = try await finishing(display) {
            try await Pipeline.backtest(backtest, environment: environment)
        }
        show(outcome)
    }

    private func words(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
    }
}

/// Shows what a run left behind: its summary, and where to look further.
func show(_ outcome: RunOutcome) {
    if outcome.wasAlreadyDone {
        print("Nothing to do: run \(outcome.runID) is in \(outcome.storePath) already.\n")
    }
    let leaderboard = try? terminalLeaderboard(of: outcome.runID, store: outcome.storePath)
    print(leaderboard ?? outcome.summary)
    print("Run: \(outcome.runID)")
    print("Store: \(outcome.storePath)")
    print("Report: \(outcome.reportPath)")
}

/// The leaderboard of a backtest as wide as the terminal; nil where results do not go to one, or there is none.
func terminalLeaderboard(of run: String?, store: String) throws -> String? {
    guard isTerminal(STDOUT_FILENO) else { return nil }
    return try terminalLeaderboard(
        run: run, store: store, width: terminalColumns(STDOUT_FILENO),
        isColoured: mayBeColoured(isTerminal: true, environment: ProcessInfo.processInfo.environment))
}

/// Takes the progress bar off the terminal before anything else is written, whatever happens.
func finishing<Result>(
    _ display: ProgressDisplay, _ work: () async throws -> Result
) async throws -> Result {
    do {
        let result = try await work()
        display.finish()
        return result
    } catch {
        display.finish()
        throw error
    }
}
