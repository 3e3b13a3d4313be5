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
        func loss(_ level: Double, _ trend: Double) -> Double {
            SmoothingParameters(level: level, trend: trend, damping: damping).sumOfSquaredErrors(
                values, from: start)
        }
        // The surface is flat and has valleys: a coarse grid first, then a pattern that halves (Hooke & Jeeves 1961).
        let grid = [1e-4, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 0.9999]
        var best = (level: grid[0], trend: grid[0], loss: Double.infinity)
        for level in grid {
            for trend in grid {
                let value = loss(level, trend)
                if value < best.loss { best = (level, trend, value) }
            }
        }
        var reach = 0.1
        while reach > 1e-6 {
            var improved = false
            for (byLevel, byTrend) in [
                (1.0, 0.0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1), (1, 1), (-1, -1),
            ] {
                let level = min(max(best.level + reach * byLevel, range.lowerBound), range.upperBound)
                let trend = min(max(best.trend + reach * byTrend, range.lowerBound), range.upperBound)
                let value = loss(level, trend)
                if value < best.loss {
                    best = (level, trend, value)
                    improved = true
                }
            }
            if !improved { reach /= 2 }
        }
        return SmoothingParameters(level: best.level, trend: best.trend, damping: damping)
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
