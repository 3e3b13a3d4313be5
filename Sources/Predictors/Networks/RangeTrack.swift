internal import Forecasting
internal import Windowing

/// The sizes of one series' sessions by their ranges, as a state that is stepped beside its ``ScaleTrack``.
///
/// A range says of the scale of its session what some seven squared returns would (``SessionRange``), so its running means know sooner where
/// the scale has gone. A session without a range counts by its return.
struct RangeTrack: Hashable, Sendable, Codable {
    static let channels = 5
    private static let decay = 0.94

    private let reference: Double
    private var average: ExponentialVariance
    /// The last 22 squares, the oldest first.
    private var squares: [Double] = []
    /// Whether the series had a range yet: before, nothing can be said of them.
    private(set) var hasBegun = false

    init(reference: Double) {
        self.reference = reference
        average = ExponentialVariance(decay: Self.decay, initialValue: reference * reference)
    }

    /// Takes in a session and gives its inputs: `ln` of its size and of its night, in units of the scale of returns before it; `ln` of
    /// the EWMA and of the 5- and 22-session root mean squares of sizes over the scale of returns.
    mutating func row(_ size: SessionSize?, logReturn: Double, before: Double, after: Double) -> [Float] {
        hasBegun = hasBegun || size != nil
        let size = size ?? SessionSize(whole: abs(logReturn), night: 0)
        average.update(logReturn: size.whole)
        squares.append(size.whole * size.whole)
        if squares.count > 22 { squares.removeFirst() }
        return [
            Float(ln(size.whole / before + 0.15)), Float(ln(size.night / before + 0.15)),
            logRatio(average.value, to: after), logRatio(mean(of: 5), to: after), logRatio(mean(of: 22), to: after),
        ]
    }

    private func mean(of sessions: Int) -> Double {
        let last = squares.suffix(sessions)
        return last.reduce(0, +) / Double(last.count)
    }

    private func logRatio(_ variance: Double, to scale: Double) -> Float {
        Float(ln(max(variance.squareRoot(), 0.15 * reference) / scale))
    }

    /// Writes what changes from session to session.
    func write(to writer: inout StateWriter) {
        writer.write(hasBegun ? 1 : 0)
        writer.write(average.value)
        writer.write(squares.count)
        for square in squares { writer.write(square) }
    }

    /// Reads what ``write(to:)`` wrote.
    init(reading reader: inout StateReader, reference: Double) throws(StateError) {
        self.reference = reference
        hasBegun = try reader.integer() != 0
        average = ExponentialVariance(decay: Self.decay, initialValue: try reader.double())
        let count = try reader.count(ofSize: 8)
        for _ in 0..<count { squares.append(try reader.double()) }
    }
}
