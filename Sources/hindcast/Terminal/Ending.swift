internal import ArgumentParser
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif
internal import Pipeline

extension Hindcast {
    /// Ends the process with one sentence and the code that fits the error.
    static func end(with error: any Error) -> Never {
        if let failure = Failure(error) {
            writeAll("hindcast: \(failure.sentence)\n", to: STDERR_FILENO)
            exit(failure.exitCode)
        }
        // What ArgumentParser raises: help, version, and misuse of the command line.
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if !message.isEmpty {
            writeAll(message + "\n", to: code.isSuccess ? STDOUT_FILENO : STDERR_FILENO)
        }
        exit(code.isSuccess ? 0 : ExitCode.validationFailure.rawValue)
    }
}
