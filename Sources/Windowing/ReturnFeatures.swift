// What a network is told about a session. Both kinds speak of a return's sign and size on a compressed scale,
// because a crash is many times an ordinary day and a network's inputs should not be.

/// Keeps a logarithm of an absolute return finite on days without change.
private let quietDayFloor = 0.15

/// Inputs that depend on one session alone, for finite responses.
///
/// With `z = r / referenceScale`: `asinh z` and `ln(|z| + 0.15)`. No running mean is in them: it would smuggle
/// days older than the window into a predictor that promises not to know them.
public struct SessionFeatures: Hashable, Sendable, Codable {
    /// The number of channels.
    public static let channels = 2

    /// The root mean square log return of the training span, all symbols together.
    public let referenceScale: Double

    /// Inputs relative to a scale.
    public init(referenceScale: Double) {
        self.referenceScale = referenceScale
    }

    /// The inputs of all sessions of a series, unscaled.
    public func matrix(of series: ReturnSeries) -> FeatureMatrix {
        var matrix = FeatureMatrix(channels: Self.channels, reservingSessions: series.count)
        for logReturn in series.logReturns {
            let z = logReturn / referenceScale
            matrix.append([Float(inverseHyperbolicSine(z)), Float(ln(abs(z) + quietDayFloor))])
        }
        return matrix
    }
}

/// Inputs scaled by exponentially weighted means of the past, for infinite responses; a state that is stepped.
///
/// With `s` the root of an ``ExponentialVariance`` (λ = 0.94) *before* the session and `z = r / s`:
/// `asinh z`, `ln(|z| + 0.15)`, and after the session `ln(s / reference)`, `ln(s_fast / s)` (λ = 0.8) and
/// `ln(s_slow / s)` (λ = 0.985).
public struct ExponentialFeatures: Hashable, Sendable, Codable {
    /// The number of channels.
    public static let channels = 5

    /// The root mean square log return of the training span, all symbols together.
    public let referenceScale: Double
    private var middle: ExponentialVariance
    private var fast: ExponentialVariance
    private var slow: ExponentialVariance

    /// The state before the first session: every mean at the training span's level.
    public init(referenceScale: Double) {
        let level = referenceScale * referenceScale
        self.referenceScale = referenceScale
        middle = ExponentialVariance(decay: 0.94, initialValue: level)
        fast = ExponentialVariance(decay: 0.8, initialValue: level)
        slow = ExponentialVariance(decay: 0.985, initialValue: level)
    }

    /// The current scale, in log return: the root of the middle mean, never below 0.15 of the reference, so
    /// that a run of days without change cannot make the next move infinite.
    public var scale: Double { floored(middle) }

    /// Takes in the next session and gives its inputs, unscaled.
    public mutating func step(logReturn: Double) -> [Float] {
        let z = logReturn / scale
        middle.update(logReturn: logReturn)
        fast.update(logReturn: logReturn)
        slow.update(logReturn: logReturn)
        return [
            Float(inverseHyperbolicSine(z)), Float(ln(abs(z) + quietDayFloor)),
            Float(ln(scale / referenceScale)), Float(ln(floored(fast) / scale)), Float(ln(floored(slow) / scale)),
        ]
    }

    /// The inputs of all sessions of a series, unscaled, and the scale after each of them.
    public func matrix(of series: ReturnSeries) -> (features: FeatureMatrix, scales: [Double]) {
        var state = self
        var matrix = FeatureMatrix(channels: Self.channels, reservingSessions: series.count)
        var scales: [Double] = []
        scales.reserveCapacity(series.count)
        for logReturn in series.logReturns {
            matrix.append(state.step(logReturn: logReturn))
            scales.append(state.scale)
        }
        return (matrix, scales)
    }

    private func floored(_ variance: ExponentialVariance) -> Double {
        max(variance.value.squareRoot(), 0.15 * referenceScale)
    }
}
