import Evaluation

/// The metrics of the pooled panel by what they are of, so that a table finds its cells without searching.
struct MetricIndex {
    private struct Key: Hashable {
        var name: String
        var model: String
        var period: String
        var phase: String
    }

    private let rows: [Key: MetricRow]

    /// The metrics over all symbols at the run's horizon; of two under one key the first counts.
    init(_ content: ReportContent) {
        var rows: [Key: MetricRow] = [:]
        for row in content.metrics where row.symbol == wholeSample && row.horizon == content.run.horizon {
            let key = Key(name: row.name, model: row.model, period: row.period, phase: row.phase)
            if rows[key] == nil { rows[key] = row }
        }
        self.rows = rows
    }

    /// One metric of one model in one period and phase.
    func row(_ name: String, model: String, period: String = wholeSample, phase: String = wholeSample) -> MetricRow?
    {
        rows[Key(name: name, model: model, period: period, phase: phase)]
    }

    /// One metric of all models over the whole sample.
    func wholeSampleRows(_ name: String) -> [String: MetricRow] {
        var found: [String: MetricRow] = [:]
        for (key, row) in rows where key.name == name && key.period == wholeSample && key.phase == wholeSample {
            found[key.model] = row
        }
        return found
    }
}
