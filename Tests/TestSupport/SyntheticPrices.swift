public import Market
public import Windowing

/// A small generator for tests: SplitMix64.
public struct TestRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A stream by seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Roughly standard normal: the sum of twelve uniforms minus six.
    public mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 }
    }
}

/// Weekdays from a date on.
public func weekdays(from first: SessionDate, count: Int) -> [SessionDate] {
    var dates: [SessionDate] = []
    var day = first
    while dates.count < count {
        // 1970-01-01 was a Thursday; Saturday and Sunday are the remainders 2 and 3.
        let weekday = ((Int(day.dayNumber) % 7) + 7) % 7
        if weekday != 2 && weekday != 3 { dates.append(day) }
        day = day.advanced(byDays: 1)
    }
    return dates
}

/// Returns with clustering volatility, as prices have: a variance that follows its own past.
public func syntheticReturns(
    symbol: String, from first: SessionDate, count: Int, seed: UInt64
) -> ReturnSeries {
    var random = TestRandom(seed: seed)
    var variance = 1e-4
    var returns: [Double] = []
    for _ in 0..<count {
        let value = variance.squareRoot() * random.normal()
        returns.append(value)
        variance = 4e-6 + 0.9 * variance + 0.08 * value * value
    }
    return ReturnSeries(symbol: symbol, dates: weekdays(from: first, count: count), logReturns: returns)
}

/// Closes that move by ``syntheticReturns(symbol:from:count:seed:)``, on weekdays from a date on.
public func syntheticPrices(
    symbol: String, from first: SessionDate, count: Int, seed: UInt64
) throws(PriceSeriesError) -> PriceSeries {
    let returns = syntheticReturns(symbol: symbol, from: first, count: count, seed: seed)
    var close = 100.0
    var bars: [Bar] = []
    for (date, logReturn) in zip(returns.dates, returns.logReturns) {
        // 1 + r + r²/2 is eʳ to a millionth for the returns of a day.
        close *= 1 + logReturn + logReturn * logReturn / 2
        bars.append(Bar(date: date, close: close))
    }
    return try PriceSeries(symbol: symbol, bars: bars)
}

extension PriceSeries {
    /// The same closes with an open, a high and a low that say more of the scale than the return does.
    ///
    /// - Parameter first: the first session that has them.
    public func withRanges(from first: Int = 0) throws(PriceSeriesError) -> PriceSeries {
        var random = TestRandom(seed: 99)
        var last = bars[0].close
        var ranged: [Bar] = []
        for (session, bar) in bars.enumerated() {
            let night = 1 + 0.3 * (bar.close / last - 1)
            let width = abs(bar.close / last - 1) + 0.004 * (1 + abs(random.normal()))
            let open = last * night
            var new = bar
            if session >= first {
                new.open = open
                new.high = max(open, bar.close) * (1 + 0.5 * width)
                new.low = min(open, bar.close) * (1 - 0.5 * width)
            }
            ranged.append(new)
            last = bar.close
        }
        return try PriceSeries(symbol: symbol, bars: ranged)
    }
}
