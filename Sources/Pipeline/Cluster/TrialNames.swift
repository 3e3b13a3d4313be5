internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Windowing

/// Names trials by what decides their numbers: data, model with all settings, seed, fold and version.
struct TrialNames {
    private let root: SHA256

    init(data: PreparedData, horizons: PipelineConfiguration.Horizons) {
        var hash = SHA256()
        hash.update(Array("hindcast trial \(hindcastVersion) \(data.dataHash)\n".utf8))
        // The same files cut at other dates, or without a series, are other data.
        for series in data.returns {
            let dates = series.dates
            let span = dates.isEmpty ? "" : "\(dates[0]) \(dates[dates.count - 1])"
            hash.update(Array("\(series.symbol) \(span)\n".utf8))
        }
        // What a trial forecasts beyond the next session is part of it; where it is nothing, names are as they always were.
        if !horizons.targets.isEmpty {
            hash.update(
                Array(
                    "horizons \(horizons.sessions) \(horizons.method?.rawValue ?? "") \(horizons.paths) \(horizons.step)\n"
                        .utf8))
        }
        if !horizons.sessionsAhead.isEmpty {
            hash.update(Array("sessions ahead \(horizons.sessionsAhead)\n".utf8))
        }
        root = hash
    }

    /// The names of trials, in their order.
    func names(of trials: some Sequence<PlannedTrial>) -> [String] {
        var model: (name: String, hash: SHA256)?
        return trials.map { trial in
            if model?.name != trial.model.name {
                var hash = root
                hash.update(Array("\(trial.model.canonicalText)\n".utf8))
                model = (trial.model.name, hash)
            }
            var hash = model?.hash ?? root
            let fold = trial.fold
            let spans = [fold.training, fold.validation, fold.test].map { "\($0.lowerBound) \($0.upperBound)" }
            hash.update(Array("seed \(trial.seed) fold \(fold.index) \(spans.joined(separator: " "))".utf8))
            // 128 bits: among a million trials no two will ever share a name.
            return String(hash.hexadecimalDigest().prefix(32))
        }
    }
}

/// What identifies a plan: the run, the number of shards, every trial and the shard that it is in.
func planHash(runID: String, shards: Int, names: [String], shardOf: [Int]) -> String {
    var hash = SHA256()
    hash.update(Array("hindcast plan \(hindcastVersion) \(runID) \(shards)\n".utf8))
    var text: [UInt8] = []
    for (name, shard) in zip(names, shardOf) {
        text.append(contentsOf: "\(name) \(shard)\n".utf8)
        guard text.count > 1 << 16 else { continue }
        hash.update(text)
        text.removeAll(keepingCapacity: true)
    }
    hash.update(text)
    return hash.hexadecimalDigest()
}
