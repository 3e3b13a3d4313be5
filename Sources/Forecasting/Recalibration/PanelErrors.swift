internal import Market
internal import Windowing

/// The errors of a panel's forecasts by session.
struct PanelErrors {
    /// The sessions, rising.
    let dates: [SessionDate]
    /// Of each session, in the panel's order of symbols; empty where nothing was forecast.
    let sessions: [ArraySlice<StandardisedError>]

    /// Forecasts every session of a panel from `first` on and measures its errors, symbols in the panel's order.
    init(
        of base: any FittedPredictor, on panel: PanelReturns, score: RecalibrationRule.Score,
        from first: SessionDate? = nil
    ) {
        let start = first.map { panel.index(after: $0.advanced(byDays: -1)) } ?? panel.dates.startIndex
        let dates = Array(panel.dates[start...])
        var sessions = [ArraySlice<StandardisedError>](repeating: [], count: dates.count)
        let shared = (0..<panel.symbols.count).map { panel.series(symbol: $0) }.map {
            ReturnSeries(
                symbol: $0.symbol, dates: $0.dates, logReturns: $0.logReturns, ranges: $0.ranges, panel: panel)
        }
        let cutoffs = shared.map { series in
            let target = max(1, dates.first.map { series.index(after: $0.advanced(byDays: -1)) } ?? 0)
            return (target - 1)..<max(series.count - 1, target - 1)
        }
        // It throws only where it is asked to stop, which it is not here.
        let forecasts = (try? base.forecasts(forEach: shared, cutoffs: cutoffs, isCancelled: { false })) ?? []
        for ((series, cutoffs), forecasts) in zip(zip(shared, cutoffs), forecasts) {
            var row = 0
            for (cutoff, forecast) in zip(cutoffs, forecasts) {
                while dates[row] < series.dates[cutoff + 1] { row += 1 }
                guard let forecast else { continue }
                sessions[row].append(
                    StandardisedError(forecast, actual: series.logReturns[cutoff + 1], score: score))
            }
        }
        self.dates = dates
        self.sessions = sessions
    }

    /// The place of the last session at or before a date; nil before the first.
    func place(of date: SessionDate) -> Int? {
        var (low, high) = (0, dates.count)
        while low < high {
            let middle = (low + high) / 2
            if dates[middle] <= date { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}
