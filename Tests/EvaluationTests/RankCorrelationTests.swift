import Evaluation
import TestSupport
import Testing

@Suite("Rank correlation and uniformity")
struct RankCorrelationTests {
    @Test("agrees with the oracle, ties included")
    func oracle() throws {
        let testCase = try Oracle("metrics", in: .module)["rank_ic"]
        let (x, y) = (try testCase.inputs["x"].numbers(), try testCase.inputs["y"].numbers())
        let tolerance = try testCase.tolerance()
        let spearman = try #require(RankCorrelation.spearman(x, y))
        let pValue = try #require(RankCorrelation.pValue(ofCorrelation: spearman, n: x.count))
        let pearson = try #require(RankCorrelation.pearson(x, y))
        let kendall = try #require(RankCorrelation.kendallTauB(x, y))
        try #expect(tolerance.accepts(spearman, testCase.expected["value"].number()))
        try #expect(tolerance.accepts(pValue, testCase.expected["p_value_t_approx"].number()))
        try #expect(tolerance.accepts(pearson, testCase.expected["pearson"].number()))
        try #expect(tolerance.accepts(kendall, testCase.expected["kendall_tau_b"].number()))
    }

    @Test("is undefined for a constant side, for too few pairs and for values that are not finite")
    func undefined() {
        for correlation in [RankCorrelation.pearson, RankCorrelation.spearman, RankCorrelation.kendallTauB] {
            #expect(correlation([0.1, 0.1, 0.1], [1, 2, 3]) == nil)
            #expect(correlation([1, 2, 3], [0.1, 0.1, 0.1]) == nil)
            #expect(correlation([1], [1]) == nil)
            #expect(correlation([], []) == nil)
            #expect(correlation([1, 2, .nan], [1, 2, 3]) == nil)
        }
        #expect(RankCorrelation.pValue(ofCorrelation: 0.5, n: 2) == nil)
    }

    @Test("is one for the same order and minus one for the reverse")
    func perfect() {
        #expect(RankCorrelation.spearman([1, 10, 100], [3, 4, 5]) == 1)
        #expect(RankCorrelation.kendallTauB([1, 10, 100], [5, 4, 3]) == -1)
        #expect(RankCorrelation.pValue(ofCorrelation: 1, n: 5) == 0)
    }

    @Test("finds transforms that are not uniform as the oracle does")
    func uniformity() throws {
        let testCase = try Oracle("metrics", in: .module)["pit"]
        let transforms = try testCase.expected["gaussian"].numbers()
        let expected = try testCase.expected["ks_uniform_gaussian"]
        let result = try #require(Uniformity.kolmogorovSmirnov(transforms))
        try #expect(testCase.tolerance().accepts(result.statistic, expected["statistic"].number()))
        try #expect(testCase.tolerance().accepts(result.pValue, expected["p_value_exact"].number()))
        try #expect(
            Uniformity.histogram(transforms, bins: 10).map(Double.init) == expected["histogram_10_bins"].numbers())
    }

    @Test(
        "gives the p-values of scipy 1.17, stats.kstest(u, 'uniform', mode='exact')",
        arguments: [
            // u = a·x² + (1 − a)·x at x = (i − ½)/n. Ours is exact to 1000 values unless p < 1e-8, else a limit;
            // scipy's is exact to 140 values, beyond that good to six digits.
            (1, 0.0, 1.0, 1e-12), (10, 0.5, 0.8746617748034993, 1e-11), (10, 0.65, 0.6916350021619324, 1e-11),
            (100, 0.4, 0.20533534792246094, 1e-11),
            (1000, 0.2, 0.011763048986563369, 1e-6), (1000, 0.5, 3.4580348148584996e-14, 0.1),
            (4000, 0.08, 0.07726111321856988, 0.01),
        ] as [(Int, Double, Double, Double)])
    func kolmogorov(n: Int, bend: Double, expected: Double, relative: Double) throws {
        let values = (1...n).map { index in
            let x = (Double(index) - 0.5) / Double(n)
            return bend * x * x + (1 - bend) * x
        }
        let result = try #require(Uniformity.kolmogorovSmirnov(values))
        #expect(Tolerance(relative: relative).accepts(result.pValue, expected), "\(result.pValue)")
    }

    @Test("puts a transform of one in the last bin and has no test of nothing")
    func edges() {
        #expect(Uniformity.histogram([0, 0.5, 1], bins: 2) == [1, 2])
        #expect(Uniformity.kolmogorovSmirnov([]) == nil)
    }
}
