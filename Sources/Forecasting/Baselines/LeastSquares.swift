/// A linear regression by ordinary least squares.
///
/// Householder's QR decomposition (Golub & Van Loan, *Matrix Computations*, 4th ed., algorithm 5.2.1): as exact as the
/// columns allow, where normal equations would square their condition.
public struct LeastSquares: Hashable, Sendable {
    /// One coefficient a column.
    public let coefficients: [Double]
    /// The sum of squared residuals.
    public let residualSumOfSquares: Double
    /// Rows.
    public let count: Int
    /// `(X'X)⁻¹`, row-major.
    public let inverseGram: [Double]

    /// The regression of `targets` on `columns`, each as long as `targets`.
    ///
    /// - Returns: nil for fewer rows than columns or columns that depend on each other.
    public init?(columns: [[Double]], targets: [Double]) {
        let (rows, width) = (targets.count, columns.count)
        guard width > 0, rows >= width else { return nil }
        precondition(columns.allSatisfy { $0.count == rows }, "every column needs one value a row")
        var (columns, right) = (columns, targets)
        var diagonal = [Double](repeating: 0, count: width)
        for pivot in 0..<width {
            var norm = 0.0
            for row in pivot..<rows { norm += columns[pivot][row] * columns[pivot][row] }
            norm = norm.squareRoot()
            let size = columns[pivot].reduce(0) { max($0, abs($1)) }
            guard norm > 1e-12 * size * Double(rows).squareRoot(), norm.isFinite else { return nil }
            diagonal[pivot] = columns[pivot][pivot] > 0 ? -norm : norm
            columns[pivot][pivot] -= diagonal[pivot]
            // v'v / 2 = norm·(norm + |x₀|)
            let half = norm * abs(columns[pivot][pivot])
            for column in (pivot + 1)..<max(width, pivot + 1) {
                Self.reflect(&columns[column], columns[pivot], from: pivot, half: half)
            }
            Self.reflect(&right, columns[pivot], from: pivot, half: half)
        }
        func upper(_ row: Int, _ column: Int) -> Double {
            row == column ? diagonal[row] : columns[column][row]
        }
        coefficients = Self.backSubstitute(right, width: width, upper)
        var rest = 0.0
        for row in width..<rows { rest += right[row] * right[row] }
        residualSumOfSquares = rest
        count = rows
        var inverse: [[Double]] = []
        for column in 0..<width {
            var unit = [Double](repeating: 0, count: width)
            unit[column] = 1
            inverse.append(Self.backSubstitute(unit, width: width, upper))
        }
        // R⁻¹·R⁻ᵀ
        inverseGram = (0..<width * width).map { place in
            inverse.reduce(0) { $0 + $1[place / width] * $1[place % width] }
        }
    }

    private static func reflect(_ vector: inout [Double], _ mirror: [Double], from first: Int, half: Double) {
        guard half > 0 else { return }
        var product = 0.0
        for row in first..<vector.count { product += mirror[row] * vector[row] }
        product /= half
        for row in first..<vector.count { vector[row] -= product * mirror[row] }
    }

    private static func backSubstitute(
        _ right: [Double], width: Int, _ upper: (Int, Int) -> Double
    ) -> [Double] {
        var solution = Array(right.prefix(width))
        for row in stride(from: width - 1, through: 0, by: -1) {
            for column in (row + 1)..<max(width, row + 1) { solution[row] -= upper(row, column) * solution[column] }
            solution[row] /= upper(row, row)
        }
        return solution
    }
}

extension LeastSquares {
    /// The variance of the errors, divisor rows minus columns; nil where that is zero.
    public var errorVariance: Double? {
        count > coefficients.count ? residualSumOfSquares / Double(count - coefficients.count) : nil
    }

    /// The coefficients' standard errors for independent errors of one variance.
    public var standardErrors: [Double]? {
        errorVariance.map { variance in
            coefficients.indices.map { (variance * inverseGram[$0 * coefficients.count + $0]).squareRoot() }
        }
    }

    /// The log likelihood of normal errors at their most likely variance, `SSE/n`.
    public var logLikelihood: Double {
        -0.5 * Double(count) * (1 + ln(2 * Double.pi * residualSumOfSquares / Double(count)))
    }

    /// Akaike's criterion, `−2 ln L + 2·(columns + 1)`: the variance is a parameter too.
    public var akaikeCriterion: Double { -2 * logLikelihood + 2 * Double(coefficients.count + 1) }
}
