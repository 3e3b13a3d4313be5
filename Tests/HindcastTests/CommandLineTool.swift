import Foundation
import TestSupport
import Testing

/// The program as it was built beside the tests.
private let executable = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "hindcast")

/// What a command left behind.
struct CommandResult: Sendable {
    var exitCode: Int32
    /// What was written to stdout.
    var output: String
    /// What was written to stderr.
    var log: String
}

/// A command that is still working.
final class RunningCommand: Sendable {
    private let process: Process
    private let folder: TemporaryFolder
    private let name: String
    private let ending: Task<Void, Never>

    init(_ arguments: [String], in folder: TemporaryFolder, environment: [String: String] = [:]) throws {
        self.folder = folder
        name = ".command-\(UUID().uuidString)"
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        // The width of help texts must not depend on who runs the tests.
        process.environment = ProcessInfo.processInfo.environment
            .merging(["COLUMNS": "80"]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: nobody has to read while the command writes.
        for path in ["\(name).out", "\(name).err"] { try folder.write("", to: path) }
        process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: "\(name).out"))
        process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "\(name).err"))
        let (ended, endedContinuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in endedContinuation.finish() }
        try process.run()
        self.process = process
        ending = Task { for await _ in ended {} }
    }

    /// The process's number, to send it signals.
    var processIdentifier: pid_t { process.processIdentifier }

    /// Waits for the end.
    func result() async throws -> CommandResult {
        await ending.value
        return CommandResult(
            exitCode: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try folder.text("\(name).out"), log: try folder.text("\(name).err"))
    }
}

/// Runs `hindcast` in a folder to its end.
func hindcast(_ arguments: String..., in folder: TemporaryFolder) async throws -> CommandResult {
    try await RunningCommand(arguments, in: folder).result()
}

/// Asks again and again, until something is so or the time is up.
func eventually(
    within limit: Duration = .seconds(60), _ isSo: () throws -> Bool,
    sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    let start = ContinuousClock.now
    while try !isSo() {
        try #require(ContinuousClock.now - start < limit, "it did not happen", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(2))
    }
}
