internal import ElementaryFunctions
public import Market

/// How much a price moved in a session, from its open, high and low: a sharper measure of scale than one return.
///
/// The variance of a session is that of the night, `ln(open / last close)²`, and that of the day by Garman & Klass (1980, "On the
/// estimation of security price volatilities from historical data"): `½·ln(high / low)² − (2·ln 2 − 1)·ln(close / open)²`, some seven times as
/// precise as the day's squared return. Without an open it is Parkinson's (1980) `ln(high / low)² / (4·ln 2)`, the last close counted among the
/// prices of the session.
public enum SessionRange {
    /// `2·ln 2 − 1`.
    private static let closeWeight = 0.386294361119890618834464
    /// `1 / (4·ln 2)`.
    private static let parkinsonWeight = 0.360673760222240851639982

    /// Parkinson's variance of a day whose prices lay between two.
    public static func parkinson(high: Double, low: Double) -> Double {
        let width = ln(high / low)
        return parkinsonWeight * width * width
    }

    /// Garman and Klass's variance of a day.
    public static func garmanKlass(open: Double, high: Double, low: Double, close: Double) -> Double {
        let (width, move) = (ln(high / low), ln(close / open))
        return 0.5 * width * width - closeWeight * move * move
    }

    /// The root of a session's variance, and the size of its night; nil without a high and a low, or where they cannot be of one
    /// session.
    ///
    /// - Parameters:
    ///   - bar: the session.
    ///   - logReturn: from the last close to this one, splits and dividends taken out.
    public static func size(of bar: Bar, logReturn: Double) -> SessionSize? {
        guard let high = bar.high, let low = bar.low, low > 0, high.isFinite, high >= low, low <= bar.close,
            bar.close <= high
        else { return nil }
        var (variance, night) = (0.0, 0.0)
        if let open = bar.open, open >= low, open <= high {
            night = logReturn - ln(bar.close / open)
            variance = night * night + garmanKlass(open: open, high: high, low: low, close: bar.close)
        } else {
            let last = bar.close * Elementary.exp(-logReturn)
            variance = parkinson(high: max(high, last), low: min(low, last))
        }
        guard variance.isFinite, variance >= 0 else { return nil }
        return SessionSize(whole: variance.squareRoot(), night: abs(night))
    }
}
