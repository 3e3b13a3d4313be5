import Evaluation
import Market
import TestSupport
import Testing

@Suite("The comparisons of a run")
struct ComparisonTests {
    @Test("hold every model against the naive one, session by session, as Diebold and Mariano do")
    func differences() async throws {
        let result = await evaluate(
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

    @Test(
        "are made for every loss of everything and of each symbol, for the main ones of shock phases, not of years")
    func which() async {
        let shock = ShockPeriod(
            name: "turn",
            intervals: [
                .init(phase: .shock, dates: date("2019-12-30")...date("2019-12-31"), source: "none"),
                .init(phase: .recovery, dates: date("2021-01-01")...date("2021-01-02"), source: "none"),
            ])
        let result = await evaluate(
            [sheet("m", [1, 2, 3, 4, 5, 6]), sheet("naive", [4, 4, 4, 4, 4, 4])], plan: plan(shockPeriods: [shock]))
        func losses(_ period: String, _ phase: String, _ symbol: String, _ test: String) -> [String] {
            result.comparisons.filter {
                $0.period == period && $0.phase == phase && $0.symbol == symbol && $0.test == test
            }.map(\.loss)
        }
        let all = ComparedLoss.allCases.map(\.rawValue)
        let main = ComparedLoss.main.map(\.rawValue)
        #expect(Set(result.comparisons.map { [$0.period, $0.phase] }) == [["all", "all"], ["turn", "shock"]])
        #expect(losses("all", "all", "all", "diebold-mariano") == all)
        #expect(losses("all", "all", "X", "diebold-mariano") == all)
        #expect(losses("all", "all", "all", "giacomini-white") == main)
        #expect(losses("all", "all", "all", "stationary-bootstrap") == main)
        #expect(losses("turn", "shock", "all", "diebold-mariano") == main)
        #expect(losses("turn", "shock", "all", "stationary-bootstrap") == main)
        // The naive model is the baseline wherever it stands.
        #expect(result.comparisons.allSatisfy { $0.model == "m" && $0.baseline == "naive" })
        #expect(result.comparison(of: "m", to: "naive", loss: "crps", period: "turn", phase: "shock")?.n == 2)
    }

    @Test("take each loss from its own score")
    func losses() async {
        func scored(_ model: String, _ factor: Double) -> ScoreSheet {
            sheet(
                model, [0, 0, 0, 0, 0, 0], of: [],
                also: [
                    .squaredError: factor, .negativeLogDensity: 2 * factor, .qlike: 3 * factor, .crps: 4 * factor,
                ])
        }
        let result = await evaluate([scored("naive", 1), scored("m", 3)], plan: plan())
        let means = ["squared_error", "nll", "qlike", "crps"].map {
            result.comparison(of: "m", to: "naive", loss: $0)?.meanDifference
        }
        #expect(means == [2, 4, 6, 8])
        // All differences are equal: there is a mean, but nothing to test it against.
        #expect(result.comparisons.allSatisfy { $0.statistic == nil && $0.pValue == nil && $0.n == 3 })
        #expect(result.comparisons.allSatisfy { $0.pHolm == nil })
    }

    @Test("hold every pair once, the earlier model as baseline, and correct all of a loss together")
    func pairs() async throws {
        let density: [PointScore] = [.negativeLogDensity]
        let result = await evaluate(
            [
                sheet("first", [1, 2, 4, 1, 2, 3], of: density), sheet("naive", [0, 1, 0, 0, 0, 0], of: density),
                sheet("last", [2, 2, 2, 2, 2, 2], of: density),
            ], plan: plan())
        let rows = result.comparisons.filter {
            $0.loss == "nll" && $0.test == "diebold-mariano" && $0.symbol == wholeSample
        }
        #expect(
            rows.map { [$0.model, $0.baseline] } == [["first", "naive"], ["last", "naive"], ["last", "first"]])
        // last − first: (1 + 1)/2, 0, (−2 − 1)/2
        let test = try #require(
            DieboldMariano(lossDifferences: [1, 0, -1.5], horizon: 1, variance: .bartlett(lags: nil)))
        #expect(rows[2].pValue == test.pValue && rows[2].pValue != nil)
        // The smallest of three is multiplied by three.
        let smallest = try #require(rows.compactMap(\.pValue).min())
        let corrected = try #require(rows.compactMap(\.pHolm).min())
        #expect(corrected == min(1, 3 * smallest))
        #expect(rows.allSatisfy { ($0.pHolm ?? 0) >= ($0.pValue ?? 1) })
    }

    @Test("count in the bootstrap the draws that differ as much as the models did")
    func bootstrap() async throws {
        let result = await evaluate(
            [sheet("naive", [0, 0, 0, 0, 0, 0]), sheet("m", [1, -1, 0, 1, -1, 0])], plan: plan(draws: 100))
        // The mean difference is zero: every draw is as far from it.
        let even = try #require(
            result.comparison(of: "m", to: "naive", loss: "squared_error", test: "stationary-bootstrap"))
        #expect(even.pValue == 1)
        let apart = await evaluate(
            [sheet("naive", [0, 0, 0, 0, 0, 0]), sheet("m", [9, 10, 11, 9, 10, 11])], plan: plan(draws: 100))
        let row = try #require(
            apart.comparison(of: "m", to: "naive", loss: "squared_error", test: "stationary-bootstrap"))
        // No draw of 9, 10 and 11 is ten away from ten.
        #expect(row.pValue == 1.0 / 101)
    }

    @Test("do without the naive model where it did not run, and without anything where nothing ran")
    func withoutNaive() async {
        let result = await evaluate([sheet("m", [1, 2, 3, 4, 5, 6])], plan: plan())
        #expect(result.comparisons == [])
        #expect(result.row("skill_vs_naive", of: "m") == nil)
        #expect(result.row("rmse", of: "m")?.n == 6)
        let nothing = await evaluate([], plan: plan())
        #expect(nothing.metrics == [] && nothing.comparisons == [] && nothing.samples == [])
        #expect(nothing.cellsLeftOut == 0)
    }

    @Test("of models without a common cell there are none, and every cell is counted")
    func nothingInCommon() async {
        let result = await evaluate(
            [sheet("naive", [1, 1, 1, nil, nil, nil]), sheet("m", [nil, nil, nil, 1, 1, 1])], plan: plan())
        #expect(result.cellsLeftOut == 6)
        #expect(result.metrics == [] && result.comparisons == [] && result.samples == [])
    }
}
