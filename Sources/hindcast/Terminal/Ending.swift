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
            endProcess(failure.exitCode)
        }
        // What ArgumentParser raises: help, version, and misuse of the command line. Anything else is our mistake.
        let code = exitCode(for: error)
        guard code.isSuccess || code == .validationFailure else {
            writeAll("hindcast: this should not happen, please report it: \(error)\n", to: STDERR_FILENO)
            endProcess(70)
        }
        let message = fullMessage(for: error)
        if !message.isEmpty {
            writeAll(message + "\n", to: code.isSuccess ? STDOUT_FILENO : STDERR_FILENO)
        }
        endProcess(code.rawValue)
    }
}

/// The C library's `exit`; inside a command that name means ArgumentParser's.
private func endProcess(_ code: Int32) -> Never { exit(code) }
