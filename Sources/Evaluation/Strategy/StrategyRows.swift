internal import Windowing

/// The model name under which rows of *always invested* stand.
public let buyAndHold = "buy-and-hold"

/// What *invest / stay out* would have been worth, for each model that says a direction and for holding on.
///
/// Each symbol holds an equal share of the capital, restored every session; several seeds share it equally. The weight is decided
/// at the close before, the return is the simple one, and every change of weight costs ``EvaluationPlan/costBasisPoints``.
func strategyMetrics(of frame: EvaluationFrame) -> [MetricRow] {
    let models = frame.sheets.indices.filter { model in
        frame.cells.contains { frame.sheets[model][.saysDirection, $0] > 0 }
    }
    guard !models.isEmpty, frame.plan.target == .nextSession else { return [] }
    let whole = frame.pooled[0]
    let strategies = models.map { StrategySheet(frame, model: $0) } + [StrategySheet(frame, model: nil)]
    let inferences = strategies.map { SharpeInference($0.net) }
    // Luck chooses among the strategies that were tried, not among them and the one that is always there.
    let ratios = inferences.dropLast().compactMap { $0?.ratio }
    let mean = arithmeticMean(ratios) ?? 0
    let variance =
        ratios.count > 1
        ? ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ratios.count - 1) : 0
    let tried = max(frame.plan.strategiesTried ?? models.count, ratios.count)

    var rows: [MetricRow] = []
    for (strategy, inference) in zip(strategies, inferences) {
        var values = strategy.values(net: strategy.net, trades: strategy.trades)
        let year = 252.0.squareRoot()
        values.append(("strategy_sharpe_se", inference?.standardError.map { $0 * year }))
        values.append(("strategy_psr", inference?.probabilistic()))
        if frame.plan.costBasisPoints != EvaluationPlan.usualCostBasisPoints {
            values.append(("strategy_cost_bp", frame.plan.costBasisPoints))
        }
        if strategy.name != buyAndHold {
            values.append(("strategy_dsr", inference?.deflated(trials: tried, variance: variance)))
            values.append(("strategy_trials", Double(tried)))
        }
        rows += strategy.rows(values, on: whole, frame: frame)
        for (place, (sample, _)) in frame.symbols.enumerated() {
            let (net, trades) = strategy.bySymbol[place]
            rows += strategy.rows(strategy.values(net: net, trades: trades), on: sample, frame: frame)
        }
    }
    return rows
}

/// One model's daily returns after costs, symbol by symbol and together.
private struct StrategySheet {
    let name: String
    /// After costs, of the whole panel.
    let net: [Double]
    /// What was traded before each session, as a share of the capital.
    let trades: [Double]
    /// The same of each symbol.
    let bySymbol: [(net: [Double], trades: [Double])]

    /// Of a model, or of holding on for nil.
    init(_ frame: EvaluationFrame, model: Int?) {
        name = model.map { frame.sheets[$0].model } ?? buyAndHold
        let outcomes = frame.sheets[0]
        let grid = outcomes.grid
        var (net, trades, count) = ([Double](), [Double](), [Double]())
        net = Array(repeating: 0, count: frame.sessions.count)
        (trades, count) = (net, net)
        var bySymbol: [(net: [Double], trades: [Double])] = []
        for (_, cells) in frame.symbols {
            let weights = cells.map { cell in model.map { frame.sheets[$0][.invested, cell] } ?? 1 }
            // The weight of a target was decided the session before: one session without a return comes first.
            let returns = StrategyReturns(
                weights: weights + weights.suffix(1),
                simpleReturns: [0] + cells.map { exponentialMinusOne(outcomes[.outcome, $0]) },
                costPerUnit: frame.plan.costBasisPoints / 10_000)
            let (own, traded) = (Array(returns.net.dropFirst()), Array(returns.trades.dropLast()))
            for (index, cell) in cells.enumerated() {
                let session = frame.row[grid.session(of: cell)]
                net[session] += own[index]
                trades[session] += traded[index]
                count[session] += 1
            }
            bySymbol.append((own, traded))
        }
        self.net = net.indices.map { net[$0] / count[$0] }
        self.trades = trades.indices.map { trades[$0] / count[$0] }
        self.bySymbol = bySymbol
    }

    func values(net: [Double], trades: [Double]) -> [(name: String, value: Double?)] {
        let metrics = StrategyMetrics(net)
        return [
            ("strategy_return", metrics.totalReturn), ("strategy_cagr", metrics.compoundAnnualGrowthRate),
            ("strategy_volatility", metrics.annualVolatility), ("strategy_sharpe", metrics.sharpeRatio),
            ("strategy_sortino", metrics.sortinoRatio), ("strategy_calmar", metrics.calmarRatio),
            ("strategy_max_drawdown", metrics.maximumDrawdown), ("strategy_hit_rate", metrics.hitRate),
            ("strategy_turnover", arithmeticMean(trades).map { $0 * 252 }),
        ]
    }

    func rows(
        _ values: [(name: String, value: Double?)], on sample: Sample, frame: EvaluationFrame
    ) -> [MetricRow] {
        values.compactMap { metric, value in
            guard let value, value.isFinite else { return nil }
            return MetricRow(
                model: name, symbol: sample.symbol, period: sample.period, phase: sample.phase,
                horizon: frame.plan.target.horizon, name: metric, value: value, n: sample.rows.count)
        }
    }
}
