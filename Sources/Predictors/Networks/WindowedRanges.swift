internal import Windowing

/// The sizes of one series' sessions by their ranges, as seen through windows of N sessions: in units of the window's scale of returns, no
/// older day in it.
struct WindowedRanges {
    private let line: DelayLine
    /// Sums over all taps of sizes, `[session][tap]`, and the sizes of nights.
    private let sizes: [Double]
    private let nights: [Double]
    /// The root of an exponentially weighted mean of squared sizes (λ = 0.94) over the N sessions.
    private let scales: [Double]

    init(_ sessions: [SessionSize], line: DelayLine) {
        self.line = line
        sizes = line.sums(sessions.map(\.whole))
        nights = sessions.map(\.night)
        let weights = windowSums(
            [Double](repeating: 1, count: sessions.count), length: line.width, decay: 0.94)
        let squares = windowSums(sessions.map { $0.whole * $0.whole }, length: line.width, decay: 0.94)
        scales = zip(squares, weights).map { ($0 / $1).squareRoot() }
    }

    /// Appends the mean sizes of all taps and the nights of the single days, in scales and at most 6, and `ln` of the scale by ranges over
    /// that of returns.
    func append(to row: inout [Float], after session: Int, scale: Double) {
        for (index, tap) in line.taps.enumerated() {
            row.append(Float(min(sizes[session * line.taps.count + index] / Double(tap.count) / scale, 6)))
        }
        for lag in 0..<line.singleDays { row.append(Float(min(nights[session - lag] / scale, 6))) }
        row.append(Float(ln(max(scales[session] / scale, 0.15))))
    }

    /// How many values that are.
    static func channels(_ line: DelayLine) -> Int { line.taps.count + line.singleDays + 1 }
}
