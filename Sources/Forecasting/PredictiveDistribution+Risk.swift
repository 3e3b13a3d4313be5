// What can be lost. Both are log returns, so a loss is negative.

extension PredictiveDistribution {
    /// The log return that is undercut with probability `level`, such as 0.01: its quantile.
    public func valueAtRisk(_ level: Double) -> Double { quantile(level) }

    /// The mean log return of the worst share `level` of outcomes.
    ///
    /// `μ − σφ(z)/level` of a normal; `μ − s·f(q)/level·(ν + q²)/(ν − 1)` of a Student t (McNeil, Frey & Embrechts,
    /// *Quantitative Risk Management*, section 2.2.4).
    ///
    /// - Precondition: `level` lies strictly between 0 and 1.
    public func expectedShortfall(_ level: Double) -> Double {
        switch self {
        case .normal(let mean, let standardDeviation):
            let density = exponential(StandardNormal.logDensity(StandardNormal.quantile(level)))
            return mean - standardDeviation * density / level
        case .studentT(let location, let scale, let nu):
            let t = StudentT(degreesOfFreedom: nu)
            let q = t.quantile(level)
            return location - scale * t.density(q) / level * (nu + q * q) / (nu - 1)
        case .quantiles(let own): return own.expectedShortfall(level)
        }
    }
}
