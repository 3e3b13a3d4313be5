internal import Market
internal import Windowing

/// What was fitted on each symbol, and what stands in for a symbol that was not seen.
struct PerSymbol<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
    /// By symbol.
    var bySymbol: [String: Value]
    /// For any other.
    var pooled: Value

    /// The symbol's own, or the stand-in.
    subscript(symbol: String) -> Value { bySymbol[symbol] ?? pooled }
}

extension TrainingPanel {
    /// The returns that a baseline may be fitted on: all known ones from the first to the last date of the spans.
    func knownReturns() -> [(symbol: String, logReturns: [Double])] {
        series.map { ($0.symbol, Array($0.logReturns[$0.indices(in: knownDates)])) }
    }

    /// One value fitted on each symbol's known returns, and one on all of them end to end for symbols not seen.
    ///
    /// - Throws: ``FittingError/tooFewExamples(model:span:found:needed:)`` where not even all together allow a fit.
    func fittedPerSymbol<Value>(
        needed: Int, model: String, isCancelled: @Sendable () -> Bool = { false }, _ fit: ([Double]) -> Value?
    ) throws(FittingError) -> PerSymbol<Value> {
        let moments = try pooledMoments(in: knownDates, needed: needed, model: model)
        let returns = knownReturns()
        guard let pooled = fit(returns.flatMap(\.logReturns)) else {
            throw .tooFewExamples(model: model, span: knownDates, found: moments.count, needed: needed)
        }
        var bySymbol: [String: Value] = [:]
        for (symbol, logReturns) in returns where logReturns.count >= needed {
            if isCancelled() { throw .cancelled }
            bySymbol[symbol] = fit(logReturns)
        }
        return PerSymbol(bySymbol: bySymbol, pooled: pooled)
    }
}

/// The first session after which a series is quoted finely enough to have a density.
///
/// The session after the last one whose trailing 250 sessions hold more than 12 % returns of exactly zero: with coarse
/// ticks a variance model finds its best likelihood in a spike at zero. Zero where that would leave fewer than 250.
func firstFineSession(_ logReturns: [Double]) -> Int {
    var (zeros, first) = (0, 0)
    for index in logReturns.indices {
        if logReturns[index] == 0 { zeros += 1 }
        if index >= 250 && logReturns[index - 250] == 0 { zeros -= 1 }
        if zeros * 100 > 12 * 250 { first = index + 1 }
    }
    return logReturns.count - first >= 250 ? first : 0
}
