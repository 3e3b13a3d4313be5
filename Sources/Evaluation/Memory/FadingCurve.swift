/// How much an event still matters by the sessions since, and what that comes to in a few numbers.
public struct FadingCurve: Hashable, Sendable {
    /// The influence after 0, 1, 2, … sessions, never negative.
    public let influence: [Double]

    /// A curve from its values.
    public init(_ influence: [Double]) { self.influence = influence }

    /// The largest influence at any lag; zero where nothing is remembered.
    public var peak: Double { influence.max() ?? 0 }

    /// The last lag with any influence at all; nil where there is none.
    public var reach: Int? { influence.lastIndex { $0 != 0 } }

    /// Sessions after which the influence stays below a share of its peak.
    ///
    /// Interpolated between lags on a logarithmic scale, which is exact for what fades by a fixed factor a session.
    ///
    /// - Returns: nil where nothing is remembered, and where the last lag is still above the share.
    /// - Precondition: `share` lies between 0 and 1.
    public func lag(below share: Double) -> Double? {
        precondition(share > 0 && share < 1, "a share lies between 0 and 1")
        let limit = peak * share
        guard peak > 0, let last = influence.lastIndex(where: { $0 >= limit }), last + 1 < influence.count else {
            return nil
        }
        let (above, below) = (influence[last], influence[last + 1])
        // What ends at once ends on the next session.
        guard below > 0 else { return Double(last + 1) }
        return Double(last) + naturalLogarithm(above / limit) / naturalLogarithm(above / below)
    }

    /// Sessions until half of the peak is gone for good.
    public var halfLife: Double? { lag(below: 0.5) }

    /// Sessions until 99 % of the peak are gone for good.
    public var onePercentHorizon: Double? { lag(below: 0.01) }
}
