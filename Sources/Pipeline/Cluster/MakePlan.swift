internal import Evaluation
internal import Forecasting
internal import Ingestion
public import Market
internal import Predictors
internal import Store
internal import Windowing

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What a plan is made of.
public struct PlanRequest: Sendable {
    /// The pipeline file.
    public var pipeline: String
    /// The number of shards.
    public var shards: Int
    /// The last date whose data are known; nil for all there are.
    public var asOf: SessionDate?
    /// Shock periods beside the file's, `NAME,FROM,TO`.
    public var shocks: [String]
    /// The command line that makes the same run on one machine.
    public var command: String
    /// The plan file to write.
    public var output: String

    /// A request from its fields.
    public init(
        pipeline: String, shards: Int, asOf: SessionDate? = nil, shocks: [String] = [], command: String,
        output: String
    ) {
        self.pipeline = pipeline
        self.shards = shards
        self.asOf = asOf
        self.shocks = shocks
        self.command = command
        self.output = output
    }
}

/// What was planned.
public struct PlanOutcome: Hashable, Sendable {
    /// The run that the shards together make.
    public var runID: String
    /// What identifies the plan.
    public var hash: String
    /// The number of trials.
    public var trials: Int
    /// The number of shards.
    public var shards: Int
    /// The estimated cost of the longest shard, as a multiple of the mean.
    public var longestShard: Double
}

/// Plans a backtest for many machines: which shard makes which trials.
///
/// The same pipeline, data, version and number of shards give the same plan. Prices are read and judged as a run
/// does, in a store that is thrown away.
public func makePlan(_ request: PlanRequest, environment: RunEnvironment) throws -> PlanOutcome {
    guard (1...100_000).contains(request.shards) else {
        throw UsageError("--shards must be from 1 to 100000, not \(request.shards)")
    }
    let file = try PipelineFile.read(path: request.pipeline, families: Registry.families)
    try file.validate(filesRelativeTo: file.folder)
    guard case .backtest = file.configuration.kind else { throw ClusterError.notABacktest(file: request.pipeline) }
    guard file.configuration.searches.isEmpty else { throw ClusterError.search(file: request.pipeline) }
    let text = FileManager.default.contents(atPath: request.pipeline).map { String(decoding: $0, as: UTF8.self) }
    let now = environment.now()
    let today = SessionDate(iso: now.prefix(10)) ?? SessionDate(dayNumber: 0)
    let configuration = file.configuration.complete()
    let shocks = try shockPeriods(request.shocks)
    var data = DataRequest(configuration, resolved: file.resolved, asOf: request.asOf, today: today)
    data.shocks = shocks
    let store = try Store.makeTemporary()
    let context = try RunContext.preparing(
        configuration, request: data,
        options: RunOptions(asOf: request.asOf, shocks: shocks, command: request.command), store: store,
        reports: ".", environment: environment)
    let symbols = Set(context.data.prices.map(\.symbol))
    let refused = Set(context.data.files.map(\.series.symbol)).subtracting(symbols)

    let trials = context.plannedTrials(folds: try context.folds())
    let names = TrialNames(data: context.data, horizons: context.configuration.horizons).names(of: trials)
    let costs = trials.map { $0.cost + context.forecastingCost(of: $0.fold) }
    let shardOf = balance(costs: costs, among: request.shards)
    let hash = planHash(runID: context.run.id, shards: request.shards, names: names, shardOf: shardOf)
    try PlanFile.write(
        PlanRecord(
            hash: hash, version: hindcastVersion, runID: context.run.id, shards: request.shards,
            trials: trials.count, pipelineFile: request.pipeline, pipelineText: text ?? "",
            workingFolder: FileManager.default.currentDirectoryPath, asOf: request.asOf, madeOn: today,
            command: request.command, refused: refused.sorted(), shocks: request.shocks),
        models: configuration.models.map { ($0.name, $0.canonicalText) },
        trials: records(of: trials, in: configuration, names: names, shardOf: shardOf, costs: costs),
        to: request.output)
    try store.close()

    var loads = [Double](repeating: 0, count: request.shards)
    for (shard, cost) in zip(shardOf, costs) { loads[shard] += cost }
    let mean = loads.reduce(0, +) / Double(loads.count)
    return PlanOutcome(
        runID: context.run.id, hash: hash, trials: trials.count, shards: request.shards,
        longestShard: mean > 0 ? (loads.max() ?? 0) / mean : 1)
}

extension RunContext {
    /// Rough multiply-adds of a fold's forecasts: making and storing one takes some microseconds with any model.
    fileprivate func forecastingCost(of fold: Fold) -> Double {
        2000 * Double(data.returns.reduce(0) { $0 + $1.indices(in: fold.test).count })
    }
}

/// The trials as the plan keeps them: a shard's beside each other, in the order of the run.
private func records(
    of trials: [PlannedTrial], in configuration: PipelineConfiguration, names: [String], shardOf: [Int],
    costs: [Double]
) -> [PlannedTrialRecord] {
    let places = Dictionary(uniqueKeysWithValues: configuration.models.enumerated().map { ($1.name, $0) })
    return trials.indices.sorted { (shardOf[$0], $0) < (shardOf[$1], $1) }.map { index in
        let trial = trials[index]
        return PlannedTrialRecord(
            planIndex: trial.planIndex, id: names[index], model: places[trial.model.name] ?? 0, seed: trial.seed,
            fold: trial.fold.index, shard: shardOf[index], cost: costs[index])
    }
}
