import Forecasting
import Learning
import Market
import TestSupport
import Testing
import Windowing

@testable import Predictors

@Suite("Forecasts of sums over several sessions")
struct HorizonTests {
    private let start = SessionDate(dayNumber: 15_000)

    @Test(
        "paths of a GARCH have the variance that its recursion gives in closed form",
        arguments: [false, true])
    func garchVariance(isAsymmetric: Bool) throws {
        let series = clustered(count: 1500, seed: 5)
        let panel = TrainingPanel(series: [series], training: series.dates[0]...series.dates[1499])
        let form = GARCHEstimate.Form(isAsymmetric: isAsymmetric, hasStudentErrors: false)
        let fitted = try #require(try GARCH(form: form).fit(panel, seed: 1) as? FittedGARCH)
        let parameters = fitted.parameters(of: "S")
        // The calmest and the wildest session: one forecast rises with the horizon, the other falls.
        let next = fitted.forecasts(for: series, cutoffs: 500..<1400).compactMap { $0?.standardDeviation }
        let cutoffs = [
            next.firstIndex(of: try #require(next.min())), next.firstIndex(of: try #require(next.max())),
        ]
        .compactMap { $0.map { $0 + 500 } }
        let paths = try #require(try PathSimulation(fitted, panel: panel, paths: 8000, seed: 3))
        for cutoff in cutoffs {
            let sums = try paths.forecasts(
                forEach: [series], cutoffs: [[cutoff]], targets: [.sum(2), .sum(5), .sum(20)],
                isCancelled: { false })
            let first = next[cutoff - 500] * next[cutoff - 500]
            for (horizon, found) in zip([2, 5, 20], sums) {
                let expected = parameters.varianceForecasts(from: first, horizon: horizon).reduce(0, +)
                let sum = try #require(found[0][0])
                let variance = sum.standardDeviation * sum.standardDeviation
                // 8,000 paths know a variance to some 2 %; √h alone would be off by more.
                #expect(abs(variance / expected - 1) < 0.06, "h = \(horizon): \(variance) for \(expected)")
                if horizon == 20 { #expect(abs(20 * first / expected - 1) > 0.15) }
            }
            let singles = try paths.forecasts(
                forEach: [series], cutoffs: [[cutoff]], targets: [.session(2), .session(5), .session(20)],
                isCancelled: { false })
            let expected = parameters.varianceForecasts(from: first, horizon: 20)
            for (horizon, found) in zip([2, 5, 20], singles) {
                let single = try #require(found[0][0])
                let variance = single.standardDeviation * single.standardDeviation
                // 64,000 values of so heavy a law know its variance less well than they know a sum's.
                #expect(abs(variance / expected[horizon - 1] - 1) < 0.1, "t + \(horizon): \(variance)")
                if horizon == 20 { #expect(abs(first / expected[19] - 1) > 0.25) }
            }
        }
    }

    @Test("paths of a Gaussian autoregression have its known mean and variance", arguments: [-0.3, 0.5])
    func autoregression(weight: Double) throws {
        let series = ReturnSeries(
            symbol: "S", dates: weekdays(from: start, count: 40), logReturns: (0..<40).map { $0 == 39 ? 0.04 : 0 })
        let panel = TrainingPanel(series: [series], training: series.dates[0]...series.dates[38])
        let paths = try #require(
            try PathSimulation(FittedAutoregression(weight: weight), panel: panel, paths: 8000, seed: 2))
        let sums = try paths.forecasts(
            forEach: [series], cutoffs: [[39]], targets: [.sum(1), .sum(5), .sum(20)], isCancelled: { false })
        for (horizon, found) in zip([1, 5, 20], sums) {
            // Σ φʲ·r for the mean; each error counts with 1 + φ + … for the sessions that are left.
            let mean = 0.04 * (1...horizon).reduce(0) { $0 + power(weight, $1) }
            let variance = (1...horizon).reduce(0.0) { sum, left in
                let share = (0..<left).reduce(0) { $0 + power(weight, $1) }
                return sum + 1e-4 * share * share
            }
            let sum = try #require(found[0][0])
            let deviation = variance.squareRoot()
            #expect(abs(sum.mean - mean) < 0.03 * deviation)
            #expect(abs(sum.standardDeviation / deviation - 1) < 0.025)
        }
        let singles = try paths.forecasts(
            forEach: [series], cutoffs: [[39]], targets: [.session(2), .session(5)], isCancelled: { false })
        for (horizon, found) in zip([2, 5], singles) {
            // φʰ·r for the mean; an error j sessions before the target counts with φʲ.
            let mean = 0.04 * power(weight, horizon)
            let variance = (0..<horizon).reduce(0) { $0 + 1e-4 * power(weight, 2 * $1) }
            let single = try #require(found[0][0])
            #expect(abs(single.mean - mean) < 0.03 * variance.squareRoot())
            #expect(abs(single.standardDeviation / variance.squareRoot() - 1) < 0.025)
        }
    }

    @Test("the random numbers of a cutoff depend on neither other cutoffs, other series nor other targets")
    func streams() throws {
        let series = ["A", "B"].enumerated().map {
            syntheticReturns(symbol: $1, from: start, count: 500, seed: UInt64($0))
        }
        let panel = TrainingPanel(series: series, training: series[0].dates[0]...series[0].dates[399])
        let fitted = try GARCH(form: .init(isAsymmetric: false, hasStudentErrors: true)).fit(panel, seed: 1)
        let paths = try #require(try PathSimulation(fitted, panel: panel, paths: 20, seed: 3))
        let all = try paths.forecasts(
            forEach: series, cutoffs: [[410, 420], [420]],
            targets: [.session(3), .sum(3), .session(5), .sum(5), .sum(8)],
            isCancelled: { false })
        let one = try paths.forecasts(
            forEach: [series[1]], cutoffs: [[420]], targets: [.sum(5)], isCancelled: { false })
        #expect(one[0][0][0] != nil)
        #expect(one[0][0][0] == all[3][1][0])
        #expect(all[3][0][1] != all[3][1][0])
        let single = try paths.forecasts(
            forEach: [series[1]], cutoffs: [[420]], targets: [.session(5)], isCancelled: { false })
        #expect(single[0][0][0] == all[2][1][0])
        #expect(single[0][0][0] != one[0][0][0])
    }

    @Test("series that share a market are drawn together, each exactly from its own forecast")
    func shocksMoveTogether() throws {
        let one = syntheticReturns(symbol: "A", from: start, count: 400, seed: 1)
        let same = ReturnSeries(symbol: "B", dates: one.dates, logReturns: one.logReturns.map { 3 * $0 })
        let panel = TrainingPanel(series: [one, same], training: one.dates[0]...one.dates[399])
        let pool = try ShockPool(
            RandomWalk().fit(panel, seed: 1), panel: panel, isCancelled: { false })
        var random = RandomSource(seed: 4)
        var (sums, squares, products) = (0.0, 0.0, 0.0)
        for _ in 0..<20_000 {
            let session = pool.session(using: &random)
            let (a, b) = (
                pool.shock(of: 0, session: session, using: &random),
                pool.shock(of: 1, session: session, using: &random)
            )
            (sums, squares, products) = (sums + a, squares + a * a, products + a * b)
        }
        #expect(abs(sums / 20_000) < 0.03)
        #expect(abs(squares / 20_000 - 1) < 0.03)
        #expect(products / squares > 0.99)
    }

    @Test("a recurrent network is simulated with its whole panel, the same twice")
    func network() throws {
        let series = (0..<3).map { syntheticReturns(symbol: "S\($0)", from: start, count: 520, seed: UInt64($0)) }
            .sharingPanel()
        let panel = TrainingPanel(
            series: series, training: series[0].dates[0]...series[0].dates[399],
            validation: series[0].dates[400]...series[0].dates[449])
        let network = RecurrentNetwork(
            hidden: 4, training: NetworkTraining(epochs: 1, learningRate: 3e-3, weightDecay: 0))
        let fitted = try network.fit(panel, seed: 1)
        func sums() throws -> [[[PredictiveDistribution?]]] {
            let paths = try #require(try PathSimulation(fitted, panel: panel, paths: 200, seed: 3))
            return try paths.forecasts(
                forEach: series, cutoffs: [[460], [460], []], targets: [.sum(5), .sum(10)], isCancelled: { false })
        }
        let found = try sums()
        #expect(try sums() == found)
        #expect(found[0].map(\.count) == [1, 1, 0])
        for (place, one) in series.prefix(2).enumerated() {
            let next = try #require(fitted.forecasts(for: one, cutoffs: 460..<461)[0]).standardDeviation
            let week = try #require(found[0][place][0]).standardDeviation
            let fortnight = try #require(found[1][place][0]).standardDeviation
            #expect((1.2 * next...4 * next).contains(week))
            #expect((1.2 * week...1.8 * week).contains(fortnight))
        }
    }

    @Test("draws from a forecast lie where its quantiles are", arguments: [2.05, 2.7, 4.3, 11, 200])
    func draws(nu: Double) {
        for z in stride(from: -5.5, through: 5.5, by: 0.37) {
            let forecast = PredictiveDistribution.studentT(location: 0.1, scale: 2, degreesOfFreedom: nu)
            let exact =
                z < 0
                ? forecast.quantile(StandardNormal.upperTail(-z))
                : 0.2 - forecast.quantile(StandardNormal.upperTail(z))
            let found = ShockTable.value(of: forecast, at: z)
            #expect(abs(found - exact) < 1e-3 * max(1, abs(exact)))
        }
    }

    @Test(
        "a direct target is the sum of the sessions after its cutoff, or the last of them, and all of them lie in its span",
        // After session 9 come 11 + 12 + 13 + 14; the unit is 0.5·√4 of the sum, and 0.5 of the session.
        arguments: [(ReturnTarget.sum(4), Float(50)), (.session(4), 28)])
    func directTargets(target: ReturnTarget, afterNine: Float) throws {
        let days = weekdays(from: start, count: 400)
        // The return of session i is i + 1: the answer is arithmetic.
        let series = ReturnSeries(symbol: "S", dates: days, logReturns: days.indices.map { Double($0 + 1) })
        let panel = TrainingPanel(
            series: [series], training: days[0]...days[299], validation: days[300]...days[349]
        ).aimed(at: target)
        let examples = try NetworkExamples(panel, model: "m", firstCutoff: 0) { series in
            var features = FeatureMatrix(channels: 1)
            for _ in 0..<series.count { features.append([1]) }
            return (features, [Double](repeating: 0.5, count: series.count))
        }.series[0]
        #expect(examples.targets.count == 346)
        #expect(examples.targets[9] == afterNine)
        // The last training target ends on session 299, the first validation target begins on session 300.
        #expect(examples.training == 0..<296)
        #expect(examples.validation == 299..<346)
    }

    @Test(
        "networks fitted on sums forecast sums, and those fitted on single sessions forecast these",
        arguments: ["tdnn", "rnn", "mlp"])
    func direct(family: String) throws {
        let series = (0..<3).map { noise(symbol: "S\($0)", seed: UInt64(20 + $0)) }.sharingPanel()
        let panel = TrainingPanel(
            series: series, training: series[0].dates[0]...series[0].dates[799],
            validation: series[0].dates[800]...series[0].dates[899])
        let model = try #require(Registry.model(family))
        let settings: [String: SettingValue] = ["epochs": .integer(3)]
        let network = model.make(try model.family.model(settings))
        #expect(network.horizonMethods.contains(.direct))
        let sums = try DirectHorizons(
            network, panel: panel, targets: [.sum(9), .session(9)], seed: 1, isCancelled: { false })
        let found = try sums.forecasts(
            forEach: series, cutoffs: series.map { _ in [920, 950] }, targets: [.session(9), .sum(9)],
            isCancelled: { false })
        // Half of all sums lie within 0.67·√9 times the 1 % of a session, half of all single ones within 0.67 times, as far as three
        // epochs learn it.
        for (forecasts, size) in zip(found, [1.0, 3]) {
            for forecast in forecasts.joined() {
                let middle = try #require(forecast).interval(level: 0.5)
                #expect((0.0043 * size...0.0093 * size).contains(middle.upperBound), "\(middle)")
            }
        }
    }

    @Test("a random walk forecasts every single session ahead as it does the next one")
    func scaledSession() throws {
        let series = syntheticReturns(symbol: "S", from: start, count: 500, seed: 1)
        let panel = TrainingPanel(series: [series], training: series.dates[0]...series.dates[399])
        let fitted = try RandomWalk().fit(panel, seed: 1)
        let next = try #require(fitted.forecasts(for: series, cutoffs: 450..<451)[0])
        let found = try ScaledHorizons(fitted).forecasts(
            forEach: [series], cutoffs: [[450]], targets: [.session(2), .session(20), .sum(20)],
            isCancelled: { false })
        #expect(found[0][0][0] == next && found[1][0][0] == next)
        #expect(found[2][0][0] == next.summed(over: 20))
    }

    @Test("the square root of time stretches every family about h times its mean")
    func scaled() throws {
        let normal = PredictiveDistribution.normal(mean: 0.001, standardDeviation: 0.01).summed(over: 4)
        #expect(normal == .normal(mean: 0.004, standardDeviation: 0.02))
        let quantiles = PredictiveDistribution.quantiles(
            QuantileDistribution(separating: QuantileDistribution.levels.map { 0.003 + 0.01 * $0 }))
        let sum = quantiles.summed(over: 9)
        #expect(abs(sum.mean - 9 * quantiles.mean) < 1e-12)
        #expect(abs(sum.standardDeviation - 3 * quantiles.standardDeviation) < 1e-12)
    }

    /// A GARCH(1,1) with a strong reaction, so that its forecasts come back to their level within the month.
    private func clustered(count: Int, seed: UInt64) -> ReturnSeries {
        var random = TestRandom(seed: seed)
        var (variance, returns) = (1e-4, [Double]())
        for _ in 0..<count {
            let value = variance.squareRoot() * random.normal()
            returns.append(value)
            variance = 1e-5 + 0.7 * variance + 0.2 * value * value
        }
        return ReturnSeries(symbol: "S", dates: weekdays(from: start, count: count), logReturns: returns)
    }

    private func noise(symbol: String, seed: UInt64) -> ReturnSeries {
        var random = TestRandom(seed: seed)
        return ReturnSeries(
            symbol: symbol, dates: weekdays(from: start, count: 1000),
            logReturns: (0..<1000).map { _ in 0.01 * random.normal() })
    }
}

private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { value, _ in value * base }
}

/// `r_{t+1} = φ·r_t + 0.01·ε`.
private struct FittedAutoregression: RecurrentPredictor {
    let weight: Double
    var cost: ModelCost { ModelCost(parameters: 1, multiplyAddsPerForecast: 1) }
    func initialState() -> Int { 0 }
    func step(_ state: Int, logReturn: Double) -> (state: Int, forecast: PredictiveDistribution?) {
        (state, .normal(mean: weight * logReturn, standardDeviation: 0.01))
    }
    func encoded() throws -> [UInt8] { [] }
}
