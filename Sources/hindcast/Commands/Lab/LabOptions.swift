internal import ArgumentParser
internal import Pipeline
internal import SequenceLab
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Flags that all labs share.
struct LabOptions: ParsableArguments {
    @Option(help: "The seed of all random numbers.")
    var seed: UInt64 = 1

    @Option(help: "How often each model is trained, each time from another start. Default: what the lab needs.")
    var seeds: Int?

    @Option(help: "Trainings side by side; results do not depend on it. Default: the number of processors.")
    var jobs: Int?

    @Flag(help: "Write the numbers as JSON, a list of objects, instead of tables.")
    var json = false

    @Option(help: "Keep the result in this SQLite store too.")
    var db: String?

    @Flag(name: .shortAndLong, help: "Say nothing but warnings and results.")
    var quiet = false

    /// Runs a lab, shows its report and stores it.
    func run(
        seeds defaultSeeds: Int, _ lab: (LabSettings) async throws -> LabReport
    ) async throws {
        let isQuiet = quiet
        let settings = try LabSettings(
            seed: seed, seeds: seeds ?? defaultSeeds, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            isCancelled: { Interruption.isRequested },
            progress: { if !isQuiet { writeAll("\($0)\n", to: 2) } })
        let clock = ContinuousClock()
        let start = clock.now
        let report = try await lab(settings)
        let tenths = Int(((clock.now - start) / .seconds(1) * 10).rounded())
        if let db {
            try storeLab(
                report, seed: seed, command: CommandLine.arguments.dropFirst().reduce("hindcast") { "\($0) \($1)" },
                now: now(), store: db)
        }
        print(json ? try labJSON(report) : renderLab(report), terminator: "")
        settings.progress("\(report.lab): \(tenths / 10).\(tenths % 10) s")
    }
}

/// Whole numbers on the command line, separated by commas.
struct NumberList: ExpressibleByArgument {
    let numbers: [Int]

    init?(argument: String) {
        let words = argument.split(separator: ",", omittingEmptySubsequences: false)
        numbers = words.compactMap { Int($0.trimmingPrefix(" ")) }
        if numbers.count != words.count { return nil }
    }
}
