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

    /// What the counts above are made of, so that a series which only grew need not be looked over again.
    public var parts = Parts()

    /// Counts as they are before they are weighed against the length of the series.
    public struct Parts: Hashable, Sendable {
        /// Bars on Saturdays and Sundays.
        public var weekendBars = 0
        /// Bars with a range of prices.
        public var rangeBars = 0
        /// How many sessions in a row, up to the last, repeated a close that is all they have.
        public var equalRun = 0

        /// Counts of nothing yet.
        public init() {}
    }

    /// A gap of more civil days than these is long.
    static let longGap = 120
    /// A change of level of more than this, in logarithms, across a long gap is another instrument's.
    static let reuseJump = 0.9

    /// The health of a series without bars.
    public init() {}

    /// Looks a series over.
    public init(_ series: PriceSeries) {
        let bars = series.bars
        count(bars)
        weigh(barCount: bars.count)
        for index in bars.indices.dropFirst() { compare(bars[index - 1], bars[index]) }
        suspectedSplits = series.suspectedSplits
    }

    private mutating func count(_ bars: [Bar]) {
        for bar in bars {
            if (bar.date.dayNumber + 3) % 7 >= 5 { parts.weekendBars += 1 }
            if let high = bar.high, let low = bar.low, bar.open != nil, high > low { parts.rangeBars += 1 }
        }
    }

    private mutating func weigh(barCount: Int) {
        // Two sevenths of the days are weekend; a series with a tenth of that share trades then.
        weekendRows = parts.weekendBars * 35 < barCount ? parts.weekendBars : 0
        halfFilled = parts.rangeBars * 2 > barCount ? barCount - parts.rangeBars : 0
    }

    /// Looks at a session beside the one before it.
    private mutating func compare(_ before: Bar, _ after: Bar) {
        let gap = Int(after.date.dayNumber - before.date.dayNumber)
        longestGapDays = max(longestGapDays, gap)
        if gap > SeriesHealth.longGap, reuseDate == nil,
            Elementary.log(after.returnClose / before.returnClose).magnitude > SeriesHealth.reuseJump
        {
            reuseDate = after.date
        }
        guard before.close == after.close else {
            parts.equalRun = 0
            return
        }
        var copy = before
        copy.date = after.date
        let isSame = copy == after
        // Equal closes are common; the same five numbers or five equal closes in a row are not.
        if isSame, let high = after.high, let low = after.low, high > low, after.volume.map({ $0 > 0 }) ?? true {
            repeatedSessions += 1
        } else if isSame, after.high == nil {
            parts.equalRun += 1
            if parts.equalRun >= 5 { repeatedSessions += parts.equalRun == 5 ? 5 : 1 }
            return
        }
        parts.equalRun = 0
    }
}

extension SeriesHealth {
    /// How many of the last bars of a series are needed to tell what later ones change: a suspected split is weighed
    /// by the twenty moves before and after it, so that twenty moves before the last twenty-one sessions are needed.
    public static let neededBars = 48

    /// Goes on from the health of a series to that of the series with further bars.
    ///
    /// The splits found are those of the last sessions; what lies before them cannot change.
    ///
    /// - Parameters:
    ///   - new: the bars that came, at least one.
    ///   - last: the last ``neededBars`` bars before them, or all where there are fewer.
    ///   - barCount: how many bars there were before them.
    /// - Returns: The splits suspected in the last sessions before, and those now, and the first date of these sessions.
    public mutating func append(
        _ new: [Bar], after last: [Bar], barCount: Int
    ) throws(PriceSeriesError) -> (before: [SuspectedSplit], after: [SuspectedSplit], from: SessionDate?) {
        count(new)
        weigh(barCount: barCount + new.count)
        var previous = last.last
        for bar in new {
            if let previous { compare(previous, bar) }
            previous = bar
        }
        let from = last.suffix(21).first?.date
        func found(_ bars: [Bar]) throws(PriceSeriesError) -> [SuspectedSplit] {
            try PriceSeries(symbol: "", bars: bars).suspectedSplits.filter { split in
                from.map { split.date >= $0 } ?? true
            }
        }
        return (try found(last), try found(last + new), from)
    }
}
