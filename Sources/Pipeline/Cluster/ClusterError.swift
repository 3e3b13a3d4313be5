/// Why a plan cannot be made, worked on or merged.
public enum ClusterError: Error, Hashable, CustomStringConvertible {
    /// The pipeline is no backtest.
    case notABacktest(file: String)
    /// The pipeline searches for settings, so its trials are not known yet.
    case search(file: String)
    /// The plan is of another version of the program.
    case otherVersion(plan: String, found: String)
    /// What is there now makes another run than the one that was planned.
    case otherRun(plan: String, planned: String, found: String)
    /// The store's history of a series leads to another choice of series than the plan's.
    case otherSeries(plan: String, planned: [String], found: [String])
    /// The plan's folder is not on this machine.
    case noFolder(plan: String, folder: String)
    /// Shards are missing, or are not what the plan asks for.
    case missingShards(ranges: String, count: Int, of: Int, folder: String)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .notABacktest(let file):
            "\(file): only a backtest can be cut into shards; run a nightly pipeline with `hindcast run`"
        case .search(let file):
            "\(file): a search decides which trials there are, so it cannot be cut into shards; make it with `hindcast run` "
                + "and write the settings it chose under models"
        case .otherVersion(let plan, let found):
            "\(plan): made by hindcast \(found), this is \(hindcastVersion); use that version, or make the plan anew"
        case .otherRun(let plan, let planned, let found):
            "\(plan): planned for the run \(planned), but prices and tables now make \(found); bring back the files "
                + "of that time, or make the plan anew"
        case .otherSeries(let plan, let planned, let found):
            "\(plan): planned without the series \(Self.list(planned)), but this store refuses \(Self.list(found)); "
                + "see hindcast check, or merge into a new store"
        case .noFolder(let plan, let folder):
            "\(plan): made in \(folder), which is not there on this machine; mount it under the same name"
        case .missingShards(let ranges, let count, let total, let folder):
            "\(count) of \(total) shards are missing in \(folder): \(ranges); make them with "
                + "`hindcast shard --shard NUMBER` and merge again"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "(none)" : names.joined(separator: ", ")
    }
}
