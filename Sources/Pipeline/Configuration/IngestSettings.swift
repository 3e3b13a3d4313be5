public import Ingestion
public import Store

/// How price files are read and judged, as the sections `ingest` and `check` of a pipeline file say.
public struct IngestSettings: Hashable, Sendable {
    /// What decides where a file leaves a choice open.
    public var reading = ReadingOptions()
    /// Splits that are taken out of the closes, by symbol.
    public var splits: [String: [SuspectedSplit]] = [:]
    /// From which number on a finding is a warning or a refusal.
    public var thresholds: [HealthThreshold] = []

    /// Settings that leave everything to detection.
    public init() {}

    /// The settings as lines for hashing; none where all is left to detection.
    var normalised: [(String, String)] {
        var lines: [(String, String)] = []
        if let format = reading.format { lines.append(("ingest.format", format.rawValue)) }
        if let order = reading.dateOrder { lines.append(("ingest.date_order", order.rawValue)) }
        if let mark = reading.decimalMark { lines.append(("ingest.decimal", mark.rawValue)) }
        if !reading.nonPositiveSymbols.isEmpty {
            lines.append(("ingest.non_positive", reading.nonPositiveSymbols.sorted().joined(separator: " ")))
        }
        if let mapping = reading.mapping {
            for (column, place) in mapping.columns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                lines.append(("ingest.columns", "\(column.rawValue) \(place)"))
            }
            lines.append(
                (
                    "ingest.mapping",
                    "\(mapping.date?.description ?? "") \(mapping.separator ?? 0) "
                        + "\(mapping.decimalMark?.rawValue ?? "") \(mapping.scale) \(mapping.minutesAheadOfUTC) "
                        + "\(mapping.hasHeader)"
                ))
        }
        for (symbol, splits) in splits.sorted(by: { $0.key < $1.key }) {
            lines += splits.map { ("ingest.splits", "\(symbol) \($0.date) \($0.ratio)") }
        }
        for threshold in thresholds {
            let (warn, refuse) = (threshold.warn, threshold.refuse)
            lines.append(
                (
                    "check.\(threshold.finding)",
                    "\(warn.map { "\($0)" } ?? "never") \(refuse.map { "\($0)" } ?? "never")"
                ))
        }
        return lines
    }
}
