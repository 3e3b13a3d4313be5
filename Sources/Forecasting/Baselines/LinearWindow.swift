public import Windowing

/// A linear map of a window: DLinear or NLinear, the embarrassingly simple opponents of deep forecasters.
///
/// One map for all symbols, on returns in units of each symbol's own scale, with a penalty on its weights that is chosen
/// on the validation span. DLinear maps the moving average of the window (25 sessions, ends repeated) and what is left over it by
/// weights of their own; NLinear maps log prices less the last one. Both are linear in the window's returns, so what the
/// decomposition changes is which weights the penalty thinks large. A finite response of `width` sessions.
///
/// Source: Zeng, Chen, Zhang & Xu, "Are transformers effective for time series forecasting?", AAAI 2023.
public struct LinearWindow: Predictor {
    /// Which decomposition of the window.
    public enum Method: String, Hashable, Sendable, Codable {
        /// Moving average and remainder.
        case dlinear
        /// Log prices less the last one.
        case nlinear
    }

    /// Which decomposition.
    public let method: Method
    /// N, the sessions it sees.
    public let width: Int
    /// The name in tables.
    public let name: String

    /// A linear window of some sessions.
    ///
    /// - Precondition: `width` is at least 1.
    public init(_ method: Method, width: Int, name: String? = nil) {
        precondition(width >= 1, "a window has at least one session")
        self.method = method
        self.width = width
        self.name = name ?? "\(method.rawValue)(width=\(width))"
    }

    /// N sessions.
    public var response: Response { .finite(width: width) }
    /// Two products a session of the window.
    public var trainingCostPerExample: Int { 3 * width }

    /// Solves for the weights.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        let scales = try panel.fittedPerSymbol(needed: 2, model: name) { returns -> Double? in
            let scale = ReturnMoments(of: returns).rootMeanSquare
            return scale > 0 ? scale : nil
        }
        var training = WindowMoments(width: width)
        var validation = WindowMoments(width: width)
        for series in panel.learnedFrom.series {
            if isCancelled() { throw .cancelled }
            let values = series.logReturns.map { $0 / scales[series.symbol] }
            training.add(values, targets: targets(series.indices(in: panel.training)))
            if let dates = panel.validation { validation.add(values, targets: targets(series.indices(in: dates))) }
        }
        guard Int(training.count) > 2 * width else {
            throw .tooFewExamples(
                model: name, span: panel.training, found: Int(training.count), needed: 2 * width + 1)
        }
        let chosen = Self.penalties.map { solve(training, penalty: $0) }.min {
            validation.count > 0 ? validation.meanSquaredError($0) < validation.meanSquaredError($1) : false
        }
        return FittedLinearWindow(width: width, map: chosen ?? LinearMap(constant: 0, weights: []), scales: scales)
    }

    /// Penalties tried, as multiples of the number of examples; the first one where there is no validation span.
    private static let penalties = [0.3, 0.03, 3, 30]

    private func targets(_ indices: Range<Int>) -> Range<Int> {
        max(indices.lowerBound, width)..<max(indices.upperBound, width)
    }

    /// The map that minimises squared error and penalty.
    ///
    /// A penalty of `κ|v|²` on the weights v of features `Fx` is one of `κ·w'(F'F)⁻¹w` on the weights `w = F'v` of the window x,
    /// so `(F'F·G + κ)·w = F'F·g` with the Gram matrix G and the cross products g.
    private func solve(_ moments: WindowMoments, penalty: Double) -> LinearMap {
        let (means, targetMean, gram, cross) = moments.centred()
        let prior = featureGram()
        var matrix = [Double](repeating: 0, count: width * width)
        var right = [Double](repeating: 0, count: width)
        for row in 0..<width {
            for inner in 0..<width {
                let factor = prior[row * width + inner]
                if factor == 0 { continue }
                right[row] += factor * cross[inner]
                for column in 0..<width { matrix[row * width + column] += factor * gram[inner * width + column] }
            }
            matrix[row * width + row] += penalty * moments.count
        }
        let weights = solveLinearSystem(matrix, right) ?? [Double](repeating: 0, count: width)
        let constant = targetMean - zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 }
        return LinearMap(constant: constant, weights: weights)
    }

    /// `F'F` of the decomposition, with a mean diagonal of 1, newest value first.
    private func featureGram() -> [Double] {
        var features: [[Double]] = []
        for place in 0..<width {
            var row = [Double](repeating: 0, count: width)
            switch method {
            case .nlinear:
                for newer in 0...place { row[newer] = 1 }
                features.append(row)
            case .dlinear:
                for offset in -12...12 { row[min(max(place + offset, 0), width - 1)] += 1.0 / 25 }
                features.append(row)
                features.append(row.indices.map { ($0 == place ? 1 : 0) - row[$0] })
            }
        }
        var gram = [Double](repeating: 0, count: width * width)
        for feature in features {
            for row in 0..<width where feature[row] != 0 {
                for column in 0..<width { gram[row * width + column] += feature[row] * feature[column] }
            }
        }
        let trace = (0..<width).reduce(0) { $0 + gram[$1 * width + $1] } / Double(width)
        return gram.map { $0 / trace }
    }
}

/// A constant and one weight a session of the window, the newest first, for returns in units of a symbol's scale.
struct LinearMap: Hashable, Sendable, Codable {
    let constant: Double
    let weights: [Double]
}

extension WindowMoments {
    /// The mean squared error of a map on these windows.
    func meanSquaredError(_ map: LinearMap) -> Double {
        let (means, targetMean, gram, cross) = centred()
        var sum = targetSquare
        for row in 0..<width {
            sum -= 2 * map.weights[row] * cross[row]
            for column in 0..<width {
                sum += map.weights[row] * map.weights[column] * gram[row * width + column]
            }
        }
        let bias = targetMean - map.constant - zip(map.weights, means).reduce(0) { $0 + $1.0 * $1.1 }
        return sum / count + bias * bias
    }
}

/// A linear window with its weights.
public struct FittedLinearWindow: FittedPredictor, Codable, Hashable {
    let width: Int
    let map: LinearMap
    /// The root mean square return of each symbol.
    let scales: PerSymbol<Double>

    /// N sessions.
    public var response: Response { .finite(width: width) }
    /// A weight a session, a constant, and a scale a symbol.
    public var cost: ModelCost {
        ModelCost(parameters: width + 1 + max(scales.bySymbol.count, 1), multiplyAddsPerForecast: width)
    }

    /// The weight of each session of the window, the newest first.
    public var weights: [Double] { map.weights }

    /// One sum a cutoff.
    public func forecasts(for series: ReturnSeries, cutoffs: Range<Int>) -> [PredictiveDistribution?] {
        let scale = scales[series.symbol]
        return cutoffs.map { cutoff in
            guard cutoff >= width - 1 else { return nil }
            var mean = map.constant * scale
            for (lag, weight) in map.weights.enumerated() { mean += weight * series.logReturns[cutoff - lag] }
            return .normal(mean: mean, standardDeviation: scale)
        }
    }
}
