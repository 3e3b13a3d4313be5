public import Market

/// What is held against what.
public struct EvaluationPlan: Sendable {
    /// The model every other is compared with: the random walk.
    public var naiveModel: String
    /// The models that take part in the width sweep.
    public var sweptModels: Set<String>
    /// Shock periods; phases without a scored session are left out.
    public var shockPeriods: [ShockPeriod]
    /// Sessions ahead.
    public var horizon: Int

    /// A plan from its fields.
    public init(naiveModel: String, sweptModels: Set<String>, shockPeriods: [ShockPeriod], horizon: Int) {
        self.naiveModel = naiveModel
        self.sweptModels = sweptModels
        self.shockPeriods = shockPeriods
        self.horizon = horizon
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
    public var metrics: [MetricRow]
    /// Tests of difference.
    public var comparisons: [ComparisonRow]
    /// What the samples were.
    public var samples: [PhaseSample]
    /// Cells that some model forecast and another could not: left out of every number, so that all models are
    /// judged on the same sample.
    public var cellsLeftOut: Int
}

/// Turns score sheets into metrics and tests, on the cells that every model was scored on.
///
/// - Precondition: the sheets share one grid.
public func evaluate(_ sheets: [ScoreSheet], plan: EvaluationPlan) -> EvaluationResult {
    guard let grid = sheets.first?.grid else {
        return EvaluationResult(metrics: [], comparisons: [], samples: [], cellsLeftOut: 0)
    }
    precondition(sheets.allSatisfy { $0.grid == grid }, "score sheets must share a grid")
    let scoredBySome = (0..<grid.count).filter { cell in sheets.contains { $0.isScored(cell) } }
    let cells = scoredBySome.filter { cell in sheets.allSatisfy { $0.isScored(cell) } }
    let naive = sheets.first { $0.model == plan.naiveModel }

    var result = EvaluationResult(
        metrics: [], comparisons: [], samples: [], cellsLeftOut: scoredBySome.count - cells.count)
    let samples = Sample.samples(of: cells, grid: grid, shockPeriods: plan.shockPeriods)
    for sample in samples {
        if let described = sample.described(on: grid) { result.samples.append(described) }
        for sheet in sheets {
            result.metrics += metrics(of: sheet, naive: naive, on: sample, horizon: plan.horizon)
        }
        guard let naive, sample.symbol == wholeSample, sample.isTested else { continue }
        for sheet in sheets where sheet.model != naive.model {
            for loss in ComparedLoss.allCases {
                result.comparisons.append(
                    comparison(of: sheet, with: naive, loss: loss, on: sample, horizon: plan.horizon))
            }
        }
    }
    let swept = sheets.filter { plan.sweptModels.contains($0.model) }
    if let whole = samples.first(where: { $0.isWhole }), let best = bestByDensity(swept, on: whole) {
        for sheet in swept where sheet.model != best.model && best.model != plan.naiveModel {
            result.comparisons.append(
                comparison(
                    of: sheet, with: best, loss: .negativeLogDensity, on: whole, horizon: plan.horizon))
        }
    }
    return result
}

/// The sheet with the lowest mean negative log density; the earlier one of equals.
private func bestByDensity(_ sheets: [ScoreSheet], on sample: Sample) -> ScoreSheet? {
    sheets.min { sample.mean(.negativeLogDensity, of: $0) < sample.mean(.negativeLogDensity, of: $1) }
}
