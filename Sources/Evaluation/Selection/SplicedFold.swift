public import Forecasting
public import Market
public import Windowing

/// A fold whose training has gaps: spans of sessions are taken out before anything is fitted.
///
/// What is left is joined end to end, as if the sessions taken out had never been: no model can learn from them, neither as a target
/// nor inside a window or a state. Forecasts are then made on the whole series, with everything up to their cutoff, as always.
public struct SplicedFold: Hashable, Sendable {
    /// The targets to fit on, without those taken out.
    public var training: ClosedRange<SessionDate>
    /// The targets to choose on, after the training; nil for none.
    public var validation: ClosedRange<SessionDate>?
    /// What is taken out of both.
    public var removed: [ClosedRange<SessionDate>]
    /// The targets to be judged on; in combinatorial folds they may lie before the training.
    public var tests: [ClosedRange<SessionDate>]

    /// A fold from its spans.
    public init(
        training: ClosedRange<SessionDate>, validation: ClosedRange<SessionDate>?,
        removed: [ClosedRange<SessionDate>] = [], tests: [ClosedRange<SessionDate>]
    ) {
        self.training = training
        self.validation = validation
        self.removed = removed
        self.tests = tests
    }
}

extension ReturnSeries {
    /// The series without the sessions of some spans, alone.
    public func removing(_ spans: [ClosedRange<SessionDate>]) -> ReturnSeries {
        let kept = dates.indices.filter { index in !spans.contains { $0.contains(dates[index]) } }
        return ReturnSeries(
            symbol: symbol, dates: kept.map { dates[$0] }, logReturns: kept.map { logReturns[$0] },
            ranges: ranges?.selecting(kept))
    }
}

/// Fits a predictor on what is left of a fold's training and forecasts its test spans on the whole series.
///
/// - Parameter forecastOnly: symbols that what is fitted on all series together must not learn from.
/// - Throws: ``FittingError``, or ``InvalidForecastError`` for a forecast that is not finite.
public func runTrial(
    of predictor: any Predictor, on series: [ReturnSeries], forecastOnly: Set<String> = [], fold: SplicedFold,
    seed: UInt64, isCancelled: @Sendable () -> Bool = { false }
) throws -> [Hindcast] {
    let series = series.sharingPanel(without: forecastOnly)
    let learned =
        fold.removed.isEmpty
        ? series
        : series.map { $0.removing(fold.removed) }.filter { $0.count > 0 }.sharingPanel(without: forecastOnly)
    let panel = TrainingPanel(
        series: learned, training: fold.training, validation: fold.validation, forecastOnly: forecastOnly)
    let fitted = try predictor.fit(panel, seed: seed, isCancelled: isCancelled)
    var hindcasts: [Hindcast] = []
    for test in fold.tests {
        let known = series.map { $0.known(at: test.upperBound) }
        let cutoffs = known.map { known in
            let targets = known.indices(in: test)
            let first = max(targets.lowerBound, 1)
            return first - 1..<max(targets.upperBound, first) - 1
        }
        let all = try fitted.forecasts(forEach: known, cutoffs: cutoffs, isCancelled: isCancelled)
        for ((known, cutoffs), forecasts) in zip(zip(known, cutoffs), all) {
            for (cutoff, forecast) in zip(cutoffs, forecasts) {
                guard let forecast else { continue }
                guard forecast.isValid else {
                    throw InvalidForecastError(
                        model: predictor.name, symbol: known.symbol, cutoff: known.dates[cutoff])
                }
                hindcasts.append(
                    Hindcast(
                        symbol: known.symbol, cutoff: known.dates[cutoff], target: known.dates[cutoff + 1],
                        distribution: forecast, actual: known.logReturns[cutoff + 1], naiveScale: nil))
            }
        }
    }
    return hindcasts
}
