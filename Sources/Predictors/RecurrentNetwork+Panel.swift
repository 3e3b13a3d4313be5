public import Forecasting
internal import Learning
public import Windowing

/// A recurrent network is stepped for a whole panel: the market's inputs are one state, taken on once a session.
extension FittedRecurrentNetwork: PanelPredictor {
    /// The market's inputs.
    public struct Shared: Hashable, Sendable {
        var market: MarketTrack
    }

    /// A series' own scale and hidden state.
    public struct Own: Hashable, Sendable {
        var scale: ScaleTrack
        /// Nil where the network does not look at ranges.
        var ranges: RangeTrack?
        var hidden: [Float]
        var sessions: Int
    }

    /// The market is shared.
    public var sharesState: Bool { true }

    /// A network that was fitted with ranges takes them in every session.
    public var needsRanges: Bool { weights.features.hasRanges }

    /// The market before its first session.
    public func sharedState() -> Shared { Shared(market: MarketTrack(reference: weights.features.reference)) }

    /// Zero, and the scale at the training span's level.
    public func ownState(for symbol: String) -> Own {
        Own(
            scale: ScaleTrack(reference: weights.features.reference),
            ranges: weights.features.hasRanges ? RangeTrack(reference: weights.features.reference) : nil,
            hidden: network.initialState(batch: 1), sessions: 0)
    }

    /// The market a session further.
    public func take(_ returns: [(symbol: String, logReturn: Double)], into shared: inout Shared) {
        shared.market.take(returns)
    }

    /// A series a session further.
    public func step(_ own: inout Own, shared: Shared, logReturn: Double) -> PredictiveDistribution? {
        step(&own, shared: shared, logReturn: logReturn, size: nil)
    }

    /// A series a session further, with the session's range.
    public func step(
        _ own: inout Own, shared: Shared, logReturn: Double, size: SessionSize?
    ) -> PredictiveDistribution? {
        let before = own.scale.scale
        var row = own.scale.row(logReturn) + shared.market.row
        row += own.ranges?.row(size, logReturn: logReturn, before: before, after: own.scale.scale) ?? []
        let input = row.enumerated().map { weights.scaler.scaled($1, channel: $0) }
        let workspace = Workspace<Float>(recordsTape: false)
        network.forward(
            parameters: weights.trained.parameters, input: input, steps: 1, batch: 1, state: &own.hidden,
            workspace: workspace)
        own.sessions += 1
        guard own.sessions > Self.warmUp, own.ranges?.hasBegun ?? true else { return nil }
        return weights.settings.training.head.distribution(workspace.output[...], scale: own.scale.scale * stretch)
    }

    /// The market's numbers.
    public func encoded(shared: Shared) throws -> [UInt8] {
        var writer = StateWriter()
        shared.market.write(to: &writer)
        return writer.bytes
    }

    /// The market behind bytes.
    public func shared(decoding bytes: [UInt8]) throws -> Shared {
        var reader = StateReader(bytes)
        let market = try MarketTrack(reading: &reader, reference: weights.features.reference)
        guard reader.isAtEnd else { throw StateError() }
        return Shared(market: market)
    }

    /// A series' numbers.
    public func encoded(own: Own) throws -> [UInt8] {
        var writer = StateWriter()
        writer.write(own.sessions)
        own.scale.write(to: &writer)
        writer.write(own.hidden.count)
        for number in own.hidden { writer.write(number) }
        own.ranges?.write(to: &writer)
        return writer.bytes
    }

    /// The series behind bytes.
    public func own(decoding bytes: [UInt8]) throws -> Own {
        var reader = StateReader(bytes)
        let sessions = try reader.integer()
        let scale = try ScaleTrack(reading: &reader, reference: weights.features.reference)
        let hidden = try (0..<reader.count(ofSize: 4)).map { _ in try reader.float() }
        let ranges =
            weights.features.hasRanges
            ? try RangeTrack(reading: &reader, reference: weights.features.reference) : nil
        guard reader.isAtEnd, hidden.count == network.stateSize else { throw StateError() }
        return Own(scale: scale, ranges: ranges, hidden: hidden, sessions: sessions)
    }
}
