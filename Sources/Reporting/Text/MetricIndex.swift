import Evaluation

/// The metrics of the pooled panel by what they are of, so that a table finds its cells without searching.
///
/// A run of thirty models has tens of thousands of them: an index is made once a report and handed to its sections, it keeps
/// places instead of rows, and has the whole sample, of which most tables are, in a table of its own.
struct MetricIndex {
    private struct Key: Hashable {
        var name: String
        var model: String
        var period: String
        var phase: String
    }

    private let metrics: [MetricRow]
    private let places: [Key: Int]
    private let wholeSamples: [String: [String: MetricRow]]

    /// The metrics over all symbols at the run's horizon; of two under one key the first counts.
    init(_ content: ReportContent) {
        var places: [Key: Int] = [:]
        places.reserveCapacity(content.metrics.count { $0.symbol == wholeSample })
        var wholeSamples: [String: [String: MetricRow]] = [:]
        for (place, row) in content.metrics.enumerated()
        where row.symbol == wholeSample && row.horizon == content.run.horizon {
            if row.period == wholeSample, row.phase == wholeSample {
                if wholeSamples[row.name]?[row.model] == nil {
                    wholeSamples[row.name, default: [:]][row.model] = row
                }
            } else {
                let key = Key(name: row.name, model: row.model, period: row.period, phase: row.phase)
                if places[key] == nil { places[key] = place }
            }
        }
        metrics = content.metrics
        self.places = places
        self.wholeSamples = wholeSamples
    }

    /// One metric of one model in one period and phase.
    func row(_ name: String, model: String, period: String = wholeSample, phase: String = wholeSample) -> MetricRow?
    {
        if period == wholeSample, phase == wholeSample { return wholeSamples[name]?[model] }
        return places[Key(name: name, model: model, period: period, phase: phase)].map { metrics[$0] }
    }

    /// One metric of all models over the whole sample.
    func wholeSampleRows(_ name: String) -> [String: MetricRow] { wholeSamples[name] ?? [:] }
}
