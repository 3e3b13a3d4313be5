internal import ElementaryFunctions
public import Market

/// What is odd about a series, counted from its own bars alone.
public struct SeriesHealth: Hashable, Sendable {
    /// Bars on Saturdays and Sundays, where the series does not trade on weekends.
    public var weekendRows = 0
    /// Sessions that say exactly what the session before said: an outage day, copied.
    public var repeatedSessions = 0
    /// Sessions without a range of prices where most others have one.
    public var halfFilled = 0
    /// The most civil days between two sessions.
    public var longestGapDays = 0
    /// The first session after a long gap and a jump: another company may have the ticker since.
    public var reuseDate: SessionDate?
    /// Splits that the prices were not corrected for.
    public var suspectedSplits: [SuspectedSplit] = []

    /// A gap of more civil days than these is long.
    static let longGap = 120
    /// A change of level of more than this, in logarithms, across a long gap is another instrument's.
    static let reuseJump = 0.9

    /// Looks a series over.
    public init(_ series: PriceSeries) {
        let bars = series.bars
        let weekend = bars.count { ($0.date.dayNumber + 3) % 7 >= 5 }
        // Two sevenths of the days are weekend; a series with a tenth of that share trades then.
        weekendRows = weekend * 35 < bars.count ? weekend : 0
        let hasRange = bars.count { bar in
            guard let high = bar.high, let low = bar.low, bar.open != nil else { return false }
            return high > low
        }
        if hasRange * 2 > bars.count { halfFilled = bars.count - hasRange }
        var run = 0
        for (before, after) in zip(bars, bars.dropFirst()) {
            let gap = Int(after.date.dayNumber - before.date.dayNumber)
            longestGapDays = max(longestGapDays, gap)
            if gap > SeriesHealth.longGap, reuseDate == nil,
                Elementary.log(after.returnClose / before.returnClose).magnitude > SeriesHealth.reuseJump
            {
                reuseDate = after.date
            }
            var copy = before
            copy.date = after.date
            let isSame = copy == after
            // Equal closes are common; the same five numbers or five equal closes in a row are not.
            if isSame, let high = after.high, let low = after.low, high > low, after.volume.map({ $0 > 0 }) ?? true
            {
                repeatedSessions += 1
            } else if isSame, after.high == nil {
                run += 1
                if run >= 5 { repeatedSessions += run == 5 ? 5 : 1 }
                continue
            }
            run = 0
        }
        suspectedSplits = series.suspectedSplits
    }
}
