/// Network inputs of one series: a row a session, a column a channel, single precision.
///
/// A window is a run of rows and is read in place: overlapping windows share their rows, so a longer
/// look-back costs no memory.
public struct FeatureMatrix: Hashable, Sendable {
    /// The number of columns.
    public let channels: Int
    /// Row-major values, `[sessions][channels]`.
    public private(set) var values: [Float]

    /// An empty matrix with room for some sessions.
    public init(channels: Int, reservingSessions sessions: Int = 0) {
        precondition(channels > 0, "a feature matrix needs a channel")
        self.channels = channels
        values = []
        values.reserveCapacity(sessions * channels)
    }

    /// The number of rows.
    public var sessions: Int { values.count / channels }

    /// Adds the row of the next session.
    public mutating func append(_ row: some Collection<Float>) {
        precondition(row.count == channels, "a row needs one value a channel")
        values.append(contentsOf: row)
    }

    /// The rows of the window that ends at session `last` (inclusive) and is `width` sessions long: a view,
    /// `[width][channels]`, oldest row first.
    public func window(endingAt last: Int, width: Int) -> ArraySlice<Float> {
        rows(last - width + 1..<last + 1)
    }

    /// A run of rows as a view.
    public func rows(_ range: Range<Int>) -> ArraySlice<Float> {
        values[range.lowerBound * channels..<range.upperBound * channels]
    }

    /// Replaces every value by the scaler's image of it.
    public mutating func apply(_ scaler: StandardScaler) {
        precondition(scaler.means.count == channels, "the scaler was fitted on other channels")
        values.withUnsafeMutableBufferPointer { values in
            for row in stride(from: 0, to: values.count, by: channels) {
                for channel in 0..<channels {
                    values[row + channel] = scaler.scaled(values[row + channel], channel: channel)
                }
            }
        }
    }
}
