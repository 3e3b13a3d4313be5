public import Forecasting
public import Market
public import Windowing

/// What a walk-forward is judged on beside the next session, and after which sessions that is forecast.
public struct HorizonSchedule: Hashable, Sendable {
    /// What is forecast, rising, each beyond the next session.
    public let targets: [ReturnTarget]
    /// The sessions after which it is.
    public let cutoffs: Set<SessionDate>
    /// The last session a target may end on.
    public let last: SessionDate

    /// Every `step`-th cutoff of a test span, from its first.
    ///
    /// - Parameters:
    ///   - targets: what is forecast.
    ///   - step: sessions from one cutoff to the next.
    ///   - test: the dates whose sessions are forecast; targets end in it too.
    ///   - calendar: the sorted sessions of all series together.
    /// - Precondition: every target ends beyond the next session, the step is at least 1.
    public init(targets: [ReturnTarget], step: Int, test: ClosedRange<SessionDate>, calendar: [SessionDate]) {
        precondition(targets.allSatisfy { $0 > .nextSession } && step >= 1, "the next session is always forecast")
        self.targets = Set(targets).sorted()
        let chosen = zip(calendar, calendar.dropFirst()).filter { test.contains($1) }.map(\.0)
        cutoffs = Set(stride(from: 0, to: chosen.count, by: step).map { chosen[$0] })
        last = test.upperBound
    }

    /// The rows between forecasts whose errors can have a session in common: the horizon in the units of a table with a row a cutoff.
    ///
    /// The same for both kinds of targets. Sums from neighbouring cutoffs share sessions; single sessions do not, but what happens between
    /// cutoff and target is news to both forecasts: even of the best forecasts h sessions ahead the errors may be correlated up to lag h − 1.
    public static func overlap(horizon: Int, step: Int) -> Int { max(1, (horizon + step - 1) / step) }
}

extension KnownReturns {
    /// Of sums over some sessions, one for single sessions, inside a span of dates.
    public init?(_ series: ReturnSeries, in span: ClosedRange<SessionDate>, sessions: Int = 1) {
        let known = series.indices(in: span)
        let last = known.upperBound - sessions
        guard known.lowerBound <= last else { return nil }
        self.init((known.lowerBound...last).map { series.logReturn(of: .sum(sessions), after: $0 - 1) })
    }
}

/// Forecasts the targets of a schedule after the cutoffs of a fold's test span.
///
/// The cutoffs are those of the next-session forecasts, so that a model never forecasts what it was fitted on; a target in the next
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
    guard let nearest = schedule.targets.first else { return [] }
    let series = series.sharingPanel(without: panel.forecastOnly)
    func last(_ one: ReturnSeries, _ cutoff: Int, _ target: ReturnTarget) -> Int? {
        let last = cutoff + target.horizon
        return last < one.count && one.dates[last] <= schedule.last ? last : nil
    }
    let cutoffs = series.map { one in
        let targets = one.indices(in: fold.test)
        let first = max(targets.lowerBound, 1) - 1
        return (first..<max(first, targets.upperBound - 1)).filter {
            schedule.cutoffs.contains(one.dates[$0]) && last(one, $0, nearest) != nil
        }
    }
    let known = series.map { $0.known(at: fold.test.upperBound) }
    let all = try forecaster.forecasts(
        forEach: known, cutoffs: cutoffs, targets: schedule.targets, isCancelled: isCancelled)
    var hindcasts: [Hindcast] = []
    for (target, forecasts) in zip(schedule.targets, all) {
        for (place, one) in series.enumerated() {
            let naiveScale = panel.series.first { $0.symbol == one.symbol }
                .flatMap { KnownReturns($0, in: panel.knownDates, sessions: target.span)?.meanAbsolute }
            for (cutoff, forecast) in zip(cutoffs[place], forecasts[place]) {
                guard let forecast, let last = last(one, cutoff, target) else { continue }
                guard forecast.isValid else {
                    throw InvalidForecastError(model: model, symbol: one.symbol, cutoff: one.dates[cutoff])
                }
                hindcasts.append(
                    Hindcast(
                        symbol: one.symbol, cutoff: one.dates[cutoff], target: one.dates[last],
                        distribution: forecast, actual: one.logReturn(of: target, after: cutoff),
                        naiveScale: naiveScale, returnTarget: target))
            }
        }
    }
    return hindcasts
}
