public import Market

/// What a backtest is that was planned for many machines: what to run, on what, in how many shards.
public struct PlanRecord: Hashable, Sendable {
    /// What identifies the plan: version, run, shards, and every trial with the shard it is in.
    public var hash: String
    /// The version that made the plan, the only one that works on it.
    public var version: String
    /// The name of the run that the shards together make.
    public var runID: String
    /// The number of shards; they are numbered from 0.
    public var shards: Int
    /// The number of trials.
    public var trials: Int
    /// The pipeline file's path as it was given.
    public var pipelineFile: String
    /// What stood in it.
    public var pipelineText: String
    /// The folder that relative paths are relative to: where the plan was made.
    public var workingFolder: String
    /// The last date that may be used; nil for all there are.
    public var asOf: SessionDate?
    /// The day the plan was made: a price dated later is a mistake of its file, today and whenever a shard is made.
    public var madeOn: SessionDate
    /// The command line that makes the run on one machine.
    public var command: String
    /// Series whose data are too bad to learn from.
    public var refused: [String]
    /// Shock periods of the command line, `NAME,FROM,TO`, in the order given.
    public var shocks: [String]

    /// A plan from its fields.
    public init(
        hash: String, version: String, runID: String, shards: Int, trials: Int, pipelineFile: String,
        pipelineText: String, workingFolder: String, asOf: SessionDate?, madeOn: SessionDate, command: String,
        refused: [String], shocks: [String] = []
    ) {
        self.hash = hash
        self.version = version
        self.runID = runID
        self.shards = shards
        self.trials = trials
        self.pipelineFile = pipelineFile
        self.pipelineText = pipelineText
        self.workingFolder = workingFolder
        self.asOf = asOf
        self.madeOn = madeOn
        self.command = command
        self.refused = refused
        self.shocks = shocks
    }
}

/// A trial of a plan: which one it is, and who makes it.
public struct PlannedTrialRecord: Hashable, Sendable {
    /// Its place in the run's plan.
    public var planIndex: Int
    /// The hash of what decides its numbers: data, model with all settings, seed, fold and version.
    public var id: String
    /// The model's place in the pipeline.
    public var model: Int
    /// The seed's number.
    public var seed: Int
    /// The fold's place in the walk.
    public var fold: Int
    /// The shard that makes it.
    public var shard: Int
    /// The multiply-adds it was estimated to cost.
    public var cost: Double

    /// A trial from its fields.
    public init(planIndex: Int, id: String, model: Int, seed: Int, fold: Int, shard: Int, cost: Double) {
        self.planIndex = planIndex
        self.id = id
        self.model = model
        self.seed = seed
        self.fold = fold
        self.shard = shard
        self.cost = cost
    }
}
