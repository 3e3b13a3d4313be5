/// What a forecast advises for the next session.
public enum Decision: String, Hashable, Sendable, Codable {
    /// Hold the asset.
    case invest
    /// Hold nothing.
    case stayOut = "stay-out"
}

extension PredictiveDistribution {
    /// *Invest* where a rise is more probable than a fall, *stay out* otherwise.
    ///
    /// That is the sign of the median, which in a family that is symmetric is the mean; a median of zero stays out.
    public var decision: Decision { median > 0 ? .invest : .stayOut }
}
