internal import ArgumentParser
internal import Logging
internal import Market
internal import Pipeline
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Flags of every command that works on trials.
struct WorkOptions: ParsableArguments {
    @Option(help: "Trials worked on side by side; results do not depend on it. Default: the number of processors.")
    var jobs: Int?

    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1, not \(jobs)") }
    }

    /// The world as a run meets it here.
    func environment() -> (environment: RunEnvironment, display: ProgressDisplay) {
        progress.environment(jobs: jobs)
    }
}

/// Flags of every command that works for a while.
struct ProgressOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing but warnings and results.")
    var quiet = false

    @Option(help: "How the log is written: sentences (text), or a JSON object a line (json).")
    var logFormat = LogFormat.text

    /// The world as a run meets it here: the system's clock, this terminal, Ctrl-C.
    func environment(jobs: Int? = nil) -> (environment: RunEnvironment, display: ProgressDisplay) {
        let clock = ContinuousClock()
        let start = clock.now
        let seconds: @Sendable () -> Double = { (clock.now - start) / .seconds(1) }
        let display = ProgressDisplay(isQuiet: quiet, seconds: seconds)
        let logger = Logger.jsonLines(isQuiet: quiet, now: { hindcast.now() })
        let progress: @Sendable (ProgressEvent) -> Void =
            switch logFormat {
            case .text: { display.show($0) }
            case .json: { logger.note($0) }
            }
        let environment = RunEnvironment(
            now: { hindcast.now() }, seconds: seconds, isCancelled: { Interruption.isRequested },
            progress: progress, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
        return (environment, display)
    }
}

/// What a backtest does beside judging models.
struct CheckOptions: ParsableArguments {
    @Flag(help: "Corrupt what each forecast must not know, and demand the same forecasts to the bit.")
    var auditLeaks = false

    @Flag(help: "Fit again without the shocks in training, and compare the losses in the tested shocks.")
    var stress = false
}

extension LogFormat: ExpressibleByArgument {}

/// A date on the command line.
struct DateArgument: ExpressibleByArgument {
    let date: SessionDate

    init?(argument: String) {
        guard let date = SessionDate(iso: argument) else { return nil }
        self.date = date
    }
}

/// The time now as ISO 8601 text in UTC.
func now() -> String { Date.now.ISO8601Format() }
