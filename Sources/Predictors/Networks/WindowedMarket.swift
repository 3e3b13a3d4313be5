internal import Market
internal import Windowing

/// What windows of N sessions of a panel show, computed once for all its series.
///
/// Of the equally weighted mean of all returns what ``WindowedStream`` shows; of the symbols the means of the sizes of each tap, each
/// in the symbol's own scale, and of `ln` of their scales over the reference.
struct WindowedMarket {
    let panel: PanelReturns
    private let sessions: Range<Int>
    private let channels: Int
    /// `[session][channel]`.
    private var rows: [Float] = []

    static func channels(_ line: DelayLine) -> Int { WindowedStream.channels(line) + line.taps.count + 1 }

    init(_ panel: PanelReturns, after sessions: Range<Int>, line: DelayLine, reference: Double) {
        self.panel = panel
        self.sessions = sessions
        channels = Self.channels(line)
        let first = max(panel.dates.startIndex, sessions.lowerBound - line.width + 1)
        let count = sessions.upperBound - first
        var (means, present) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        // By session: the sums over the symbols of each tap and of the level, and how many symbols they are.
        let taps = line.taps.count
        var sums = [Double](repeating: 0, count: count * (taps + 2))
        for symbol in panel.symbols.indices {
            var (returns, gaps) = ([Double](repeating: 0, count: count), [Bool](repeating: true, count: count))
            for place in 0..<count {
                guard let logReturn = panel.logReturn(session: first + place, symbol: symbol) else { continue }
                (returns[place], gaps[place]) = (logReturn, false)
                means[place] += logReturn
                present[place] += 1
            }
            guard gaps.contains(false) else { continue }
            let stream = WindowedStream(
                returns, gaps: gaps.contains(true) ? gaps : nil, line: line, reference: reference)
            for place in stride(from: line.width - 1, to: count, by: 1) where !gaps[place] {
                let inverse = 1 / stream.scales[place]
                let row = place * (taps + 2)
                for tap in 0..<taps { sums[row + tap] += stream.size(tap, after: place, inverseScale: inverse) }
                sums[row + taps] += ln(stream.scales[place] / reference)
                sums[row + taps + 1] += 1
            }
        }
        for place in 0..<count { means[place] /= max(present[place], 1) }
        let whole = WindowedStream(means, line: line, reference: reference)
        rows.reserveCapacity(sessions.count * channels)
        for session in sessions {
            let place = session - first
            guard place >= line.width - 1 else {
                rows += repeatElement(0, count: channels)
                continue
            }
            whole.append(to: &rows, after: place, reference: reference)
            let row = place * (taps + 2)
            let share = 1 / max(sums[row + taps + 1], 1)
            for value in 0...taps { rows.append(Float(sums[row + value] * share)) }
        }
    }

    /// Appends what the window up to a date shows; zeros before the panel's first full one.
    func append(to row: inout [Float], after date: SessionDate) {
        let session = panel.index(after: date) - 1
        if sessions.contains(session) {
            row += rows[(session - sessions.lowerBound) * channels..<(session - sessions.lowerBound + 1) * channels]
        } else {
            row += repeatElement(0, count: channels)
        }
    }
}
