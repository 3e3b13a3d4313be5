/// What stands in a shard's store when it is finished: which shard of which plan it is, and how much is in it.
public struct ShardSeal: Hashable, Sendable {
    /// The plan's hash.
    public var plan: String
    /// The version that made the shard.
    public var version: String
    /// The shard's number.
    public var shard: Int
    /// The trials in it.
    public var trials: Int
    /// The forecasts in it.
    public var forecasts: Int

    /// A seal from its fields.
    public init(plan: String, version: String, shard: Int, trials: Int, forecasts: Int) {
        self.plan = plan
        self.version = version
        self.shard = shard
        self.trials = trials
        self.forecasts = forecasts
    }

    /// The table that holds the one seal of a store.
    static let table = """
        CREATE TABLE shard_seal (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            plan TEXT NOT NULL,
            version TEXT NOT NULL,
            shard INTEGER NOT NULL,
            trials INTEGER NOT NULL,
            forecasts INTEGER NOT NULL
        ) STRICT
        """
}

/// Why a file is not the shard that is looked for.
public enum ShardFileError: Error, Hashable, CustomStringConvertible {
    /// There is no such file.
    case missing(path: String)
    /// The file is something else than a finished shard.
    case notAShard(path: String, detail: String)
    /// Bytes or rows are missing from the file.
    case truncated(path: String, detail: String)
    /// The file belongs to another plan.
    case otherPlan(path: String, found: String)
    /// The file was made by another version.
    case otherVersion(path: String, found: String, expected: String)
    /// The file is another shard of the same plan.
    case otherShard(path: String, found: Int)
    /// A row breaks a rule of the store.
    case refused(path: String, detail: String)

    /// Whether there is nothing at all.
    public var isMissing: Bool { if case .missing = self { true } else { false } }

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such shard; make it with `hindcast shard`"
        case .notAShard(let path, let detail):
            "\(path): not a finished shard (\(detail)); remove it and make the shard again"
        case .truncated(let path, let detail):
            "\(path): the shard is truncated (\(detail)); remove it and make the shard again"
        case .otherPlan(let path, let found):
            "\(path): a shard of another plan (\(found.prefix(8))); give each plan a folder of its own"
        case .otherVersion(let path, let found, let expected):
            "\(path): made by hindcast \(found), the plan is of \(expected); make the shard again with \(expected)"
        case .otherShard(let path, let found):
            "\(path): in truth shard \(found); remove it and make the shard again"
        case .refused(let path, let detail):
            "\(path): a row breaks a rule of the store (\(detail)), so nothing of the shard was merged; remove it and "
                + "make the shard again; if it is refused again, a model forecasts what it should not, and this is a bug to report"
        }
    }
}
