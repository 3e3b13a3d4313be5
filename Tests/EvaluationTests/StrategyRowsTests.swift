import Evaluation
import Foundation
import Testing

@Suite("Invest or stay out")
struct StrategyRowsTests {
    /// X rises by 10 %, falls by 10 %, rises by 10 %; Y stands still.
    private func sheet(_ model: String, invests: [Double]) -> ScoreSheet {
        let returns = [log(1.1), log(0.9), log(1.1), 0, 0, 0]
        var sheet = ScoreSheet(model: model, grid: tinyGrid)
        for cell in 0..<6 {
            sheet.add(
                scores([.outcome: returns[cell], .invested: invests[cell % 3], .saysDirection: 1]),
                symbol: tinyGrid.symbols[tinyGrid.symbol(of: cell)],
                target: tinyGrid.sessions[tinyGrid.session(of: cell)])
        }
        return sheet
    }

    @Test("earns the next session's return for each decision, and pays for each trade", arguments: [0.0, 10])
    func returns(costBasisPoints: Double) async throws {
        var plan = plan()
        plan.costBasisPoints = costBasisPoints
        let result = await evaluate(
            [sheet("naive", invests: [0, 0, 0]), sheet("knows", invests: [1, 0, 1])], plan: plan)
        let cost = costBasisPoints / 10_000
        // What differs from the usual cost stands beside its numbers.
        #expect(result.row("strategy_cost_bp", of: "knows")?.value == costBasisPoints)
        // In at 1, out at 2, in at 3: three trades, each paid in its session.
        let x = try #require(result.row("strategy_return", of: "knows", symbol: "X"))
        #expect(abs(x.value - ((1.1 - cost) * (1 - cost) * (1.1 - cost) - 1)) < 1e-12)
        let turnover = try #require(result.row("strategy_turnover", of: "knows", symbol: "X"))
        #expect(turnover.value == 252)
        // Half the capital is in Y, which only costs.
        let panel = try #require(result.row("strategy_return", of: "knows"))
        #expect(abs(panel.value - ((1.05 - cost) * (1 - cost) * (1.05 - cost) - 1)) < 1e-12)
        // Holding on pays once.
        let held = try #require(result.row("strategy_return", of: "buy-and-hold", symbol: "X"))
        #expect(abs(held.value - ((1.1 - cost) * 0.9 * 1.1 - 1)) < 1e-12)
        #expect(result.row("strategy_return", of: "naive")?.value == 0)
        #expect(result.row("strategy_sharpe", of: "naive") == nil)
    }

    @Test("counts the strategies tried, not only those that are shown")
    func trials() async throws {
        var plan = plan()
        plan.strategiesTried = 50
        let sheets = [sheet("naive", invests: [0, 1, 0]), sheet("knows", invests: [1, 0, 1])]
        let many = await evaluate(sheets, plan: plan)
        #expect(many.row("strategy_trials", of: "knows")?.value == 50)
        plan.strategiesTried = nil
        let few = await evaluate(sheets, plan: plan)
        #expect(few.row("strategy_trials", of: "knows")?.value == 2)
        let (deflatedByMany, deflatedByFew) = (
            try #require(many.row("strategy_dsr", of: "knows")?.value),
            try #require(few.row("strategy_dsr", of: "knows")?.value)
        )
        #expect(deflatedByMany < deflatedByFew)
        #expect(deflatedByFew < (try #require(few.row("strategy_psr", of: "knows")?.value)))
        #expect(few.row("strategy_dsr", of: "buy-and-hold") == nil)
    }

    @Test("is silent about models that say no direction")
    func noDirection() async {
        var silent = ScoreSheet(model: "naive", grid: tinyGrid)
        for cell in 0..<6 {
            silent.add(
                scores([:]), symbol: tinyGrid.symbols[cell / 3], target: tinyGrid.sessions[cell % 3])
        }
        let result = await evaluate([silent], plan: plan())
        #expect(!result.metrics.contains { $0.name.hasPrefix("strategy") })
    }
}
