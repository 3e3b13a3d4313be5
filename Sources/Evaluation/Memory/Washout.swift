public import Forecasting
public import Windowing

/// What a predictor of infinite response starts from when it meets a series in the midst of its history.
public enum StartingState: String, CaseIterable, Hashable, Sendable, Codable {
    /// The state before any session: zeros in a network, the training level in a variance.
    case zero
    /// The constant that lies closest to the states that really occur: their mean over symbols and time.
    case learned
    /// Zero, and the sixty sessions before.
    case warmUp = "warm-up"
    /// The state after the whole history: what the others are held against.
    case carried
}

/// How fast the forecasts from a starting state become those from the carried one.
public struct WashoutCurve: Hashable, Sendable {
    /// Where it started.
    public let start: StartingState
    /// The distance of the forecasts `|Δμ|/σ + |Δσ²|/σ²` after 0, 1, 2, … sessions, mean over starts; σ is that of the carried state.
    public let distance: [Double]

    /// A curve from its values.
    public init(start: StartingState, distance: [Double]) {
        self.start = start
        self.distance = distance
    }

    /// Sessions after which the distance stays below a limit; nil where it never does.
    public func sessions(below limit: Double) -> Int? {
        guard let last = distance.lastIndex(where: { $0 >= limit }) else { return 0 }
        return last + 1 < distance.count ? last + 1 : nil
    }
}

/// Compares the starting states of a fitted predictor: one curve each, over the same starts.
///
/// Only the memory's own numbers differ between starts; inputs and everything else are those of the carried state.
///
/// - Returns: no curves where there are no series to start in.
public func washout<Fitted: MemoryCoordinates>(
    of fitted: Fitted, on series: [ReturnSeries], starts: Int = 12, history: Int = 400, sessions: Int = 120,
    warmUp: Int = 60
) -> [WashoutCurve] {
    let stretches = memoryStretches(series, count: starts, sessions: history + sessions + 1).filter {
        $0.count > sessions + warmUp + 1
    }
    // The carried states at the start and at every tenth session before it, from which the learned one is taken.
    var carried: [Fitted.State] = []
    var warmed: [Fitted.State] = []
    var (sum, count) = ([Double](), 0.0)
    for one in stretches {
        let start = one.count - sessions - 1
        var state = fitted.initialState(for: one.symbol)
        var warming = state
        for session in 0..<start {
            if session == start - warmUp {
                warming = fitted.initialState(for: one.symbol, like: state)
            }
            state = fitted.step(state, session: session, of: one).state
            if session >= start - warmUp { warming = fitted.step(warming, session: session, of: one).state }
            if session > start / 2 && session % 10 == 0 {
                let point = fitted.coordinates(of: state)
                if sum.isEmpty { sum = Array(repeating: 0, count: point.count) }
                for index in point.indices { sum[index] += point[index] }
                count += 1
            }
        }
        carried.append(state)
        warmed.append(warming)
    }
    guard count > 0 else { return [] }
    let learned = sum.map { $0 / count }
    return StartingState.allCases.compactMap { start in
        var distance = [Double](repeating: 0, count: sessions + 1)
        for (place, one) in stretches.enumerated() {
            let reference = carried[place]
            let other: Fitted.State =
                switch start {
                case .zero: fitted.initialState(for: one.symbol, like: reference)
                case .learned: fitted.state(learned, like: reference)
                case .warmUp: warmed[place]
                case .carried: reference
                }
            let moved = distances(fitted, from: other, and: reference, in: one, sessions: sessions)
            for index in distance.indices { distance[index] += moved[index] / Double(stretches.count) }
        }
        return distance.allSatisfy(\.isFinite) ? WashoutCurve(start: start, distance: distance) : nil
    }
}

private func distances<Fitted: MemoryCoordinates>(
    _ fitted: Fitted, from start: Fitted.State, and reference: Fitted.State, in series: ReturnSeries, sessions: Int
) -> [Double] {
    var (one, other) = (start, reference)
    return (0...sessions).map { step in
        let session = series.count - sessions - 1 + step
        let (moved, expected) = (
            fitted.step(one, session: session, of: series), fitted.step(other, session: session, of: series)
        )
        (one, other) = (moved.state, expected.state)
        guard let left = moved.forecast, let right = expected.forecast else { return 0 }
        let (deviation, unit) = (left.standardDeviation, right.standardDeviation)
        return abs(left.mean - right.mean) / unit + abs(deviation * deviation - unit * unit) / (unit * unit)
    }
}

extension MemoryCoordinates {
    /// The initial memory with all else as in a state; the initial state itself where it has fewer numbers.
    fileprivate func initialState(for symbol: String, like state: State) -> State {
        let initial = initialState(for: symbol)
        let numbers = coordinates(of: initial)
        return numbers.count == coordinates(of: state).count ? self.state(numbers, like: state) : initial
    }
}
