#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Writes the numbers of a run as a textfile of Prometheus' node exporter, whole or not at all.
///
/// After a failure the numbers of the last success stay, so that their age can be watched.
/// Format: https://prometheus.io/docs/instrumenting/exposition_formats/.
public func writeRunMetrics(
    to path: String, pipeline: String, night: NightFacts?, error: (any Error)?, seconds: Double, now: String
) throws {
    let code = error.map { Failure($0)?.exitCode ?? 70 } ?? 0
    let kept = error == nil ? [] : successLines(of: path)
    let time = (try? Date(now, strategy: .iso8601)).map { Int($0.timeIntervalSince1970) } ?? 0
    var metrics = [
        Metric("last_run_timestamp_seconds", "When the last run ended.", "\(time)"),
        Metric("last_run_exit_code", "The exit code of the last run; 0 is success.", "\(code)"),
        Metric("last_run_duration_seconds", "How long the last run took.", "\((seconds * 1000).rounded() / 1000)"),
    ]
    if error == nil {
        metrics.append(Metric("last_success_timestamp_seconds", "When a run last succeeded.", "\(time)"))
        if let night {
            metrics += [
                Metric("new_bars", "Bars taken in by the last successful run.", "\(night.newBars)"),
                Metric("revised_bars", "Bars that the last successful run found changed.", "\(night.revisedBars)"),
                Metric("rejected_rows", "Rows of the price files that are refused.", "\(night.rejectedRows)"),
                Metric("series", "Series that take part.", "\(night.series)"),
                Metric("series_late", "Series that lack the last session.", "\(night.lateSeries)"),
                Metric("series_refused", "Series that are refused.", "\(night.refusedSeries)"),
                Metric("forecasts", "Forecasts of the last successful night.", "\(night.forecasts)"),
                Metric(
                    "sessions_stepped", "Steps of recurrent models in the last night.", "\(night.sessionsStepped)"),
                Metric("coverage_alerts", "Models whose coverage left its band.", "\(night.coverageAlerts)"),
            ]
        }
    }
    let label = "{pipeline=\"\(escaped(night?.pipeline ?? pipelineName(pipeline)))\"}"
    let lines = metrics.flatMap { metric in
        [
            "# HELP hindcast_\(metric.name) \(metric.help)", "# TYPE hindcast_\(metric.name) gauge",
            "hindcast_\(metric.name)\(label) \(metric.value)",
        ]
    }
    try writeFile((lines + kept).map { $0 + "\n" }.joined(), to: path)
}

private struct Metric {
    var name: String
    var help: String
    var value: String

    init(_ name: String, _ help: String, _ value: String) {
        (self.name, self.help, self.value) = (name, help, value)
    }
}

/// The lines that tell of the last success; those of the last run are written anew.
private func successLines(of path: String) -> [String] {
    guard let contents = FileManager.default.contents(atPath: path) else { return [] }
    return String(decoding: contents, as: UTF8.self).split(separator: "\n").map(String.init)
        .filter { !$0.contains("hindcast_last_run_") }
}

private func pipelineName(_ path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.prefix { $0 != "." })
}

private func escaped(_ text: String) -> String {
    text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : $0 == "\n" ? "\\n" : "\($0)" }.joined()
}
