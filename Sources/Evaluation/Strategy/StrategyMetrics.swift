/// What a series of simple returns was worth and what it took to hold it.
///
/// Annual numbers are those of 252 sessions; the rate without risk is zero. Nil where a number is not defined (no deviation, no loss,
/// too few sessions); never infinity or NaN.
public struct StrategyMetrics: Hashable, Sendable {
    /// `∏(1 + r) − 1`.
    public let totalReturn: Double?
    /// Compound annual growth rate, `(∏(1 + r))^(252/n) − 1`.
    public let compoundAnnualGrowthRate: Double?
    /// Standard deviation (ddof 1) times √252.
    public let annualVolatility: Double?
    /// Mean over standard deviation (ddof 1), times √252.
    public let sharpeRatio: Double?
    /// Mean over the root mean square of the losses (gains as zeros, divisor n), times √252 (Sortino & Price 1994).
    public let sortinoRatio: Double?
    /// The deepest fall from a peak, as a return: zero or below; the start counts as a peak.
    public let maximumDrawdown: Double?
    /// The session of the deepest fall, from 1; 0 where wealth never fell.
    public let troughIndex: Int
    /// The session of the peak before it, from 1; 0 is the start.
    public let peakIndex: Int
    /// Growth rate over the depth of the deepest fall (Young 1991).
    public let calmarRatio: Double?
    /// Share of gains among the sessions that were not zero.
    public let hitRate: Double?
    /// The fall from the highest wealth so far, the start first.
    public let drawdowns: [Double]

    /// The metrics of simple returns in order of time; a total loss is final.
    public init(_ returns: [Double], sessionsPerYear: Double = 252) {
        let n = Double(returns.count)
        var (wealth, peak, peakAt) = (1.0, 1.0, 0)
        var (deepest, trough, peakOfTrough) = (0.0, 0, 0)
        var drawdowns = [0.0]
        for (index, value) in returns.enumerated() {
            wealth *= max(0, 1 + value)
            if wealth > peak { (peak, peakAt) = (wealth, index + 1) }
            let fall = wealth / peak - 1
            drawdowns.append(fall)
            if fall < deepest { (deepest, trough, peakOfTrough) = (fall, index + 1, peakAt) }
        }
        self.drawdowns = drawdowns
        (troughIndex, peakIndex) = (trough, peakOfTrough)
        guard !returns.isEmpty, wealth.isFinite else {
            (totalReturn, compoundAnnualGrowthRate, annualVolatility, sharpeRatio) = (nil, nil, nil, nil)
            (sortinoRatio, maximumDrawdown, calmarRatio, hitRate) = (nil, nil, nil, nil)
            return
        }
        let year = sessionsPerYear.squareRoot()
        totalReturn = wealth - 1
        let growth = raise(wealth, to: sessionsPerYear / n) - 1
        compoundAnnualGrowthRate = growth.isFinite ? growth : nil
        maximumDrawdown = deepest
        calmarRatio = quotient(compoundAnnualGrowthRate, -deepest)
        let mean = returns.reduce(0, +) / n
        let spread = SampleShape(returns)?.deviation
        annualVolatility = returns.count < 2 ? nil : (spread ?? 0) * year
        sharpeRatio = quotient(mean * year, spread)
        let downside = (returns.reduce(0) { $0 + ($1 < 0 ? $1 * $1 : 0) } / n).squareRoot()
        sortinoRatio = quotient(mean * year, downside)
        let moved = returns.filter { $0 != 0 }
        hitRate = moved.isEmpty ? nil : Double(moved.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }) / Double(moved.count)
    }
}
