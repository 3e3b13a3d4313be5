extension PredictiveDistribution {
    /// What an outcome says of a forecast.
    public struct OutcomeScores: Hashable, Sendable {
        /// The probability integral transform F(r).
        public var probability: Double
        /// `ln f(r)`.
        public var logDensity: Double
        /// The continuous ranked probability score.
        public var crps: Double
    }

    /// Distribution function, log density and CRPS of one outcome at once, which share their costly parts.
    ///
    /// The numbers are those of ``cumulativeProbability(of:)``, ``logDensity(at:)`` and ``crps(_:)``.
    public func scores(of outcome: Double) -> OutcomeScores {
        switch self {
        case .normal(let mean, let standardDeviation):
            let z = (outcome - mean) / standardDeviation
            return OutcomeScores(
                probability: StandardNormal.cumulativeProbability(z),
                logDensity: StandardNormal.logDensity(z) - ln(standardDeviation),
                crps: standardDeviation * StandardNormal.crps(z))
        case .studentT(let location, let scale, let nu):
            let t = StudentT(degreesOfFreedom: nu)
            let z = (outcome - location) / scale
            let standardised = t.scores(z)
            return OutcomeScores(
                probability: standardised.probability, logDensity: standardised.logDensity - ln(scale),
                crps: scale * standardised.crps)
        case .quantiles(let own):
            return OutcomeScores(
                probability: own.cumulativeProbability(of: outcome), logDensity: own.logDensity(at: outcome),
                crps: own.crps(outcome))
        }
    }
}

extension StudentT {
    /// The three scores of the outcome `t` for ν above 1, with one tail and one logarithm for all.
    func scores(_ t: Double) -> PredictiveDistribution.OutcomeScores {
        let nu = degreesOfFreedom
        precondition(nu > 1, "the CRPS of a Student t needs more than 1 degree of freedom, not \(nu)")
        let magnitude = abs(t)
        let logRatio = logOnePlusSquare(magnitude / rootDegrees)
        let tail = positiveTail(magnitude)
        let densityTerm = densityAtZero * nu * exponential(-0.5 * (nu - 1) * logRatio)
        let spread = rootDegrees * (gammaRatio / gammaHalfRatio(nu - 0.5)) * gammaRatio / Self.rootPi
        return PredictiveDistribution.OutcomeScores(
            probability: t < 0 ? tail : 1 - tail, logDensity: ln(densityAtZero) - 0.5 * (nu + 1) * logRatio,
            crps: magnitude * (1 - 2 * tail) + 2 * (densityTerm - spread) / (nu - 1))
    }
}
