public import Forecasting
public import Windowing

/// What one step does to a memory: the Jacobian `∂h_t/∂h_{t−1}` at states that really occurred.
///
/// A spectral radius below one means that differences between states fade, by that factor a session in the long run; a norm
/// above one, that they may grow for a while first.
public struct StateSpectrum: Hashable, Sendable {
    /// Numbers in the memory.
    public let size: Int
    /// The spectral radius, mean over the states looked at.
    public let radius: Double
    /// The largest of those radii.
    public let largestRadius: Double
    /// The spectral norm, mean over the states looked at.
    public let norm: Double
    /// States looked at.
    public let states: Int

    /// A spectrum from its numbers.
    public init(size: Int, radius: Double, largestRadius: Double, norm: Double, states: Int) {
        self.size = size
        self.radius = radius
        self.largestRadius = largestRadius
        self.norm = norm
        self.states = states
    }
}

/// The Jacobian of a step after the last session of a series' stretches, by central differences.
///
/// - Parameters:
///   - fitted: the predictor.
///   - series: where the states come from: the last `sessions` of up to `states` of them.
/// - Returns: nil where there are no states to look at.
public func stateSpectrum<Fitted: MemoryCoordinates>(
    of fitted: Fitted, on series: [ReturnSeries], states: Int = 12, sessions: Int = 300
) -> StateSpectrum? {
    var radii: [Double] = []
    var norms: [Double] = []
    var size = 0
    for one in memoryStretches(series, count: states, sessions: sessions) {
        let last = one.count - 1
        let state = fitted.state(after: one.prefix(last))
        guard let jacobian = jacobian(of: fitted, at: state, session: last, of: one) else { continue }
        size = jacobian.size
        radii.append(spectralRadius(jacobian.values, size: size))
        norms.append(spectralNorm(jacobian.values, size: size))
    }
    guard !radii.isEmpty, size > 0 else { return nil }
    return StateSpectrum(
        size: size, radius: radii.reduce(0, +) / Double(radii.count), largestRadius: radii.max() ?? 0,
        norm: norms.reduce(0, +) / Double(norms.count), states: radii.count)
}

/// Row-major `[size, size]`; nil where the memory is empty.
private func jacobian<Fitted: MemoryCoordinates>(
    of fitted: Fitted, at state: Fitted.State, session: Int, of series: ReturnSeries
) -> (values: [Double], size: Int)? {
    let point = fitted.coordinates(of: state)
    let size = point.count
    guard size > 0 else { return nil }
    // A thousandth of the memory's own size: single precision has seven digits.
    let length = (point.reduce(0) { $0 + $1 * $1 } / Double(size)).squareRoot()
    let step = 1e-3 * (length > 0 ? length : 1)
    func image(_ coordinates: [Double]) -> [Double] {
        fitted.coordinates(
            of: fitted.step(fitted.state(coordinates, like: state), session: session, of: series).state)
    }
    var values = [Double](repeating: 0, count: size * size)
    for column in 0..<size {
        var (up, down) = (point, point)
        up[column] += step
        down[column] -= step
        let (above, below) = (image(up), image(down))
        for row in 0..<size { values[row * size + column] = (above[row] - below[row]) / (2 * step) }
    }
    return (values, size)
}

/// The last sessions of some of the series, each with the panel of all.
func memoryStretches(_ series: [ReturnSeries], count: Int, sessions: Int) -> [ReturnSeries] {
    guard let last = series.compactMap(\.dates.last).max(),
        let longest = series.max(by: { $0.count < $1.count }), longest.count >= 2
    else { return [] }
    let first = longest.dates[max(0, longest.count - sessions)]
    let cut = series.compactMap { $0.limited(to: first...max(first, last)) }.filter { $0.count >= 2 }.sharingPanel(
        without: series.outsideOfPanel)
    return Array(cut.prefix(count))
}
