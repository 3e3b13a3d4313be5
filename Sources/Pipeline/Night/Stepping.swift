internal import Forecasting
internal import Market
internal import Store
internal import Windowing

/// Where a model's states came from and where they were brought to.
struct SteppedStates: Sendable {
    /// The forecast after each series' last session, where it moved; nil where its past is too short.
    var forecasts: [String: PredictiveDistribution?] = [:]
    /// The states after the last sessions, of the series that moved.
    var states: [ModelState] = []
    /// What the panel shares, after its last session; nil where nothing is shared or moved.
    var market: (after: SessionDate, state: [UInt8])?
    /// Steps made.
    var sessions = 0
    /// The session after which the earliest step was made; nil where one was the first of its series.
    var from: SessionDate?
    /// Whether a series had no state although it is not new to the model.
    var startedAnew = false
}

/// Steps a model from its stored states through the sessions that are new.
///
/// A state that is missing, because it was never made or because the past changed and it was removed, is made from the last one
/// before; then more sessions are new. A panel that shares a state is taken back as a whole.
func stepStates<Model: PanelPredictor>(
    of model: Model, id: Int64, from source: NightSource, series: [SeriesOutline], to last: SessionDate,
    leavingOut outsiders: Set<String>, in store: Store,
    isCancelled: () -> Bool
) throws -> SteppedStates {
    var stored = try store.states(ofModel: id, notAfter: last)
    var tails = try source.tails(from: series.map { stored[$0.symbol]?.afterDate })
    var market: (after: SessionDate, state: [UInt8])?
    if model.sharesState {
        // The first new session of any series: the panel must be at a session before it.
        guard let first = tails.compactMap(\.dates.first).min() else { return SteppedStates() }
        market = try store.marketState(ofModel: id, notAfter: first.advanced(byDays: -1))
        if let start = market?.after {
            if stored.values.contains(where: { $0.afterDate > start }) {
                stored = try store.states(ofModel: id, notAfter: start)
                tails = try source.tails(from: series.map { stored[$0.symbol]?.afterDate })
            }
        } else if !stored.isEmpty {
            stored = [:]
            tails = try source.tails(from: series.map { _ in nil })
        }
    }
    return try step(model, stored, market, through: tails, leavingOut: outsiders, isCancelled: isCancelled)
}

private func step<Model: PanelPredictor>(
    _ model: Model, _ stored: [String: ModelState], _ market: (after: SessionDate, state: [UInt8])?,
    through tails: [ReturnSeries], leavingOut outsiders: Set<String>, isCancelled: () -> Bool
) throws -> SteppedStates {
    var result = SteppedStates()
    var shared = try market.map { try model.shared(decoding: $0.state) } ?? model.sharedState()
    var own: [Model.Own?] = Array(repeating: nil, count: tails.count)
    var next = Array(repeating: 0, count: tails.count)
    var from: SessionDate?
    var isFromStart = false
    for (index, tail) in tails.enumerated() where tail.count > 0 {
        if let state = stored[tail.symbol] {
            own[index] = try model.own(decoding: state.state)
            from = [from, state.afterDate].compactMap { $0 }.min()
        } else {
            own[index] = model.ownState(for: tail.symbol)
            isFromStart = true
        }
    }
    result.from = isFromStart ? nil : from
    result.startedAnew = isFromStart
    var returns: [(symbol: String, logReturn: Double)] = []
    var members: [Int] = []
    for date in calendar(of: tails.map(\.dates)) {
        if isCancelled() { throw FittingError.cancelled }
        returns.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
        for (index, tail) in tails.enumerated() where next[index] < tail.count && tail.dates[next[index]] == date {
            returns.append((tail.symbol, tail.logReturns[next[index]]))
            members.append(index)
        }
        model.take(outsiders.isEmpty ? returns : returns.filter { !outsiders.contains($0.symbol) }, into: &shared)
        for (index, (symbol, logReturn)) in zip(members, returns) {
            guard var state = own[index] else { continue }
            let forecast = model.step(
                &state, shared: shared, logReturn: logReturn, size: tails[index].ranges?[next[index]])
            own[index] = state
            next[index] += 1
            if next[index] == tails[index].count { result.forecasts[symbol] = .some(forecast) }
        }
        result.sessions += members.count
        result.market?.after = date
        if model.sharesState, result.market == nil { result.market = (date, []) }
    }
    if result.market != nil { result.market?.state = try model.encoded(shared: shared) }
    for (tail, state) in zip(tails, own) {
        guard let state, let last = tail.dates.last else { continue }
        result.states.append(
            ModelState(symbol: tail.symbol, afterDate: last, state: try model.encoded(own: state)))
    }
    return result
}
