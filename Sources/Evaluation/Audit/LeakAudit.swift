public import Forecasting
public import Market
public import Windowing

/// A forecast that changed although only what it must not know was changed.
public struct Leak: Error, Hashable, CustomStringConvertible {
    /// The model.
    public var model: String
    /// What was corrupted.
    public var corruption: Corruption
    /// The last session that was left as it was.
    public var corruptedAfter: SessionDate
    /// The series of the first forecast that differs.
    public var symbol: String
    /// The last session that forecast may know.
    public var cutoff: SessionDate
    /// The forecast with the true data; nil where there was none.
    public var honest: PredictiveDistribution?
    /// The forecast with corrupted data; nil where there was none.
    public var corrupted: PredictiveDistribution?
    /// What that forecast is about.
    public var target = ReturnTarget.nextSession

    /// The sentence for the operator.
    public var description: String {
        let change =
            switch corruption {
            case .future: "other prices after \(corruptedAfter)"
            case .truncation: "no prices after \(corruptedAfter)"
            case .revision: "prices up to \(corruptedAfter) restated as by a later split"
            case .fit: "a fit made with other prices after \(corruptedAfter), its last session,"
            }
        let sessions =
            switch (target.span, target.horizon) {
            case (1, 1): "session"
            case (1, let horizon): "session \(horizon) sessions"
            case (let span, _): "\(span) sessions"
            }
        return
            "leak: with \(change) the forecast of \(symbol) by \(model) for the \(sessions) after \(cutoff) changes from "
            + "\(text(honest)) to \(text(corrupted)); it is the first that differs. Do not trust this model's results before the "
            + "code that makes its inputs is corrected"
    }

    private func text(_ forecast: PredictiveDistribution?) -> String {
        forecast.map { "\($0.family) with mean \($0.mean) and scale \($0.scale)" } ?? "none"
    }
}

/// What an audit compared without finding a leak.
public struct LeakAudit: Hashable, Sendable {
    /// Forecasts compared bit by bit, by corruption.
    public var compared: [Corruption: Int]
}

/// Corrupts everything that a predictor must not know, one thing after the other, and demands the same forecasts to the bit.
///
/// The whole way is audited: prices to returns, panel, fit, forecasts. `cutoffs` dates of the fold's test span are chosen evenly;
/// all forecasts up to each of them are compared.
///
/// - Throws: ``Leak`` naming the earliest forecast that differs; what ``runTrial(of:on:fold:seed:isCancelled:)`` throws.
public func auditLeaks(
    of predictor: any Predictor, on prices: [PriceSeries], forecastOnly: Set<String> = [], fold: Fold, seed: UInt64,
    cutoffs count: Int = 4,
    isCancelled: @Sendable () -> Bool = { false }
) throws -> LeakAudit {
    let honestSeries = prices.map { ReturnSeries($0) }.sharingPanel(without: forecastOnly)
    let honest = try runTrial(
        of: predictor, on: honestSeries, forecastOnly: forecastOnly, fold: fold, seed: seed,
        isCancelled: isCancelled)
    let expected = ForecastTable(honest.hindcasts)
    var audit = LeakAudit(compared: [:])

    func compare(_ found: ForecastTable, upTo cutoff: SessionDate, _ corruption: Corruption, after: SessionDate)
        throws
    {
        let (compared, difference) = expected.compare(with: found, upTo: cutoff)
        audit.compared[corruption, default: 0] += compared
        guard let difference else { return }
        throw Leak(
            model: predictor.name, corruption: corruption, corruptedAfter: after, symbol: difference.symbol,
            cutoff: difference.cutoff, honest: expected[difference], corrupted: found[difference])
    }

    // The fit: what it learned from corrupted prices, asked about the true ones.
    let lastFitted = fold.validation.upperBound
    let refitted = try runTrial(
        of: predictor, on: corrupted(prices, .fit, after: lastFitted, without: forecastOnly),
        forecastOnly: forecastOnly,
        fold: fold, seed: seed,
        isCancelled: isCancelled)
    let known = honestSeries.map { $0.known(at: fold.test.upperBound) }
    try compare(
        try forecasts(refitted.fitted, known, fold: fold, isCancelled: isCancelled), upTo: fold.test.upperBound,
        .fit,
        after: lastFitted)

    // The forecasts of the honest fit, with everything after a cutoff corrupted.
    for cutoff in chosenCutoffs(expected.cutoffs, count: count) {
        for corruption in Corruption.ofForecasts {
            let series = corrupted(prices, corruption, after: cutoff, without: forecastOnly).map {
                $0.known(at: fold.test.upperBound)
            }
            let found = try forecasts(honest.fitted, series, fold: fold, upTo: cutoff, isCancelled: isCancelled)
            try compare(found, upTo: cutoff, corruption, after: cutoff)
        }
    }
    return audit
}

/// Dates spread evenly from the first to the last but one.
func chosenCutoffs(_ dates: [SessionDate], count: Int) -> [SessionDate] {
    let last = max(0, dates.count - 2)
    guard !dates.isEmpty, count > 0 else { return [] }
    let places = Set((0..<count).map { count == 1 ? last / 2 : $0 * last / (count - 1) })
    return places.sorted().map { dates[$0] }
}

func corrupted(
    _ prices: [PriceSeries], _ corruption: Corruption, after cutoff: SessionDate, without forecastOnly: Set<String>
) -> [ReturnSeries] {
    prices.enumerated().compactMap { place, series in
        corruption.corrupted(series, after: cutoff, place: place).map { ReturnSeries($0) }
    }.sharingPanel(without: forecastOnly)
}

/// The forecasts of a fold's test span by an already fitted predictor, up to a cutoff.
private func forecasts(
    _ fitted: any FittedPredictor, _ series: [ReturnSeries], fold: Fold, upTo cutoff: SessionDate? = nil,
    isCancelled: @Sendable () -> Bool
) throws -> ForecastTable {
    let cutoffs = series.map { one in
        let targets = one.indices(in: fold.test)
        let first = max(targets.lowerBound, 1) - 1
        let end = cutoff.map { one.index(after: $0) } ?? max(targets.upperBound, first + 1) - 1
        return first..<max(first, end)
    }
    return ForecastTable(
        series, cutoffs: cutoffs,
        forecasts: try fitted.forecasts(forEach: series, cutoffs: cutoffs, isCancelled: isCancelled))
}

/// Forecasts by series and cutoff.
struct ForecastTable {
    struct Key: Hashable {
        var cutoff: SessionDate
        var symbol: String
    }

    private var values: [Key: PredictiveDistribution] = [:]

    /// The forecasts after chosen cutoffs of each series.
    init(_ series: [ReturnSeries], chosen cutoffs: [[Int]], forecasts: [[PredictiveDistribution?]]) {
        for ((one, cutoffs), forecasts) in zip(zip(series, cutoffs), forecasts) {
            for (cutoff, forecast) in zip(cutoffs, forecasts) {
                values[Key(cutoff: one.dates[cutoff], symbol: one.symbol)] = forecast
            }
        }
    }

    init(_ hindcasts: [Hindcast]) {
        for hindcast in hindcasts {
            values[Key(cutoff: hindcast.cutoff, symbol: hindcast.symbol)] = hindcast.distribution
        }
    }

    init(_ series: [ReturnSeries], cutoffs: [Range<Int>], forecasts: [[PredictiveDistribution?]]) {
        for ((one, cutoffs), forecasts) in zip(zip(series, cutoffs), forecasts) {
            for (cutoff, forecast) in zip(cutoffs, forecasts) {
                values[Key(cutoff: one.dates[cutoff], symbol: one.symbol)] = forecast
            }
        }
    }

    subscript(key: Key) -> PredictiveDistribution? { values[key] }

    /// The dates after which there are forecasts.
    var cutoffs: [SessionDate] { Set(values.keys.map(\.cutoff)).sorted() }

    /// How many forecasts were compared, and the earliest that differs.
    ///
    func compare(
        with other: ForecastTable, from first: SessionDate? = nil, upTo cutoff: SessionDate
    ) -> (compared: Int, difference: Key?) {
        let keys = values.keys.filter { $0.cutoff <= cutoff && $0.cutoff >= first ?? $0.cutoff }
        let differing = keys.filter { !isSame(values[$0], other.values[$0]) }
        let first = differing.min { ($0.cutoff, $0.symbol) < ($1.cutoff, $1.symbol) }
        return (keys.count, first)
    }

    /// The same to the bit; equality alone would take −0 for 0.
    private func isSame(_ left: PredictiveDistribution?, _ right: PredictiveDistribution?) -> Bool {
        func bits(_ forecast: PredictiveDistribution?) -> [UInt64?] {
            if let quantiles = forecast?.quantiles { return quantiles.map(\.bitPattern) }
            return [forecast?.mean.bitPattern, forecast?.scale.bitPattern, forecast?.shape?.bitPattern]
        }
        return bits(left) == bits(right)
    }
}
