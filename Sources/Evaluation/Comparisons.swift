internal import Market
internal import Windowing

/// The losses that models are compared by.
public enum ComparedLoss: String, CaseIterable, Sendable {
    case squaredError = "squared_error"
    case absoluteError = "absolute_error"
    case negativeLogDensity = "nll"
    case qlike = "qlike"
    case crps = "crps"
    case pinball01 = "pinball_01"
    case pinball05 = "pinball_05"
    case winkler95 = "winkler_95"

    /// The losses that are also compared in shock phases, conditionally, and over time.
    public static let main: [ComparedLoss] = [.squaredError, .negativeLogDensity, .qlike, .crps]

    var score: PointScore {
        switch self {
        case .squaredError: .squaredError
        case .absoluteError: .absoluteError
        case .negativeLogDensity: .negativeLogDensity
        case .qlike: .qlike
        case .crps: .crps
        case .pinball01: .pinball01
        case .pinball05: .pinball05
        case .winkler95: .winkler95
        }
    }
}

/// Every pair of models on one loss and one sample.
///
/// Tests are made on the panel's mean loss a session, so that symbols that move together on a day count as one observation of
/// that day. A pair is held once: the naive model is always the baseline, else the model that comes first in the pipeline.
struct PairedLosses: Sendable {
    let frame: EvaluationFrame
    let sample: Sample
    let loss: ComparedLoss
    /// A series a model, over the same sessions.
    let losses: [[Double]]

    /// The panel's mean loss a session.
    init(_ frame: EvaluationFrame, tables: [ScoreTable], on sample: Sample, loss: ComparedLoss) {
        self.frame = frame
        self.sample = sample
        self.loss = loss
        losses = tables.map { table in sample.rows.map { table.mean(loss.score, $0) } }
    }

    /// One symbol's losses.
    init(_ frame: EvaluationFrame, cells: [Int], on sample: Sample, loss: ComparedLoss) {
        self.frame = frame
        self.sample = sample
        self.loss = loss
        losses = frame.sheets.map { sheet in cells.map { sheet[loss.score, $0] } }
    }

    /// The pairs, as places among the sheets.
    private var pairs: [(model: Int, baseline: Int)] {
        let naive = frame.naive.map { [$0] } ?? []
        let order = naive + losses.indices.filter { $0 != frame.naive }
        return order.indices.flatMap { place in order.dropFirst(place + 1).map { ($0, order[place]) } }
    }

    private func row(
        _ test: String, _ pair: (model: Int, baseline: Int), difference: Double, statistic: Double?, pValue: Double?
    ) -> ComparisonRow? {
        guard difference.isFinite else { return nil }
        return ComparisonRow(
            model: frame.sheets[pair.model].model, baseline: frame.sheets[pair.baseline].model, loss: loss.rawValue,
            period: sample.period, phase: sample.phase, horizon: frame.plan.target.horizon, test: test,
            meanDifference: difference, statistic: statistic, pValue: pValue, n: losses[0].count,
            symbol: sample.symbol, span: frame.plan.target.span)
    }

    /// Diebold–Mariano with `⌊4(n/100)^(2/9)⌋` Bartlett lags: losses come in clusters, also at one session ahead.
    func dieboldMariano() -> [ComparisonRow] {
        pairs.compactMap { pair in
            let differences = differences(pair)
            let test = DieboldMariano(
                lossDifferences: differences, horizon: frame.plan.overlap, variance: .bartlett(lags: nil))
            return row(
                "diebold-mariano", pair, difference: arithmeticMean(differences) ?? .nan,
                statistic: test?.statistic, pValue: test?.pValue)
        }
    }

    /// Giacomini and White's test whether the last session's difference tells the next one's.
    func giacominiWhite() -> [ComparisonRow] {
        pairs.compactMap { pair in
            let differences = differences(pair)
            let test = Evaluation.giacominiWhite(lossDifferences: differences, horizon: frame.plan.overlap)
            return row(
                "giacomini-white", pair, difference: arithmeticMean(differences) ?? .nan,
                statistic: test?.statistic, pValue: test?.pValue)
        }
    }

    private func differences(_ pair: (model: Int, baseline: Int)) -> [Double] {
        let (model, baseline) = (losses[pair.model], losses[pair.baseline])
        return [Double](unsafeUninitializedCapacity: model.count) { buffer, count in
            for index in model.indices { buffer.initializeElement(at: index, to: model[index] - baseline[index]) }
            count = model.count
        }
    }

    /// What the draws of the bootstrap say: each model's mean, and how far each draw's mean lies from it.
    func draws() -> DrawnMeans? {
        guard let resampling = frame.resamplings[losses[0].count] else { return nil }
        return DrawnMeans(losses, resampling: resampling)
    }

    /// The share of draws whose mean difference, centred, is as large as the one observed: no variance is estimated.
    ///
    /// `(1 + #{|d*_b − d̄| ≥ |d̄|}) / (1 + B)`; the statistic is the mean difference over its bootstrap standard error.
    func bootstrapTests(_ drawn: DrawnMeans) -> [ComparisonRow] {
        pairs.compactMap { pair in
            let difference = drawn.means[pair.model] - drawn.means[pair.baseline]
            let (model, baseline) = (drawn.deviations[pair.model], drawn.deviations[pair.baseline])
            let limit = abs(difference)
            var (asLarge, square) = (0, 0.0)
            for draw in model.indices {
                let deviation = model[draw] - baseline[draw]
                square += deviation * deviation
                if abs(deviation) >= limit { asLarge += 1 }
            }
            let error = (square / Double(model.count)).squareRoot()
            let isDefined = error > 1e-14 * max(limit, .leastNormalMagnitude) && error > 0
            return row(
                "stationary-bootstrap", pair, difference: difference,
                statistic: isDefined ? difference / error : nil,
                pValue: isDefined ? Double(1 + asLarge) / Double(1 + model.count) : nil)
        }
    }
}

/// The means of some series, and by how much those of shared bootstrap draws differ from them.
struct DrawnMeans: Sendable {
    /// A mean a series.
    let means: [Double]
    /// The draws' means less the series', a row a series.
    let deviations: [[Double]]

    init?(_ series: [[Double]], resampling: Resampling) {
        let means = series.compactMap { arithmeticMean($0) }
        guard means.count == series.count, let count = series.first?.count else { return nil }
        let rows = (0..<count).flatMap { session in series.map { $0[session] } }
        let sums = resampling.sums(of: rows, width: series.count)
        self.means = means
        deviations = means.enumerated().map { place, mean in
            sums[place * resampling.draws..<(place + 1) * resampling.draws].map { $0 / Double(count) - mean }
        }
    }
}

/// Corrects each table of p-values by Holm's method: the rows of one test, loss, period and phase, of the panel or of symbols.
func holmCorrected(_ rows: [ComparisonRow]) -> [ComparisonRow] {
    struct Table: Hashable {
        var test: String, loss: String, period: String, phase: String, isPooled: Bool
    }
    var corrected = rows
    let tables = Dictionary(grouping: rows.indices) { index in
        let row = rows[index]
        return Table(
            test: row.test, loss: row.loss, period: row.period, phase: row.phase,
            isPooled: row.symbol == wholeSample)
    }
    for indices in tables.values {
        for (index, pValue) in zip(indices, holmCorrected(indices.map { rows[$0].pValue })) {
            corrected[index].pHolm = pValue
        }
    }
    return corrected
}
