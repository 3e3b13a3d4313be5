public import Evaluation
public import Market

/// Everything a report says, as values: the rows of the store's views and what the run knows of itself.
///
/// A renderer is a pure function of this value. It rounds and arranges; the few numbers it derives (factors,
/// expected breaches, Wilson intervals) are named with their formula in the report's section of definitions.
public struct ReportContent: Sendable {
    /// What ran.
    public var run: RunFacts
    /// One row a model over the whole test sample.
    public var leaderboard: [LeaderboardRow]
    /// One row a network: what its history costs and brings.
    public var widthSweep: [WidthSweepRow]
    /// One row a model, period and phase, for the periods inside the test span.
    public var shockTable: [ShockTableRow]
    /// Every period that is defined, inside the test span or not.
    public var shockPeriods: [ShockPeriod]
    /// The stored metrics; what a section needs is found by ``ReportMetric``.
    public var metrics: [MetricRow]
    /// The Diebold–Mariano tests of the panel's loss.
    public var comparisons: [ComparisonRow]
    /// The other tests of the panel's loss: `stationary-bootstrap` and `giacomini-white`.
    public var otherTests: [ComparisonRow] = []
    /// All tests that the run made, those of single symbols too; nil where not counted.
    public var testCount: Int?
    /// What each model had lost by the end of each month.
    public var cumulativeLosses: [CumulativeLossRow] = []
    /// What each shock did to each model.
    public var shockResponses: [ShockResponse] = []
    /// The sessions of the charted shock period one by one.
    public var shockPath: [ShockPathRow] = []
    /// The family of each model's distributions, such as `student-t`.
    public var errorFamilies: [String: String] = [:]
    /// How sums over several sessions were forecast, in words; nil where none were.
    public var horizonRule: String?
    /// The index through a shock; nil where the run has no such series.
    public var chart: PriceChart?
    /// What was measured of the models' memories.
    public var memories: [ModelMemory]
    /// What was tried before the models were judged, what shocks cost the unwarned, and what was audited.
    public var checks: CheckedFacts
    /// One row a series.
    public var dataHealth: [DataHealthRow]
    /// The first session of a symbol that may be used, where that is later than its first bar.
    public var usableFrom: [String: SessionDate]
    /// Series that the run did without, and why.
    public var leftOut: [LeftOutSeries] = []
    /// What was refused.
    public var rejections: Rejections
    /// What differs from run to run: times and the machine.
    public var machine: MachineFacts

    /// A content from its parts; what is left out is empty.
    public init(
        run: RunFacts, leaderboard: [LeaderboardRow] = [], widthSweep: [WidthSweepRow] = [],
        shockTable: [ShockTableRow] = [], shockPeriods: [ShockPeriod] = [], metrics: [MetricRow] = [],
        comparisons: [ComparisonRow] = [], chart: PriceChart? = nil, memories: [ModelMemory] = [],
        checks: CheckedFacts = CheckedFacts(), dataHealth: [DataHealthRow] = [],
        usableFrom: [String: SessionDate] = [:], rejections: Rejections = Rejections(),
        machine: MachineFacts = MachineFacts()
    ) {
        self.run = run
        self.leaderboard = leaderboard
        self.widthSweep = widthSweep
        self.shockTable = shockTable
        self.shockPeriods = shockPeriods
        self.metrics = metrics
        self.comparisons = comparisons
        self.chart = chart
        self.memories = memories
        self.checks = checks
        self.dataHealth = dataHealth
        self.usableFrom = usableFrom
        self.rejections = rejections
        self.machine = machine
    }
}

/// What ran, on what, and how to run it again.
public struct RunFacts: Hashable, Sendable {
    /// The run; it may be new every time, so it is printed beside the times.
    public var runID: String
    /// The pipeline's name.
    public var pipeline: String
    /// The program's version.
    public var version: String
    /// Hash of the pipeline's settings.
    public var configurationHash: String
    /// Hash of the price files.
    public var dataHash: String
    /// The seeds' numbers.
    public var seeds: [Int]
    /// The command line that makes this run again.
    public var command: String
    /// First and last session that may be a target of the test.
    public var testSpan: ClosedRange<SessionDate>
    /// Walk-forward folds.
    public var folds: Int
    /// The refit rule in words, such as `every year, on all sessions before it`.
    public var refitRule: String
    /// Fits made: models × seeds × folds; nil where not counted.
    public var trials: Int?
    /// Sessions ahead; the report is about this horizon.
    public var horizon: Int
    /// The bars that the run read, as far as its settings let it; nil where not counted.
    public var bars: Int?
    /// The first and last of them.
    public var barSpan: ClosedRange<SessionDate>?

    /// Facts from their fields.
    public init(
        runID: String, pipeline: String, version: String, configurationHash: String, dataHash: String,
        seeds: [Int], command: String, testSpan: ClosedRange<SessionDate>, folds: Int, refitRule: String,
        trials: Int? = nil, horizon: Int = 1
    ) {
        self.runID = runID
        self.pipeline = pipeline
        self.version = version
        self.configurationHash = configurationHash
        self.dataHash = dataHash
        self.seeds = seeds
        self.command = command
        self.testSpan = testSpan
        self.folds = folds
        self.refitRule = refitRule
        self.trials = trials
        self.horizon = horizon
    }
}
