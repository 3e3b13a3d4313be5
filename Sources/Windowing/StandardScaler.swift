/// Brings each channel to mean 0 and standard deviation 1, as measured on the training span alone.
///
/// Values are clipped at ± ``clip`` afterwards, so that a crash the training span never saw stays inside the
/// range the network was trained on. The standard deviation has ddof = 0; a constant channel is only centred.
public struct StandardScaler: Hashable, Sendable, Codable {
    /// The mean of each channel over the training rows.
    public let means: [Float]
    /// The standard deviation of each channel over the training rows.
    public let standardDeviations: [Float]
    /// The largest absolute value let through.
    public let clip: Float

    /// Measures the channels of the given row ranges of some matrices, and of nothing else.
    ///
    /// - Precondition: all matrices have the same channels, and there is a row.
    public init(fittedTo spans: [(matrix: FeatureMatrix, rows: Range<Int>)], clip: Float = 6) {
        let channels = spans.first?.matrix.channels ?? 0
        var sums = [Double](repeating: 0, count: channels)
        var squares = sums
        var count = 0
        for (matrix, rows) in spans {
            precondition(matrix.channels == channels, "a scaler is fitted to matrices of the same channels")
            matrix.rows(rows).withUnsafeBufferPointer { values in
                for row in stride(from: 0, to: values.count, by: channels) {
                    for channel in 0..<channels {
                        let value = Double(values[row + channel])
                        sums[channel] += value
                        squares[channel] += value * value
                    }
                }
            }
            count += rows.count
        }
        precondition(count > 0, "a scaler needs rows to be fitted to")
        let means = sums.map { $0 / Double(count) }
        self.means = means.map { Float($0) }
        standardDeviations = zip(squares, means).map { square, mean in
            let deviation = max(0, square / Double(count) - mean * mean).squareRoot()
            return deviation > 1e-6 ? Float(deviation) : 1
        }
        self.clip = clip
    }

    /// The scaled and clipped value of one channel.
    public func scaled(_ value: Float, channel: Int) -> Float {
        let standardised = (value - means[channel]) / standardDeviations[channel]
        return standardised > clip ? clip : (standardised < -clip ? -clip : standardised)
    }
}
