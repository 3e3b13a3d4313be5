import Forecasting
import Market
import TestSupport
import Testing
import Windowing

@Suite("Classical forecasts agree with their oracle")
struct ClassicalOracleTests {
    let oracle: Oracle

    init() throws { oracle = try Oracle("classical", in: .module) }

    private func series(_ name: String) throws -> [Double] { try oracle.contents["series"][name].numbers() }

    @Test(
        "naive forecasts and their intervals",
        arguments: [
            ("naive", NaiveMethod.lastValue), ("drift", .drift), ("seasonal_naive", .seasonal(season: 5)),
        ])
    func naive(name: String, method: NaiveMethod) throws {
        let testCase = try oracle[name]
        let forecasts = try #require(method.forecasts(try series("close_short"), horizon: 5))
        let (exact, close) = (try testCase.tolerance("mean"), try testCase.tolerance("interval"))
        #expect(exact.accepts(forecasts.map(\.mean), try testCase.expected["mean"].numbers()))
        for (level, key) in [(0.9, "interval_80"), (0.975, "interval_95")] {
            let z = StandardNormal.quantile(level)
            let expected = try testCase.expected[key]
            #expect(
                close.accepts(forecasts.map { $0.mean - z * $0.standardError }, try expected["lower"].numbers()))
            #expect(
                close.accepts(forecasts.map { $0.mean + z * $0.standardError }, try expected["upper"].numbers()))
        }
    }

    @Test("simple smoothing, fixed and optimised")
    func simpleSmoothing() throws {
        let values = try series("log_parkinson")
        let fixed = try oracle["ses_fixed_alpha"]
        let parameters = SmoothingParameters(level: try fixed.params["alpha"].number())
        var state = SmoothingState(level: values[0])
        for value in values { state.update(value, parameters) }
        let exact = try fixed.tolerance()
        #expect(exact.accepts(state.level, try fixed.expected["level"].number()))
        let sum = parameters.sumOfSquaredErrors(values, from: SmoothingState(level: values[0]))
        #expect(exact.accepts(sum, try fixed.expected["sse_one_step"].number()))

        let optimised = try oracle["ses_optimised"]
        let found = SmoothingParameters.simple(fittedTo: values)
        #expect(
            try optimised.tolerance("alpha").accepts(found.level, optimised.expected["alpha"].number()))
        let least = found.sumOfSquaredErrors(values, from: SmoothingState(level: values[0]))
        #expect(least <= (try optimised.expected["sse"].number()) * (1 + 1e-8))
        var best = SmoothingState(level: values[0])
        for value in values { best.update(value, found) }
        #expect(
            try optimised.tolerance("forecast").accepts(best.level, optimised.expected["forecast"].number()))
    }

    @Test("Holt's trend, plain and damped", arguments: ["holt_fixed", "holt_damped_fixed"])
    func holt(name: String) throws {
        let (values, testCase) = (try series("log_parkinson"), try oracle[name])
        let parameters = SmoothingParameters(
            level: try testCase.params["alpha"].number(), trend: try testCase.params["beta"].number(),
            damping: try testCase.params.member("phi")?.number() ?? 1)
        let start = SmoothingState(level: values[0], trend: values[1] - values[0])
        var state = start
        for value in values { state.update(value, parameters) }
        let exact = try testCase.tolerance()
        #expect(exact.accepts(state.level, try testCase.expected["level"].number()))
        #expect(exact.accepts(state.trend, try testCase.expected["trend"].number()))
        #expect(
            exact.accepts(state.forecasts(horizon: 5, parameters), try testCase.expected["forecast"].numbers()))
        if let sum = try testCase.expected.member("sse_one_step")?.number() {
            #expect(exact.accepts(parameters.sumOfSquaredErrors(values, from: start), sum))
        }
    }

    @Test("Holt's weights are no worse than those of R")
    func holtOptimised() throws {
        let values = try series("log_parkinson")
        let start = SmoothingState(level: values[0], trend: values[1] - values[0])
        let expected = try oracle["holt_optimised"].expected["R_holt_initial_simple"]
        let found = SmoothingParameters.holt(fittedTo: values, start: start)
        #expect(found.sumOfSquaredErrors(values, from: start) <= (try expected["sse"].number()) * (1 + 1e-6))
        var state = start
        for value in values { state.update(value, found) }
        #expect(
            try oracle["holt_optimised"].tolerance("forecast").accepts(
                state.forecasts(horizon: 5, found), expected["mean"].numbers()))
    }

    @Test("Theta")
    func theta() throws {
        let (values, testCase) = (try series("log_parkinson"), try oracle["theta"])
        let parameters = SmoothingParameters(level: try testCase.params["alpha"].number())
        var state = SmoothingState(level: try testCase.params["level0"].number())
        for value in values { state.update(value, parameters) }
        let regression = try #require(
            LeastSquares(
                columns: [values.map { _ in 1 }, values.indices.map(Double.init)], targets: values))
        let slope = regression.coefficients[1]
        let tolerance = try testCase.tolerance()
        #expect(tolerance.accepts(slope, try testCase.expected["slope"].number()))
        let forecasts = (1...5).map {
            state.level
                + thetaDrift(slope: slope, level: parameters.level, count: Double(values.count), ahead: $0)
        }
        #expect(tolerance.accepts(forecasts, try testCase.expected["mean_given_alpha_and_level0"].numbers()))
    }

    @Test("Theta end to end, from its own weight and start")
    func thetaEndToEnd() throws {
        let values = try series("log_parkinson")
        let dates = weekdays(from: .init(dayNumber: 0), count: values.count)
        let series = ReturnSeries(symbol: "A", dates: dates, logReturns: values)
        let fitted = try ExponentialSmoothing(.theta).fit(
            TrainingPanel(series: [series], training: dates[0]...dates[values.count - 1]), seed: 0)
        let forecast = fitted.forecasts(for: series, cutoffs: (values.count - 1)..<values.count)[0]
        #expect(abs(try #require(forecast).mean - -2.20985406304336) < 0.03)
    }

    @Test("autoregressions", arguments: ["ar1_ols", "ar3_ols"])
    func autoregression(name: String) throws {
        let (values, testCase) = (try series("returns_ar"), try oracle[name])
        let (model, regression) = try #require(
            AutoRegression.fit(values, order: try testCase.params["p"].integer()))
        let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
        #expect(tolerance.accepts([model.constant] + model.weights, try expected["coef"].numbers()))
        #expect(tolerance.accepts(regression.residualSumOfSquares, try expected["sse"].number()))
        #expect(regression.count == (try expected["nobs_effective"].integer()))
        #expect(tolerance.accepts(model.errorVariance, try expected["sigma2_ml"].number()))
        #expect(tolerance.accepts(try #require(regression.errorVariance), try expected["sigma2_ols"].number()))
        #expect(
            tolerance.accepts(try #require(regression.standardErrors), try expected["std_err_ols"].numbers()))
        #expect(tolerance.accepts(regression.logLikelihood, try expected["loglik"].number()))
        #expect(tolerance.accepts(model.forecasts(after: values, horizon: 5), try expected["forecast"].numbers()))
    }

    @Test("HAR")
    func har() throws {
        let (values, testCase) = (try series("rv"), try oracle["har_ols"])
        let (model, regression) = try #require(HARRegression.fit(values))
        let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
        #expect(tolerance.accepts(model.coefficients, try expected["coef"].numbers()))
        #expect(tolerance.accepts(try #require(regression.standardErrors), try expected["std_err"].numbers()))
        #expect(regression.count == (try expected["nobs"].integer()))
        #expect(tolerance.accepts(regression.residualSumOfSquares, try expected["sse"].number()))
        let targets = values.dropFirst(22)
        let mean = targets.reduce(0, +) / Double(targets.count)
        let total = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(tolerance.accepts(1 - regression.residualSumOfSquares / total, try expected["r2"].number()))
        #expect(
            tolerance.accepts(
                model.forecasts(after: values, horizon: 5), try expected["forecast_iterated"].numbers()))
    }

    @Test("EWMA variance")
    func ewma() throws {
        let (returns, testCase) = (try series("returns_garch"), try oracle["ewma_variance"])
        var variance = ExponentialVariance(
            decay: try testCase.params["lambda"].number(), initialValue: try testCase.params["init"].number())
        var path: [Double] = []
        for value in returns {
            path.append(variance.value)
            variance.update(logReturn: value)
        }
        let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
        #expect(tolerance.accepts(Array(path.suffix(5)), try expected["cond_var_last5"].numbers()))
        #expect(tolerance.accepts(variance.value, try expected["forecast_1"].number()))
    }

    @Test("logistic regressions, with and without a penalty")
    func logistic() throws {
        for testCase in try Oracle("logistic", in: .module).cases(startingWith: "logistic_") {
            let found = try #require(
                LogisticRegression(
                    columns: try testCase.inputs["x"].list().map { try $0.numbers() },
                    outcomes: try testCase.inputs["y"].numbers().map { $0 == 1 },
                    ridge: try testCase.inputs["ridge"].number()))
            #expect(
                try testCase.tolerance().accepts(found.coefficients, testCase.expected["coef"].numbers()),
                "\(testCase.name)")
        }
    }
}
