import Forecasting
import TestSupport
import Testing

@Suite("GARCH by maximum likelihood")
struct GARCHTests {
    static let names = ["garch_normal", "garch_t", "gjr_normal"]
    let oracle: Oracle

    init() throws { oracle = try Oracle("classical", in: .module) }

    private func returns() throws -> [Double] {
        try oracle.contents["series"]["returns_garch"].numbers()
    }

    private func parameters(_ value: OracleValue) throws -> GARCHParameters {
        GARCHParameters(
            mean: try value["mu"].number(), constant: try value["omega"].number(),
            arch: try value["alpha"].number(), asymmetry: try value.member("gamma")?.number() ?? 0,
            garch: try value["beta"].number(), degreesOfFreedom: try value.member("nu")?.number())
    }

    @Test("at fixed parameters has the likelihood, variances and forecasts of the oracle", arguments: names)
    func fixed(name: String) throws {
        let (returns, testCase) = (try returns(), try oracle[name])
        let expected = try testCase.expected["at_fixed_params"]
        let parameters = try parameters(expected["params"])
        let backcast = GARCHParameters.backcast(returns)
        let tolerance = try testCase.tolerance("at_fixed_params")
        #expect(tolerance.accepts(backcast, try testCase.params["backcast"].number()))
        #expect(
            tolerance.accepts(
                parameters.logLikelihood(returns, backcast: backcast), try expected["loglik"].number()))
        let variances = parameters.conditionalVariances(returns, backcast: backcast)
        #expect(tolerance.accepts(Array(variances.prefix(3)), try expected["cond_var_first3"].numbers()))
        #expect(tolerance.accepts(Array(variances.dropLast().suffix(5)), try expected["cond_var_last5"].numbers()))
        #expect(
            tolerance.accepts(
                parameters.varianceForecasts(from: variances[returns.count], horizon: 5),
                try expected["forecast_1_to_5"].numbers()))
    }

    @Test("finds at least the oracle's maximum, at its parameters", arguments: names)
    func estimate(name: String) throws {
        let (returns, testCase) = (try returns(), try oracle[name])
        let expected = try testCase.expected["mle"]
        let form = GARCHEstimate.Form(
            isAsymmetric: name.hasPrefix("gjr"), hasStudentErrors: name.hasSuffix("_t"))
        let fit = try #require(GARCHEstimate(returns, form: form))
        #expect(fit.logLikelihood >= (try expected["loglik"].number()) - 1e-5)
        let wanted = try parameters(expected["params"])
        let close = try testCase.tolerance("mle", "params")
        for (found, value) in [
            (fit.parameters.mean, wanted.mean), (fit.parameters.constant, wanted.constant),
            (fit.parameters.arch, wanted.arch), (fit.parameters.asymmetry, wanted.asymmetry),
            (fit.parameters.garch, wanted.garch),
            (fit.parameters.degreesOfFreedom ?? 0, wanted.degreesOfFreedom ?? 0),
        ] { #expect(close.accepts(found, value), "\(found) \(value)") }
        let variances = fit.parameters.conditionalVariances(returns, backcast: fit.backcast)
        let closeVariance = try testCase.tolerance("mle", "cond_var")
        #expect(
            closeVariance.accepts(Array(variances.dropLast().suffix(5)), try expected["cond_var_last5"].numbers()))
        #expect(
            closeVariance.accepts(
                fit.parameters.varianceForecasts(from: variances[returns.count], horizon: 5),
                try expected["forecast_1_to_5"].numbers()))
        #expect(fit.trials.count == 3)
        #expect(fit.trials.allSatisfy { $0.startLogLikelihood <= $0.logLikelihood && $0.logLikelihood.isFinite })
        #expect(
            abs(fit.parameters.logLikelihood(returns, backcast: fit.backcast) - fit.logLikelihood) < 1e-8)
    }
}
