import TestSupport
import Testing

@testable import Forecasting

@Suite("A predictive distribution")
struct PredictiveDistributionTests {
    static let normal = PredictiveDistribution.normal(mean: 0.001, standardDeviation: 0.02)
    static let studentT = PredictiveDistribution.studentT(location: 0.001, scale: 0.02, degreesOfFreedom: 4.5)

    @Test("shifts and scales what it answers", arguments: [normal, studentT])
    func locationAndScale(distribution: PredictiveDistribution) {
        let standard: PredictiveDistribution =
            switch distribution {
            case .normal: .normal(mean: 0, standardDeviation: 1)
            case .studentT(_, _, let nu): .studentT(location: 0, scale: 1, degreesOfFreedom: nu)
            case .quantiles: distribution
            }
        let outcome = 0.031  // (0.031 − 0.001) / 0.02 = 1.5
        let tolerance = Tolerance(relative: 1e-13)
        #expect(
            tolerance.accepts(
                distribution.cumulativeProbability(of: outcome), standard.cumulativeProbability(of: 1.5)))
        #expect(tolerance.accepts(distribution.crps(outcome), 0.02 * standard.crps(1.5)))
        // ln 0.02 = −3.912023005428146
        #expect(
            tolerance.accepts(
                distribution.logDensity(at: outcome), standard.logDensity(at: 1.5) + 3.912023005428146))
        #expect(tolerance.accepts(distribution.quantile(0.9), 0.001 + 0.02 * standard.quantile(0.9)))
    }

    @Test("has a probability above zero that is one minus F(0)", arguments: [normal, studentT])
    func aboveZero(distribution: PredictiveDistribution) {
        let expected = 1 - distribution.cumulativeProbability(of: 0)
        #expect(abs(distribution.probabilityAboveZero - expected) < 1e-15)
        #expect(distribution.probabilityAboveZero > 0.5)
    }

    @Test("centred on zero is above it half the time, exactly")
    func coin() {
        #expect(PredictiveDistribution.normal(mean: 0, standardDeviation: 0.3).probabilityAboveZero == 0.5)
        #expect(
            PredictiveDistribution.studentT(location: 0, scale: 0.3, degreesOfFreedom: 17).probabilityAboveZero
                == 0.5)
    }

    @Test("has a central interval that holds its level", arguments: [normal, studentT], [0.5, 0.9, 0.99])
    func interval(distribution: PredictiveDistribution, level: Double) {
        let interval = distribution.interval(level: level)
        let inside =
            distribution.cumulativeProbability(of: interval.upperBound)
            - distribution.cumulativeProbability(of: interval.lowerBound)
        #expect(abs(inside - level) < 1e-14)
        #expect(abs(interval.lowerBound + interval.upperBound - 0.002) < 1e-16)
        #expect(interval.upperBound == distribution.quantile(0.5 * (1 + level)))
    }

    @Test("has a CRPS that tends to the absolute error as it narrows")
    func narrow() {
        let sharp = PredictiveDistribution.normal(mean: 0.01, standardDeviation: 1e-12)
        #expect(abs(sharp.crps(-0.02) - 0.03) < 1e-12)
    }
}
