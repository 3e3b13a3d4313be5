import Evaluation
import Forecasting
import TestSupport
import Testing

@Suite("Metrics of distributions, intervals and directions")
struct ProbabilisticMetricsTests {
    let oracle: Oracle

    init() throws { oracle = try Oracle("metrics", in: .module) }

    static func distributions(_ testCase: OracleCase, isNormal: Bool) throws -> [PredictiveDistribution] {
        let (locations, scales) = (
            try testCase.inputs["location"].numbers(), try testCase.inputs["scale"].numbers()
        )
        if isNormal { return zip(locations, scales).map { .normal(mean: $0, standardDeviation: $1) } }
        let nu = try testCase.inputs["nu"].number()
        return zip(locations, scales).map { .studentT(location: $0, scale: $1, degreesOfFreedom: nu) }
    }

    @Test("agree with the oracle on the CRPS", arguments: [("crps_gaussian", true), ("crps_student_t", false)])
    func crps(name: String, isNormal: Bool) throws {
        let testCase = try oracle[name]
        let (forecasts, actual) = (try Self.distributions(testCase, isNormal: isNormal), try testCase.actual)
        let each = zip(forecasts, actual).map { $0.crps($1) }
        let average = try #require(ProbabilisticMetrics.meanCRPS(forecasts, actual: actual))
        try #expect(testCase.tolerance().accepts(each, testCase.expected["each"].numbers()))
        try #expect(testCase.tolerance().accepts(average, testCase.expected["mean"].number()))
    }

    @Test("agree with the oracle on the log score", arguments: [("gaussian", true), ("student_t", false)])
    func logScore(name: String, isNormal: Bool) throws {
        let testCase = try oracle["log_score"]
        let (forecasts, actual) = (try Self.distributions(testCase, isNormal: isNormal), try testCase.actual)
        let each = zip(forecasts, actual).map { $0.logDensity(at: $1) }
        let average = try #require(ProbabilisticMetrics.meanLogScore(forecasts, actual: actual))
        try #expect(testCase.tolerance().accepts(each, testCase.expected["\(name)_each"].numbers()))
        try #expect(testCase.tolerance().accepts(average, testCase.expected["\(name)_mean"].number()))
    }

    @Test("agree with the oracle on the probability integral transform")
    func transform() throws {
        let testCase = try oracle["pit"]
        for (name, isNormal) in [("gaussian", true), ("student_t", false)] {
            let forecasts = try Self.distributions(testCase, isNormal: isNormal)
            let each = zip(forecasts, try testCase.actual).map { $0.cumulativeProbability(of: $1) }
            try #expect(testCase.tolerance().accepts(each, testCase.expected[name].numbers()), "\(name)")
        }
        let ensembles = try zip(testCase.inputs["ensemble"].rows(), testCase.actual).map {
            try #require(Score.probabilityIntegralTransform(ofEnsemble: $0, actual: $1))
        }
        try #expect(testCase.tolerance().accepts(ensembles, testCase.expected["ensemble"].numbers()))
    }

    @Test(
        "agree with the oracle on the CRPS of an ensemble",
        arguments: [("standard", Score.EnsembleForm.standard), ("fair", .fair)])
    func ensemble(name: String, form: Score.EnsembleForm) throws {
        let testCase = try oracle["crps_ensemble"]
        let each = try zip(testCase.inputs["ensemble"].rows(), testCase.actual).map {
            try #require(Score.crps(ofEnsemble: $0, actual: $1, form: form))
        }
        let average = each.reduce(0, +) / Double(each.count)
        try #expect(testCase.tolerance().accepts(each, testCase.expected["\(name)_each"].numbers()))
        try #expect(testCase.tolerance().accepts(average, testCase.expected["\(name)_mean"].number()))
    }

    @Test("agree with the oracle on intervals")
    func intervals() throws {
        let testCase = try oracle["interval_coverage"]
        let intervals = try zip(testCase.inputs["lower"].numbers(), testCase.inputs["upper"].numbers()).map(...)
        let actual = try testCase.actual
        let coverage = try #require(ProbabilisticMetrics.coverage(intervals, actual: actual))
        let width = try #require(ProbabilisticMetrics.meanWidth(intervals))
        try #expect(testCase.tolerance().accepts(coverage, testCase.expected["value"].number()))
        try #expect(testCase.tolerance().accepts(width, testCase.expected["mean_width"].number()))

        let winkler = try oracle["winkler_interval_score"]
        let level = try winkler.inputs["level"].number()
        let each = zip(intervals, actual).map { Score.winkler($0, actual: $1, level: level) }
        let average = try #require(ProbabilisticMetrics.meanWinklerScore(intervals, actual: actual, level: level))
        try #expect(winkler.tolerance().accepts(each, winkler.expected["each"].numbers()))
        try #expect(winkler.tolerance().accepts(average, winkler.expected["value"].number()))
    }

    @Test("count an outcome on the bound of an interval as inside")
    func closedInterval() {
        #expect(ProbabilisticMetrics.coverage([0...1, 0...1, 0...1], actual: [0, 1, 1.5]) == 2.0 / 3)
    }

    @Test("agree with the oracle on both forms of QLIKE")
    func qlike() throws {
        let testCase = try oracle["qlike"]
        let (realised, forecast) = (
            try testCase.inputs["realised_variance"].numbers(), try testCase.inputs["forecast_variance"].numbers()
        )
        let normalised = try zip(forecast, realised).map {
            try #require(Score.normalisedQLIKE(forecastVariance: $0, realisedVariance: $1))
        }
        let unnormalised = try zip(forecast, realised).map {
            try #require(Score.qlike(forecastVariance: $0, realisedVariance: $1))
        }
        let count = Double(realised.count)
        let tolerance = try testCase.tolerance()
        try #expect(tolerance.accepts(normalised, testCase.expected["normalised_each"].numbers()))
        try #expect(
            tolerance.accepts(
                normalised.reduce(0, +) / count, testCase.expected["normalised_mean"].number()))
        try #expect(
            tolerance.accepts(
                unnormalised.reduce(0, +) / count, testCase.expected["unnormalised_mean"].number()))
    }

    @Test("are undefined, not infinite, where a forecast cannot be scored")
    func undefined() {
        #expect(Score.normalisedQLIKE(forecastVariance: 0.1, realisedVariance: 0) == nil)
        #expect(Score.qlike(forecastVariance: 1, realisedVariance: 0) == 0)
        #expect(Score.qlike(forecastVariance: 0, realisedVariance: 1) == nil)
        #expect(Score.crps(ofEnsemble: [], actual: 1) == nil)
        #expect(Score.crps(ofEnsemble: [2], actual: 1, form: .fair) == nil)
        #expect(Score.crps(ofEnsemble: [2], actual: 1) == 1)
        #expect(ProbabilisticMetrics.coverage([], actual: []) == nil)
        #expect(ProbabilisticMetrics.directionalAccuracy([1], actual: [0], ties: .dropZeroOutcomes) == nil)
        let broken = PredictiveDistribution.studentT(location: 0, scale: 1, degreesOfFreedom: 0.5)
        #expect(ProbabilisticMetrics.meanCRPS([broken], actual: [1]) == nil)
        #expect(ProbabilisticMetrics.meanLogScore([broken], actual: [1]) == nil)
    }

    @Test("agree with the oracle on directions")
    func directions() throws {
        let testCase = try oracle["directional_accuracy"]
        let previous = try testCase.inputs["previous"].numbers()
        let (forecast, actual) = (
            zip(try testCase.forecast, previous).map { $0 - $1 }, zip(try testCase.actual, previous).map { $0 - $1 }
        )
        let (hits, count) = ProbabilisticMetrics.directionHits(forecast, actual: actual, ties: .signEquality)
        try #expect(hits == testCase.expected["hits"].integer())
        try #expect(count == testCase.expected["n"].integer())
        try #expect(
            ProbabilisticMetrics.directionalAccuracy(forecast, actual: actual, ties: .signEquality)
                == testCase.expected["value"].number())
    }

    @Test(
        "treat a change of zero by the rule asked for",
        arguments: [
            ("sign_equality", ProbabilisticMetrics.TieRule.signEquality, 3, 6),
            ("drop_zero_outcomes", .dropZeroOutcomes, 2, 4),
        ])
    func ties(name: String, rule: ProbabilisticMetrics.TieRule, hits: Int, count: Int) throws {
        let testCase = try oracle["directional_accuracy_zeros"]
        let (forecast, actual) = (
            try testCase.inputs["forecast_change"].numbers(), try testCase.inputs["change"].numbers()
        )
        try #expect(
            ProbabilisticMetrics.directionalAccuracy(forecast, actual: actual, ties: rule)
                == testCase.expected[name].number())
        #expect(ProbabilisticMetrics.directionHits(forecast, actual: actual, ties: rule) == (hits, count))
    }
}
