import Evaluation
import Market
import TestSupport
import Testing

@Suite("The comparisons of a run")
struct ComparisonTests {
    @Test("hold every model against the naive one, session by session, as Diebold and Mariano do")
    func differences() throws {
        let result = evaluate(
            [sheet("naive", [nil, 4, 4, 4, 4, 4]), sheet("m", [1, 2, 3, 1, 2, nil])], plan: plan())
        // Common cells: Y alone on the first session (1 − 4), both on the second (2 − 4, 2 − 4), X alone on the
        // third (3 − 4): the panel's means are −3, −2, −1, whatever the number of symbols.
        let row = try #require(result.comparison(of: "m", to: "naive", loss: "squared_error"))
        #expect(row.n == 3)
        #expect(row.meanDifference == -2)
        let test = try #require(
            DieboldMariano(lossDifferences: [-3, -2, -1], horizon: 1, variance: .bartlett(lags: nil)))
        #expect(row.statistic == test.statistic)
        #expect(row.pValue == test.pValue)
        // One lag, γ₀ = 2/3, γ₁ = 0: −2/√(2/9)·√(2/3) = −2√3; t with 2 degrees: p = 1 − 2√3/√14.
        #expect(abs(try #require(row.pValue) - 0.07417990022744858) < 1e-14)
        #expect(row.test == "diebold-mariano" && row.horizon == 1)
    }

    @Test("are made for four losses, of everything and of shock phases, not of years and symbols")
    func which() {
        let shock = ShockPeriod(
            name: "turn",
            intervals: [
                .init(phase: .shock, dates: date("2019-12-30")...date("2019-12-31"), source: "none"),
                .init(phase: .recovery, dates: date("2021-01-01")...date("2021-01-02"), source: "none"),
            ])
        let result = evaluate(
            [sheet("m", [1, 2, 3, 4, 5, 6]), sheet("naive", [4, 4, 4, 4, 4, 4])], plan: plan(shockPeriods: [shock]))
        #expect(Set(result.comparisons.map { [$0.period, $0.phase] }) == [["all", "all"], ["turn", "shock"]])
        #expect(result.comparisons.count == 2 * 4)
        #expect(Set(result.comparisons.map(\.loss)) == ["squared_error", "nll", "qlike", "crps"])
        #expect(result.comparisons.allSatisfy { $0.model == "m" && $0.baseline == "naive" })
        #expect(result.comparison(of: "m", to: "naive", loss: "crps", period: "turn", phase: "shock")?.n == 2)
    }

    @Test("take each loss from its own score")
    func losses() {
        func scored(_ model: String, _ factor: Double) -> ScoreSheet {
            sheet(
                model, [0, 0, 0, 0, 0, 0], of: [],
                also: [
                    .squaredError: factor, .negativeLogDensity: 2 * factor, .qlike: 3 * factor, .crps: 4 * factor,
                ])
        }
        let result = evaluate([scored("naive", 1), scored("m", 3)], plan: plan())
        let means = ["squared_error", "nll", "qlike", "crps"].map {
            result.comparison(of: "m", to: "naive", loss: $0)?.meanDifference
        }
        #expect(means == [2, 4, 6, 8])
        // All differences are equal: there is a mean, but nothing to test it against.
        #expect(result.comparisons.allSatisfy { $0.statistic == nil && $0.pValue == nil && $0.n == 3 })
    }

    @Test("hold the sweep against its best by log density, and nothing else against it")
    func bestOfSweep() throws {
        let density: [PointScore] = [.negativeLogDensity]
        let result = evaluate(
            [
                sheet("naive", [0, 0, 0, 0, 0, 0], of: density),
                sheet("outside", [-9, -9, -9, -9, -9, -9], of: density),
                sheet("narrow", [1, 2, 3, 1, 2, 3], of: density), sheet("best", [1, 1, 2, 1, 1, 2], of: density),
                sheet("wide", [2, 2, 2, 2, 2, 2], of: density),
            ], plan: plan(swept: ["narrow", "best", "wide"]))
        let againstBest = result.comparisons.filter { $0.baseline != "naive" }
        #expect(againstBest.map(\.model) == ["narrow", "wide"])
        #expect(againstBest.allSatisfy { $0.baseline == "best" && $0.loss == "nll" && $0.period == wholeSample })
        // narrow: 0, 1, 1; wide: 1, 1, 0
        let test = try #require(
            DieboldMariano(lossDifferences: [0, 1, 1], horizon: 1, variance: .bartlett(lags: nil)))
        #expect(againstBest[0].pValue == test.pValue && againstBest[0].pValue != nil)
        #expect(againstBest.map(\.n) == [3, 3])
    }

    @Test("do without the naive model where it did not run, and without anything where nothing ran")
    func withoutNaive() {
        let result = evaluate([sheet("m", [1, 2, 3, 4, 5, 6])], plan: plan())
        #expect(result.comparisons == [])
        #expect(result.row("skill_vs_naive", of: "m") == nil)
        #expect(result.row("rmse", of: "m")?.n == 6)
        let nothing = evaluate([], plan: plan())
        #expect(nothing.metrics == [] && nothing.comparisons == [] && nothing.samples == [])
        #expect(nothing.cellsLeftOut == 0)
    }

    @Test("of models without a common cell there are none, and every cell is counted")
    func nothingInCommon() {
        let result = evaluate(
            [sheet("naive", [1, 1, 1, nil, nil, nil]), sheet("m", [nil, nil, nil, 1, 1, 1])], plan: plan())
        #expect(result.cellsLeftOut == 6)
        #expect(result.metrics == [] && result.comparisons == [] && result.samples == [])
    }
}
