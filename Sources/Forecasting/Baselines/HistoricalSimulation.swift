public import Windowing

/// Historical simulation: the next session's return is one of the last N, each as probable as any other.
///
/// The desk standard for value at risk: no model of tails or of scale, and no faster in a crash than its window is short. A finite
/// response whose forecasts are the quantiles of the window (Hendricks 1996, "Evaluation of value-at-risk models using historical
/// data").
public struct HistoricalSimulation: Predictor {
    /// The sessions of the window.
    public let width: Int
    /// The name in tables.
    public let name: String

    /// A window of some sessions.
    ///
    /// - Precondition: `width` is at least 20.
    public init(width: Int = 250, name: String? = nil) {
        precondition(width >= 20, "quantiles of fewer than 20 sessions say nothing")
        self.width = width
        self.name = name ?? "historical(width=\(width))"
    }

    /// The window.
    public var response: Response { .finite(width: width) }

    /// Measures the usual size of every symbol's returns, which stands in for that of a window in which nothing moved.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let sizes = try panel.fittedPerSymbol(needed: ConstantForecast.fewestReturns, model: name) {
            returns -> Double? in
            let size = ReturnMoments(of: returns[...]).rootMeanSquare
            return size.isFinite && size > 0 ? size : nil
        }
        return FittedHistoricalSimulation(width: width, sizes: sizes)
    }
}

/// Windows of past returns as forecasts.
public struct FittedHistoricalSimulation: FittedPredictor, Codable, Hashable {
    let width: Int
    let sizes: PerSymbol<Double>

    /// The window.
    public var response: Response { .finite(width: width) }
    /// One number a symbol, and a pass over the window.
    public var cost: ModelCost {
        ModelCost(parameters: max(sizes.bySymbol.count, 1), multiplyAddsPerForecast: width)
    }

    /// The quantiles of the window before each target; nil where it is not full, or holds what is no number.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let returns = series.logReturns
        let size = sizes[series.symbol]
        var sorted: [Double] = []
        var sortedTo: Int?
        return cutoffs.map { cutoff in
            guard cutoff + 1 >= width else { return nil }
            let window = returns[cutoff + 1 - width...cutoff]
            guard window.allSatisfy(\.isFinite) else {
                sortedTo = nil
                return nil
            }
            if sortedTo == cutoff - 1 {
                // One return leaves the window and one comes.
                sorted.remove(at: Self.place(of: returns[cutoff - width], in: sorted))
                sorted.insert(returns[cutoff] + 0, at: Self.place(of: returns[cutoff], in: sorted))
            } else {
                // A zero has one sign, so that equal windows give equal bits.
                sorted = window.map { $0 + 0 }.sorted()
            }
            sortedTo = cutoff
            let ownSize = ReturnMoments(of: window).rootMeanSquare
            return .quantiles(
                QuantileDistribution(ofSorted: sorted, highestDensity: 2 / max(ownSize, 0.01 * size)))
        }
    }

    /// The first place at which a sorted list holds a value not below one.
    private static func place(of value: Double, in sorted: [Double]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
