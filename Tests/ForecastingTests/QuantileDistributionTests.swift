import TestSupport
import Testing

@testable import Forecasting

@Suite("A distribution given by quantiles")
struct QuantileDistributionTests {
    /// Even on [0, 1] as far as it goes: the density is 1 between the 0.5 and the 99.5 % quantile.
    static let even = QuantileDistribution(QuantileDistribution.levels)!
    /// Skewed: a longer way down than up.
    static let skewed = QuantileDistribution(
        QuantileDistribution.levels.map { level in
            let z = StandardNormal.quantile(level)
            return 0.001 + (z < 0 ? 0.02 : 0.01) * z
        })!
    static let both = [even, skewed]

    @Test("holds its own quantiles, and F undoes F⁻¹ in steps and tails", arguments: both)
    func inverse(own: QuantileDistribution) {
        for (level, value) in zip(QuantileDistribution.levels, own.values) {
            #expect(own.quantile(level) == value)
            #expect(abs(own.cumulativeProbability(of: value) - level) < 1e-15)
        }
        for level in [1e-9, 0.0003, 0.003, 0.03, 0.21, 0.5, 0.66, 0.93, 0.996, 0.99999] {
            #expect(abs(own.cumulativeProbability(of: own.quantile(level)) - level) < 1e-14)
        }
    }

    @Test("has the density of an even distribution between its quantiles, and a fourth power beyond")
    func density() {
        #expect(abs(Self.even.logDensity(at: 0.3)) < 1e-14)
        // Reach 0.495 at p = 0.005: at twice the reach F = 0.005/16 and the density 4·F/distance.
        let far = 0.5 - 2 * 0.495
        #expect(abs(Self.even.cumulativeProbability(of: far) - 0.005 / 16) < 1e-18)
        #expect(abs(exponential(Self.even.logDensity(at: far)) - 4 * (0.005 / 16) / 0.99) < 1e-15)
        #expect(Self.even.logDensity(at: 1e6).isFinite)
        #expect(Self.even.logDensity(at: -1e6).isFinite)
    }

    @Test("integrates to its moments, score and shortfalls", arguments: both)
    func integrals(own: QuantileDistribution) {
        // Midpoints of a fine grid of probabilities; the substitution p = 3u² − 2u³ makes the tails' share smooth.
        let steps = 200_000
        var (mean, square, worst1, worst5, distances) = (0.0, 0.0, 0.0, 0.0, 0.0)
        let outcome = own.quantile(0.2) * 1.1
        var score = 0.0
        var last: (value: Double, level: Double)?
        for step in 0..<steps {
            let u = (Double(step) + 0.5) / Double(steps)
            let p = u * u * (3 - 2 * u)
            let weight = 6 * u * (1 - u) / Double(steps)
            let x = own.quantile(p)
            mean += weight * x
            square += weight * x * x
            if p < 0.01 { worst1 += weight * x / 0.01 }
            if p < 0.05 { worst5 += weight * x / 0.05 }
            distances += weight * abs(x - outcome)
            // ∫ F(1 − F) dx = half the mean distance of two draws.
            if let last {
                let middle = 0.5 * (p + last.level)
                score += (x - last.value) * middle * (1 - middle)
            }
            last = (x, p)
        }
        let scale = own.variance.squareRoot()
        #expect(abs(mean - own.mean) < 1e-5 * scale)
        #expect(abs(square - mean * mean - own.variance) < 1e-4 * own.variance)
        #expect(abs(worst1 - own.expectedShortfall(0.01)) < 1e-3 * scale)
        #expect(abs(worst5 - own.expectedShortfall(0.05)) < 1e-3 * scale)
        // CRPS = E|X − y| − E|X − X′|/2.
        #expect(abs(distances - score - own.crps(outcome)) < 1e-5 * scale)
        // All outcomes are the mean, and nearly all are the mean but for the best 0.1 %.
        let best = -QuantileDistribution(own.values.reversed().map { -$0 })!.expectedShortfall(0.001)
        #expect(abs(0.999 * own.expectedShortfall(0.999) + 0.001 * best - own.mean) < 1e-12)
    }

    @Test("scores an outcome in a tail as its integral says")
    func tailScore() {
        for outcome in [-0.7, 1.9] {
            // ∫ (F − 1[y ≤ x])² dx by midpoints from −30 to 30; beyond, F⁻⁸ is nothing.
            let steps = 600_000
            var sum = 0.0
            for step in 0..<steps {
                let x = -30 + 60 * (Double(step) + 0.5) / Double(steps)
                let difference = Self.even.cumulativeProbability(of: x) - (outcome <= x ? 1 : 0)
                sum += difference * difference * 60 / Double(steps)
            }
            #expect(abs(sum - Self.even.crps(outcome)) < 1e-4)
        }
    }

    @Test("is refused where quantiles cross, touch, miss or are no numbers")
    func refused() {
        var values = QuantileDistribution.levels
        #expect(QuantileDistribution(Array(values.dropLast())) == nil)
        values[3] = values[4]
        #expect(QuantileDistribution(values) == nil)
        values[3] = .nan
        #expect(QuantileDistribution(values) == nil)
        values[3] = .infinity
        #expect(QuantileDistribution(values) == nil)
        #expect(throws: (any Error).self) {
            try ModelCoding.decode(QuantileDistribution.self, from: Array("[1,2]".utf8))
        }
        #expect(PredictiveDistribution(family: "quantiles", mean: 0, scale: 1, shape: nil) == nil)
    }

    @Test("keeps crossing quantiles apart from the median outwards")
    func separated() {
        let apart = QuantileDistribution(separating: [Double](repeating: 0.25, count: 19))
        #expect(QuantileDistribution(apart.values) != nil)
        #expect(apart.median == 0.25)
        let sloped = QuantileDistribution(separating: [Double](repeating: 0, count: 19), leastSlope: 2)
        // A slope of 2 is a density of one half: from the median up to the next level are 0.1 · 2.
        #expect(abs(sloped.values[10] - 0.2) < 1e-15)
        #expect(abs(sloped.quantile(0.25) + 0.5) < 1e-15)
    }

    @Test("scales about its median", arguments: both)
    func scaled(own: QuantileDistribution) {
        let wide = own.scaled(by: 3)
        #expect(wide.median == own.median)
        #expect(abs(wide.variance - 9 * own.variance) < 1e-12)
        #expect(abs(wide.quantile(0.01) - own.median - 3 * (own.quantile(0.01) - own.median)) < 1e-15)
    }

    @Test("is a distribution like others: what is stored reads back, and decides by its median")
    func asPrediction() throws {
        let forecast = PredictiveDistribution.quantiles(Self.skewed)
        let read = PredictiveDistribution(
            family: forecast.family, mean: forecast.mean, scale: forecast.scale, shape: forecast.shape,
            quantiles: forecast.quantiles)
        #expect(read == forecast)
        #expect(forecast.isValid)
        // A longer way down: the mean is below zero though a rise is more probable.
        #expect(forecast.mean < 0)
        #expect(forecast.probabilityAboveZero > 0.5)
        #expect(forecast.decision == .invest)
        let interval = forecast.interval(level: 0.9)
        // (1 − 0.9) / 2 is not quite the level 0.05.
        #expect(abs(interval.lowerBound - Self.skewed.values[3]) < 1e-15)
        #expect(abs(interval.upperBound - Self.skewed.values[15]) < 1e-15)
        let scores = forecast.scores(of: -0.03)
        #expect(scores.crps == forecast.crps(-0.03))
        #expect(scores.logDensity == forecast.logDensity(at: -0.03))
        #expect(scores.probability == forecast.cumulativeProbability(of: -0.03))
    }

    @Test("mixes: its distribution function is the mean of its members', wider than the mean of their quantiles")
    func mixed() {
        let members: [PredictiveDistribution] = [
            .normal(mean: -0.01, standardDeviation: 0.01),
            .studentT(location: 0.02, scale: 0.03, degreesOfFreedom: 4),
            .quantiles(Self.skewed),
        ]
        let mixture = QuantileDistribution(mixing: members)
        for (level, value) in zip(QuantileDistribution.levels, mixture.values) {
            let mean = members.reduce(0) { $0 + $1.cumulativeProbability(of: value) } / 3
            #expect(abs(mean - level) < 1e-7)
        }
        #expect(mixture.variance > QuantileDistribution(averagingQuantilesOf: members).variance)
        // Of one and the same there is nothing to search.
        #expect(QuantileDistribution(mixing: [members[2], members[2]]) == Self.skewed)
        #expect(QuantileDistribution(mixing: [members[0]]).median == -0.01)
    }

    @Test("blends with a normal by the mean of each quantile")
    func blended() {
        let normal = PredictiveDistribution.normal(mean: 0.001, standardDeviation: 0.02)
        let blend = PredictiveDistribution.averagingQuantiles(of: [normal, .quantiles(Self.skewed)])
        for level in [0.005, 0.1, 0.5, 0.975] {
            let expected = 0.5 * (normal.quantile(level) + Self.skewed.quantile(level))
            #expect(abs(blend.quantile(level) - expected) < 1e-15)
        }
    }
}
