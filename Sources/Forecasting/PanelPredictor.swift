public import Windowing

/// A fitted predictor of infinite response that is stepped session by session for a whole panel at once.
///
/// What the series share is one state, taken on once a session whatever the number of series; what is a series' own is another.
/// Both are plain values with bytes of their own, so that a night goes on where the last one ended. Stepping gives the forecasts
/// of ``FittedPredictor/forecasts(forEach:cutoffs:isCancelled:)`` to the bit.
public protocol PanelPredictor: FittedPredictor {
    /// What all series share after a session.
    associatedtype Shared: Sendable
    /// What is a series' own after one of its sessions.
    associatedtype Own: Sendable

    /// Whether a session of one series changes what is forecast of another.
    var sharesState: Bool { get }
    /// Whether it cannot go on without the sessions' ranges, which a simulated session does not have.
    var needsRanges: Bool { get }
    /// What all series share before the first session.
    func sharedState() -> Shared
    /// The memory of a series before its first session.
    func ownState(for symbol: String) -> Own
    /// Takes in a session's returns of all series that have one, in the panel's order.
    func take(_ returns: [(symbol: String, logReturn: Double)], into shared: inout Shared)
    /// A session of one series further, after the panel's state took the same session in.
    ///
    /// - Returns: the forecast of the session after it; nil where the past is too short.
    func step(_ own: inout Own, shared: Shared, logReturn: Double) -> PredictiveDistribution?
    /// The same with the size of the session by its range; nil where the series had none so far.
    func step(
        _ own: inout Own, shared: Shared, logReturn: Double, size: SessionSize?
    ) -> PredictiveDistribution?

    /// The bytes of a shared state.
    func encoded(shared: Shared) throws -> [UInt8]
    /// The shared state behind bytes.
    func shared(decoding bytes: [UInt8]) throws -> Shared
    /// The bytes of a series' own state.
    func encoded(own: Own) throws -> [UInt8]
    /// The own state behind bytes.
    func own(decoding bytes: [UInt8]) throws -> Own
}

extension PanelPredictor {
    /// It goes on with returns alone.
    public var needsRanges: Bool { false }

    /// What does not look at ranges needs the return alone.
    public func step(
        _ own: inout Own, shared: Shared, logReturn: Double, size: SessionSize?
    ) -> PredictiveDistribution? {
        step(&own, shared: shared, logReturn: logReturn)
    }
}

/// A recurrent predictor whose series know nothing of each other, as one that is stepped for a panel.
public struct SeparateSeries<Base: RecurrentPredictor>: PanelPredictor {
    /// Nothing.
    public struct Shared: Sendable {}

    /// What is stepped.
    public let base: Base

    /// A panel of series that know nothing of each other.
    public init(_ base: Base) { self.base = base }

    /// The base's.
    public var response: Response { base.response }
    /// The base's.
    public var cost: ModelCost { base.cost }
    /// The base's.
    public func encoded() throws -> [UInt8] { try base.encoded() }
    /// The base's.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        base.forecasts(for: series, cutoffs: cutoffs)
    }

    /// It shares nothing.
    public var sharesState: Bool { false }
    /// Nothing.
    public func sharedState() -> Shared { Shared() }
    /// The base's initial state.
    public func ownState(for symbol: String) -> Base.State { base.initialState(for: symbol) }
    /// Nothing to take in.
    public func take(_ returns: [(symbol: String, logReturn: Double)], into shared: inout Shared) {}
    /// The base's step.
    public func step(_ own: inout Base.State, shared: Shared, logReturn: Double) -> PredictiveDistribution? {
        let (next, forecast) = base.step(own, logReturn: logReturn)
        own = next
        return forecast
    }
    /// No bytes.
    public func encoded(shared: Shared) throws -> [UInt8] { [] }
    /// Nothing.
    public func shared(decoding bytes: [UInt8]) throws -> Shared { Shared() }
    /// JSON.
    public func encoded(own: Base.State) throws -> [UInt8] { try ModelCoding.encode(state: own) }
    /// JSON.
    public func own(decoding bytes: [UInt8]) throws -> Base.State {
        try ModelCoding.decode(state: Base.State.self, from: bytes)
    }
}

/// The fitted predictor as one that is stepped for a panel; nil where it keeps no state that can be stepped.
public func panelPredictor(_ fitted: any FittedPredictor) -> (any PanelPredictor)? {
    if let panel = fitted as? any PanelPredictor { return panel }
    if let recurrent = fitted as? any RecurrentPredictor { return separate(recurrent) }
    return nil
}

private func separate<Base: RecurrentPredictor>(_ base: Base) -> any PanelPredictor { SeparateSeries(base) }
