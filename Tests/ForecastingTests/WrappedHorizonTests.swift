import Market
import TestSupport
import Testing
import Windowing

@testable import Forecasting

@Suite("Beyond the next session: HAR, blends and corrected scales")
struct WrappedHorizonTests {
    private static let series = syntheticReturns(symbol: "A", from: SessionDate(dayNumber: 0), count: 700, seed: 4)
    private static let panel = TrainingPanel(series: [series], training: series.dates[0]...series.dates[599])

    @Test("HAR is fitted on the target, of which all sessions are known, and forecasts from what was known")
    func har() throws {
        let target = ReturnTarget.sum(5)
        let har = HeterogeneousAutoregression(errors: .normal)
        func forecasts(_ series: ReturnSeries) throws -> [PredictiveDistribution?] {
            let direct = try DirectHorizons(
                har, panel: Self.panel, targets: [target], seed: 1, isCancelled: { false })
            return try direct.forecasts(
                forEach: [series], cutoffs: [[600, 620]], targets: [target],
                isCancelled: { false })[0][0]
        }
        let regressors = HARRegressors(Self.series, kind: .returns)
        let first = firstFineSession(Array(Self.series.logReturns[..<600]))
        // The last target ends on the last session that is known.
        let cutoffs = max(first, 22) - 1...594
        let byHand = try #require(
            ScaleRegression(
                rows: cutoffs.flatMap { regressors.row(after: $0) }, width: 4,
                targets: cutoffs.map { Self.series.logReturns[$0 + 1...$0 + 5].reduce(0, +) }, errors: .normal))
        for (cutoff, forecast) in zip([600, 620], try forecasts(Self.series)) {
            let forecast = try #require(forecast)
            let expected = byHand.distribution(regressors.row(after: cutoff))
            #expect(abs(forecast.standardDeviation / expected.standardDeviation - 1) < 1e-9)
            #expect(abs(forecast.mean - expected.mean) < 1e-12)
        }
        #expect(try forecasts(Self.series) == forecasts(Self.series.changingReturns(621..<700) { _ in 1 }))
    }

    @Test("a blend is fitted on a target as its members are, and has no paths")
    func blend() throws {
        let members: [any Predictor] = [
            HeterogeneousAutoregression(), HeterogeneousAutoregression(errors: .normal),
        ]
        let blend = Blend(members)
        #expect(blend.horizonMethods == [.direct, .scaled])
        #expect(Blend([HeterogeneousAutoregression(), RandomWalk()]).horizonMethods == [.scaled])
        let simulated = GARCH(form: .init(isAsymmetric: false, hasStudentErrors: true))
        #expect(Blend([simulated]).horizonMethods == [.scaled])
        let targets = [ReturnTarget.session(3), .sum(5)]
        func forecasts(_ predictor: any Predictor) throws -> [PredictiveDistribution?] {
            try DirectHorizons(predictor, panel: Self.panel, targets: targets, seed: 1, isCancelled: { false })
                .forecasts(forEach: [Self.series], cutoffs: [[640]], targets: targets, isCancelled: { false })
                .map { $0[0][0] }
        }
        let (whole, parts) = (try forecasts(blend), try members.map(forecasts))
        for place in targets.indices {
            let both = parts.compactMap { $0[place] }
            #expect(both.count == 2 && whole[place] == .averagingQuantiles(of: both))
        }
    }

    @Test("a correction of the scale fades with the rule's retention, and ends with its window")
    func fading() {
        let plain = PredictiveDistribution.studentT(location: 0.001, scale: 0.02, degreesOfFreedom: 5)
        var rule = RecalibrationRule(
            score: .likelihood, gain: 0.05, retention: 0.5, hasFeedback: false, offset: 0.1, window: nil)
        func factor(_ target: ReturnTarget) -> Double {
            let corrected = rule.corrected(plain, of: target, by: 0.4)
            #expect(corrected.mean == plain.mean && corrected.shape == plain.shape)
            return corrected.scale / plain.scale
        }
        #expect(rule.corrected(plain, of: .nextSession, by: 0.4) == rule.corrected(plain, by: 0.4))
        #expect(abs(factor(.session(3)) - exponential(0.1 + 0.1)) < 1e-12)
        let variances = [0.5, 0.3, 0.2].map { exponential(2 * $0) }
        #expect(abs(factor(.sum(3)) - (variances.reduce(0, +) / 3).squareRoot()) < 1e-12)
        rule.window = 2
        #expect(abs(factor(.session(3)) - exponential(0.1)) < 1e-12)
        #expect(abs(factor(.session(2)) - exponential(0.3)) < 1e-12)
    }

    @Test("corrected forecasts of a target are those of the base, by what each cutoff knew")
    func corrected() throws {
        let fitted = try #require(
            try Recalibrated(ConstantVolatility(errors: .normal)).fit(Self.panel, seed: 1) as? FittedRecalibrated)
        let plain = ScaledHorizons(fitted.base)
        let horizons = RecalibratedHorizons(fitted, base: plain)
        #expect(horizons.method == .scaled)
        let cutoffs = [[600, 630, 660]]
        func forecasts(_ forecaster: any HorizonForecaster, _ target: ReturnTarget) throws -> [Double] {
            try forecaster.forecasts(
                forEach: [Self.series], cutoffs: cutoffs, targets: [target], isCancelled: { false })[0][0]
                .compactMap { $0?.scale }
        }
        let next = try fitted.forecasts(forEach: [Self.series], chosen: cutoffs, isCancelled: { false })[0]
        #expect(try forecasts(horizons, .nextSession) == next.compactMap { $0?.scale })
        // Far ahead nothing of it is left.
        let (far, base) = (try forecasts(horizons, .session(60)), try forecasts(plain, .session(60)))
        for (scale, plain) in zip(far, base) { #expect(abs(scale / plain - 1) < 2e-3) }
        #expect(far.count == 3 && next.compactMap { $0?.scale } != base)
    }
}
