public import Forecasting
internal import Market
public import Windowing

/// What every predictor must keep, checked on a small panel; each broken promise is a sentence.
///
/// Same seed, same bits; saved and loaded, same bits; the future changed, same bits; a finite response ignores
/// what is older than its width exactly, an infinite one does not; stepping equals forecasting in one pass.
public struct PredictorConformance {
    private let predictor: any Predictor
    private let decode: ([UInt8]) throws -> any FittedPredictor
    private let series: [ReturnSeries]
    private let panel: TrainingPanel

    /// A kit for one predictor and its registered reader, on closes alone or on series with ranges.
    public init(
        _ predictor: any Predictor, hasRanges: Bool = false,
        decode: @escaping ([UInt8]) throws -> any FittedPredictor
    ) {
        self.predictor = predictor
        self.decode = decode
        let start = SessionDate(year: 2015, month: 1, day: 1)!
        series = (0..<3).map {
            let returns = syntheticReturns(symbol: "S\($0)", from: start, count: 620, seed: UInt64(100 + $0))
            return hasRanges ? returns.withRanges() : returns
        }.sharingPanel()
        let dates = series[0].dates
        panel = TrainingPanel(
            series: series, training: dates[0]...dates[399], validation: dates[400]...dates[499])
    }

    /// Sessions forecast after.
    private let cutoffs = 500..<600

    /// Runs every check and returns the promises that are broken.
    public func violations() throws -> [String] {
        let fitted = try predictor.fit(panel, seed: 7)
        var broken: [String] = []
        func check(_ promise: String, _ holds: Bool) {
            if !holds { broken.append("\(predictor.name): \(promise)") }
        }
        let forecasts = series.map { fitted.forecasts(for: $0, cutoffs: cutoffs) }
        check("every forecast is a valid distribution", forecasts.joined().allSatisfy { $0?.isValid == true })
        check("one forecast a cutoff", forecasts.allSatisfy { $0.count == cutoffs.count })
        check("fitted and unfitted agree on the response", fitted.response == predictor.response)

        let again = try predictor.fit(panel, seed: 7)
        check(
            "same seed, same forecast to the bit",
            series.map { again.forecasts(for: $0, cutoffs: cutoffs) } == forecasts)

        let loaded = try decode(try fitted.encoded())
        check(
            "saved and loaded, same to the bit",
            series.map { loaded.forecasts(for: $0, cutoffs: cutoffs) } == forecasts)
        check("saved twice, same bytes", try loaded.encoded() == fitted.encoded())

        check(
            "several series at once, same to the bit",
            try fitted.forecasts(
                forEach: series, cutoffs: series.map { _ in cutoffs }, isCancelled: { false }) == forecasts)
        check("future changed, same to the bit", ignoresFuture(fitted, forecasts: forecasts))
        check("a fit ignores what comes after its spans", try fitIgnoresFuture(forecasts: forecasts))
        check(
            "one cutoff at a time, same to the bit",
            cutoffs.prefix(20).enumerated().allSatisfy { index, cutoff in
                fitted.forecasts(for: series[0].prefix(cutoff + 1), cutoffs: cutoff..<cutoff + 1)
                    == [forecasts[0][index]]
            })
        switch fitted.response {
        case .finite(let width):
            check("ignores what is older than \(width) sessions exactly", reaches(fitted, lag: width) == false)
            if width > 0 {
                check("sees the session \(width - 1) back", reaches(fitted, lag: width - 1))
            }
        case .infinite:
            check("an old session still matters", reaches(fitted, lag: 60))
        }
        if let recurrent = fitted as? any RecurrentPredictor {
            check("stepping equals one pass to the bit", steps(recurrent) == forecasts[0])
        }
        if let stepped = panelPredictor(fitted) {
            check("stepping a panel equals one pass to the bit", try stepsPanel(stepped) == forecasts)
        }
        return broken
    }

    private func ignoresFuture(_ fitted: any FittedPredictor, forecasts: [[PredictiveDistribution?]]) -> Bool {
        zip(series, forecasts).allSatisfy { series, expected in
            cutoffs.enumerated().allSatisfy { index, cutoff in
                guard index % 10 == 0 else { return true }
                let changed = self.series.changingReturns(cutoff + 1..<series.count) { -3 * $0 + 0.07 }
                    .first { $0.symbol == series.symbol }
                guard let changed else { return false }
                return fitted.forecasts(for: changed, cutoffs: cutoff..<cutoff + 1) == [expected[index]]
            }
        }
    }

    private func fitIgnoresFuture(forecasts: [[PredictiveDistribution?]]) throws -> Bool {
        let changed = series.changingReturns(500..<620) { 0.05 - 2 * $0 }
        let fitted = try predictor.fit(
            TrainingPanel(series: changed, training: panel.training, validation: panel.validation), seed: 7)
        return zip(series, forecasts).allSatisfy { fitted.forecasts(for: $0, cutoffs: cutoffs) == $1 }
    }

    /// Whether changing the session `lag` sessions before the cutoff, and all before it, changes the forecast.
    private func reaches(_ fitted: any FittedPredictor, lag: Int) -> Bool {
        let cutoff = cutoffs.lowerBound
        let changed = series.changingReturns(0..<cutoff - lag + 1) { -2 * $0 + 0.01 }
        return fitted.forecasts(for: changed[0], cutoffs: cutoff..<cutoff + 1)
            != fitted.forecasts(for: series[0], cutoffs: cutoff..<cutoff + 1)
    }

    private func steps<Recurrent: RecurrentPredictor>(_ fitted: Recurrent) -> [PredictiveDistribution?] {
        var state = fitted.state(after: series[0].prefix(cutoffs.lowerBound))
        return cutoffs.map { cutoff in
            let (next, forecast) = fitted.step(state, session: cutoff, of: series[0])
            state = next
            return forecast
        }
    }
}

extension PredictorConformance {
    /// The forecasts of stepping all series side by side, through bytes half-way.
    private func stepsPanel<Panel: PanelPredictor>(_ fitted: Panel) throws -> [[PredictiveDistribution?]] {
        var shared = fitted.sharedState()
        var own = series.map { fitted.ownState(for: $0.symbol) }
        var forecasts = series.map { _ in [PredictiveDistribution?]() }
        for session in 0..<cutoffs.upperBound {
            if session == cutoffs.lowerBound + 30 {
                shared = try fitted.shared(decoding: fitted.encoded(shared: shared))
                own = try own.map { try fitted.own(decoding: fitted.encoded(own: $0)) }
            }
            fitted.take(series.map { ($0.symbol, $0.logReturns[session]) }, into: &shared)
            for (place, one) in series.enumerated() {
                let forecast = fitted.step(
                    &own[place], shared: shared, logReturn: one.logReturns[session], size: one.ranges?[session])
                if session >= cutoffs.lowerBound { forecasts[place].append(forecast) }
            }
        }
        return forecasts
    }
}

extension [ReturnSeries] {
    /// The same series with some returns of all of them changed, in the panel they share too.
    public func changingReturns(_ range: Range<Int>, _ change: (Double) -> Double) -> [ReturnSeries] {
        map { $0.changingReturns(range, change) }.sharingPanel()
    }
}

extension ReturnSeries {
    /// The same series, alone and with some returns changed, and with them the sizes of their sessions.
    public func changingReturns(_ range: Range<Int>, _ change: (Double) -> Double) -> ReturnSeries {
        var (returns, ranges) = (logReturns, ranges)
        for index in range {
            returns[index] = change(returns[index])
            let size = abs(returns[index])
            ranges = ranges?.replacing(index, by: SessionSize(whole: 1.5 * size + 0.001, night: 0.4 * size))
        }
        return ReturnSeries(symbol: symbol, dates: dates, logReturns: returns, ranges: ranges)
    }

    /// The same returns, alone, with sizes of their sessions that say more of the scale than they do.
    public func withRanges(from first: Int = 0) -> ReturnSeries {
        var random = TestRandom(seed: 98)
        let sizes = logReturns.map { logReturn in
            SessionSize(whole: abs(logReturn) + 0.005 * (1 + abs(random.normal())), night: 0.3 * abs(logReturn))
        }
        return ReturnSeries(
            symbol: symbol, dates: dates, logReturns: logReturns,
            ranges: SessionSizes(whole: sizes.map(\.whole), nights: sizes.map(\.night), first: first))
    }
}
