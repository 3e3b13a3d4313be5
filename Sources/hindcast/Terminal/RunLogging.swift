internal import Logging
internal import Pipeline
#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// How the log is written.
enum LogFormat: String, CaseIterable, Sendable {
    /// Sentences for people.
    case text
    /// A JSON object a line for programs.
    case json
}

/// Writes each record as a line of JSON to stderr: time, level, message, and what else is known of it.
struct JSONLogHandler: LogHandler {
    let now: @Sendable () -> String
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = [("time", now()), ("level", event.level.rawValue), ("message", "\(event.message)")]
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
            $0.key < $1.key
        }) {
            fields.append((key, "\(value)"))
        }
        let body = fields.map { "\(quotedJSON($0.0)):\(quotedJSON($0.1))" }.joined(separator: ",")
        writeAll("{\(body)}\n", to: 2)
    }
}

/// A text as JSON writes it.
func quotedJSON(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case "\n": quoted += "\\n"
        case "\t": quoted += "\\t"
        case "\u{0}"..<" ":
            let digits = String(scalar.value, radix: 16)
            quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}

extension Logger {
    /// A logger of JSON lines.
    static func jsonLines(isQuiet: Bool, now: @escaping @Sendable () -> String) -> Logger {
        var logger = Logger(label: "hindcast") { _ in JSONLogHandler(now: now) }
        logger.logLevel = isQuiet ? .warning : .info
        return logger
    }

    /// Tells what happens in a run.
    func note(_ event: ProgressEvent) {
        switch event {
        case .notice(let sentence): info("\(sentence)")
        case .warning(let sentence): warning("\(sentence)")
        case .stage(let name, let seconds):
            info(
                "stage \(name)",
                metadata: ["stage": "\(name)", "seconds": "\((seconds * 10_000).rounded() / 10_000)"])
        case .trials(let done, let count, _, let last):
            info("\(done) of \(count)", metadata: ["done": "\(done)", "of": "\(count)", "last": "\(last)"])
        case .files(let done, let count): debug("\(done) of \(count) files")
        }
    }
}
