/// A logistic regression: `P(y = 1) = 1 / (1 + e^(−(b₀ + b·x)))`.
public struct LogisticRegression: Hashable, Sendable, Codable {
    /// b₀ and one coefficient a column.
    public let coefficients: [Double]

    /// The most likely coefficients, with a penalty of `ridge/2·|b|²` that spares the constant.
    ///
    /// Newton's method, which is iteratively reweighted least squares (McCullagh & Nelder, *Generalized Linear Models*,
    /// section 4.4), with steps halved while they do not gain.
    ///
    /// - Returns: nil where there is no outcome of one kind, or no maximum is found (separable outcomes without a penalty).
    public init?(columns: [[Double]], outcomes: [Bool], ridge: Double = 0) {
        let ones = outcomes.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard ones > 0, ones < outcomes.count else { return nil }
        let columns = [[Double](repeating: 1, count: outcomes.count)] + columns
        let width = columns.count
        func loss(_ coefficients: [Double]) -> Double {
            var sum = 0.0
            for row in outcomes.indices {
                var score = 0.0
                for column in 0..<width { score += coefficients[column] * columns[column][row] }
                // ln(1 + e^s) − y·s without overflow
                sum += max(score, 0) + logOnePlus(exponential(-abs(score))) - (outcomes[row] ? score : 0)
            }
            return sum + ridge / 2 * coefficients.dropFirst().reduce(0) { $0 + $1 * $1 }
        }
        var coefficients = [Double](repeating: 0, count: width)
        coefficients[0] = ln(Double(ones) / Double(outcomes.count - ones))
        var current = loss(coefficients)
        for _ in 0..<100 {
            var gradient = [Double](repeating: 0, count: width)
            var curvature = [Double](repeating: 0, count: width * width)
            for row in outcomes.indices {
                var score = 0.0
                for column in 0..<width { score += coefficients[column] * columns[column][row] }
                let probability = 1 / (1 + exponential(-score))
                let rest = (outcomes[row] ? 1 : 0) - probability
                let weight = probability * (1 - probability)
                for column in 0..<width {
                    gradient[column] += rest * columns[column][row]
                    let weighted = weight * columns[column][row]
                    for other in 0...column { curvature[column * width + other] += weighted * columns[other][row] }
                }
            }
            for column in 0..<width {
                if column > 0 {
                    gradient[column] -= ridge * coefficients[column]
                    curvature[column * width + column] += ridge
                }
                for other in 0..<column { curvature[other * width + column] = curvature[column * width + other] }
            }
            guard var step = solveLinearSystem(curvature, gradient) else { return nil }
            let promised = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            if promised < 1e-13 * Double(outcomes.count) {
                self.coefficients = zip(coefficients, step).map { $0 + $1 }
                return
            }
            var isBetter = false
            for _ in 0..<40 {
                let next = zip(coefficients, step).map { $0 + $1 }
                let value = loss(next)
                if value <= current {
                    (coefficients, current, isBetter) = (next, value, true)
                    break
                }
                step = step.map { $0 / 2 }
            }
            guard isBetter else { break }
        }
        return nil
    }

    /// The probability of a one.
    public func probability(_ values: some Sequence<Double>) -> Double {
        var score = coefficients[0]
        for (coefficient, value) in zip(coefficients.dropFirst(), values) { score += coefficient * value }
        return 1 / (1 + exponential(-score))
    }
}
