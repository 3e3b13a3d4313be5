/// Whether probability integral transforms look uniform on [0, 1], as those of honest forecasts do.
public enum Uniformity {
    /// Counts in bins of equal width; 1 belongs to the last bin.
    ///
    /// - Precondition: every value lies in [0, 1] and there is at least one bin.
    public static func histogram(_ transforms: [Double], bins: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: bins)
        for value in transforms { counts[min(bins - 1, Int(value * Double(bins)))] += 1 }
        return counts
    }

    /// Pearson's test of a histogram against equal shares; `Σ (count − n/bins)² / (n/bins)`, χ² with bins − 1.
    ///
    /// Like Kolmogorov's it takes the values for independent; nil for fewer than two bins or no values.
    public static func chiSquared(_ histogram: [Int]) -> TestResult? {
        let count = histogram.reduce(0, +)
        guard histogram.count >= 2, count > 0 else { return nil }
        let expected = Double(count) / Double(histogram.count)
        let sum = histogram.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        return TestResult(chiSquared: sum, degreesOfFreedom: histogram.count - 1)
    }

    /// Kolmogorov's statistic against the uniform distribution and its two-sided p-value; nil for no values.
    ///
    /// Exact up to 1000 values (Marsaglia, Tsang & Wang 2003); for more of them, or where p < 1e-8, Kolmogorov's limit with
    /// the finite-sample argument `(√n + 0.12 + 0.11/√n)·D` of Stephens (1970). It takes the values for independent.
    ///
    /// - Precondition: every value lies in [0, 1].
    public static func kolmogorovSmirnov(_ transforms: [Double]) -> (statistic: Double, pValue: Double)? {
        guard !transforms.isEmpty else { return nil }
        let n = Double(transforms.count)
        var statistic = 0.0
        for (index, value) in transforms.sorted().enumerated() {
            statistic = max(statistic, Double(index + 1) / n - value, value - Double(index) / n)
        }
        let isExact = transforms.count <= 1000 && n * statistic * statistic < 9.5
        let pValue =
            isExact
            ? 1 - exactCumulativeProbability(statistic, count: transforms.count)
            : limitingTail((n.squareRoot() + 0.12 + 0.11 / n.squareRoot()) * statistic)
        return (statistic, min(1, max(0, pValue)))
    }

    /// `P(D < d)` for `count` uniform values: an entry of the n-th power of a matrix of order `2⌈nd⌉ − 1`.
    private static func exactCumulativeProbability(_ d: Double, count: Int) -> Double {
        let n = Double(count)
        let k = Int(n * d) + 1
        let order = 2 * k - 1
        let h = Double(k) - n * d
        var matrix = SquareMatrix(order: order)
        for i in 0..<order {
            for j in 0..<min(order, i + 2) { matrix[i, j] = 1 }
        }
        var power = 1.0
        for i in 0..<order {
            power *= h
            matrix[i, 0] -= power
            matrix[order - 1, order - 1 - i] -= power
        }
        if 2 * h > 1 { matrix[order - 1, 0] += (0..<order).reduce(1.0) { product, _ in product * (2 * h - 1) } }
        for i in 0..<order {
            for j in 0..<min(order, i + 2) {
                for divisor in stride(from: 2, through: i - j + 1, by: 1) { matrix[i, j] /= Double(divisor) }
            }
        }
        var (result, exponent) = matrix.power(count)
        // times n!/nⁿ, with the powers of two kept apart so that nothing under- or overflows
        for i in 1...count {
            result *= Double(i) / n
            if result < 0x1p-400 && result > 0 {
                result *= 0x1p400
                exponent -= 400
            }
        }
        return result * Double(sign: .plus, exponent: max(-1000, min(1000, exponent)), significand: 1)
    }

    /// Kolmogorov's limit of `P(√n·D > x)`, `2 Σ (−1)^(k−1)·e^(−2k²x²)`.
    private static func limitingTail(_ x: Double) -> Double {
        if x < 0.2 { return 1 }
        var (sum, sign) = (0.0, 1.0)
        for k in 1...100 {
            let term = exponential(-2 * Double(k * k) * x * x)
            sum += sign * term
            if term < 1e-17 { break }
            sign = -sign
        }
        return 2 * sum
    }
}

/// A dense square matrix in row-major order, only as large as the Kolmogorov distribution asks for.
private struct SquareMatrix {
    let order: Int
    private var values: [Double]

    init(order: Int) {
        self.order = order
        values = [Double](repeating: 0, count: order * order)
    }

    subscript(row: Int, column: Int) -> Double {
        get { values[row * order + column] }
        set { values[row * order + column] = newValue }
    }

    /// The middle entry of a power, as a number times a power of two.
    func power(_ n: Int) -> (middle: Double, exponent: Int) {
        var (base, baseExponent) = (self, 0)
        var result: (matrix: SquareMatrix, exponent: Int)?
        var remaining = n
        while remaining > 0 {
            if remaining & 1 == 1 {
                var product = result.map { $0.matrix * base } ?? base
                let exponent = baseExponent + (result?.exponent ?? 0)
                let scaledOut = product.rescale()
                result = (product, exponent + scaledOut)
            }
            remaining >>= 1
            if remaining == 0 { break }
            base = base * base
            baseExponent = 2 * baseExponent + base.rescale()
        }
        guard let result else { return (1, 0) }
        return (result.matrix[order / 2, order / 2], result.exponent)
    }

    /// Divides by the power of two in the middle entry and returns its exponent; leaves a zero in the middle alone.
    private mutating func rescale() -> Int {
        guard self[order / 2, order / 2] > 0 else { return 0 }
        let exponent = Int(self[order / 2, order / 2].exponent)
        let factor = Double(sign: .plus, exponent: -exponent, significand: 1)
        for index in values.indices { values[index] *= factor }
        return exponent
    }

    static func * (left: SquareMatrix, right: SquareMatrix) -> SquareMatrix {
        var product = SquareMatrix(order: left.order)
        for i in 0..<left.order {
            for k in 0..<left.order {
                let factor = left[i, k]
                if factor == 0 { continue }
                for j in 0..<left.order { product[i, j] += factor * right[k, j] }
            }
        }
        return product
    }
}
