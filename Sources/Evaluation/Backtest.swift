public import Forecasting
public import Market
public import Windowing

/// A forecast made for a past session, beside what came.
public struct Hindcast: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// The last session the forecast knew.
    public var cutoff: SessionDate
    /// The session it is about, or the last of them.
    public var target: SessionDate
    /// What was foretold.
    public var distribution: PredictiveDistribution
    /// The log return that came.
    public var actual: Double
    /// The mean absolute return of the symbol's sessions known when the model was fitted: MASE's unit; nil for too few.
    public var naiveScale: Double?
    /// What was foretold of: the next session, a later one, or a sum.
    public var returnTarget = ReturnTarget.nextSession
}

/// What one trial gave: a fitted predictor and its forecasts of a fold's test span.
public struct TrialOutcome: Sendable {
    /// The predictor as it was fitted for this fold.
    public var fitted: any FittedPredictor
    /// The forecasts, by symbol in the panel's order, then by session.
    public var hindcasts: [Hindcast]
    /// Test sessions without a forecast because the series' past was too short.
    public var skipped: Int
    /// Seconds of forecasting, by the clock handed in.
    public var forecastSeconds: Double
    /// How forecasts beyond the next session were made; nil where there are none.
    public var horizonMethod: HorizonMethod?
}

/// A forecast that may not be stored.
public struct InvalidForecastError: Error, Hashable, CustomStringConvertible {
    /// The predictor.
    public var model: String
    /// The series.
    public var symbol: String
    /// The last session it knew.
    public var cutoff: SessionDate

    /// The sentence for the operator.
    public var description: String {
        "\(model) gave no usable distribution for \(symbol) after \(cutoff) (not finite, or a scale that is not above "
            + "zero); look at that series' prices up to that date"
    }
}

/// Fits a predictor on a fold and forecasts every session of the fold's test span.
///
/// The predictor is handed series cut at the end of the validation span to learn from, and series cut at the
/// end of the test span to forecast on; for the cutoff before each target its contract is to use nothing
/// later. That contract is what the conformance kit and the leak test check.
///
/// - Parameter forecastOnly: symbols that what is fitted on all series together must not learn from.
/// - Throws: ``FittingError``, or ``InvalidForecastError`` for a forecast that is not finite.
public func runTrial(
    of predictor: any Predictor, on series: [ReturnSeries], forecastOnly: Set<String> = [], fold: Fold,
    seed: UInt64, isCancelled: @Sendable () -> Bool = { false }, seconds: () -> Double = { 0 }
) throws -> TrialOutcome {
    let series = series.sharingPanel(without: forecastOnly)
    let panel = TrainingPanel(
        series: series, training: fold.training, validation: fold.validation, forecastOnly: forecastOnly)
    let fitted = try predictor.fit(panel, seed: seed, isCancelled: isCancelled)
    let naiveScales = Dictionary(
        uniqueKeysWithValues: panel.series.map { series in
            let known = KnownReturns(series.logReturns[series.indices(in: panel.knownDates)])
            return (series.symbol, known?.meanAbsolute)
        })
    var hindcasts: [Hindcast] = []
    var skipped = 0
    let known = series.map { $0.known(at: fold.test.upperBound) }
    let cutoffs = known.map { known in
        let targets = known.indices(in: fold.test)
        // The first session of a series has no cutoff before it.
        let first = max(targets.lowerBound, 1)
        return first - 1..<max(targets.upperBound, first) - 1
    }
    let start = seconds()
    let all = try fitted.forecasts(forEach: known, cutoffs: cutoffs, isCancelled: isCancelled)
    let forecastSeconds = seconds() - start
    for ((known, cutoffs), forecasts) in zip(zip(known, cutoffs), all) {
        for (cutoff, forecast) in zip(cutoffs, forecasts) {
            let target = cutoff + 1
            guard let forecast else {
                skipped += 1
                continue
            }
            guard forecast.isValid else {
                throw InvalidForecastError(
                    model: predictor.name, symbol: known.symbol, cutoff: known.dates[target - 1])
            }
            hindcasts.append(
                Hindcast(
                    symbol: known.symbol, cutoff: known.dates[target - 1], target: known.dates[target],
                    distribution: forecast, actual: known.logReturns[target],
                    naiveScale: naiveScales[known.symbol] ?? nil))
        }
    }
    return TrialOutcome(
        fitted: fitted, hindcasts: hindcasts, skipped: skipped, forecastSeconds: forecastSeconds)
}
