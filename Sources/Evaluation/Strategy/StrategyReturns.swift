/// The returns of holding an asset by weights that were decided the session before.
///
/// The weight `w_t` is decided at the close of session t and earns the simple return of session t + 1; a trade `|w_t − w_{t−1}|` (with
/// nothing held before the first) costs its share in that session too: `net_t = w_{t−1}·r_t − cost·|w_{t−1} − w_{t−2}|`. Weights do
/// not drift between sessions.
public struct StrategyReturns: Hashable, Sendable {
    /// Before costs, one a session; the first is zero.
    public let gross: [Double]
    /// After costs.
    public let net: [Double]
    /// What was traded at each close, as a share of wealth.
    public let trades: [Double]
    /// What the trades cost that were charged: all but the last, whose cost would fall after the end.
    public let totalCost: Double

    /// The returns of weights.
    ///
    /// - Parameters:
    ///   - weights: decided at each close, from −1 (short) over 0 (stay out) to 1 (invest).
    ///   - simpleReturns: of the asset, one a session.
    ///   - costPerUnit: of one unit traded: 0.0005 is five basis points.
    /// - Precondition: both arrays have the same length.
    public init(weights: [Double], simpleReturns: [Double], costPerUnit: Double) {
        precondition(weights.count == simpleReturns.count, "a strategy needs one weight a return")
        var (gross, net, trades) = ([Double](), [Double](), [Double]())
        var (held, lastTrade, cost) = (0.0, 0.0, 0.0)
        for (weight, simpleReturn) in zip(weights, simpleReturns) {
            gross.append(held * simpleReturn)
            net.append(held * simpleReturn - costPerUnit * lastTrade)
            cost += costPerUnit * lastTrade
            lastTrade = abs(weight - held)
            trades.append(lastTrade)
            held = weight
        }
        (self.gross, self.net, self.trades, totalCost) = (gross, net, trades, cost)
    }

    /// The trades a year, both sides counted; nil for no session.
    public func annualTurnover(sessionsPerYear: Double = 252) -> Double? {
        arithmeticMean(trades).map { $0 * sessionsPerYear }
    }
}
