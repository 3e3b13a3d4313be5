// What a network is told about a session: a return's sign and size on a compressed scale, because a crash is many times an
// ordinary day and a network's inputs should not be.

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
