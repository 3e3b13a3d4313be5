import Forecasting
import Testing

@Suite("Standardised tails")
struct StandardisedTailsTests {
    @Test(
        "are the quantiles and shortfalls of the distribution",
        arguments: [2.0001, 2.05, 2.3, 3, 4, 4.5, 7, 12, 30, 100, 500, 1e4, 1e8])
    func studentT(degreesOfFreedom: Double) throws {
        try check(.studentT(location: 0, scale: 1, degreesOfFreedom: degreesOfFreedom))
    }

    @Test("of a normal distribution are its own")
    func normal() throws { try check(.normal(mean: 0, standardDeviation: 1)) }

    private func check(_ distribution: PredictiveDistribution) throws {
        let tails = try #require(StandardisedTails(distribution))
        let quantiles = [
            (0.005, tails.upper005), (0.01, tails.upper01), (0.025, tails.upper025), (0.05, tails.upper05),
            (0.1, tails.upper10), (0.25, tails.upper25),
        ]
        for (p, value) in quantiles {
            #expect(abs(value / -distribution.quantile(p) - 1) < 1e-10, "\(p) of \(distribution)")
        }
        for (p, value) in [(0.01, tails.shortfall01), (0.05, tails.shortfall05)] {
            #expect(abs(value / -distribution.expectedShortfall(p) - 1) < 1e-10, "\(p) of \(distribution)")
        }
    }

    @Test(
        "and the scores of an outcome at once are those one by one",
        arguments: [
            .normal(mean: 0.001, standardDeviation: 0.02),
            .studentT(location: 0.001, scale: 0.01, degreesOfFreedom: 2.5),
            .studentT(location: -0.001, scale: 0.01, degreesOfFreedom: 40),
        ] as [PredictiveDistribution], [-0.3, -0.02, -0.001, 0, 0.001, 0.015, 0.2])
    func scores(distribution: PredictiveDistribution, outcome: Double) {
        let scores = distribution.scores(of: outcome)
        #expect(scores.probability == distribution.cumulativeProbability(of: outcome))
        #expect(scores.logDensity == distribution.logDensity(at: outcome))
        #expect(scores.crps == distribution.crps(outcome))
    }
}
