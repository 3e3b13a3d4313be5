internal import Windowing

/// A stream of returns as seen through windows of N sessions: each window in units of its own scale, no older day in it.
struct WindowedStream {
    /// The root of an exponentially weighted mean of squares (λ = 0.94) over the N sessions, never below 0.15 of the reference;
    /// infinite where the stream had no session in the window.
    let scales: [Double]
    private let line: DelayLine
    /// Sums of returns over the single days, and of their sizes over all taps: `[session][tap]`.
    private let returns: [Double]
    private let sizes: [Double]
    /// One over the sessions in each tap.
    private let shares: [Double]

    /// - Parameter gaps: sessions that the stream did not have, with a return of zero; nil for none.
    init(_ returns: [Double], gaps: [Bool]? = nil, line: DelayLine, reference: Double) {
        let present = gaps.map { $0.map { $0 ? 0.0 : 1.0 } }
        let weights = windowSums(
            present ?? [Double](repeating: 1, count: returns.count), length: line.width, decay: 0.94)
        let squares = windowSums(returns.map { $0 * $0 }, length: line.width, decay: 0.94)
        scales = zip(squares, weights).map { square, weight in
            weight > 0 ? max((square / weight).squareRoot(), 0.15 * reference) : .infinity
        }
        self.line = line
        self.returns = returns
        sizes = line.sums(returns.map(abs))
        shares = present.map { line.sums($0).map { 1 / max($0, 1) } } ?? line.taps.map { 1 / Double($0.count) }
    }

    /// The mean size of a tap's returns, in scales, at most 6.
    @inline(__always)
    func size(_ tap: Int, after session: Int, inverseScale: Double) -> Double {
        let place = session * line.taps.count + tap
        let share = shares.count == line.taps.count ? shares[tap] : shares[place]
        return min(sizes[place] * share * inverseScale, 6)
    }

    /// Appends the returns of the single days, within ±6, the mean sizes of all taps, and `ln` of the scale over the reference.
    func append(to row: inout [Float], after session: Int, reference: Double) {
        let inverse = 1 / scales[session]
        for lag in 0..<line.singleDays {
            row.append(Float(min(max(returns[session - lag] * inverse, -6), 6)))
        }
        for tap in line.taps.indices { row.append(Float(size(tap, after: session, inverseScale: inverse))) }
        row.append(Float(ln(scales[session] / reference)))
    }

    /// How many values that are.
    static func channels(_ line: DelayLine) -> Int { line.singleDays + line.taps.count + 1 }
}
