import Evaluation
import TestSupport
import Testing

@Suite("Metrics of point forecasts")
struct PointMetricsTests {
    @Test(
        "agree with their oracle",
        arguments: [
            ("mae", "value", PointMetrics.meanAbsoluteError),
            ("mse", "value", PointMetrics.meanSquaredError),
            ("rmse", "value", PointMetrics.rootMeanSquaredError),
            ("bias", "value", PointMetrics.bias),
            ("mape", "fraction", PointMetrics.meanAbsolutePercentageError),
            ("smape", "fraction_0_2", PointMetrics.symmetricMeanAbsolutePercentageError),
        ] as [(String, String, @Sendable ([Double], [Double]) -> Double?)])
    func oracle(name: String, key: String, metric: @Sendable ([Double], [Double]) -> Double?) throws {
        let testCase = try Oracle("metrics", in: .module)[name]
        let value = try #require(metric(testCase.forecast, testCase.actual))
        try #expect(testCase.tolerance().accepts(value, testCase.expected[key].number()))
    }

    @Test("scaled by the training values agree with their oracle", arguments: ["m1", "m5"])
    func scaled(season: String) throws {
        let oracle = try Oracle("metrics", in: .module)
        for (name, metric) in [
            ("mase", PointMetrics.meanAbsoluteScaledError), ("rmsse", PointMetrics.rootMeanSquaredScaledError),
        ] {
            let testCase = try oracle["\(name)_\(season)"]
            let value = try #require(
                try metric(
                    testCase.forecast, testCase.actual, testCase.inputs["train"].numbers(),
                    testCase.inputs["m"].integer()))
            try #expect(testCase.tolerance().accepts(value, testCase.expected["value"].number()), "\(name)")
        }
    }

    @Test("of quantiles agree with their oracle")
    func pinball() throws {
        for testCase in try Oracle("metrics", in: .module).cases(startingWith: "pinball_") {
            let value = try #require(
                try PointMetrics.meanPinballLoss(
                    testCase.forecast, actual: testCase.actual, quantile: testCase.inputs["q"].number()))
            try #expect(testCase.tolerance().accepts(value, testCase.expected["value"].number()), "\(testCase)")
        }
    }

    @Test("are undefined, not infinite, without values or after a division by zero")
    func undefined() {
        #expect(PointMetrics.meanAbsoluteError([], actual: []) == nil)
        #expect(PointMetrics.meanAbsolutePercentageError([1, 1, 5], actual: [0, 2, 4]) == nil)
        #expect(PointMetrics.meanAbsoluteScaledError([1], actual: [2], training: [3, 3, 3]) == nil)
        #expect(PointMetrics.rootMeanSquaredScaledError([1], actual: [2], training: [3, 3, 3]) == nil)
        #expect(PointMetrics.meanAbsoluteScaledError([1], actual: [2], training: [3], season: 5) == nil)
        #expect(PointMetrics.meanSquaredError([1e200], actual: [-1e200]) == nil)
        #expect(PointMetrics.bias([.nan], actual: [1]) == nil)
    }

    @Test("count a zero forecast of a zero as perfect in the symmetric percentage error")
    func bothZero() {
        // (0 + 2·|2 − 1| / (2 + 1)) / 2 = 1/3
        #expect(PointMetrics.symmetricMeanAbsolutePercentageError([0, 2], actual: [0, 1]) == 1.0 / 3)
    }
}

extension OracleCase {
    /// The input `forecast`.
    var forecast: [Double] { get throws { try inputs["forecast"].numbers() } }
    /// The input `y`.
    var actual: [Double] { get throws { try inputs["y"].numbers() } }
}
