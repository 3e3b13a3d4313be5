/// The heterogeneous autoregression of a scale: tomorrow's from the means of the last session, week and month.
///
/// `y_t = b₀ + b₁y_{t−1} + b₂·mean(y_{t−5…t−1}) + b₃·mean(y_{t−22…t−1})`, by ordinary least squares. Source: Corsi, "A simple
/// approximate long-memory model of realized volatility", J. Financial Econometrics 7 (2009).
public struct HARRegression: Hashable, Sendable, Codable {
    /// The spans whose means are regressors, in sessions.
    public static let spans = [1, 5, 22]
    /// Values needed before the first target.
    public static let width = 22

    /// b₀ and one coefficient a span.
    public let coefficients: [Double]

    /// Coefficients as they are.
    public init(coefficients: [Double]) { self.coefficients = coefficients }

    /// The regressors of the value after `index`: a one and the means of the last session, week and month.
    static func row(_ values: [Double], after index: Int) -> [Double] {
        [1]
            + spans.map { span in
                var sum = 0.0
                for place in (index - span + 1)...index { sum += values[place] }
                return sum / Double(span)
            }
    }

    /// The regressors of all values from the 23rd on, by column.
    static func columns(_ values: [Double]) -> [[Double]] {
        var columns = [[Double]](repeating: [], count: spans.count + 1)
        for index in (width - 1)..<max(values.count - 1, width - 1) {
            for (column, value) in row(values, after: index).enumerated() { columns[column].append(value) }
        }
        return columns
    }

    /// The regression of a scale on its own past; nil for too few values or values that do not vary.
    public static func fit(_ values: [Double]) -> (model: HARRegression, regression: LeastSquares)? {
        guard values.count > width + 2 * (spans.count + 1) else { return nil }
        let regression = LeastSquares(columns: columns(values), targets: Array(values[width...]))
        return regression.map { (HARRegression(coefficients: $0.coefficients), $0) }
    }

    /// The expected value after the one at `index`.
    ///
    /// - Precondition: `index` is at least 21.
    public func next(_ values: [Double], after index: Int) -> Double {
        zip(coefficients, Self.row(values, after: index)).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The expected next values, each fed back as if it had come.
    public func forecasts(after values: [Double], horizon: Int) -> [Double] {
        var values = Array(values.suffix(Self.width))
        for _ in 0..<horizon { values.append(next(values, after: values.count - 1)) }
        return Array(values.suffix(horizon))
    }
}
