internal import Evaluation
internal import Forecasting
internal import Market
internal import Windowing

/// Whether a new fit is worse than the one in use.
struct ChallengerTest: Sendable {
    /// The challenger's mean negative log density less the champion's; nil where there is nothing to compare.
    var meanDifference: Double?
    /// The probability of a difference as high or higher between equals; nil where they do not differ.
    var pValueWorse: Double?
    /// Sessions compared.
    var sessions: Int

    /// Worse beyond doubt: one-sided at 5 %.
    var isWorse: Bool { pValueWorse.map { $0 < 0.05 } ?? false }
}

/// Holds two fitted models against each other on the sessions between two dates.
///
/// A session's loss is the mean negative log density over the symbols that both forecast; the test is that of Diebold and
/// Mariano on the differences by session, so that symbols that move together count as one.
func challengerTest(
    _ challenger: any FittedPredictor, against champion: any FittedPredictor, on history: [ReturnSeries],
    dates: ClosedRange<SessionDate>, isCancelled: @Sendable () -> Bool
) throws -> ChallengerTest {
    let known = history.map { $0.known(at: dates.upperBound) }
    let cutoffs = known.map { series in
        let targets = series.indices(in: dates)
        let first = max(targets.lowerBound, 1)
        return first - 1..<max(targets.upperBound, first) - 1
    }
    let new = try challenger.forecasts(forEach: known, cutoffs: cutoffs, isCancelled: isCancelled)
    let old = try champion.forecasts(forEach: known, cutoffs: cutoffs, isCancelled: isCancelled)
    var sums: [SessionDate: (difference: Double, count: Int)] = [:]
    for (index, series) in known.enumerated() {
        for (place, cutoff) in cutoffs[index].enumerated() {
            guard let one = new[index][place], let other = old[index][place] else { continue }
            let actual = series.logReturns[cutoff + 1]
            let difference = other.logDensity(at: actual) - one.logDensity(at: actual)
            guard difference.isFinite else { continue }
            let sum = sums[series.dates[cutoff + 1]] ?? (0, 0)
            sums[series.dates[cutoff + 1]] = (sum.difference + difference, sum.count + 1)
        }
    }
    let differences = sums.sorted { $0.key < $1.key }.map { $0.value.difference / Double($0.value.count) }
    let test = DieboldMariano(lossDifferences: differences, horizon: 1, variance: .bartlett(lags: nil))
    return ChallengerTest(
        meanDifference: test?.meanDifference, pValueWorse: test?.pValueModelBetter.map { 1 - $0 },
        sessions: differences.count)
}
