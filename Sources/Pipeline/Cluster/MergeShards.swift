internal import Forecasting
internal import Ingestion
internal import Market
internal import Store

/// What is to be merged, and where it goes.
public struct MergeRequest: Sendable {
    /// The plan file.
    public var plan: String
    /// The folder of shards.
    public var folder: String
    /// The store.
    public var store: String
    /// The folder of reports, instead of the pipeline's.
    public var reports: String?

    /// A request from its fields.
    public init(plan: String, folder: String, store: String, reports: String? = nil) {
        self.plan = plan
        self.folder = folder
        self.store = store
        self.reports = reports
    }
}

/// Makes of a plan's shards the store and the report that a run on one machine makes.
///
/// Prices are taken in, trials come from the shards, and all that follows is done by the functions of a run. A store
/// that is not there yet appears when it is complete. One that is there takes the run in beside what it holds, a
/// shard a transaction; a merge that was interrupted goes on.
///
/// - Throws: ``ClusterError/missingShards(ranges:count:of:folder:)``; `ShardFileError` naming a file that is not the
///   shard it is called, with nothing merged.
public func mergeShards(_ request: MergeRequest, environment: RunEnvironment) async throws -> RunOutcome {
    let planned = try PlannedRun(path: request.plan)
    let reports = request.reports ?? planned.reports
    for folder in [parent(of: request.store), reports] { try makeWritableFolder(folder) }
    return try await withRunLock(store: request.store, startedAt: environment.now()) {
        let isNew = !fileExists(request.store)
        if isNew {
            let shards = try wholeShards(of: planned, in: request.folder)
            let store = try Store.makeUnpublished(path: request.store + ".merging")
            do {
                var outcome = try await merge(
                    shards, of: planned, into: store, reports: reports, environment: environment)
                try store.publish(as: request.store)
                outcome.storePath = request.store
                return outcome
            } catch {
                store.discard()
                throw error
            }
        }
        let store = try Store.open(path: request.store)
        for dead in try store.recoverDeadRuns() {
            environment.progress(.notice("run \(dead) had ended without saying so and is marked interrupted"))
        }
        // Its shards may have been removed since.
        let isDone = try store.run(planned.plan.runID)?.status == .done
        let shards = isDone ? [] : try wholeShards(of: planned, in: request.folder)
        return try await merge(shards, of: planned, into: store, reports: reports, environment: environment)
    }
}

/// The files of all shards of a plan, each of them checked.
private func wholeShards(of planned: PlannedRun, in folder: String) throws -> [String] {
    let plan = planned.plan
    let shards = ShardFolder(path: folder, plan: plan)
    var missing: [Int] = []
    for (shard, trials) in try planned.file.trialCounts().enumerated() {
        guard let fault = shards.fault(of: shard, trials: trials) else { continue }
        guard fault.isMissing else { throw fault }
        missing.append(shard)
    }
    guard missing.isEmpty else {
        throw ClusterError.missingShards(
            ranges: ranges(of: missing), count: missing.count, of: plan.shards, folder: folder)
    }
    return (0..<plan.shards).map(shards.file)
}

private func merge(
    _ shards: [String], of planned: PlannedRun, into store: Store, reports: String, environment: RunEnvironment
) async throws -> RunOutcome {
    var context = try RunContext.preparing(
        planned.configuration, request: planned.request(), options: planned.options, store: store,
        reports: reports, environment: environment)
    try planned.check(context.run)
    let symbols = Set(context.data.prices.map(\.symbol))
    let refused = Set(context.data.files.map(\.series.symbol)).subtracting(symbols).sorted()
    guard refused == planned.plan.refused else {
        throw ClusterError.otherSeries(plan: planned.file.path, planned: planned.plan.refused, found: refused)
    }
    return try await context.completeBacktest { context in
        let start = environment.seconds()
        var forecasts = 0
        for shard in shards {
            if environment.isCancelled() { throw FittingError.cancelled }
            forecasts += try store.merge(shard: shard).forecasts
        }
        let seconds = environment.seconds() - start
        let rate = seconds > 0 ? ", \(Int(Double(forecasts) / seconds)) a second" : ""
        environment.progress(
            .notice("\(context.run.id): merged \(forecasts) forecasts from \(shards.count) shards\(rate)"))
    }
}
