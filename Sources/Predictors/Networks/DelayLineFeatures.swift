internal import Forecasting
internal import Market
internal import Windowing

/// The inputs of a time-delay network: a series and its market through windows of N sessions, see ``WindowedStream`` and
/// ``WindowedMarket``; where all series have ranges, the sizes of sessions by them, see ``WindowedRanges``.
struct DelayLineFeatures: Hashable, Sendable, Codable {
    /// N.
    let width: Int
    /// The root mean square log return of the training span, all symbols together.
    let reference: Double
    /// Whether ranges are looked at; nil, as in what was saved before there were any, for not.
    private let ranges: Bool?

    init(width: Int, reference: Double, hasRanges: Bool = false) {
        self.width = width
        self.reference = reference
        ranges = hasRanges ? true : nil
    }

    /// Whether there are inputs of ranges.
    var hasRanges: Bool { ranges == true }

    /// The number of inputs.
    var channels: Int { Self.channels(width: width, hasRanges: hasRanges) }

    static func channels(width: Int, hasRanges: Bool) -> Int {
        let line = DelayLine(width: width)
        return WindowedStream.channels(line) + WindowedMarket.channels(line)
            + (hasRanges ? WindowedRanges.channels(line) : 0)
    }

    /// The panel that all series bring, or of a series that brings none itself; nil where they bring different ones.
    func market(of series: [ReturnSeries], cutoffs: [Range<Int>]) -> WindowedMarket? {
        let panels = series.compactMap(\.panel)
        guard series.count == 1 || panels.count == series.count, Set(panels.map(\.symbols)).count <= 1 else {
            return nil
        }
        let panel = panels.max { $0.dates.count < $1.dates.count } ?? PanelReturns(series)
        let asked = zip(series, cutoffs).filter { !$1.isEmpty }
        guard let first = asked.map({ $0.dates[$1.lowerBound] }).min(),
            let last = asked.map({ $0.dates[$1.upperBound - 1] }).max()
        else { return WindowedMarket(panel, after: 0..<0, line: DelayLine(width: width), reference: reference) }
        let start = max(panel.index(after: first) - 1, panel.dates.startIndex)
        return WindowedMarket(
            panel, after: start..<max(start, panel.index(after: last)), line: DelayLine(width: width),
            reference: reference)
    }

    /// The inputs after some sessions of a series, unscaled, and the scale of each window; zeros where a window is not full.
    ///
    /// - Parameter market: that of all series; nil for the series' own.
    func matrix(
        of series: ReturnSeries, cutoffs: Range<Int>, market: WindowedMarket?
    ) -> (features: FeatureMatrix, scales: [Double]) {
        guard let market = market ?? self.market(of: [series], cutoffs: [cutoffs]) else {
            preconditionFailure("one series brings one panel")
        }
        let first = max(0, cutoffs.lowerBound - width + 1)
        let line = DelayLine(width: width)
        let own = WindowedStream(
            Array(series.logReturns[first..<cutoffs.upperBound]), line: line, reference: reference)
        let sizes =
            hasRanges
            ? WindowedRanges(
                (first..<cutoffs.upperBound).map { session in
                    series.ranges?[session] ?? SessionSize(whole: abs(series.logReturns[session]), night: 0)
                }, line: line) : nil
        var matrix = FeatureMatrix(channels: channels, reservingSessions: cutoffs.count)
        var row: [Float] = []
        for cutoff in cutoffs {
            row.removeAll(keepingCapacity: true)
            if cutoff - first >= width - 1 {
                own.append(to: &row, after: cutoff - first, reference: reference)
                market.append(to: &row, after: series.dates[cutoff])
                sizes?.append(to: &row, after: cutoff - first, scale: own.scales[cutoff - first])
            } else {
                row += repeatElement(0, count: channels)
            }
            matrix.append(row)
        }
        return (matrix, Array(own.scales.suffix(cutoffs.count)))
    }
}
