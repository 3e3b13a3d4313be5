/// Exponential smoothing of a symbol's log returns: simple (SES), Holt's trend, or Theta.
///
/// The mean of the next return is a mean of all returns before it, with weights that fade as `α(1 − α)^k`: an infinite
/// response for the mean as EWMA is one for the variance. The density is normal with the deviation of the one-step errors
/// of the fit, so what it shows is what the mean is worth.
///
/// Theta is simple smoothing with half the slope of the least-squares line through all values so far
/// (Assimakopoulos & Nikolopoulos 2000, in the form of Hyndman & Billah, Int. J. Forecasting 19, 2003).
public struct ExponentialSmoothing: Predictor {
    /// Which smoothing.
    public enum Method: String, Hashable, Sendable, Codable {
        /// A level.
        case simple = "ses"
        /// A level and a trend.
        case holt
        /// A level and half the slope of the line through all values.
        case theta
    }

    /// Which smoothing.
    public let method: Method

    /// Smoothing by a method.
    public init(_ method: Method) { self.method = method }

    /// `ses`, `holt` or `theta`.
    public var name: String { method.rawValue }
    /// Every session counts for ever, fading.
    public var response: Response { .infinite }
    /// Some hundred passes over the sessions.
    public var trainingCostPerExample: Int { 400 }

    /// Finds the weights of every symbol.
    public func fit(
        _ panel: TrainingPanel, seed: UInt64, isCancelled: @Sendable () -> Bool
    ) throws(FittingError) -> any FittedPredictor {
        FittedSmoothing(
            method: method,
            weights: try panel.fittedPerSymbol(needed: 10, model: name, isCancelled: isCancelled) { returns in
                let parameters =
                    method == .holt
                    ? SmoothingParameters.holt(fittedTo: returns) : SmoothingParameters.simple(fittedTo: returns)
                var state = FittedSmoothing.State(parameters: parameters, deviation: 0)
                var (sum, count) = (0.0, 0)
                for value in returns {
                    if let mean = state.mean(method) {
                        sum += (value - mean) * (value - mean)
                        count += 1
                    }
                    state.update(value)
                }
                guard count > 0, sum > 0 else { return nil }
                return FittedSmoothing.State(parameters: parameters, deviation: (sum / Double(count)).squareRoot())
            })
    }
}

/// Exponential smoothing with the weights of every symbol.
public struct FittedSmoothing: RecurrentPredictor, Codable, Hashable {
    /// Level and trend after some sessions, what the line through them needs, and the weights they go on with.
    public struct State: Hashable, Sendable, Codable {
        var parameters: SmoothingParameters
        var deviation: Double
        var smoothed: SmoothingState?
        var count = 0.0
        var sum = 0.0
        /// `Σ t·x_t`, t from 0.
        var timedSum = 0.0

        init(parameters: SmoothingParameters, deviation: Double) {
            self.parameters = parameters
            self.deviation = deviation
        }

        mutating func update(_ value: Double) {
            if smoothed == nil { smoothed = SmoothingState(level: value) }
            smoothed?.update(value, parameters)
            sum += value
            timedSum += count * value
            count += 1
        }

        /// The mean of the next value; nil before the first.
        func mean(_ method: ExponentialSmoothing.Method) -> Double? {
            guard let smoothed else { return nil }
            switch method {
            case .simple: return smoothed.level
            case .holt: return smoothed.forecasts(horizon: 1, parameters)[0]
            case .theta:
                return smoothed.level + thetaDrift(slope: slope, level: parameters.level, count: count, ahead: 1)
            }
        }

        /// The slope of the least-squares line through the values so far.
        private var slope: Double {
            guard count >= 2 else { return 0 }
            let middle = (count - 1) / 2
            return (timedSum - middle * sum) / (count * (count * count - 1) / 12)
        }
    }

    let method: ExponentialSmoothing.Method
    let weights: PerSymbol<State>

    /// One or two weights a symbol and the deviation of its errors.
    public var cost: ModelCost {
        ModelCost(
            parameters: (method == .holt ? 3 : 2) * max(weights.bySymbol.count, 1),
            multiplyAddsPerForecast: method == .simple ? 2 : 4)
    }

    /// The weights a symbol is smoothed with.
    public func parameters(of symbol: String) -> SmoothingParameters { weights[symbol].parameters }

    /// Nothing seen, with the weights of all symbols together.
    public func initialState() -> State { weights.pooled }

    /// Nothing seen, with the symbol's weights.
    public func initialState(for symbol: String) -> State { weights[symbol] }

    /// One session further.
    public func step(_ state: State, logReturn: Double) -> (state: State, forecast: PredictiveDistribution?) {
        var next = state
        next.update(logReturn)
        return (
            next, next.mean(method).map { .normal(mean: $0, standardDeviation: state.deviation) }
        )
    }
}

/// What Theta adds to the smoothed level for the value `ahead` steps on: `b/2·(ahead − 1 + (1 − (1 − α)ⁿ)/α)`.
///
/// - Parameters:
///   - slope: b, of the least-squares line.
///   - level: α, the weight of the newest value.
///   - count: n, the number of values seen.
///   - ahead: which of the next values, from 1.
public func thetaDrift(slope: Double, level: Double, count: Double, ahead: Int) -> Double {
    let faded = 1 - exponential(count * logOnePlus(-level))
    return slope / 2 * (Double(ahead - 1) + faded / level)
}
