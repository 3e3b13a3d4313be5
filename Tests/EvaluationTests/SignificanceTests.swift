import Forecasting
import TestSupport
import Testing

@testable import Evaluation

@Suite("Tests of significance")
struct SignificanceTests {
    @Test(
        "χ² has the tails of the tables",
        arguments: [
            (3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05), (7.814727903251179, 3, 0.05),
            (18.307038053275146, 10, 0.05), (24.995790139728616, 15, 0.05), (63.69073976, 100, 0.9983197),
            (0, 4, 1),
        ])
    func chiSquared(x: Double, degrees: Int, tail: Double) {
        #expect(abs(ChiSquared.upperTail(x, degreesOfFreedom: degrees) - tail) < 2e-4 * tail)
    }

    @Test("a histogram is held against equal shares")
    func histogram() throws {
        // Expected 10 each: (4 + 4 + 0) / 10 = 0.8, χ² with 2: e^(−0.4).
        let result = try #require(Uniformity.chiSquared([12, 8, 10]))
        #expect(abs(result.statistic - 0.8) < 1e-14 && abs(result.pValue - 0.670320046) < 1e-9)
        #expect(Uniformity.chiSquared([]) == nil && Uniformity.chiSquared([0, 0]) == nil)
    }

    @Test("Holm multiplies the smallest by the number of tests and lets none fall below it")
    func holm() {
        // 0.01·4 = 0.04, 0.02·3 = 0.06, 0.03·2 = 0.06, 0.2·1; the missing one stays missing.
        let corrected = holmCorrected([0.2, 0.01, nil, 0.03, 0.02])
        let expected: [Double?] = [0.2, 0.04, nil, 0.06, 0.06]
        for (value, wanted) in zip(corrected, expected) {
            #expect((value == nil) == (wanted == nil))
            #expect(abs((value ?? 0) - (wanted ?? 0)) < 1e-15)
        }
        #expect(holmCorrected([0.6, 0.7]) == [1, 1])
    }

    @Test("Giacomini–White finds a difference that the past foretells though its mean is zero")
    func conditional() throws {
        var random = TestRandom(seed: 8)
        var differences = [0.0]
        for _ in 0..<800 { differences.append(0.4 * differences[differences.count - 1] + random.normal()) }
        let mean = differences.reduce(0, +) / Double(differences.count)
        let foretold = try #require(giacominiWhite(lossDifferences: differences.map { $0 - mean }))
        #expect(foretold.pValue < 1e-6)
        let noise = (0..<800).map { _ in random.normal() }
        #expect(try #require(giacominiWhite(lossDifferences: noise)).pValue > 0.01)
        #expect(giacominiWhite(lossDifferences: [Double](repeating: 1, count: 50)) == nil)
        // n·m'Ω⁻¹m by hand for (1, 2, 1, 2, …): z·d alternates (2, 2), (1, 2), so m = (1.5, 2) for an even number.
        let alternating = (0..<41).map { $0 % 2 == 0 ? 1.0 : 2.0 }
        // Ω = ½[(4, 4; 4, 4) + (1, 2; 2, 4)] = (2.5, 3; 3, 4), Ω⁻¹ = (4, −3; −3, 2.5); m'Ω⁻¹m = 9 − 18 + 10 = 1.
        #expect(abs(try #require(giacominiWhite(lossDifferences: alternating)).statistic - 40) < 1e-9)
    }

    @Test("equal models stay in the confidence set together, with p-values of one")
    func equalModels() throws {
        var random = TestRandom(seed: 2)
        let losses = (0..<200).map { _ in random.normal() }
        let worse = losses.map { $0 + 1 }
        for statistic in [ModelConfidenceSet.Statistic.range, .maximum] {
            let set = try #require(
                ModelConfidenceSet(
                    losses: [losses, losses, worse], statistic: statistic,
                    bootstrap: StationaryBootstrap(meanBlock: 5, seed: 1), draws: 200))
            #expect(set.pValues[0] == 1 && set.pValues[1] == 1)
        }
        #expect(ModelConfidenceSet(losses: [[.nan]], bootstrap: StationaryBootstrap(meanBlock: 2, seed: 1)) == nil)
        let alone = try #require(
            ModelConfidenceSet(losses: [losses], bootstrap: StationaryBootstrap(meanBlock: 2, seed: 1)))
        #expect(alone.pValues == [1] && alone.members(size: 0.1) == [0])
    }

    @Test("a bootstrap interval holds the mean, follows from the seed, and is wider where values cluster")
    func intervals() throws {
        var random = TestRandom(seed: 4)
        var clustered = [0.0]
        for _ in 1..<500 { clustered.append(0.8 * clustered[clustered.count - 1] + random.normal()) }
        let mean = clustered.reduce(0, +) / 500
        let bootstrap = StationaryBootstrap(meanBlock: 25, seed: 6)
        let interval = try #require(bootstrap.interval(ofMean: clustered, level: 0.95))
        #expect(interval.contains(mean))
        #expect(bootstrap.interval(ofMean: clustered, level: 0.95) == interval)
        let single = try #require(
            StationaryBootstrap(meanBlock: 1, seed: 6).interval(ofMean: clustered, level: 0.95))
        #expect(interval.upperBound - interval.lowerBound > 1.5 * (single.upperBound - single.lowerBound))
        // Independent draws: ± 1.96 standard errors, within the noise of 2,000 draws.
        let deviation = (clustered.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500).squareRoot()
        #expect(
            abs((single.upperBound - single.lowerBound) / (2 * 1.96 * deviation / 500.0.squareRoot()) - 1) < 0.1)
        #expect(bootstrap.interval(ofMean: [], level: 0.9) == nil)
    }

    @Test("expected shortfall is the mean of the tail below the value at risk", arguments: [0.01, 0.05])
    func shortfall(level: Double) {
        for distribution in [
            PredictiveDistribution.normal(mean: 0.001, standardDeviation: 0.02),
            .studentT(location: -0.001, scale: 0.01, degreesOfFreedom: 4),
        ] {
            // The mean of the quantiles below the level, by the midpoint rule in u = level·s³, which tames the tail.
            let steps = 20_000
            var sum = 0.0
            for step in 0..<steps {
                let s = (Double(step) + 0.5) / Double(steps)
                sum += distribution.quantile(level * s * s * s) * 3 * s * s
            }
            let mean = sum / Double(steps)
            #expect(abs(distribution.expectedShortfall(level) / mean - 1) < 1e-5)
            #expect(distribution.expectedShortfall(level) < distribution.valueAtRisk(level))
        }
    }

    @Test("the shortfall score is least in the mean at the true pair")
    func shortfallScores() throws {
        let truth = PredictiveDistribution.normal(mean: 0, standardDeviation: 1)
        let outcomes = (0..<20_000).map { truth.quantile((Double($0) + 0.5) / 20_000) }
        func mean(_ v: Double, _ e: Double) -> Double {
            outcomes.reduce(0) {
                $0 + (shortfallScore(valueAtRisk: v, expectedShortfall: e, actual: $1, level: 0.05) ?? .nan)
            } / 20_000
        }
        let (v, e) = (truth.valueAtRisk(0.05), truth.expectedShortfall(0.05))
        let best = mean(v, e)
        for (other, another) in [(v * 1.05, e), (v * 0.95, e), (v, e * 1.05), (v, e * 0.95)] {
            #expect(mean(other, another) > best)
        }
        #expect(shortfallScore(valueAtRisk: -1, expectedShortfall: 0.5, actual: 0, level: 0.05) == nil)
    }

    @Test("decisions: Wilson's interval, balanced accuracy, Brier's score, out-of-sample R²")
    func decisions() throws {
        // 8 of 10: (0.8 + 1.9208/10 ± 1.95996·√(0.016 + 0.0096036)) / 1.38416 = 0.4902 … 0.9433 (Newcombe 1998).
        let interval = try #require(DecisionMetrics.wilsonInterval(hits: 8, count: 10))
        #expect(abs(interval.lowerBound - 0.4901625) < 1e-6 && abs(interval.upperBound - 0.9433178) < 1e-6)
        #expect(DecisionMetrics.wilsonInterval(hits: 0, count: 5)?.lowerBound == 0)
        #expect(DecisionMetrics.wilsonInterval(hits: 0, count: 0) == nil)
        let rose = [true, true, true, false]
        #expect(DecisionMetrics.balancedAccuracy(saidRise: [true, true, true, true], rose: rose) == 0.5)
        // Two of three rises, the one fall: (2/3 + 1) / 2.
        #expect(
            abs(
                (DecisionMetrics.balancedAccuracy(saidRise: [true, false, true, false], rose: rose) ?? 0) - 5.0 / 6)
                < 1e-15)
        #expect(DecisionMetrics.balancedAccuracy(saidRise: [true], rose: [true]) == nil)
        // ((0.2)² + (0.5)²) / 2
        #expect(abs((DecisionMetrics.brierScore([0.8, 0.5], rose: [true, false]) ?? 0) - 0.145) < 1e-15)
        // 1 − (1 + 0) / (4 + 1)
        #expect(
            abs((PointMetrics.outOfSampleRSquared([1, 1], actual: [2, 1], benchmark: [0, 0]) ?? 0) - 0.8) < 1e-15)
        #expect(PointMetrics.outOfSampleRSquared([1], actual: [0], benchmark: [0]) == nil)
    }
}
