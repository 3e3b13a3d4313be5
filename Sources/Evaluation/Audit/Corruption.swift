internal import Market
internal import Windowing

/// What is done to prices that must not matter to a forecast.
public enum Corruption: String, CaseIterable, Hashable, Sendable, Codable {
    /// Every bar after the cutoff has other prices, and some sessions are gone.
    case future
    /// There is no bar after the cutoff.
    case truncation
    /// A later restatement, as after a split: all bars up to the cutoff are halved, and the bars after it are not.
    ///
    /// A factor of two changes no bit of a return, so a forecast that differs has seen a price of another day.
    case revision
    /// Every bar after the fit's last session has other prices before the fit is made: what scalers and weights may know.
    case fit

    /// Those that leave the fitted model alone and are tried cutoff by cutoff.
    static let ofForecasts: [Corruption] = [.future, .truncation, .revision]

    /// The prices as they would have to give the same forecasts up to a cutoff.
    ///
    /// - Returns: nil for a series of which fewer than two bars are left.
    func corrupted(_ prices: PriceSeries, after cutoff: SessionDate, place: Int) -> PriceSeries? {
        let bars = prices.bars.enumerated().compactMap { position, bar -> Bar? in
            let isFuture = bar.date > cutoff
            switch self {
            case .truncation: return isFuture ? nil : bar
            case .revision: return isFuture ? bar : bar.scaled(by: 0.5)
            case .future, .fit:
                guard isFuture else { return bar }
                // One session in seven is missing, on days of its own for each series.
                if (position + place) % 7 == 3 { return nil }
                return bar.scaled(by: position % 2 == 0 ? 3 : 0.4)
            }
        }
        guard bars.count >= 2 else { return nil }
        return try? PriceSeries(symbol: prices.symbol, bars: bars)
    }
}

extension Bar {
    /// All prices times a factor.
    fileprivate func scaled(by factor: Double) -> Bar {
        var bar = self
        bar.open = open.map { $0 * factor }
        bar.high = high.map { $0 * factor }
        bar.low = low.map { $0 * factor }
        bar.close = close * factor
        bar.adjustedClose = adjustedClose.map { $0 * factor }
        return bar
    }
}
