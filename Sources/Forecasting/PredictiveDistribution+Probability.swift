// What can be asked of a forecast. Each is defined for a distribution that `isValid`.

extension PredictiveDistribution {
    /// The probability of a log return not above `value`, F(value).
    public func cumulativeProbability(of value: Double) -> Double {
        switch self {
        case .normal(let mean, let standardDeviation):
            StandardNormal.cumulativeProbability((value - mean) / standardDeviation)
        case .studentT(let location, let scale, let nu):
            StudentT(degreesOfFreedom: nu).cumulativeProbability((value - location) / scale)
        case .quantiles(let own): own.cumulativeProbability(of: value)
        }
    }

    /// The log return that lies above a share `p` of the distribution, F⁻¹(p).
    ///
    /// - Precondition: `p` lies strictly between 0 and 1.
    public func quantile(_ p: Double) -> Double {
        switch self {
        case .normal(let mean, let standardDeviation): mean + standardDeviation * StandardNormal.quantile(p)
        case .studentT(let location, let scale, let nu):
            location + scale * StudentT(degreesOfFreedom: nu).quantile(p)
        case .quantiles(let own): own.quantile(p)
        }
    }

    /// The natural logarithm of the density at `value`: the log score, where more is better.
    public func logDensity(at value: Double) -> Double {
        switch self {
        case .normal(let mean, let standardDeviation):
            StandardNormal.logDensity((value - mean) / standardDeviation) - ln(standardDeviation)
        case .studentT(let location, let scale, let nu):
            StudentT(degreesOfFreedom: nu).logDensity((value - location) / scale) - ln(scale)
        case .quantiles(let own): own.logDensity(at: value)
        }
    }

    /// The continuous ranked probability score `∫ (F(x) − 1[outcome ≤ x])² dx`, in log return; less is better.
    ///
    /// Closed forms of Jordan, Krüger & Lerch (2019), "Evaluating probabilistic forecasts with scoringRules".
    ///
    /// - Precondition: a Student t has degrees of freedom above 1.
    public func crps(_ outcome: Double) -> Double {
        switch self {
        case .normal(let mean, let standardDeviation):
            return standardDeviation * StandardNormal.crps((outcome - mean) / standardDeviation)
        case .studentT(let location, let scale, let nu):
            guard let standardised = StudentT(degreesOfFreedom: nu).crps((outcome - location) / scale) else {
                preconditionFailure("the CRPS of a Student t needs more than 1 degree of freedom, not \(nu)")
            }
            return scale * standardised
        case .quantiles(let own): return own.crps(outcome)
        }
    }

    /// The probability that the log return is above zero.
    public var probabilityAboveZero: Double {
        switch self {
        case .normal(let mean, let standardDeviation):
            StandardNormal.cumulativeProbability(mean / standardDeviation)
        case .studentT(let location, let scale, let nu):
            StudentT(degreesOfFreedom: nu).cumulativeProbability(location / scale)
        case .quantiles(let own): 1 - own.cumulativeProbability(of: 0)
        }
    }

    /// The central interval that holds a share `level` of the distribution, as much of the rest below it as above.
    ///
    /// - Precondition: `level` lies strictly between 0 and 1.
    public func interval(level: Double) -> ClosedRange<Double> {
        let halfWidth: Double
        switch self {
        case .normal(_, let standardDeviation):
            halfWidth = standardDeviation * StandardNormal.quantile(0.5 * (1 + level))
        case .studentT(_, let scale, let nu):
            halfWidth = scale * StudentT(degreesOfFreedom: nu).quantile(0.5 * (1 + level))
        case .quantiles(let own):
            return own.quantile(0.5 * (1 - level))...own.quantile(0.5 * (1 + level))
        }
        return (mean - halfWidth)...(mean + halfWidth)
    }
}
