/// What a forecast says: a distribution of the log return over the horizon, not a number.
///
/// Location and scale are in natural-log return (not percent). For Student's t the scale is *not* the
/// standard deviation, which is `scale · √(ν / (ν − 2))`.
public enum PredictiveDistribution: Hashable, Sendable, Codable {
    /// Gaussian with mean and standard deviation.
    case normal(mean: Double, standardDeviation: Double)
    /// Location-scale Student t with `degreesOfFreedom` above 2.
    case studentT(location: Double, scale: Double, degreesOfFreedom: Double)
    /// What has no formula: quantiles, and what lies between them.
    case quantiles(QuantileDistribution)
}

extension PredictiveDistribution {
    /// The family's name in the store: `normal`, `student-t`, `quantiles`.
    public var family: String {
        switch self {
        case .normal: "normal"
        case .studentT: "student-t"
        case .quantiles: "quantiles"
        }
    }

    /// The distribution that the store's columns describe, or nil where they describe none.
    public init?(family: String, mean: Double, scale: Double, shape: Double?, quantiles: [Double]? = nil) {
        switch (family, shape) {
        case ("quantiles", nil):
            guard let own = quantiles.flatMap({ QuantileDistribution($0) }) else { return nil }
            self = .quantiles(own)
        case ("normal", nil): self = .normal(mean: mean, standardDeviation: scale)
        case ("student-t", let shape?):
            self = .studentT(location: mean, scale: scale, degreesOfFreedom: shape)
        default: return nil
        }
        guard isValid else { return nil }
    }

    /// The expected log return.
    public var mean: Double {
        switch self {
        case .normal(let mean, _): mean
        case .studentT(let location, _, _): location
        case .quantiles(let own): own.mean
        }
    }

    /// The log return that is as probably exceeded as not.
    public var median: Double {
        switch self {
        case .normal(let mean, _): mean
        case .studentT(let location, _, _): location
        case .quantiles(let own): own.median
        }
    }

    /// The quantiles it is given by at ``QuantileDistribution/levels``; nil where it is given by parameters.
    public var quantiles: [Double]? {
        guard case .quantiles(let own) = self else { return nil }
        return own.values
    }

    /// The scale parameter: the standard deviation of a normal and of quantiles, the scale of a Student t.
    public var scale: Double {
        switch self {
        case .normal(_, let standardDeviation): standardDeviation
        case .studentT(_, let scale, _): scale
        case .quantiles(let own): own.variance.squareRoot()
        }
    }

    /// The shape parameter: degrees of freedom of a Student t, nil for others.
    public var shape: Double? {
        switch self {
        case .normal, .quantiles: nil
        case .studentT(_, _, let degreesOfFreedom): degreesOfFreedom
        }
    }

    /// The standard deviation of the log return.
    public var standardDeviation: Double {
        switch self {
        case .normal(_, let standardDeviation): standardDeviation
        case .studentT(_, let scale, let nu): scale * (nu / (nu - 2)).squareRoot()
        case .quantiles(let own): own.variance.squareRoot()
        }
    }

    /// Whether every parameter is finite, the scale above zero and the variance finite: fit to be stored.
    public var isValid: Bool {
        guard mean.isFinite, scale.isFinite, scale > 0 else { return false }
        return shape.map { $0.isFinite && $0 > 2 } ?? true
    }
}
