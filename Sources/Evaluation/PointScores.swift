public import Forecasting
internal import Windowing

/// What a single forecast scores against its outcome.
///
/// Metrics are means, and quotients of means, of these over a sample.
public enum PointScore: Int, CaseIterable, Sendable {
    /// `|mean − r|`.
    case absoluteError
    /// `(mean − r)²`.
    case squaredError
    /// `|mean − r|` over the mean absolute return known at the fit; not a number without one.
    case scaledAbsoluteError
    /// `(mean − r)²` over the mean squared return known at the fit; not a number without one.
    case scaledSquaredError
    /// `2|mean − r| / (|mean| + |r|)`, zero where both are.
    case symmetricPercentageError
    /// `−ln f(r)`.
    case negativeLogDensity
    /// Continuous ranked probability score.
    case crps
    /// `ln v + r²/v`, with `v` the forecast variance.
    case qlike
    /// Pinball loss of the 1 % quantile; those that follow are of the levels they are named after.
    case pinball01
    case pinball05
    case pinball10
    case pinball25
    case pinball50
    case pinball75
    case pinball90
    case pinball95
    case pinball99
    /// Winkler score of the central 50 % interval; those that follow likewise.
    case winkler50
    case winkler90
    case winkler95
    case winkler99
    /// The 1 % quantile itself: value at risk as a log return.
    case valueAtRisk1
    /// The 5 % quantile itself.
    case valueAtRisk5
    /// The mean of the worst 1 %, as a log return.
    case shortfall1
    /// The mean of the worst 5 %.
    case shortfall5
    /// ``shortfallScore(valueAtRisk:expectedShortfall:actual:level:)`` at 1 %; not a number where it is not defined.
    case shortfallScore1
    /// The same at 5 %.
    case shortfallScore5
    /// `(p − 1[r > 0])²` with p the probability of a rise.
    case brier
    /// The forecast mean.
    case mean
    /// The forecast variance.
    case variance
    /// r.
    case outcome
    /// `r²`: the squared error of a forecast of zero.
    case squaredOutcome
    /// The squared error of the mean return known at the fit; not a number without one.
    case squaredErrorOfPastMean
    /// 1 where `r` lies in the central 50 % interval.
    case inside50
    /// 1 where `r` lies in the central 90 % interval.
    case inside90
    /// 1 where `r` lies in the central 95 % interval.
    case inside95
    /// 1 where `r` lies in the central 99 % interval.
    case inside99
    /// 1 where `r` lies below the 1 % quantile.
    case below1
    /// 1 where `r` lies below the 5 % quantile.
    case below5
    /// 1 where `r` is not zero: sessions on which a direction can be right.
    case moved
    /// 1 where `r` is not zero and the forecast mean has its sign.
    case signRight
    /// 1 where `r` is above zero.
    case rose
    /// 1 where `r` is above zero and so is the forecast mean.
    case riseRight
    /// 1 where the forecast mean is not zero: it says a direction.
    case saysDirection
    /// 1 where the forecast says *invest*: a rise is more probable than not.
    case invested
    /// 1 where F(r) lies in the first tenth of [0, 1]; those that follow are the other tenths.
    case tenth1
    case tenth2
    case tenth3
    case tenth4
    case tenth5
    case tenth6
    case tenth7
    case tenth8
    case tenth9
    case tenth10

    /// How many there are.
    static let count = allCases.count
    /// Scores from here on are 0 or 1.
    static let firstIndicator = PointScore.inside50.rawValue

    /// Whether it is 0 or 1 for one forecast.
    public var isIndicator: Bool { rawValue >= Self.firstIndicator }
}

/// What was known of a series' returns when a model was fitted: the units of scaled errors, and the benchmark of R².
public struct KnownReturns: Hashable, Sendable {
    /// Fewer returns than this are no measure of a series.
    public static let fewest = 30

    /// The mean absolute return.
    public var meanAbsolute: Double
    /// The mean squared return.
    public var meanSquare: Double
    /// The mean return.
    public var mean: Double

    /// Known returns from their moments.
    public init(meanAbsolute: Double, meanSquare: Double, mean: Double) {
        self.meanAbsolute = meanAbsolute
        self.meanSquare = meanSquare
        self.mean = mean
    }

    /// Of some returns; nil for fewer than ``fewest`` or where all are zero.
    public init?(_ logReturns: some Collection<Double>) {
        let count = Double(logReturns.count)
        let absolute = logReturns.reduce(0) { $0 + abs($1) }
        guard logReturns.count >= Self.fewest, absolute > 0 else { return nil }
        self.init(
            meanAbsolute: absolute / count, meanSquare: logReturns.reduce(0) { $0 + $1 * $1 } / count,
            mean: logReturns.reduce(0, +) / count)
    }
}

/// Scores one forecast: a value a ``PointScore``, in the order of its cases.
public func pointScores(
    of forecast: PredictiveDistribution, actual: Double, known: KnownReturns? = nil
) -> [Double] {
    [Double](unsafeUninitializedCapacity: PointScore.count) { buffer, count in
        for place in 0..<PointScore.count { buffer.initializeElement(at: place, to: 0) }
        writePointScores(of: forecast, actual: actual, known: known, to: buffer)
        count = PointScore.count
    }
}

/// Writes the scores of one forecast into a buffer of ``PointScore/count`` numbers.
///
/// Intervals are judged by the probability integral transform `F(r)`: inside the central interval of level
/// `p` is `|2F(r) − 1| ≤ p`.
func writePointScores(
    of forecast: PredictiveDistribution, actual: Double, known: KnownReturns?,
    to scores: UnsafeMutableBufferPointer<Double>
) {
    func set(_ score: PointScore, _ value: Double) { scores[score.rawValue] = value }
    func set(_ score: PointScore, _ condition: Bool) { scores[score.rawValue] = condition ? 1 : 0 }
    let (mean, deviation) = (forecast.mean, forecast.standardDeviation)
    let error = mean - actual
    let variance = deviation * deviation
    set(.absoluteError, abs(error))
    set(.squaredError, error * error)
    set(.scaledAbsoluteError, known.map { abs(error) / $0.meanAbsolute } ?? .nan)
    set(.scaledSquaredError, known.map { error * error / $0.meanSquare } ?? .nan)
    set(.symmetricPercentageError, Score.symmetricPercentageError(mean, actual: actual))
    let outcome = forecast.scores(of: actual)
    set(.negativeLogDensity, -outcome.logDensity)
    set(.crps, outcome.crps)
    set(.qlike, Score.qlike(forecastVariance: variance, realisedVariance: actual * actual) ?? .nan)

    let quantiles = ForecastQuantiles(forecast)
    func pinball(_ score: PointScore, _ p: Double, _ quantile: Double) {
        set(score, Score.pinball(quantile, actual: actual, quantile: p))
    }
    pinball(.pinball01, 0.01, quantiles.q01)
    pinball(.pinball05, 0.05, quantiles.q05)
    pinball(.pinball10, 0.10, quantiles.q10)
    pinball(.pinball25, 0.25, quantiles.q25)
    pinball(.pinball50, 0.50, quantiles.q50)
    pinball(.pinball75, 0.75, quantiles.q75)
    pinball(.pinball90, 0.90, quantiles.q90)
    pinball(.pinball95, 0.95, quantiles.q95)
    pinball(.pinball99, 0.99, quantiles.q99)
    func winkler(_ score: PointScore, _ level: Double, _ lower: Double, _ upper: Double) {
        set(score, Score.winkler(lower...upper, actual: actual, level: level))
    }
    winkler(.winkler50, 0.50, quantiles.q25, quantiles.q75)
    winkler(.winkler90, 0.90, quantiles.q05, quantiles.q95)
    winkler(.winkler95, 0.95, quantiles.q025, quantiles.q975)
    winkler(.winkler99, 0.99, quantiles.q005, quantiles.q995)
    func risk(
        _ value: PointScore, _ mean: PointScore, _ score: PointScore, _ level: Double, _ v: Double, _ e: Double
    ) {
        set(value, v)
        set(mean, e)
        set(
            score,
            shortfallScore(valueAtRisk: v, expectedShortfall: e, actual: actual, level: level) ?? .nan)
    }
    risk(.valueAtRisk1, .shortfall1, .shortfallScore1, 0.01, quantiles.q01, quantiles.shortfall01)
    risk(.valueAtRisk5, .shortfall5, .shortfallScore5, 0.05, quantiles.q05, quantiles.shortfall05)

    let rise = forecast.probabilityAboveZero - (actual > 0 ? 1 : 0)
    set(.brier, rise * rise)
    set(.mean, mean)
    set(.variance, variance)
    set(.outcome, actual)
    set(.squaredOutcome, actual * actual)
    set(.squaredErrorOfPastMean, known.map { ($0.mean - actual) * ($0.mean - actual) } ?? .nan)

    let probability = outcome.probability
    let centrality = abs(2 * probability - 1)
    set(.inside50, centrality <= 0.5)
    set(.inside90, centrality <= 0.9)
    set(.inside95, centrality <= 0.95)
    set(.inside99, centrality <= 0.99)
    set(.below1, probability < 0.01)
    set(.below5, probability < 0.05)
    set(.moved, actual != 0)
    set(.signRight, actual != 0 && mean != 0 && (mean > 0) == (actual > 0))
    set(.rose, actual > 0)
    set(.riseRight, actual > 0 && mean > 0)
    set(.saysDirection, mean != 0)
    set(.invested, forecast.decision == .invest)
    let tenth = min(9, Int(probability * 10))
    for place in 0..<10 { scores[PointScore.tenth1.rawValue + place] = place == tenth ? 1 : 0 }
}
