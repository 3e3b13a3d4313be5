/// Tests of what a series of residuals or losses still holds.
public enum SampleDiagnostics {
    /// Ljung & Box (1978): whether the first autocorrelations are all zero; `n(n+2) Σ ρ²_k/(n−k)`, χ² with L degrees of freedom.
    ///
    /// - Returns: nil for constant values or no more of them than lags.
    public static func ljungBox(_ values: [Double], lags: Int) -> TestResult? {
        guard values.count > lags, let mean = arithmeticMean(values) else { return nil }
        let deviations = values.map { $0 - mean }
        let variance = LongRunVariance.autocovariance(deviations, lag: 0)
        guard variance > 0 else { return nil }
        let n = Double(values.count)
        var sum = 0.0
        for lag in stride(from: 1, through: lags, by: 1) {
            let correlation = LongRunVariance.autocovariance(deviations, lag: lag) / variance
            sum += correlation * correlation / (n - Double(lag))
        }
        return TestResult(chiSquared: n * (n + 2) * sum, degreesOfFreedom: lags)
    }

    /// Jarque & Bera (1980): whether skewness and kurtosis are those of a normal; `n/6·(S² + (K − 3)²/4)`, χ² with 2.
    public static func jarqueBera(_ values: [Double]) -> TestResult? {
        guard let shape = SampleShape(values) else { return nil }
        let excess = shape.kurtosis - 3
        return TestResult(
            chiSquared: Double(values.count) / 6 * (shape.skewness * shape.skewness + excess * excess / 4),
            degreesOfFreedom: 2)
    }
}

/// Mean, deviation, skewness and kurtosis of some values.
struct SampleShape: Hashable, Sendable {
    let mean: Double
    /// Divisor n − 1.
    let deviation: Double
    /// Of population moments, divisor n.
    let skewness: Double
    /// Of population moments, divisor n; 3 for a normal.
    let kurtosis: Double

    /// - Returns: nil for fewer than two values or values that vary by no more than rounding.
    init?(_ values: [Double]) {
        guard values.count >= 2, let average = arithmeticMean(values), let low = values.min(),
            let high = values.max(), high - low > 1e-14 * max(abs(low), abs(high))
        else { return nil }
        let n = Double(values.count)
        var (second, third, fourth) = (0.0, 0.0, 0.0)
        for value in values {
            let d = value - average
            second += d * d
            third += d * d * d
            fourth += d * d * d * d
        }
        mean = average
        deviation = (second / (n - 1)).squareRoot()
        let spread = (second / n).squareRoot()
        skewness = third / n / (spread * spread * spread)
        kurtosis = fourth / n / (spread * spread * spread * spread)
        guard skewness.isFinite, kurtosis.isFinite else { return nil }
    }
}
