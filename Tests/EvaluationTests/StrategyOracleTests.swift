import Evaluation
import TestSupport
import Testing

@Suite("Strategy metrics agree with their oracle")
struct StrategyOracleTests {
    let oracle: Oracle

    init() throws { oracle = try Oracle("strategy", in: .module) }

    private func strategy(_ testCase: OracleCase) throws -> StrategyReturns {
        StrategyReturns(
            weights: try testCase.inputs["w"].numbers(), simpleReturns: try testCase.inputs["r"].numbers(),
            costPerUnit: try testCase.inputs["cost_per_unit_turnover"].number())
    }

    @Test("before and after costs, and of holding all the time", arguments: ["gross", "net", "buy_and_hold"])
    func metrics(name: String) throws {
        let testCase = try oracle[name]
        let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
        let strategy = try strategy(testCase)
        let returns =
            name == "gross" ? strategy.gross : name == "net" ? strategy.net : try testCase.inputs["r"].numbers()
        let metrics = StrategyMetrics(returns)
        for (value, key) in [
            (metrics.sharpeRatio, "sharpe"), (metrics.annualVolatility, "volatility_annual"),
            (metrics.sortinoRatio, "sortino"), (metrics.maximumDrawdown, "max_drawdown"),
            (metrics.totalReturn, "total_return"), (metrics.compoundAnnualGrowthRate, "cagr"),
            (metrics.calmarRatio, "calmar"), (metrics.hitRate, "hit_rate_nonzero"),
        ] { #expect(tolerance.accepts(try #require(value), try expected[key].number()), "\(key)") }
        #expect(metrics.troughIndex == (try expected["drawdown_trough_index_1based"].integer()))
        #expect(metrics.peakIndex == (try expected["drawdown_peak_index_0_is_start"].integer()))
        if name == "net" {
            #expect(tolerance.accepts(returns, try expected["returns"].numbers()))
            #expect(tolerance.accepts(metrics.drawdowns, try expected["drawdown_series_with_start"].numbers()))
        }
    }

    @Test("turnover and what it cost")
    func turnover() throws {
        let testCase = try oracle["turnover"]
        let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
        let strategy = try strategy(testCase)
        let annual = try #require(strategy.annualTurnover())
        #expect(tolerance.accepts(strategy.trades.reduce(0, +), try expected["total"].number()))
        #expect(tolerance.accepts(annual / 252, try expected["per_period_mean"].number()))
        #expect(tolerance.accepts(annual, try expected["annual"].number()))
        #expect(tolerance.accepts(annual / 2, try expected["one_sided_annual"].number()))
        #expect(tolerance.accepts(strategy.totalCost, try expected["total_cost"].number()))
    }

    @Test("a weight never earns the return of the session it is decided in")
    func lookAhead() throws {
        let testCase = try oracle["lookahead_trap"]
        let wrong = try testCase.expected["sharpe_if_w_t_earned_r_t_WRONG"].number()
        let metrics = StrategyMetrics(try strategy(testCase).gross)
        #expect(abs(try #require(metrics.sharpeRatio) - wrong) > 0.1)
    }

    @Test("what is not defined is nil, and a total loss is final")
    func edges() throws {
        func metrics(_ name: String) throws -> StrategyMetrics {
            StrategyMetrics(try oracle["edge_\(name)"].inputs["returns"].numbers())
        }
        for name in ["zero_variance", "all_zero"] {
            let metrics = try metrics(name)
            #expect(metrics.sharpeRatio == nil && metrics.sortinoRatio == nil && metrics.calmarRatio == nil)
            #expect(metrics.maximumDrawdown == 0 && metrics.annualVolatility == 0)
        }
        let rising = try metrics("never_down")
        #expect(rising.sortinoRatio == nil && rising.calmarRatio == nil && rising.maximumDrawdown == 0)
        #expect(abs(try #require(rising.sharpeRatio) - 24.24871130596428) < 1e-9)
        let ruined = try metrics("wiped_out")
        #expect(ruined.maximumDrawdown == -1 && ruined.totalReturn == -1 && ruined.compoundAnnualGrowthRate == -1)
        let early = try metrics("first_day_loss")
        #expect(abs(try #require(early.maximumDrawdown) + 0.1) < 1e-12)
        #expect(early.peakIndex == 0 && early.troughIndex == 1)
        #expect(try metrics("single").sharpeRatio == nil)
        let empty = try metrics("empty")
        #expect(empty.totalReturn == nil && empty.maximumDrawdown == nil && empty.annualVolatility == nil)
    }
}
