public import Windowing

/// An autoregression with a constant, by ordinary least squares: `x_t = c + φ₁x_{t−1} + … + φ_p x_{t−p}`.
public struct AutoRegression: Hashable, Sendable, Codable {
    /// The constant c.
    public let constant: Double
    /// φ₁ … φ_p, that of the newest value first.
    public let weights: [Double]
    /// The errors' most likely variance, `SSE/n`.
    public let errorVariance: Double

    /// The regression and its autoregression; nil for too few values or values that do not vary.
    ///
    /// - Parameter skipping: targets left out at the start beyond the order's own, so that orders can be compared on one sample.
    public static func fit(
        _ values: [Double], order: Int, skipping: Int = 0
    ) -> (model: AutoRegression, regression: LeastSquares)? {
        let first = order + skipping
        guard values.count > first + order + 1 else { return nil }
        let targets = Array(values[first...])
        let columns =
            [[Double](repeating: 1, count: targets.count)]
            + (0..<order).map { lag in Array(values[(first - lag - 1)..<(values.count - lag - 1)]) }
        guard let regression = LeastSquares(columns: columns, targets: targets) else { return nil }
        let model = AutoRegression(
            constant: regression.coefficients[0], weights: Array(regression.coefficients.dropFirst()),
            errorVariance: regression.residualSumOfSquares / Double(targets.count))
        return (model, regression)
    }

    /// The fit of the order from 0 to `highest` with the least Akaike criterion on the targets that all of them have.
    public static func fitByAkaike(_ values: [Double], highest: Int) -> AutoRegression? {
        var best: (order: Int, criterion: Double)?
        for order in 0...highest {
            guard let fit = fit(values, order: order, skipping: highest - order) else { continue }
            let criterion = fit.regression.akaikeCriterion
            if criterion < best?.criterion ?? .infinity { best = (order, criterion) }
        }
        return best.flatMap { fit(values, order: $0.order)?.model }
    }

    /// The expected next value after a past that is no shorter than the order.
    public func next(after past: some BidirectionalCollection<Double>) -> Double {
        var sum = constant
        for (weight, value) in zip(weights, past.reversed()) { sum += weight * value }
        return sum
    }

    /// The expected next values, each fed back as if it had come.
    public func forecasts(after past: [Double], horizon: Int) -> [Double] {
        var values = Array(past.suffix(weights.count))
        for _ in 0..<horizon { values.append(next(after: values)) }
        return Array(values.suffix(horizon))
    }
}

/// An autoregression of a symbol's log returns, with a normal density.
///
/// A finite response: the last `order` sessions matter, no other. With Akaike's criterion it is `order` at most.
public struct AutoRegressive: Predictor {
    /// p, or the highest p.
    public let order: Int
    /// Whether each symbol's order is chosen by Akaike's criterion.
    public let choosesOrder: Bool
    /// The name in tables.
    public let name: String

    /// An autoregression of an order.
    ///
    /// - Precondition: `order` is at least 1.
    public init(order: Int, choosesOrder: Bool = false, name: String? = nil) {
        precondition(order >= 1, "an autoregression has an order of at least 1")
        self.order = order
        self.choosesOrder = choosesOrder
        self.name = name ?? "ar(order=\(order)\(choosesOrder ? ",selection=aic" : ""))"
    }

    /// The order.
    public var response: Response { .finite(width: order) }
    /// A regression.
    public var trainingCostPerExample: Int { (order + 1) * (order + 1) }

    /// Regresses every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let models = try panel.fittedPerSymbol(needed: 3 * order + 10, model: name, isCancelled: isCancelled) {
            let model =
                choosesOrder
                ? AutoRegression.fitByAkaike($0, highest: order) : AutoRegression.fit($0, order: order)?.model
            return model.flatMap { $0.errorVariance > 0 ? $0 : nil }
        }
        return FittedAutoRegressive(order: order, models: models)
    }
}

/// The autoregressions of all symbols.
public struct FittedAutoRegressive: FittedPredictor, Codable, Hashable {
    let order: Int
    let models: PerSymbol<AutoRegression>

    /// The order.
    public var response: Response { .finite(width: order) }
    /// The weights of every symbol.
    public var cost: ModelCost {
        ModelCost(parameters: (order + 2) * max(models.bySymbol.count, 1), multiplyAddsPerForecast: order)
    }

    /// The model a symbol is forecast with.
    public func model(of symbol: String) -> AutoRegression { models[symbol] }

    /// One sum a cutoff.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let model = models[series.symbol]
        return cutoffs.map { cutoff in
            guard cutoff >= order - 1 else { return nil }
            let mean = model.next(after: series.logReturns[(cutoff - order + 1)...cutoff])
            return .normal(mean: mean, standardDeviation: model.errorVariance.squareRoot())
        }
    }
}
