public import Forecasting
public import Market
public import Windowing

/// Which sums of sessions a walk-forward is judged on beside the next session, and after which sessions they are forecast.
public struct HorizonSchedule: Hashable, Sendable {
    /// The numbers of sessions summed over, rising, each above 1.
    public let horizons: [Int]
    /// The sessions after which sums are forecast.
    public let cutoffs: Set<SessionDate>
    /// The last session a target may end on.
    public let last: SessionDate

    /// Every `step`-th cutoff of a test span, from its first.
    ///
    /// - Parameters:
    ///   - horizons: the numbers of sessions summed over.
    ///   - step: sessions from one cutoff to the next.
    ///   - test: the dates whose sessions are forecast; targets end in it too.
    ///   - calendar: the sorted sessions of all series together.
    /// - Precondition: every horizon is above 1, the step at least 1.
    public init(horizons: [Int], step: Int, test: ClosedRange<SessionDate>, calendar: [SessionDate]) {
        precondition(horizons.allSatisfy { $0 > 1 } && step >= 1, "a sum is of two sessions at least")
        self.horizons = Set(horizons).sorted()
        let chosen = zip(calendar, calendar.dropFirst()).filter { test.contains($1) }.map(\.0)
        cutoffs = Set(stride(from: 0, to: chosen.count, by: step).map { chosen[$0] })
        last = test.upperBound
    }

    /// The rows between forecasts whose targets share a session: the horizon in the units of a table with a row a cutoff.
    public static func overlap(horizon: Int, step: Int) -> Int { max(1, (horizon + step - 1) / step) }
}

extension KnownReturns {
    /// Of sums over some sessions, inside a span of dates.
    public init?(_ series: ReturnSeries, in span: ClosedRange<SessionDate>, sessions: Int) {
        let known = series.indices(in: span)
        let last = known.upperBound - sessions
        guard known.lowerBound <= last else { return nil }
        self.init((known.lowerBound...last).map { series.logReturn(after: $0 - 1, sessions: sessions) })
    }
}

/// Forecasts the sums of a schedule after the cutoffs of a fold's test span.
///
/// The cutoffs are those of the next-session forecasts, so that a model never forecasts what it was fitted on; a sum that ends in the next
/// fold counts to the fold that forecast it. The forecaster is handed series cut at the end of the test span.
/// What ends after the schedule's last session, or after the data, has no outcome and is left out.
///
/// - Parameter panel: what the model was fitted on.
/// - Throws: ``FittingError``, or ``InvalidForecastError`` for a forecast that is not finite.
public func hindcasts(
    of forecaster: any HorizonForecaster, model: String, on series: [ReturnSeries], panel: TrainingPanel,
    fold: Fold,
    schedule: HorizonSchedule, isCancelled: @Sendable () -> Bool = { false }
) throws -> [Hindcast] {
    guard let shortest = schedule.horizons.first else { return [] }
    let series = series.sharingPanel(without: panel.forecastOnly)
    func target(_ one: ReturnSeries, _ cutoff: Int, _ horizon: Int) -> Int? {
        let target = cutoff + horizon
        return target < one.count && one.dates[target] <= schedule.last ? target : nil
    }
    let cutoffs = series.map { one in
        let targets = one.indices(in: fold.test)
        let first = max(targets.lowerBound, 1) - 1
        return (first..<max(first, targets.upperBound - 1)).filter {
            schedule.cutoffs.contains(one.dates[$0]) && target(one, $0, shortest) != nil
        }
    }
    let known = series.map { $0.known(at: fold.test.upperBound) }
    let all = try forecaster.forecasts(
        forEach: known, cutoffs: cutoffs, horizons: schedule.horizons, isCancelled: isCancelled)
    var hindcasts: [Hindcast] = []
    for (horizon, forecasts) in zip(schedule.horizons, all) {
        for (place, one) in series.enumerated() {
            let naiveScale = panel.series.first { $0.symbol == one.symbol }
                .flatMap { KnownReturns($0, in: panel.knownDates, sessions: horizon)?.meanAbsolute }
            for (cutoff, forecast) in zip(cutoffs[place], forecasts[place]) {
                guard let forecast, let target = target(one, cutoff, horizon) else { continue }
                guard forecast.isValid else {
                    throw InvalidForecastError(model: model, symbol: one.symbol, cutoff: one.dates[cutoff])
                }
                hindcasts.append(
                    Hindcast(
                        symbol: one.symbol, cutoff: one.dates[cutoff], target: one.dates[target],
                        distribution: forecast, actual: one.logReturn(after: cutoff, sessions: horizon),
                        naiveScale: naiveScale, horizon: horizon))
            }
        }
    }
    return hindcasts
}
