public import Market
public import Windowing

/// What is held against what.
public struct EvaluationPlan: Sendable {
    /// The model every other is compared with: the random walk.
    public var naiveModel: String
    /// Shock periods; phases without a scored session are left out.
    public var shockPeriods: [ShockPeriod]
    /// What was forecast.
    public var target: ReturnTarget
    /// Rows of the score table from one target to the next whose errors have no session in common: what tests take for the horizon.
    ///
    /// It is the horizon with a forecast every session, and less with fewer.
    public var overlap: Int
    /// Draws of the bootstrap behind intervals, confidence sets and p-values; none for 0.
    public var draws: Int
    /// Where the draws start.
    public var seed: UInt64
    /// What a trade costs, in basis points of what is traded.
    public var costBasisPoints: Double
    /// What a trade costs where nobody says otherwise.
    public static let usualCostBasisPoints = 5.0
    /// The strategies really tried, for the deflated Sharpe ratio; nil takes the models judged.
    public var strategiesTried: Int?

    /// A plan from its fields.
    public init(
        naiveModel: String = Evaluation.naiveModel, shockPeriods: [ShockPeriod],
        target: ReturnTarget = .nextSession, draws: Int = 2000,
        seed: UInt64 = 1, costBasisPoints: Double = usualCostBasisPoints, strategiesTried: Int? = nil,
        overlap: Int? = nil
    ) {
        self.naiveModel = naiveModel
        self.shockPeriods = shockPeriods
        self.target = target
        self.overlap = overlap ?? target.horizon
        self.draws = draws
        self.seed = seed
        self.costBasisPoints = costBasisPoints
        self.strategiesTried = strategiesTried
    }
}

/// The sessions a phase of a period was scored on.
public struct PhaseSample: Hashable, Sendable {
    /// The period, a year, or ``wholeSample``.
    public var period: String
    /// The phase, or ``wholeSample``.
    public var phase: String
    /// First scored session.
    public var firstDate: SessionDate
    /// Last scored session.
    public var lastDate: SessionDate
    /// Scored sessions.
    public var sessions: Int

    /// A sample from its fields.
    public init(period: String, phase: String, firstDate: SessionDate, lastDate: SessionDate, sessions: Int) {
        self.period = period
        self.phase = phase
        self.firstDate = firstDate
        self.lastDate = lastDate
        self.sessions = sessions
    }
}

/// Every number of a run's evaluation.
public struct EvaluationResult: Hashable, Sendable {
    /// Metrics in long form.
    public var metrics: [MetricRow] = []
    /// Tests of difference.
    public var comparisons: [ComparisonRow] = []
    /// What the samples were.
    public var samples: [PhaseSample] = []
    /// What each model had lost by the end of each month.
    public var cumulativeLosses: [CumulativeLossRow] = []
    /// What each shock did to each model.
    public var shockResponses: [ShockResponse] = []
    /// The sessions of shock periods one by one.
    public var shockPaths: [ShockPathRow] = []
    /// Cells that some model forecast and another could not: left out of every number, so that all models are
    /// judged on the same sample.
    public var cellsLeftOut = 0

    /// A result of parts; what is left out is empty.
    public init(
        metrics: [MetricRow] = [], comparisons: [ComparisonRow] = [], samples: [PhaseSample] = [],
        cellsLeftOut: Int = 0
    ) {
        self.metrics = metrics
        self.comparisons = comparisons
        self.samples = samples
        self.cellsLeftOut = cellsLeftOut
    }
}

/// Turns score sheets into metrics and tests, on the cells that every model was scored on.
///
/// What is computed does not depend on `jobs`: each task's rows have a place of their own.
///
/// - Precondition: the sheets share one grid.
public func evaluate(_ sheets: [ScoreSheet], plan: EvaluationPlan, jobs: Int = 1) async -> EvaluationResult {
    guard var frame = EvaluationFrame(sheets, plan: plan) else { return EvaluationResult() }
    guard !frame.cells.isEmpty else { return EvaluationResult(cellsLeftOut: frame.cellsLeftOut) }
    let bare = frame
    let tables = await inParallel(sheets.count, jobs: jobs) { bare.pooledTable(of: $0) }
    frame.makeDraws(tables)
    let complete = frame

    var result = EvaluationResult(
        samples: frame.pooled.map { $0.described(on: complete.sessions) }, cellsLeftOut: frame.cellsLeftOut)
    let metrics = await inParallel(sheets.count, jobs: jobs) { model in
        ModelMetrics(frame: complete, model: model, table: tables[model]).rows()
    }
    result.metrics = metrics.flatMap(\.self)

    let tested = frame.pooled.filter(\.isTested)
    let pooled = await inParallel(tested.count, jobs: jobs) { place in
        pooledTests(on: tested[place], frame: complete, tables: tables)
    }
    let single = await inParallel(frame.symbols.count, jobs: jobs) { place in
        let (sample, cells) = complete.symbols[place]
        return ComparedLoss.allCases.flatMap { loss in
            PairedLosses(complete, cells: cells, on: sample, loss: loss).dieboldMariano()
        }
    }
    result.metrics += pooled.flatMap(\.metrics)
    result.comparisons = holmCorrected(pooled.flatMap(\.comparisons) + single.flatMap(\.self))
    result.metrics += strategyMetrics(of: frame)
    result.cumulativeLosses = cumulativeLosses(frame: frame, tables: tables)
    for (sheet, table) in zip(sheets, tables) {
        let shocks = ShockDamage(model: sheet.model, table: table, sessions: frame.sessions)
        for period in plan.shockPeriods {
            result.shockPaths += shocks.path(through: period)
            if let response = shocks.response(to: period) { result.shockResponses.append(response) }
        }
    }
    return result
}

/// All tests of one pooled sample, and the p-values of its Model Confidence Sets as metrics of each model.
private func pooledTests(
    on sample: Sample, frame: EvaluationFrame, tables: [ScoreTable]
) -> (metrics: [MetricRow], comparisons: [ComparisonRow]) {
    var (metrics, comparisons) = ([MetricRow](), [ComparisonRow]())
    for loss in sample.isWhole ? ComparedLoss.allCases : ComparedLoss.main {
        let paired = PairedLosses(frame, tables: tables, on: sample, loss: loss)
        comparisons += paired.dieboldMariano()
        guard ComparedLoss.main.contains(loss) else { continue }
        if sample.isWhole { comparisons += paired.giacominiWhite() }
        guard let drawn = paired.draws() else { continue }
        comparisons += paired.bootstrapTests(drawn)
        guard let set = ModelConfidenceSet(drawn, statistic: .range) else { continue }
        for (sheet, pValue) in zip(frame.sheets, set.pValues) {
            metrics.append(
                MetricRow(
                    model: sheet.model, symbol: sample.symbol, period: sample.period, phase: sample.phase,
                    horizon: frame.plan.target.horizon, name: "mcs_p_\(loss.rawValue)", value: pValue,
                    n: sample.rows.count, span: frame.plan.target.span))
        }
    }
    return (metrics, comparisons)
}

/// What each model had lost by the last session of each month.
private func cumulativeLosses(frame: EvaluationFrame, tables: [ScoreTable]) -> [CumulativeLossRow] {
    let sessions = frame.sessions
    let ends = sessions.indices.filter { index in
        guard index + 1 < sessions.count else { return true }
        let (now, next) = (sessions[index].components, sessions[index + 1].components)
        return (now.year, now.month) != (next.year, next.month)
    }
    var rows: [CumulativeLossRow] = []
    for (sheet, table) in zip(frame.sheets, tables) {
        for loss in ComparedLoss.main {
            var (sum, next) = (0.0, 0)
            for end in ends {
                while next <= end {
                    sum += table.mean(loss.score, next)
                    next += 1
                }
                guard sum.isFinite else { continue }
                rows.append(
                    CumulativeLossRow(
                        model: sheet.model, loss: loss.rawValue, date: sessions[end], cumulative: sum,
                        sessions: next))
            }
        }
    }
    return rows
}

/// The results of some pieces of work in their order, up to `jobs` of them at once.
private func inParallel<Result: Sendable>(
    _ count: Int, jobs: Int, _ work: @escaping @Sendable (Int) -> Result
) async -> [Result] {
    guard jobs > 1 else { return (0..<count).map(work) }
    return await withTaskGroup(of: (Int, Result).self) { group in
        var next = 0
        func start() {
            guard next < count else { return }
            let place = next
            next += 1
            group.addTask { (place, work(place)) }
        }
        for _ in 0..<jobs { start() }
        var results = [Result?](repeating: nil, count: count)
        for await (place, result) in group {
            results[place] = result
            start()
        }
        return results.compactMap(\.self)
    }
}
