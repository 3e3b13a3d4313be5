/// The settings of exponential smoothing: how fast level and trend follow, and how fast the trend dies.
///
/// `l_t = α·x_t + (1 − α)·(l_{t−1} + φ·b_{t−1})`, `b_t = β·(l_t − l_{t−1}) + (1 − β)·φ·b_{t−1}`; β = 0 with no trend is simple
/// smoothing, φ < 1 is damped. Sources: Brown (1959); Holt (1957), Int. J. Forecasting 20 (2004) 5–10; Gardner & McKenzie (1985).
public struct SmoothingParameters: Hashable, Sendable, Codable {
    /// α, the weight of the newest value.
    public var level: Double
    /// β, the weight of the newest change of level.
    public var trend: Double
    /// φ, the share of the trend that is kept.
    public var damping: Double

    /// Settings from their values.
    public init(level: Double, trend: Double = 0, damping: Double = 1) {
        self.level = level
        self.trend = trend
        self.damping = damping
    }
}

/// The memory of exponential smoothing.
public struct SmoothingState: Hashable, Sendable, Codable {
    /// The smoothed level.
    public private(set) var level: Double
    /// The smoothed change of level.
    public private(set) var trend: Double

    /// An explicit start.
    public init(level: Double, trend: Double = 0) {
        self.level = level
        self.trend = trend
    }

    /// Takes in a value and gives the error of the forecast made before it, value minus forecast.
    @discardableResult
    public mutating func update(_ value: Double, _ parameters: SmoothingParameters) -> Double {
        let drift = parameters.damping * trend
        let forecast = level + drift
        let next = parameters.level * value + (1 - parameters.level) * forecast
        trend = parameters.trend * (next - level) + (1 - parameters.trend) * drift
        level = next
        return value - forecast
    }

    /// The forecasts of the next values, `l + (φ + … + φʰ)·b`.
    public func forecasts(horizon: Int, _ parameters: SmoothingParameters) -> [Double] {
        var (sum, power) = (0.0, 1.0)
        return (0..<horizon).map { _ in
            power *= parameters.damping
            sum += power
            return level + sum * trend
        }
    }
}

extension SmoothingParameters {
    /// The sum of squared one-step errors from an explicit start.
    public func sumOfSquaredErrors(_ values: [Double], from start: SmoothingState) -> Double {
        var (state, sum) = (start, 0.0)
        for value in values {
            let error = state.update(value, self)
            sum += error * error
        }
        return sum
    }

    /// The range α and β are sought in.
    static let range = 1e-4...0.9999

    /// The α of least squared one-step errors of simple smoothing that starts at the first value.
    public static func simple(fittedTo values: [Double]) -> SmoothingParameters {
        let start = SmoothingState(level: values.first ?? 0)
        let best = minimise(in: range) {
            SmoothingParameters(level: $0).sumOfSquaredErrors(values, from: start)
        }
        return SmoothingParameters(level: best)
    }

    /// The α and β of least squared one-step errors of Holt's method that starts at the first value without a trend, or
    /// with another start.
    public static func holt(
        fittedTo values: [Double], damping: Double = 1, start: SmoothingState? = nil
    ) -> SmoothingParameters {
        let start = start ?? SmoothingState(level: values.first ?? 0)
        // The surface is flat and has valleys: the best of a coarse grid first, then Gauss and Newton.
        let grid = [1e-4, 0.02, 0.1, 0.3, 0.6, 0.95]
        var best = SmoothingParameters(level: grid[0], trend: grid[0], damping: damping)
        var least = Double.infinity
        for level in grid {
            for trend in grid {
                let candidate = SmoothingParameters(level: level, trend: trend, damping: damping)
                let value = candidate.sumOfSquaredErrors(values, from: start)
                if value < least { (best, least) = (candidate, value) }
            }
        }
        return best.refined(values, from: start)
    }

    /// The weights at the bottom of the valley these lie in: Levenberg's and Marquardt's damped Gauss–Newton, inside the range.
    private func refined(_ values: [Double], from start: SmoothingState) -> SmoothingParameters {
        let (low, high) = (Self.range.lowerBound, Self.range.upperBound)
        let constraints = [
            LinearConstraint(coefficients: [1, 0], bound: low),
            LinearConstraint(coefficients: [-1, 0], bound: -high),
            LinearConstraint(coefficients: [0, 1], bound: low),
            LinearConstraint(coefficients: [0, -1], bound: -high),
        ]
        var (best, current, rate) = (self, slopes(values, from: start), 0.0)
        for _ in 0..<60 {
            var curvature = current.curvature
            for place in [0, 3] { curvature[place] = curvature[place] * (1 + rate) + 1e-300 }
            let point = [best.level, best.trend]
            let step = constrainedStep(
                gradient: current.gradient, curvature: curvature, constraints: constraints,
                slacks: constraints.map { max(0, $0.slack(at: point)) })
            let promised = step[0] * current.gradient[0] + step[1] * current.gradient[1]
            guard promised > 1e-13 * current.loss else { break }
            let next = SmoothingParameters(
                level: min(max(point[0] + step[0], low), high), trend: min(max(point[1] + step[1], low), high),
                damping: damping)
            let candidate = next.slopes(values, from: start)
            if candidate.loss < current.loss {
                (best, current, rate) = (next, candidate, rate < 1e-3 ? 0 : rate / 8)
            } else {
                rate = max(8 * rate, 1e-2)
                if rate > 1e10 { break }
            }
        }
        return best
    }

    /// The sum of squared errors, half its negative gradient by (α, β), and the products of the errors' own slopes.
    private func slopes(
        _ values: [Double], from start: SmoothingState
    ) -> (loss: Double, gradient: [Double], curvature: [Double]) {
        var (state, levelSlopes, trendSlopes) = (start, SIMD2<Double>(), SIMD2<Double>())
        var (loss, gradient, square, cross) = (0.0, SIMD2<Double>(), SIMD2<Double>(), 0.0)
        for value in values {
            let (oldLevel, drift) = (state.level, damping * state.trend)
            let error = state.update(value, self)
            let forecastSlopes = levelSlopes + damping * trendSlopes
            loss += error * error
            gradient += error * forecastSlopes
            square += forecastSlopes * forecastSlopes
            cross += forecastSlopes.x * forecastSlopes.y
            let next = (1 - level) * forecastSlopes + SIMD2(error, 0)
            trendSlopes =
                trend * (next - levelSlopes) + (1 - trend) * damping * trendSlopes
                + SIMD2(0, state.level - oldLevel - drift)
            levelSlopes = next
        }
        return (loss, [gradient.x, gradient.y], [square.x, cross, cross, square.y])
    }
}

/// The place of the least value in a range: the best of twenty equal parts, then a golden section of its neighbourhood.
func minimise(in range: ClosedRange<Double>, _ function: (Double) -> Double) -> Double {
    let parts = 20
    let width = (range.upperBound - range.lowerBound) / Double(parts)
    let values = (0...parts).map { function(range.lowerBound + width * Double($0)) }
    let best = values.indices.min { values[$0] < values[$1] } ?? 0
    var low = max(range.lowerBound, range.lowerBound + width * Double(best - 1))
    var high = min(range.upperBound, range.lowerBound + width * Double(best + 1))
    let golden = 0.6180339887498949
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (function(left), function(right))
    while high - low > 1e-8 {
        if atLeft < atRight {
            (high, right, atRight) = (right, left, atLeft)
            left = high - golden * (high - low)
            atLeft = function(left)
        } else {
            (low, left, atLeft) = (left, right, atRight)
            right = low + golden * (high - low)
            atRight = function(right)
        }
    }
    return 0.5 * (low + high)
}
