public import Forecasting
public import Market
internal import Windowing

/// The same audit for forecasts beyond the next session: everything they must not know is corrupted, and they must stay the same to the bit.
///
/// Only `count` cutoffs of the fold, chosen evenly, are forecast and compared: paths cost more than a next session.
///
/// - Parameters:
///   - predictor: the model of the next session.
///   - schedule: which forecasts.
///   - make: the forecaster beyond it from a fitted model and the panel it was fitted on.
/// - Throws: ``Leak`` naming the first forecast that differs.
public func auditLeaks(
    of predictor: any Predictor, schedule: HorizonSchedule, on prices: [PriceSeries],
    forecastOnly: Set<String> = [], fold: Fold, seed: UInt64, cutoffs count: Int = 3,
    isCancelled: @Sendable () -> Bool = { false },
    by make: (any FittedPredictor, TrainingPanel) throws -> any HorizonForecaster
) throws -> LeakAudit {
    var audit = LeakAudit(compared: [:])
    func fitted(_ series: [ReturnSeries]) throws -> any HorizonForecaster {
        let panel = TrainingPanel(
            series: series, training: fold.training, validation: fold.validation, forecastOnly: forecastOnly)
        return try make(try predictor.fit(panel, seed: seed, isCancelled: isCancelled), panel)
    }
    let known = prices.map { ReturnSeries($0) }.sharingPanel(without: forecastOnly)
    let honest = known.map { $0.known(at: fold.test.upperBound) }
    let dates = Set(
        honest.flatMap { one in
            let targets = one.indices(in: fold.test)
            return one.dates[
                max(0, targets.lowerBound - 1)..<max(0, targets.upperBound - 1, targets.lowerBound - 1)]
        }
    ).intersection(schedule.cutoffs).sorted()
    let chosen = chosenCutoffs(dates, count: count)

    func tables(_ forecaster: any HorizonForecaster, _ series: [ReturnSeries], after dates: [SessionDate]) throws
        -> [ReturnTarget: ForecastTable]
    {
        let cutoffs = series.map { one in
            dates.compactMap { date -> Int? in
                let last = one.index(after: date) - 1
                return last >= 0 && one.dates[last] == date ? last : nil
            }
        }
        let all = try forecaster.forecasts(
            forEach: series, cutoffs: cutoffs, targets: schedule.targets, isCancelled: isCancelled)
        return Dictionary(
            uniqueKeysWithValues: zip(schedule.targets, all).map {
                ($0, ForecastTable(series, chosen: cutoffs, forecasts: $1))
            })
    }
    func compare(
        _ expected: [ReturnTarget: ForecastTable], _ found: [ReturnTarget: ForecastTable], at cutoff: SessionDate?,
        _ corruption: Corruption, after: SessionDate
    ) throws {
        for target in schedule.targets {
            guard let expected = expected[target], let found = found[target] else { continue }
            let (compared, difference) = expected.compare(
                with: found, from: cutoff, upTo: cutoff ?? fold.test.upperBound)
            audit.compared[corruption, default: 0] += compared
            guard let difference else { continue }
            throw Leak(
                model: predictor.name, corruption: corruption, corruptedAfter: after, symbol: difference.symbol,
                cutoff: difference.cutoff, honest: expected[difference], corrupted: found[difference],
                target: target)
        }
    }

    let forecaster = try fitted(known)
    let expected = try tables(forecaster, honest, after: chosen)
    let lastFitted = fold.validation.upperBound
    let refitted = try fitted(corrupted(prices, .fit, after: lastFitted, without: forecastOnly))
    try compare(expected, try tables(refitted, honest, after: chosen), at: nil, .fit, after: lastFitted)
    for cutoff in chosen {
        for corruption in Corruption.ofForecasts {
            let series = corrupted(prices, corruption, after: cutoff, without: forecastOnly).map {
                $0.known(at: fold.test.upperBound)
            }
            try compare(
                expected, try tables(forecaster, series, after: [cutoff]), at: cutoff, corruption, after: cutoff)
        }
    }
    return audit
}
