internal import ElementaryFunctions
public import Market

/// A jump that looks like a split which the prices were not corrected for.
public struct SuspectedSplit: Hashable, Sendable {
    /// The first session at the new level.
    public var date: SessionDate
    /// One share became this many; below one where shares were joined.
    public var ratio: Double

    /// A suspicion from its fields.
    public init(date: SessionDate, ratio: Double) {
        self.date = date
        self.ratio = ratio
    }

    /// As it is written: 2:1, 3:2, 1:8.
    public var text: String {
        for (new, old) in SuspectedSplit.ratios where (ratio - Double(new) / Double(old)).magnitude < 1e-9 {
            return "\(new):\(old)"
        }
        return "\(ratio):1"
    }

    /// The ratios that companies choose.
    static let ratios: [(new: Int, old: Int)] =
        [(3, 2), (2, 3), (5, 2), (2, 5)]
        + [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 20, 25, 28, 30, 40, 50, 100].flatMap { [($0, 1), (1, $0)] }
}

extension PriceSeries {
    /// Jumps of a split's ratio beside an ordinary move, in the closes that returns are measured on.
    ///
    /// The rest of the jump has to be as large as the moves around it, the level has to stay, and where there are
    /// opens the jump has to have come overnight: a market that halves in a day is no split.
    public var suspectedSplits: [SuspectedSplit] {
        guard bars.count >= 3 else { return [] }
        let logs = bars.map { Elementary.log($0.returnClose) }
        var found: [SuspectedSplit] = []
        for index in 1..<bars.count {
            let jump = logs[index] - logs[index - 1]
            // Across a gap anything may have happened.
            let days = bars[index].date.dayNumber - bars[index - 1].date.dayNumber
            guard jump.magnitude > 0.3, days <= 10 else { continue }
            let neighbours = (max(1, index - 20)...min(bars.count - 1, index + 20)).filter { $0 != index }
            let moves = neighbours.map { (logs[$0] - logs[$0 - 1]).magnitude }.sorted()
            // 1.48 times the median is a standard deviation that single jumps do not touch.
            let usual = max(1.48 * (moves.isEmpty ? 0 : moves[moves.count / 2]), 0.005)
            let ratio = SuspectedSplit.ratios.min { one, other in
                (jump + Elementary.log(Double(one.new) / Double(one.old))).magnitude
                    < (jump + Elementary.log(Double(other.new) / Double(other.old))).magnitude
            }
            guard let ratio else { continue }
            let expected = -Elementary.log(Double(ratio.new) / Double(ratio.old))
            // Markets do fall by a third in a day: where only closes speak, the ratio has to be met closely.
            let isSmall = expected.magnitude < 0.65
            let isClosesOnly = bars[index].open == nil
            guard jump.magnitude > (isSmall ? 10 : 6) * usual,
                (jump - expected).magnitude
                    <= (isClosesOnly
                        ? min(isSmall ? usual : 2 * usual, isSmall ? 0.02 : 0.06) : min(3 * usual, 0.1)),
                !isRush(at: index, ratio: Double(ratio.new) / Double(ratio.old))
            else { continue }
            if let open = bars[index].open {
                let scale = bars[index - 1].returnClose / bars[index - 1].close
                let overnight =
                    Elementary.log(open * (bars[index].returnClose / bars[index].close))
                    - Elementary.log(bars[index - 1].close * scale)
                guard (overnight - expected).magnitude <= min(3 * usual, 0.1) else { continue }
            }
            // A wrong price comes back the next day.
            if index + 1 < bars.count, (logs[index + 1] - logs[index] + jump).magnitude < 0.5 * jump.magnitude {
                continue
            }
            found.append(SuspectedSplit(date: bars[index].date, ratio: Double(ratio.new) / Double(ratio.old)))
        }
        return found
    }

    /// Whether far more was traded than a split alone makes of the usual volume: news, not arithmetic.
    private func isRush(at index: Int, ratio: Double) -> Bool {
        guard let volume = bars[index].volume, volume > 0 else { return false }
        let before = bars[max(0, index - 20)..<index].compactMap(\.volume).filter { $0 > 0 }.sorted()
        guard before.count >= 5 else { return false }
        return volume > 4 * max(ratio, 1) * before[before.count / 2]
    }

    /// The series with adjusted closes that take these splits out of the returns.
    public func applying(_ splits: [SuspectedSplit]) -> PriceSeries {
        guard !splits.isEmpty else { return self }
        var adjusted = bars
        for index in adjusted.indices {
            let factor = splits.reduce(1) { adjusted[index].date < $1.date ? $0 / $1.ratio : $0 }
            // What lies after the last split stays as it came.
            guard factor != 1 else { continue }
            adjusted[index].adjustedClose = adjusted[index].returnClose * factor
        }
        do throws(PriceSeriesError) {
            return try PriceSeries(symbol: symbol, bars: adjusted)
        } catch {
            preconditionFailure("a ratio above zero left a series that is none: \(error)")
        }
    }
}
