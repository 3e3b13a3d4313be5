/// Which return is forecast after a cutoff t: the log return summed over the last `span` of the sessions t + 1 … t + `horizon`.
///
/// Two kinds are asked for: the single session t + h, of span 1, and the sum up to it, of span h; the next session is both.
public struct ReturnTarget: Hashable, Comparable, Sendable {
    /// How many sessions ahead it ends.
    public let horizon: Int
    /// How many sessions are summed, the last of them `horizon` ahead.
    public let span: Int

    /// A target from its fields.
    ///
    /// - Precondition: it begins after the cutoff: the span is from 1 to the horizon.
    public init(horizon: Int, span: Int) {
        precondition((1...horizon).contains(span), "a span is from 1 to the horizon, not \(span) of \(horizon)")
        self.horizon = horizon
        self.span = span
    }

    /// The next session alone.
    public static let nextSession = session(1)

    /// The single session so many ahead.
    public static func session(_ horizon: Int) -> ReturnTarget { ReturnTarget(horizon: horizon, span: 1) }

    /// The sum over the next sessions.
    public static func sum(_ sessions: Int) -> ReturnTarget { ReturnTarget(horizon: sessions, span: sessions) }

    /// By horizon, then by span.
    public static func < (left: ReturnTarget, right: ReturnTarget) -> Bool {
        (left.horizon, left.span) < (right.horizon, right.span)
    }
}

extension ReturnSeries {
    /// The log return that a target is, after a cutoff.
    public func logReturn(of target: ReturnTarget, after cutoff: Int) -> Double {
        let last = cutoff + target.horizon
        let first = last - target.span + 1
        return logReturns[first...last].dropFirst().reduce(logReturns[first], +)
    }
}
