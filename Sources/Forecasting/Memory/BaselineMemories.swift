internal import Windowing

// The memories of the classical models of infinite response: a variance, a level and a trend.

extension FittedExponentialVolatility: MemoryCoordinates, FadingMemory {
    /// The variance.
    public func coordinates(of state: State) -> [Double] { [state.variance.value] }

    /// The same law at another variance.
    public func state(_ coordinates: [Double], like state: State) -> State {
        var moved = state
        moved.variance = ExponentialVariance(decay: decay, initialValue: coordinates[0])
        return moved
    }

    /// λ: a session's weight in the variance is `(1 − λ)·λ^k`.
    public var fadingWeight: FadingWeight? { FadingWeight(name: "lambda", value: decay) }
}

extension FittedGARCH: MemoryCoordinates, FadingMemory {
    /// The variance.
    public func coordinates(of state: State) -> [Double] { [state.variance] }

    /// The same parameters at another variance.
    public func state(_ coordinates: [Double], like state: State) -> State {
        var moved = state
        moved.variance = coordinates[0]
        return moved
    }

    /// `α + γ/2 + β`: what is left of a shock in the *expected* variance a session later.
    ///
    /// With the later returns given, as they are when an impulse is measured, it is β alone.
    public var fadingWeight: FadingWeight? {
        let isAsymmetric = estimates.values.contains { $0.parameters.asymmetry != 0 }
        return medianWeight(estimates.values.map(\.parameters.persistence)).map {
            FadingWeight(name: isAsymmetric ? "alpha+gamma/2+beta" : "alpha+beta", value: $0)
        }
    }
}

extension FittedSmoothing: MemoryCoordinates, FadingMemory {
    /// The level, and Holt's trend; nothing before the first session.
    public func coordinates(of state: State) -> [Double] {
        state.smoothed.map { method == .holt ? [$0.level, $0.trend] : [$0.level] } ?? []
    }

    /// The same weights at another level and trend.
    public func state(_ coordinates: [Double], like state: State) -> State {
        guard let level = coordinates.first else { return state }
        var moved = state
        moved.smoothed = SmoothingState(level: level, trend: coordinates.count > 1 ? coordinates[1] : 0)
        return moved
    }

    /// α: a session's weight in the level is `α·(1 − α)^k`.
    public var fadingWeight: FadingWeight? {
        medianWeight(weights.bySymbol.values.map(\.parameters.level)).map { FadingWeight(name: "alpha", value: $0) }
    }
}
