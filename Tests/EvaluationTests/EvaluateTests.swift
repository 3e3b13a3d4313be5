import Evaluation
import Market
import TestSupport
import Testing

@Suite("The evaluation of a run")
struct EvaluateTests {
    private let tolerance = Tolerance(relative: 1e-14)

    /// Every score another number in every cell, so that one metric cannot be taken for another.
    private func fullSheet(_ model: String, times factor: Double = 1) -> ScoreSheet {
        var sheet = ScoreSheet(model: model, grid: tinyGrid)
        for cell in 0..<6 {
            let k = Double(cell + 1)  // 1, 2, 3 for X; 4, 5, 6 for Y
            sheet.add(
                scores([
                    .absoluteError: k, .squaredError: factor * k * k, .scaledAbsoluteError: 2 * k,
                    .negativeLogDensity: -k, .crps: 3 * k, .qlike: -4 * k,
                    .inside50: cell < 2 ? 1 : 0, .inside90: cell < 3 ? 1 : 0, .inside99: cell < 4 ? 1 : 0,
                    .below1: cell == 5 ? 1 : 0, .moved: cell < 5 ? 1 : 0, .signRight: cell < 2 ? 1 : 0,
                    .rose: cell < 3 ? 1 : 0, .saysDirection: 1, .invested: cell < 4 ? 1 : 0,
                ]), symbol: cell < 3 ? "X" : "Y", target: tinyGrid.sessions[cell % 3])
        }
        return sheet
    }

    @Test("gives each metric its formula, by hand on six forecasts")
    func formulas() throws {
        let result = evaluate([fullSheet("naive", times: 4), fullSheet("m")], plan: plan())
        // Σk = 21, Σk² = 91, six forecasts; five of them moved, two of those were foretold, three rose.
        let expected: [String: Double] = [
            "mae": 21.0 / 6, "rmse": (91.0 / 6).squareRoot(), "mase": 42.0 / 6, "nll": -21.0 / 6, "crps": 63.0 / 6,
            "qlike": -84.0 / 6, "coverage_50": 2.0 / 6, "coverage_90": 3.0 / 6, "coverage_99": 4.0 / 6,
            "var_99_breaches": 1, "invested_share": 4.0 / 6, "always_long_accuracy": 3.0 / 5,
            "directional_accuracy": 2.0 / 5, "skill_vs_naive": 1 - 1.0 / 4,
        ]
        let whole = result.metrics.filter {
            $0.model == "m" && $0.symbol == wholeSample && $0.period == wholeSample
        }
        #expect(Set(whole.map(\.name)) == Set(expected.keys))
        #expect(whole.count == expected.count)
        for row in whole {
            #expect(tolerance.accepts(row.value, expected[row.name] ?? .nan), "\(row)")
            #expect(row.n == 6 && row.phase == wholeSample && row.horizon == 1)
        }
        #expect(result.row("skill_vs_naive", of: "naive")?.value == 0)
        #expect(result.cellsLeftOut == 0)
    }

    @Test("judges all models on the cells that every one of them was scored on, and counts the others")
    func commonSample() {
        let result = evaluate(
            [sheet("naive", [nil, 4, 4, 4, 4, 4]), sheet("m", [1, 2, 3, 1, 2, nil])], plan: plan())
        // Six cells have a score, four have both: X on the second and third session, Y on the first and second.
        #expect(result.cellsLeftOut == 2)
        #expect(result.row("rmse", of: "m")?.value == (8.0 / 4).squareRoot())  // (2 + 3 + 1 + 2)/4
        #expect(result.row("rmse", of: "naive")?.value == 2)
        #expect(result.row("skill_vs_naive", of: "m")?.value == 1 - 2.0 / 4)
        #expect(result.row("rmse", of: "m", period: "2019")?.value == (5.0 / 3).squareRoot())  // 2 + 1 + 2
        #expect(result.row("rmse", of: "m", period: "2020")?.value == 3.0.squareRoot())
        #expect(result.row("rmse", of: "m", symbol: "X")?.value == (5.0 / 2).squareRoot())  // 2 + 3
        #expect(result.row("rmse", of: "m", symbol: "Y")?.value == (3.0 / 2).squareRoot())  // 1 + 2
        #expect(result.metrics.filter { $0.name == "rmse" && $0.model == "m" }.map(\.n) == [4, 3, 1, 2, 2])
        #expect(Set(result.metrics.filter { $0.model == "naive" }.map(\.n)) == [4, 3, 1, 2])
    }

    @Test("a cell that nobody was scored on is not left out, it does not exist")
    func nobody() {
        let result = evaluate(
            [sheet("naive", [nil, 4, 4, nil, nil, nil]), sheet("m", [nil, 1, 2, nil, nil, nil])], plan: plan())
        #expect(result.cellsLeftOut == 0)
        #expect(result.row("rmse", of: "m")?.n == 2)
        #expect(result.row("rmse", of: "m", symbol: "Y") == nil)
        #expect(result.samples.map(\.period) == ["all", "2019", "2020"])
    }

    @Test("says of each period and phase which sessions it was scored on; a phase without any is left out")
    func samples() {
        let shock = ShockPeriod(
            name: "turn",
            intervals: [
                .init(phase: .pre, dates: date("2019-12-01")...date("2019-12-29"), source: "none"),
                .init(phase: .shock, dates: date("2019-12-30")...date("2019-12-31"), source: "none"),
                .init(phase: .recovery, dates: date("2020-01-01")...date("2020-01-02"), source: "none"),
            ])
        let result = evaluate(
            [sheet("naive", [4, 4, 4, 4, 4, 4]), sheet("m", [1, 2, 3, nil, 6, 7])],
            plan: plan(shockPeriods: [shock]))
        #expect(
            result.samples == [
                PhaseSample(
                    period: "all", phase: "all", firstDate: date("2019-12-30"), lastDate: date("2020-01-02"),
                    sessions: 3),
                PhaseSample(
                    period: "2019", phase: "all", firstDate: date("2019-12-30"), lastDate: date("2019-12-31"),
                    sessions: 2),
                PhaseSample(
                    period: "2020", phase: "all", firstDate: date("2020-01-02"), lastDate: date("2020-01-02"),
                    sessions: 1),
                PhaseSample(
                    period: "turn", phase: "shock", firstDate: date("2019-12-30"), lastDate: date("2019-12-31"),
                    sessions: 2),
                PhaseSample(
                    period: "turn", phase: "recovery", firstDate: date("2020-01-02"), lastDate: date("2020-01-02"),
                    sessions: 1),
            ])
        // Both ends belong to the phase: X on both sessions, Y on the second.
        #expect(result.row("rmse", of: "m", period: "turn", phase: "shock")?.value == (9.0 / 3).squareRoot())
        #expect(result.row("rmse", of: "m", period: "turn", phase: "recovery")?.value == (10.0 / 2).squareRoot())
        #expect(result.row("rmse", of: "m", period: "turn", phase: "pre") == nil)
    }

    @Test("has no row for what is not defined: no direction without a mean, no MASE without a scale")
    func undefined() {
        let zeroMean = sheet(
            "zero", [1, 1, 1, 1, 1, 1], also: [.moved: 1, .rose: 1, .scaledAbsoluteError: .nan])
        let result = evaluate(
            [sheet("naive", [0, 0, 0, 0, 0, 0], also: [.moved: 0, .saysDirection: 1]), zeroMean], plan: plan())
        for name in ["directional_accuracy", "invested_share", "mase", "skill_vs_naive"] {
            #expect(!result.metrics.contains { $0.name == name && $0.model == "zero" }, "\(name)")
        }
        #expect(result.row("always_long_accuracy", of: "zero")?.value == 1)
        // Where nothing moved there is no direction to be right about, whatever the forecast says.
        #expect(result.row("directional_accuracy", of: "naive") == nil)
        #expect(result.row("always_long_accuracy", of: "naive") == nil)
        #expect(result.row("invested_share", of: "naive")?.value == 0)
        #expect(result.metrics.allSatisfy { $0.value.isFinite })
    }

    @Test("where one symbol has no scale the panel has no MASE, while the other symbols keep theirs")
    func oneScaleMissing() {
        func scaled(_ model: String) -> ScoreSheet {
            sheet(model, [2, 2, 2, .nan, .nan, .nan], of: [.scaledAbsoluteError], also: [.squaredError: 1])
        }
        let result = evaluate([scaled("naive"), scaled("m")], plan: plan())
        #expect(result.row("mase", of: "m") == nil)
        #expect(result.row("mase", of: "m", symbol: "X")?.value == 2)
        #expect(result.row("rmse", of: "m")?.value == 1)
    }
}
