public import Forecasting
internal import Market
public import Windowing

/// An event put into a series to see how long a predictor remembers it.
public enum Stimulus: String, CaseIterable, Hashable, Sendable, Codable {
    /// The session's return moves one forecast standard deviation away from zero.
    case unit
    /// The session falls by ten per cent.
    case crash
}

/// What is measured, and where.
public struct ImpulsePlan: Hashable, Sendable {
    /// The longest time since an event that is looked at.
    public var lags: Int
    /// Events averaged over, spread over symbols and time.
    public var events: Int
    /// Sessions before an event that its forecasts may know.
    public var burnIn: Int

    /// A plan from its settings.
    ///
    /// - Precondition: there is at least one of each.
    public init(lags: Int = 500, events: Int = 16, burnIn: Int = 750) {
        precondition(lags >= 1 && events >= 1 && burnIn >= 1, "a measurement needs events and sessions around them")
        self.lags = lags
        self.events = events
        self.burnIn = burnIn
    }
}

/// The mean change of a predictor's forecasts after an event, by the sessions since.
///
/// Lag 0 is the forecast made after the session of the event. Changes are in units of the standard deviation σ₀ that was forecast
/// for that session, averaged over events: `|Δμ|/σ₀`, `|Δσ|/σ₀` and `|Δσ²|/σ₀²`. The later sessions are those that came, so nothing
/// but the predictor's memory carries the event on.
public struct ImpulseResponse: Hashable, Sendable {
    /// What happened.
    public let stimulus: Stimulus
    /// Events averaged over.
    public let events: Int
    /// Change of the forecast mean.
    public let mean: [Double]
    /// Change of the forecast standard deviation.
    public let deviation: [Double]
    /// Change of the forecast variance.
    public let variance: [Double]

    /// A response from its curves.
    ///
    /// - Precondition: the curves have one length.
    public init(stimulus: Stimulus, events: Int, mean: [Double], deviation: [Double], variance: [Double]) {
        precondition(mean.count == deviation.count && mean.count == variance.count, "curves over the same lags")
        self.stimulus = stimulus
        self.events = events
        self.mean = mean
        self.deviation = deviation
        self.variance = variance
    }

    /// The change of both moments: `|Δμ|/σ₀ + |Δσ²|/σ₀²`.
    ///
    /// Of the variance, and not of its root, because a fixed share of a variance is what is lost each session by EWMA and GARCH: their
    /// curve is λ^k and β^k exactly.
    public var influence: FadingCurve { FadingCurve(zip(mean, variance).map { $0 + $1 }) }
}

/// Measures the impulse responses of a fitted predictor on a panel: one for each stimulus.
///
/// Each event is put into a stretch of the panel of its own, the symbol's return changed in the series and in the panel that
/// others see. Nil where no series is long enough, or the predictor makes no forecasts there.
public func impulseResponses(
    of fitted: any FittedPredictor, on series: [ReturnSeries], plan: ImpulsePlan = ImpulsePlan()
) -> [ImpulseResponse]? {
    let stretches = eventStretches(series, plan: plan, response: fitted.response)
    guard let lags = stretches.first?.lags else { return nil }
    var sums = Dictionary(uniqueKeysWithValues: Stimulus.allCases.map { ($0, Changes(lags: lags)) })
    for stretch in stretches {
        let first = stretch.event - 1
        let cutoffs = first..<stretch.event + lags + 1
        let plain = fitted.forecasts(for: stretch.series[stretch.place], cutoffs: cutoffs)
        guard let unit = plain[0]?.standardDeviation, unit.isFinite, unit > 0, plain.allSatisfy({ $0 != nil })
        else {
            continue
        }
        for stimulus in Stimulus.allCases {
            let moved = stretch.stimulated(stimulus, unit: unit)
            let forecasts = fitted.forecasts(for: moved[stretch.place], cutoffs: cutoffs)
            sums[stimulus]?.add(zip(plain, forecasts).dropFirst(), unit: unit)
        }
    }
    let responses = Stimulus.allCases.compactMap { sums[$0]?.response(to: $0) }
    return responses.count == Stimulus.allCases.count ? responses : nil
}

/// Sums of changes by lag.
private struct Changes {
    var mean: [Double]
    var deviation: [Double]
    var variance: [Double]
    var events = 0

    init(lags: Int) {
        mean = Array(repeating: 0, count: lags + 1)
        deviation = mean
        variance = mean
    }

    mutating func add(
        _ pairs: some Sequence<(PredictiveDistribution?, PredictiveDistribution?)>, unit: Double
    ) {
        for (lag, (before, after)) in pairs.enumerated() {
            guard let before, let after else { continue }
            let (old, new) = (before.standardDeviation, after.standardDeviation)
            mean[lag] += abs(after.mean - before.mean) / unit
            deviation[lag] += abs(new - old) / unit
            variance[lag] += abs(new * new - old * old) / (unit * unit)
        }
        events += 1
    }

    func response(to stimulus: Stimulus) -> ImpulseResponse? {
        guard events > 0 else { return nil }
        func average(_ sums: [Double]) -> [Double] { sums.map { $0 / Double(events) } }
        let response = ImpulseResponse(
            stimulus: stimulus, events: events, mean: average(mean), deviation: average(deviation),
            variance: average(variance))
        return response.influence.peak.isFinite ? response : nil
    }
}

/// A stretch of the panel around one event.
private struct EventStretch {
    /// All series, cut to the stretch, with their panel.
    var series: [ReturnSeries]
    /// The series the event lies in.
    var place: Int
    /// The event's session in that series.
    var event: Int
    var lags: Int
    /// Symbols that are no part of the panel.
    var excluded: Set<String>

    func stimulated(_ stimulus: Stimulus, unit: Double) -> [ReturnSeries] {
        var moved = series.map {
            ReturnSeries(symbol: $0.symbol, dates: $0.dates, logReturns: $0.logReturns, ranges: $0.ranges)
        }
        var (returns, ranges) = (moved[place].logReturns, moved[place].ranges)
        switch stimulus {
        case .unit:
            returns[event] += returns[event] < 0 ? -unit : unit
            ranges = ranges?.moved(event) { SessionSize(whole: $0.whole + unit, night: $0.night) }
        case .crash:
            returns[event] = naturalLogarithm(0.9)
            let size = abs(returns[event])
            ranges = ranges?.moved(event) { SessionSize(whole: max($0.whole, size), night: $0.night) }
        }
        moved[place] = ReturnSeries(
            symbol: moved[place].symbol, dates: moved[place].dates, logReturns: returns, ranges: ranges)
        return moved.sharingPanel(without: excluded)
    }
}

/// Events in turn over the symbols, evenly spread over the last ten years that have enough sessions around them.
private func eventStretches(
    _ series: [ReturnSeries], plan: ImpulsePlan, response: Response
) -> [EventStretch] {
    let longest = series.map(\.count).max() ?? 0
    let excluded = series.outsideOfPanel
    // A short history is shared between what comes before an event and what comes after.
    let lags = min(plan.lags, longest / 2)
    var burnIn = plan.burnIn
    if case .finite(let width) = response { burnIn = max(burnIn, width + 1) }
    burnIn = min(burnIn, longest - lags - 2)
    guard lags >= 1, burnIn >= 1 else { return [] }
    let suited = series.indices.filter { series[$0].count >= burnIn + lags + 1 }
    guard !suited.isEmpty else { return [] }
    // A short history holds fewer stretches that differ.
    let events = max(1, min(plan.events, longest / 50))
    return (0..<events).compactMap { number in
        let place = suited[number % suited.count]
        let own = series[place]
        let last = own.count - 1 - lags
        let first = max(burnIn, last - 2520)
        let event = events == 1 ? last : first + (last - first) * number / (events - 1)
        let span = own.dates[event - burnIn]...own.dates[event + lags]
        let cut = series.compactMap { $0.limited(to: span) }.sharingPanel(without: excluded)
        guard let newPlace = cut.firstIndex(where: { $0.symbol == own.symbol }) else { return nil }
        return EventStretch(series: cut, place: newPlace, event: burnIn, lags: lags, excluded: excluded)
    }
}

extension SessionSizes {
    /// The same with one session's size changed; where it has none, as they are.
    fileprivate func moved(_ session: Int, by change: (SessionSize) -> SessionSize) -> SessionSizes {
        self[session].map { replacing(session, by: change($0)) } ?? self
    }
}

extension ReturnSeries {
    /// The sessions inside a closed interval, without a panel; nil where there are none.
    func limited(to interval: ClosedRange<SessionDate>) -> ReturnSeries? {
        let inside = indices(in: interval)
        guard !inside.isEmpty else { return nil }
        return ReturnSeries(
            symbol: symbol, dates: Array(dates[inside]), logReturns: Array(logReturns[inside]),
            ranges: ranges?.selecting(inside))
    }
}

extension [ReturnSeries] {
    /// The symbols that the panel they bring does not hold: those that are only forecast.
    var outsideOfPanel: Set<String> {
        guard let panel = first?.panel else { return [] }
        return Set(map(\.symbol)).subtracting(panel.symbols)
    }
}
