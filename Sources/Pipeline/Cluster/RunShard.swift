internal import Evaluation
internal import Store
internal import Windowing

/// What is to be made.
public struct ShardRequest: Sendable {
    /// The plan file.
    public var plan: String
    /// The shard's number as the command line gives it; nil to ask the scheduler's variables.
    public var shard: String?
    /// The folder of shards.
    public var folder: String
    /// The process's environment variables.
    public var variables: [String: String]

    /// A request from its fields.
    public init(plan: String, shard: String? = nil, folder: String, variables: [String: String] = [:]) {
        self.plan = plan
        self.shard = shard
        self.folder = folder
        self.variables = variables
    }
}

/// What a shard left behind.
public struct ShardOutcome: Hashable, Sendable {
    /// The shard's number.
    public var shard: Int
    /// Its file.
    public var path: String
    /// Its trials.
    public var trials: Int
    /// Whether it was there already.
    public var wasAlreadyDone: Bool
}

/// Makes the trials of one shard, by the same functions as a run on one machine, and publishes them as a file.
///
/// A shard that is there and valid is not made again. One that is not is made as a whole: its file appears when it
/// is complete and on the disk. Two processes that make the same shard do not disturb each other.
public func runShard(_ request: ShardRequest, environment: RunEnvironment) async throws -> ShardOutcome {
    let planned = try PlannedRun(path: request.plan)
    let plan = planned.plan
    let shard = try ShardIndex.find(flag: request.shard, environment: request.variables, count: plan.shards)
    let records = try planned.file.trials(ofShard: shard)
    let folder = ShardFolder(path: request.folder, plan: plan)
    try makeWritableFolder(request.folder)
    let done = ShardOutcome(
        shard: shard, path: folder.file(of: shard), trials: records.count, wasAlreadyDone: true)
    guard let fault = folder.fault(of: shard, trials: records.count) else { return done }
    if !fault.isMissing { environment.progress(.warning("\(fault); it is made again and replaced")) }
    for name in folder.removeLeftovers(of: shard) {
        environment.progress(.notice("removed \(name), left by a process that is gone"))
    }

    var data = try prepareData(planned.request())
    data.leaveOut(Set(plan.refused))
    let run = RunRecord(
        planned.configuration, data: data, options: planned.options, startedAt: environment.now())
    try planned.check(run)
    let store = try Store.makeUnpublished(path: folder.temporaryFile(of: shard), asksRules: false)
    do {
        let context = RunContext(
            configuration: planned.configuration, data: data, run: run, store: store, reportPath: "",
            options: planned.options, environment: environment, stopwatch: Stopwatch(environment.seconds))
        let trials = try context.trials(of: records, plan: planned)
        try store.register(symbols: data.returns.map(\.symbol))
        _ = try store.beginRun(run)
        environment.progress(.notice("\(run.id), shard \(shard) of \(plan.shards): \(trials.count) trials"))
        try await context.make(trials)
        try store.seal(plan: plan.hash, version: plan.version, shard: shard)
        try store.publish(as: folder.file(of: shard))
    } catch {
        store.discard()
        throw error
    }
    var outcome = done
    outcome.wasAlreadyDone = false
    return outcome
}

extension RunContext {
    /// The trials that a plan's rows stand for.
    fileprivate func trials(of records: [PlannedTrialRecord], plan: PlannedRun) throws -> [PlannedTrial] {
        let folds = try folds()
        let trials = records.compactMap { record -> PlannedTrial? in
            guard configuration.models.indices.contains(record.model), folds.indices.contains(record.fold) else {
                return nil
            }
            return PlannedTrial(
                planIndex: record.planIndex, model: configuration.models[record.model], seed: record.seed,
                fold: folds[record.fold], cost: record.cost)
        }
        // The run's name covers files and settings; the trials' names also cover what became of them.
        guard TrialNames(data: data, horizons: configuration.horizons).names(of: trials) == records.map(\.id) else {
            throw ClusterError.otherRun(plan: plan.file.path, planned: plan.plan.runID, found: "other trials")
        }
        return trials
    }
}
