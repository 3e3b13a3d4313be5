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
    func formulas() async throws {
        let result = await evaluate([fullSheet("naive", times: 4), fullSheet("m")], plan: plan())
        // Σk = 21, Σk² = 91, six forecasts; five of them moved, two of those were foretold, three rose.
        let expected: [String: Double] = [
            "mae": 21.0 / 6, "rmse": (91.0 / 6).squareRoot(), "mase": 42.0 / 6, "nll": -21.0 / 6, "crps": 63.0 / 6,
            "qlike": -84.0 / 6, "coverage_50": 2.0 / 6, "coverage_90": 3.0 / 6, "coverage_99": 4.0 / 6,
            "var_99_breaches": 1, "invested_share": 4.0 / 6, "always_long_accuracy": 3.0 / 5,
            "directional_accuracy": 2.0 / 5, "skill_vs_naive": 1 - 1.0 / 4,
        ]
        for (name, value) in expected {
            let row = try #require(result.row(name, of: "m"))
            #expect(tolerance.accepts(row.value, value), "\(row)")
            // A share of signs is one of the sessions that moved.
            #expect(row.n == (name.hasSuffix("accuracy") ? 5 : 6) && row.horizon == 1)
        }
        #expect(result.row("skill_vs_naive", of: "naive")?.value == 0)
        #expect(result.cellsLeftOut == 0)
    }

    @Test("judges all models on the cells that every one of them was scored on, and counts the others")
    func commonSample() async {
        let result = await evaluate(
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
    func nobody() async {
        let result = await evaluate(
            [sheet("naive", [nil, 4, 4, nil, nil, nil]), sheet("m", [nil, 1, 2, nil, nil, nil])], plan: plan())
        #expect(result.cellsLeftOut == 0)
        #expect(result.row("rmse", of: "m")?.n == 2)
        #expect(result.row("rmse", of: "m", symbol: "Y") == nil)
        #expect(result.samples.map(\.period) == ["all", "2019", "2020"])
    }

    @Test("says of each period and phase which sessions it was scored on; a phase without any is left out")
    func samples() async {
        let shock = ShockPeriod(
            name: "turn",
            intervals: [
                .init(phase: .pre, dates: date("2019-12-01")...date("2019-12-29"), source: "none"),
                .init(phase: .shock, dates: date("2019-12-30")...date("2019-12-31"), source: "none"),
                .init(phase: .recovery, dates: date("2020-01-01")...date("2020-01-02"), source: "none"),
            ])
        let result = await evaluate(
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
    func undefined() async {
        let zeroMean = sheet(
            "zero", [1, 1, 1, 1, 1, 1], also: [.moved: 1, .rose: 1, .scaledAbsoluteError: .nan])
        let result = await evaluate(
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

    @Test("where one symbol has no scale the panel's MASE is that of the others, and n says so")
    func oneScaleMissing() async {
        func scaled(_ model: String) -> ScoreSheet {
            sheet(model, [2, 2, 2, .nan, .nan, .nan], of: [.scaledAbsoluteError], also: [.squaredError: 1])
        }
        let result = await evaluate([scaled("naive"), scaled("m")], plan: plan())
        #expect(result.row("mase", of: "m")?.value == 2)
        #expect(result.row("mase", of: "m")?.n == 3)
        #expect(result.row("mase", of: "m", symbol: "X")?.value == 2)
        #expect(result.row("mase", of: "m", symbol: "Y") == nil)
        #expect(result.row("rmse", of: "m")?.value == 1)
    }

    @Test(
        "takes each mean from its own score",
        arguments: [
            ("smape", .symmetricPercentageError), ("pinball_01", .pinball01), ("pinball_05", .pinball05),
            ("pinball_10", .pinball10), ("pinball_25", .pinball25), ("pinball_50", .pinball50),
            ("pinball_75", .pinball75), ("pinball_90", .pinball90), ("pinball_95", .pinball95),
            ("pinball_99", .pinball99), ("winkler_50", .winkler50), ("winkler_90", .winkler90),
            ("winkler_95", .winkler95), ("winkler_99", .winkler99), ("var_01", .valueAtRisk1),
            ("var_05", .valueAtRisk5), ("es_01", .shortfall1), ("es_05", .shortfall5),
            ("es_score_01", .shortfallScore1), ("es_score_05", .shortfallScore5), ("brier", .brier),
        ] as [(String, PointScore)])
    func ownScore(name: String, score: PointScore) async {
        let values: [Double?] = [1, 2, 3, 4, 5, 6]
        let result = await evaluate(
            [sheet("naive", values, of: []), sheet("m", values, of: [score])], plan: plan())
        #expect(result.row(name, of: "m")?.value == 3.5)
        #expect(result.row(name, of: "m", symbol: "Y")?.value == 5)
        #expect(result.row(name, of: "naive")?.value == 0)
    }

    @Test("measures R² against zero and against the past mean, and the roots of scaled errors and of variances")
    func quotients() async throws {
        let result = await evaluate(
            [
                sheet("naive", [1, 1, 1, 1, 1, 1], of: []),
                sheet(
                    "m", [1, 2, 3, 1, 2, 3],
                    also: [
                        .squaredOutcome: 4, .squaredErrorOfPastMean: 8, .scaledSquaredError: 9, .variance: 25,
                    ]),
            ], plan: plan())
        // Squared errors sum to 12, squared outcomes to 24, the past mean's errors to 48.
        #expect(result.row("r2_zero", of: "m")?.value == 0.5)
        #expect(result.row("r2_mean", of: "m")?.value == 0.75)
        #expect(result.row("rmsse", of: "m")?.value == 3)
        #expect(result.row("forecast_volatility", of: "m")?.value == 5)
        #expect(result.row("realised_volatility", of: "m")?.value == 2)
    }

    @Test("an interval holds the value, comes from the draws alone, and is the same whatever runs side by side")
    func intervals() async throws {
        let grid = ScoreGrid(
            symbols: ["X", "Y", "Z"],
            sessions: (0..<120).map { SessionDate(dayNumber: 18_000 + Int32($0)) })
        func random(_ model: String, seed: UInt64) -> ScoreSheet {
            var (sheet, state) = (ScoreSheet(model: model, grid: grid), seed)
            for symbol in grid.symbols {
                for session in grid.sessions {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let value = Double(state >> 40) / 0x1p24
                    sheet.add(
                        scores([.negativeLogDensity: value, .squaredError: value * value, .tenth3: 1]),
                        symbol: symbol, target: session)
                }
            }
            return sheet
        }
        let sheets = [random("naive", seed: 1), random("m", seed: 2), random("other", seed: 3)]
        let result = await evaluate(sheets, plan: plan(draws: 400))
        let row = try #require(result.row("nll", of: "m"))
        let (lower, upper) = (try #require(row.lower), try #require(row.upper))
        #expect(lower < row.value && row.value < upper)
        // 120 sessions of the mean of three uniform numbers: about ±1.96/√(12·360) = ±0.030.
        #expect((0.02...0.04).contains((upper - lower) / 2), "\(lower) to \(upper)")
        let whole = result.metrics.filter {
            $0.model == "m" && $0.period == wholeSample && $0.symbol == wholeSample
        }
        #expect(whole.first { $0.name == "rmse" }?.lower != nil)
        #expect(whole.first { $0.name == "pit_03" }?.value == 1)
        #expect(await evaluate(sheets, plan: plan(draws: 400), jobs: 3) == result)
        #expect(await evaluate(sheets, plan: plan(draws: 0)).row("nll", of: "m")?.lower == nil)
        for model in ["naive", "m", "other"] {
            #expect((0...1).contains(try #require(result.row("mcs_p_nll", of: model)).value))
        }
    }

    @Test("a histogram of transforms that is far from flat is told from one that is flat")
    func transforms() async throws {
        let grid = ScoreGrid(
            symbols: ["X"], sessions: (0..<200).map { SessionDate(dayNumber: 18_000 + Int32($0)) })
        func spread(_ model: String, over tenths: Int) -> ScoreSheet {
            var sheet = ScoreSheet(model: model, grid: grid)
            for (index, session) in grid.sessions.enumerated() {
                let place = PointScore.tenth1.rawValue + (index * 7) % tenths
                sheet.add(scores([PointScore(rawValue: place)!: 1]), symbol: "X", target: session)
            }
            return sheet
        }
        let result = await evaluate([spread("flat", over: 10), spread("narrow", over: 5)], plan: plan(draws: 200))
        #expect(try #require(result.row("pit_p", of: "flat")).value == 1)
        #expect(try #require(result.row("pit_p", of: "narrow")).value < 1e-6)
    }

    @Test("adds up what each model lost by the end of each month")
    func cumulative() async {
        let result = await evaluate(
            [sheet("naive", [4, 4, 4, 4, 4, 4]), sheet("m", [1, 2, 3, 3, 4, 5])], plan: plan())
        let rows = result.cumulativeLosses.filter { $0.model == "m" && $0.loss == "squared_error" }
        // The panel's means are 2, 3 and 4; the first two sessions are December's.
        #expect(rows.map(\.cumulative) == [5, 9])
        #expect(rows.map(\.sessions) == [2, 3])
        #expect(rows.map(\.date) == [date("2019-12-31"), date("2020-01-02")])
    }
}
