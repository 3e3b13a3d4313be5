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
    /// Every family here is symmetric about its mean, so this is the sign of the mean; a mean of zero stays out.
    public var decision: Decision { mean > 0 ? .invest : .stayOut }
}
