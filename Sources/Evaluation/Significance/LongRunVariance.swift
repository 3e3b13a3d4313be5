public import Forecasting

/// Variances of means of values that depend on each other.
public enum LongRunVariance {
    /// `γ₀ + 2 Σ (1 − k/(L+1))·γ_k` over L lags, autocovariances with divisor n (Newey & West, Econometrica 55, 1987).
    ///
    /// The variance of the mean is this over n. Nil for no values.
    public static func bartlett(_ values: [Double], lags: Int) -> Double? {
        guard let mean = arithmeticMean(values) else { return nil }
        return bartlett(deviations: values.map { $0 - mean }, lags: lags)
    }

    /// The same of deviations from the mean.
    static func bartlett(deviations: [Double], lags: Int) -> Double {
        let covariances = autocovariances(deviations, lags: min(lags, deviations.count - 1))
        var sum = covariances[0]
        for lag in covariances.indices.dropFirst() {
            sum += 2 * (1 - Double(lag) / Double(lags + 1)) * covariances[lag]
        }
        return sum
    }

    /// The first autocovariances at once, eight lags a step: a table of tests makes tens of thousands of them.
    static func autocovariances(_ deviations: [Double], lags: Int) -> [Double] {
        let (count, n) = (deviations.count, Double(deviations.count))
        // Zeros in front stand for what lies before the first session.
        let padding = 8 * (lags / 8 + 1) - 1
        let padded = [Double](repeating: 0, count: padding) + deviations
        var covariances: [Double] = []
        padded.withUnsafeBufferPointer { padded in
            guard let base = padded.baseAddress else { return }
            for first in stride(from: 0, through: lags, by: 8) {
                // The window before a session, oldest first: its last number is at lag `first`.
                var sums = SIMD8<Double>()
                for index in 0..<count {
                    let window = UnsafeRawPointer(base + (padding + index - first - 7)).loadUnaligned(
                        as: SIMD8<Double>.self)
                    sums += padded[padding + index] * window
                }
                for lane in 0..<8 where first + lane <= lags { covariances.append(sums[7 - lane] / n) }
            }
        }
        return covariances
    }

    /// `Σ e_t·e_{t−k} / n` of deviations e from their mean.
    static func autocovariance(_ deviations: [Double], lag: Int) -> Double {
        var sum = 0.0
        for index in lag..<deviations.count { sum += deviations[index] * deviations[index - lag] }
        return sum / Double(deviations.count)
    }

    /// Standard errors of a regression's coefficients for errors that depend on each other and vary in size.
    ///
    /// `(X'X)⁻¹·S·(X'X)⁻¹` with S the Bartlett sum over `lags` lags of the products `x_t e_t e_{t−k} x'_{t−k}`, without
    /// small-sample correction.
    public static func standardErrors(
        of regression: LeastSquares, columns: [[Double]], targets: [Double], lags: Int
    ) -> [Double] {
        let width = columns.count
        let moments = targets.indices.map { row in
            var error = targets[row]
            for column in 0..<width { error -= regression.coefficients[column] * columns[column][row] }
            return (0..<width).map { columns[$0][row] * error }
        }
        let inner = productSum(moments, lags: lags)
        let inverse = regression.inverseGram
        return (0..<width).map { place in
            var sum = 0.0
            for row in 0..<width {
                for column in 0..<width {
                    sum +=
                        inverse[place * width + row] * inner[row * width + column] * inverse[column * width + place]
                }
            }
            return sum.squareRoot()
        }
    }

    /// `Σ_k w_k Σ_t (m_t m'_{t−k} + m_{t−k} m'_t)`, Bartlett weights, k = 0 once; row-major.
    static func productSum(_ moments: [[Double]], lags: Int) -> [Double] {
        let width = moments.first?.count ?? 0
        var total = [Double](repeating: 0, count: width * width)
        for lag in 0...max(0, min(lags, moments.count - 1)) {
            let weight = 1 - Double(lag) / Double(lags + 1)
            for index in lag..<moments.count {
                for row in 0..<width {
                    for column in 0..<width {
                        let product = moments[index][row] * moments[index - lag][column]
                        total[row * width + column] += weight * product
                        if lag > 0 { total[column * width + row] += weight * product }
                    }
                }
            }
        }
        return total
    }
}
