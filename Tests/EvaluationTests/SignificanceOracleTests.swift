import Forecasting
import TestSupport
import Testing

@testable import Evaluation

@Suite("Tests of significance agree with their oracle")
struct SignificanceOracleTests {
    let oracle: Oracle

    init() throws { oracle = try Oracle("stat_tests", in: .module) }

    @Test("Kupiec's test")
    func kupiec() throws {
        for testCase in try oracle.cases(startingWith: "kupiec_") {
            let result = try #require(
                CoverageTests.kupiec(
                    breaches: try testCase.inputs["x"].integer(), sessions: try testCase.inputs["n"].integer(),
                    level: try testCase.inputs["p"].number()))
            let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
            #expect(tolerance.accepts(result.statistic, try expected["lr"].number()), "\(testCase)")
            #expect(tolerance.accepts(result.pValue, try expected["p_value"].number()), "\(testCase)")
        }
    }

    @Test("Christoffersen's tests")
    func christoffersen() throws {
        for testCase in try oracle.cases(startingWith: "christoffersen_") {
            let hits = try testCase.inputs["hits"].text().map { $0 == "1" }
            let level = try testCase.inputs["p"].number()
            let result = try #require(CoverageTests.christoffersen(hits, level: level))
            let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
            #expect(
                result.pairs == (try ["n00", "n01", "n10", "n11"].map { try expected["counts"][$0].integer() }))
            let all = try #require(
                CoverageTests.kupiec(breaches: hits.count { $0 }, sessions: hits.count, level: level))
            for (value, key) in [
                (all.statistic, "lr_uc"), (result.independence.statistic, "lr_ind"),
                (result.independence.pValue, "p_ind"), (result.conditional.statistic, "lr_cc_sum"),
                (result.conditional.pValue, "p_cc_sum"), (result.exactConditional.statistic, "lr_cc_exact"),
                (result.exactConditional.pValue, "p_cc_exact"),
            ] { #expect(tolerance.accepts(value, try expected[key].number()), "\(testCase) \(key)") }
        }
    }

    @Test("Ljung–Box and Jarque–Bera")
    func diagnostics() throws {
        for testCase in try oracle.cases(startingWith: "ljung_box_") {
            let result = try #require(
                SampleDiagnostics.ljungBox(
                    try testCase.inputs["x"].numbers(), lags: try testCase.inputs["lags"].integer()))
            #expect(try testCase.tolerance().accepts(result.statistic, testCase.expected["q"].number()))
            #expect(try testCase.tolerance().accepts(result.pValue, testCase.expected["p_value"].number()))
        }
        let normality = try oracle["jarque_bera"]
        let result = try #require(SampleDiagnostics.jarqueBera(try normality.inputs["x"].numbers()))
        #expect(try normality.tolerance().accepts(result.statistic, normality.expected["statistic"].number()))
        #expect(try normality.tolerance().accepts(result.pValue, normality.expected["p_value"].number()))
    }

    @Test("long-run variances and standard errors of Newey and West")
    func neweyWest() throws {
        for testCase in try oracle.cases(startingWith: "newey_west_") {
            let (x, z) = (try testCase.inputs["x"].numbers(), try testCase.inputs["z"].numbers())
            let lags = try testCase.inputs["lag"].integer()
            let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
            let variance = try #require(LongRunVariance.bartlett(x, lags: lags))
            #expect(tolerance.accepts(variance, try expected["long_run_variance"].number()))
            #expect(tolerance.accepts(variance / Double(x.count), try expected["var_of_mean"].number()))
            let columns = [x.map { _ in 1 }, z]
            let regression = try #require(LeastSquares(columns: columns, targets: x))
            let ols = try expected["ols_x_on_const_z"]
            #expect(tolerance.accepts(regression.coefficients, try ols["coef"].numbers()))
            #expect(
                tolerance.accepts(
                    LongRunVariance.standardErrors(of: regression, columns: columns, targets: x, lags: lags),
                    try ols["hac_se"].numbers()))
        }
    }

    @Test(
        "the model confidence set",
        arguments: [("mcs_R", ModelConfidenceSet.Statistic.range), ("mcs_max", .maximum)], [1, 2, 3] as [UInt64])
    func confidenceSet(casus: (name: String, statistic: ModelConfidenceSet.Statistic), seed: UInt64) throws {
        let testCase = try oracle[casus.name]
        let rows = try testCase.inputs["losses"].rows()
        let losses = rows[0].indices.map { model in rows.map { $0[model] } }
        let set = try #require(
            ModelConfidenceSet(
                losses: losses, statistic: casus.statistic,
                bootstrap: StationaryBootstrap(meanBlock: try testCase.inputs["block"].number(), seed: seed),
                draws: try testCase.inputs["reps"].integer()))
        let deviations = try testCase.expected["pvalue_sd_over_seeds"].numbers()
        for (model, mean) in try testCase.expected["pvalue_mean"].numbers().enumerated() {
            #expect(abs(set.pValues[model] - mean) <= max(0.03, 6 * deviations[model]), "model \(model)")
        }
        #expect(
            set.members(size: 0.1) == (try testCase.expected["included_at_0.10"].list().map { try $0.integer() }))
        #expect(set.eliminationOrder.first == 3 && set.eliminationOrder.last == 1)
    }

    @Test("the stationary bootstrap: block lengths, neighbours, and the variance of a mean")
    func bootstrap() throws {
        let testCase = try oracle["stationary_bootstrap"]
        let (x, expected) = (try testCase.inputs["x"].numbers(), try testCase.expected)
        let bootstrap = StationaryBootstrap(meanBlock: try testCase.inputs["mean_block"].number(), seed: 17)
        let exact = try testCase.tolerance("exact")
        let variance = try #require(bootstrap.varianceOfMean(x))
        #expect(exact.accepts(variance, try expected["exact_variance_of_bootstrap_mean"].number()))

        let draws = 20_000
        let means = bootstrap.means(of: [x], draws: draws).map { $0[0] }
        let mean = means.reduce(0, +) / Double(draws)
        let drawn = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(draws)
        #expect(abs(drawn / variance - 1) < 5 * (2.0 / Double(draws)).squareRoot())
        #expect(
            abs(mean - (try expected["expected_bootstrap_mean"].number()))
                < 5 * (variance / Double(draws)).squareRoot())

        let indices = bootstrap.indices(draws: 400, count: x.count)
        let pairs = Double(400 * (x.count - 1))
        let successors = indices.reduce(0) { sum, draw in
            sum + zip(draw, draw.dropFirst()).count { ($0 + 1) % x.count == $1 }
        }
        let probability = try expected["prob_successor"].number()
        #expect(
            abs(Double(successors) / pairs - probability) < 5
                * (probability * (1 - probability) / pairs).squareRoot())
        // The same draws, by index and by running sums.
        for (draw, mean) in zip(indices, means) {
            #expect(abs(draw.reduce(0) { $0 + x[$1] } / Double(x.count) - mean) < 1e-12)
        }
    }

    @Test("the best block length")
    func blockLength() throws {
        let testCase = try oracle["optimal_block_length"]
        let length = try #require(StationaryBootstrap.bestMeanBlock(try testCase.inputs["x"].numbers()))
        #expect(try testCase.tolerance().accepts(length, testCase.expected["stationary"].number()))
    }

    @Test("probabilistic and deflated Sharpe ratios")
    func sharpe() throws {
        let testCase = try oracle["psr_dsr_series"]
        let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
        let inference = try #require(SharpeInference(try testCase.inputs["returns"].numbers()))
        let trials = try testCase.inputs["n_trials"].integer()
        let variance = try testCase.inputs["variance_of_trial_sr"].number()
        for (value, key) in [
            (inference.ratio, "sr"), (inference.skewness, "skew"), (inference.kurtosis, "kurtosis"),
            (inference.probabilistic(), "psr_vs_0"),
            (SharpeInference.expectedMaximum(trials: trials, variance: variance), "sr_star"),
            (inference.deflated(trials: trials, variance: variance), "dsr"),
            (inference.minimumTrackRecord(), "min_track_record_length_95_vs_0"),
        ] as [(Double?, String)] {
            #expect(tolerance.accepts(try #require(value), try expected[key].number()), "\(key)")
        }

        let paper = try oracle["dsr_paper_example"]
        let example = SharpeInference(
            ratio: try paper.inputs["sr"].number(), count: try paper.inputs["T"].integer(),
            skewness: try paper.inputs["skew"].number(), kurtosis: try paper.inputs["kurtosis"].number())
        let spread = try paper.inputs["variance_of_trial_sr"].number()
        let close = try paper.tolerance()
        for trials in [100, 46] {
            let wanted = try paper.expected["N\(trials)"]
            #expect(
                close.accepts(
                    try #require(example.deflated(trials: trials, variance: spread)), try wanted["dsr"].number()))
            if let star = try wanted.member("sr_star")?.number() {
                #expect(close.accepts(SharpeInference.expectedMaximum(trials: trials, variance: spread), star))
            }
        }
    }
}
