/// What a forecast says: a distribution of the log return over the horizon, not a number.
///
/// Location and scale are in natural-log return (not percent). For Student's t the scale is *not* the
/// standard deviation, which is `scale · √(ν / (ν − 2))`.
public enum PredictiveDistribution: Hashable, Sendable, Codable {
    /// Gaussian with mean and standard deviation.
    case normal(mean: Double, standardDeviation: Double)
    /// Location-scale Student t with `degreesOfFreedom` above 2.
    case studentT(location: Double, scale: Double, degreesOfFreedom: Double)
}

extension PredictiveDistribution {
    /// The family's name in the store: `normal`, `student-t`.
    public var family: String {
        switch self {
        case .normal: "normal"
        case .studentT: "student-t"
        }
    }

    /// The distribution that the store's columns describe, or nil where they describe none.
    public init?(family: String, mean: Double, scale: Double, shape: Double?) {
        switch (family, shape) {
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
        }
    }

    /// The scale parameter: the standard deviation of a normal, the scale of a Student t.
    public var scale: Double {
        switch self {
        case .normal(_, let standardDeviation): standardDeviation
        case .studentT(_, let scale, _): scale
        }
    }

    /// The shape parameter: degrees of freedom of a Student t, nil for a normal.
    public var shape: Double? {
        switch self {
        case .normal: nil
        case .studentT(_, _, let degreesOfFreedom): degreesOfFreedom
        }
    }

    /// The standard deviation of the log return.
    public var standardDeviation: Double {
        switch self {
        case .normal(_, let standardDeviation): standardDeviation
        case .studentT(_, let scale, let nu): scale * (nu / (nu - 2)).squareRoot()
        }
    }

    /// Whether every parameter is finite, the scale above zero and the variance finite: fit to be stored.
    public var isValid: Bool {
        guard mean.isFinite, scale.isFinite, scale > 0 else { return false }
        return shape.map { $0.isFinite && $0 > 2 } ?? true
    }
}
