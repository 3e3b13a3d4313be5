import Evaluation
import Forecasting
import Foundation
import TestSupport
import Testing

@Suite("The scores of one forecast")
struct PointScoresTests {
    private let tolerance = Tolerance(relative: 1e-13)

    private func expect(_ scores: [Double], _ expected: [PointScore: Double]) {
        #expect(scores.count == PointScore.allCases.count)
        for (score, wanted) in expected {
            #expect(
                tolerance.accepts(scores[score.rawValue], wanted), "\(score): \(scores[score.rawValue]), \(wanted)")
        }
    }

    private let known = KnownReturns(meanAbsolute: 0.008, meanSquare: 0.0002, mean: 0.01)

    @Test("of a normal forecast, by hand")
    func normal() {
        // Error 0.02, z = (−0.01 − 0.01)/0.02 = −1; F = Φ(−1) = 0.15865…, |2F − 1| = 0.68269…
        let scores = pointScores(
            of: .normal(mean: 0.01, standardDeviation: 0.02), actual: -0.01, known: known)
        let density = exp(-0.5) / (2 * Double.pi).squareRoot()
        let below = 0.15865525393145707
        expect(
            scores,
            [
                .absoluteError: 0.02, .squaredError: 0.0004, .scaledAbsoluteError: 2.5,
                // −ln φ(z) + ln σ = z²/2 + ½ ln 2π + ln σ
                .negativeLogDensity: 0.5 + 0.5 * log(2 * Double.pi) + log(0.02),
                // σ·(z(2Φ(z) − 1) + 2φ(z) − 1/√π)
                .crps: 0.02 * (-(2 * below - 1) + 2 * density - 1 / Double.pi.squareRoot()),
                // ln σ² + r²/σ², about zero, not about the mean
                .qlike: log(0.0004) + 0.0001 / 0.0004,
                .scaledSquaredError: 2, .symmetricPercentageError: 2, .squaredErrorOfPastMean: 0.0004,
                .mean: 0.01, .variance: 0.0004, .outcome: -0.01, .squaredOutcome: 0.0001,
                // The median lies 0.02 above: half of that. The 10 % quantile lies 1.2815…·σ below the mean.
                .pinball50: 0.01, .pinball10: 0.1 * (-0.01 - (0.01 - 0.02 * 1.2815515655446004)),
                .pinball90: 0.1 * (0.01 + 0.02 * 1.2815515655446004 + 0.01),
                .winkler90: 2 * 1.6448536269514722 * 0.02,
                .winkler50: 2 * 0.6744897501960817 * 0.02 + 4 * (0.01 - 0.6744897501960817 * 0.02 + 0.01),
                .valueAtRisk1: 0.01 - 0.02 * 2.3263478740408408, .valueAtRisk5: 0.01 - 0.02 * 1.6448536269514722,
                .shortfall5: 0.01 - 0.02 * 0.10313564037537139 / 0.05,
                .brier: 0.69146246127401312 * 0.69146246127401312,
                .inside50: 0, .inside90: 1, .inside95: 1, .inside99: 1, .below1: 0, .below5: 0, .tenth2: 1,
                .tenth1: 0,
                .riseRight: 0, .moved: 1, .signRight: 0, .rose: 0, .saysDirection: 1, .invested: 1,
            ])
    }

    @Test("of a Student-t forecast, by hand: the variance is that of the distribution, not its scale")
    func studentT() {
        // Four degrees of freedom: density 3/8 at the centre, variance scale²·4/2.
        let scores = pointScores(
            of: .studentT(location: -0.003, scale: 0.01, degreesOfFreedom: 4), actual: -0.003)
        #expect(tolerance.accepts(scores[PointScore.negativeLogDensity.rawValue], -log(37.5)))
        #expect(tolerance.accepts(scores[PointScore.qlike.rawValue], log(2e-4) + 9e-6 / 2e-4))
        #expect(scores[PointScore.inside50.rawValue] == 1)
        #expect(scores[PointScore.signRight.rawValue] == 1)
        #expect(scores[PointScore.invested.rawValue] == 0)
        #expect(scores[PointScore.scaledAbsoluteError.rawValue].isNaN)
    }

    @Test(
        "count an outcome by the intervals it lies in",
        arguments: [
            // 0.6745, 1.6449, 2.5758 are the ends of the central intervals, 2.3263 of the 1 % tail.
            (0.67, [1, 1, 1, 0]), (0.68, [0, 1, 1, 0]), (1.64, [0, 1, 1, 0]), (1.65, [0, 0, 1, 0]),
            (2.57, [0, 0, 1, 0]), (2.58, [0, 0, 0, 0]), (-2.32, [0, 0, 1, 0]), (-2.33, [0, 0, 1, 1]),
            (-2.58, [0, 0, 0, 1]),
        ] as [(Double, [Double])])
    func intervals(outcome: Double, expected: [Double]) {
        let scores = pointScores(of: .normal(mean: 0, standardDeviation: 1), actual: outcome)
        #expect([PointScore.inside50, .inside90, .inside99, .below1].map { scores[$0.rawValue] } == expected)
    }

    @Test(
        "judge a direction only where there is one",
        arguments: [
            // mean, outcome: moved, signRight, rose, saysDirection, invested
            (0.01, 0.02, [1, 1, 1, 1, 1]), (0.01, -0.02, [1, 0, 0, 1, 1]), (-0.01, -0.02, [1, 1, 0, 1, 0]),
            (-0.01, 0.02, [1, 0, 1, 1, 0]), (0.01, 0, [0, 0, 0, 1, 1]), (-0.01, 0, [0, 0, 0, 1, 0]),
            (0, 0.02, [1, 0, 1, 0, 0]), (0, -0.02, [1, 0, 0, 0, 0]), (0, 0, [0, 0, 0, 0, 0]),
        ] as [(Double, Double, [Double])])
    func direction(mean: Double, outcome: Double, expected: [Double]) {
        let scores = pointScores(of: .normal(mean: mean, standardDeviation: 1), actual: outcome)
        let judged: [PointScore] = [.moved, .signRight, .rose, .saysDirection, .invested]
        #expect(judged.map { scores[$0.rawValue] } == expected)
    }
}
