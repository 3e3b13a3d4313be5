import Evaluation
import Market

/// Renders the leaderboard for a person at a terminal: the table, and how losses and moves went through the test span.
///
/// A pure function of its arguments; colour is asked for by the caller, who knows the terminal.
///
/// - Parameters:
///   - width: columns of the terminal; no line is longer.
///   - isColoured: whether the lines of the models that stand out in the page have their colours.
public func renderTerminalLeaderboard(_ content: ReportContent, width: Int, isColoured: Bool) -> String {
    var content = content
    content.leaderboard.removeAll { $0.horizon != content.run.horizon }
    guard !content.leaderboard.isEmpty else { return "No model was scored.\n" }
    let width = max(width, 40)
    let rows = ranked(content.leaderboard)
    let months = MonthlyLosses(content)
    let sparklines = months.sparklines(width: min(24, max(8, width / 6)))
    let column = TextTable.Column(title: "NLL\nover time", isLeftAligned: true)
    var (lines, omitted) = leaderboardTable(
        rows, extra: sparklines.isEmpty ? nil : (column, { sparklines[$0.model] ?? "" })
    ).rendered(width: width)
    let header = lines.count - rows.count
    if isColoured {
        let styles = ModelStyles(content)
        for (index, row) in rows.enumerated() {
            lines[header + index] = coloured(lines[header + index], styles[row.model].role)
        }
        for index in 0..<header { lines[index] = "\u{1B}[2m\(lines[index])\u{1B}[0m" }
    }
    if let span = months.span, let moves = months.moves(width: min(24, max(8, width / 6))) {
        lines += wrapped(
            "|r| over time, the root mean square return by session: \(moves). Both from \(span.lowerBound) to "
                + "\(span.upperBound); ▁ is the lowest, █ the highest, all models on one scale.", width: width)
    }
    if !omitted.isEmpty { lines += wrapped(omissionNote(omitted), width: width) }
    return lines.joined(separator: "\n") + "\n"
}

/// Whether text that goes to a terminal may have colour: never where `NO_COLOR` is set, whatever it is set to but nothing.
public func mayBeColoured(isTerminal: Bool, environment: [String: String]) -> Bool {
    isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
}

/// The colours of the page, as near as sixteen colours come.
private func coloured(_ line: String, _ role: SeriesStyle.Role) -> String {
    let code: String? =
        switch role {
        case .infinite: "35"
        case .finite: "34"
        case .classical: "33"
        case .naive: "1"
        case .other: nil
        }
    return code.map { "\u{1B}[\($0)m\(line)\u{1B}[0m" } ?? line
}

/// Mean losses month by month, out of the sums that are stored.
private struct MonthlyLosses {
    private let nll: [String: [(mean: Double, sessions: Int)]]
    private let squaredMoves: [(mean: Double, sessions: Int)]
    /// The first and the last month's last session.
    let span: ClosedRange<SessionDate>?

    init(_ content: ReportContent) {
        func months(_ loss: String) -> [String: [(mean: Double, sessions: Int)]] {
            Dictionary(grouping: content.cumulativeLosses.filter { $0.loss == loss }, by: \.model).mapValues {
                rows in
                var before = (sum: 0.0, sessions: 0)
                return rows.sorted { $0.date < $1.date }.compactMap { row in
                    defer { before = (row.cumulative, row.sessions) }
                    let sessions = row.sessions - before.sessions
                    return sessions > 0 ? ((row.cumulative - before.sum) / Double(sessions), sessions) : nil
                }
            }
        }
        nll = months(ReportMetric.nll)
        // The random walk expects no return, so its squared error is the squared return.
        squaredMoves = months(ReportMetric.squaredError)[naiveModel] ?? []
        let dates = content.cumulativeLosses.map(\.date)
        span = dates.min().flatMap { first in dates.max().map { first...$0 } }
    }

    /// A sparkline a model, all on one scale that a single wild stretch does not set.
    func sparklines(width: Int) -> [String: String] {
        let means = nll.mapValues { pooled($0, into: width) }
        let all = means.values.flatMap(\.self).sorted()
        guard all.count > 1 else { return [:] }
        let (low, high) = (all[all.count / 20], all[all.count - 1 - all.count / 20])
        return means.mapValues { line($0, from: low, to: high) }
    }

    /// The size of the moves; nil where it is not stored.
    func moves(width: Int) -> String? {
        let sizes = pooled(squaredMoves, into: width).map { $0.squareRoot() }
        guard let low = sizes.min(), let high = sizes.max() else { return nil }
        return line(sizes, from: low, to: high)
    }

    /// Neighbouring months put together, weighted by their sessions.
    private func pooled(_ months: [(mean: Double, sessions: Int)], into width: Int) -> [Double] {
        let step = max(1, (months.count + width - 1) / width)
        return stride(from: 0, to: months.count, by: step).map { start in
            let some = months[start..<min(start + step, months.count)]
            let sessions = some.reduce(0) { $0 + $1.sessions }
            return some.reduce(0) { $0 + $1.mean * Double($1.sessions) } / Double(sessions)
        }
    }

    private func line(_ values: [Double], from low: Double, to high: Double) -> String {
        let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return String(
            values.map { value in
                let share = high > low ? (value - low) / (high - low) : 0
                return bars[min(7, max(0, Int(share * 8)))]
            })
    }
}
