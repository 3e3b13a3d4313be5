/// Sums over all windows of some series: what a linear regression on windows needs, at a cost that hardly grows with the width.
///
/// Neighbouring windows share all but one value, so `Σ_t x_{t−i−1}·x_{t−j−1}` is `Σ_t x_{t−i}·x_{t−j}` with one product taken
/// in at the start and one given up at the end; only the first row is summed.
struct WindowMoments {
    let width: Int
    private(set) var count = 0.0
    /// `Σ x_{t−1−i}·x_{t−1−j}`, row-major, i = 0 the newest value of a window.
    private var products: [Double]
    /// `Σ x_{t−1−i}·x_t`.
    private var targetProducts: [Double]
    private var sums: [Double]
    private var targetSum = 0.0
    private var targetSquares = 0.0

    init(width: Int) {
        self.width = width
        products = [Double](repeating: 0, count: width * width)
        targetProducts = [Double](repeating: 0, count: width)
        sums = targetProducts
    }

    /// Takes in the windows before the targets at some indices.
    ///
    /// - Precondition: the first target has `width` values before it.
    mutating func add(_ values: [Double], targets: Range<Int>) {
        guard !targets.isEmpty else { return }
        precondition(targets.lowerBound >= width, "a target needs a whole window before it")
        count += Double(targets.count)
        for target in targets {
            targetSum += values[target]
            targetSquares += values[target] * values[target]
        }
        var ownProducts = [Double](repeating: 0, count: width * width)
        var sum = 0.0
        for target in targets { sum += values[target - 1] }
        for lag in 0..<width {
            var (cross, first) = (0.0, 0.0)
            for target in targets {
                cross += values[target - 1 - lag] * values[target]
                first += values[target - 1 - lag] * values[target - 1]
            }
            targetProducts[lag] += cross
            ownProducts[lag] = first
            sums[lag] += sum
            // From lag to lag + 1 the window of values moves back by one.
            if lag + 1 < width {
                sum += values[targets.lowerBound - 2 - lag] - values[targets.upperBound - 2 - lag]
            }
        }
        for row in 1..<max(width, 1) {
            for column in row..<width {
                ownProducts[row * width + column] =
                    ownProducts[(row - 1) * width + column - 1]
                    + values[targets.lowerBound - 1 - row] * values[targets.lowerBound - 1 - column]
                    - values[targets.upperBound - 1 - row] * values[targets.upperBound - 1 - column]
            }
        }
        for row in 0..<width {
            for column in row..<width {
                products[row * width + column] += ownProducts[row * width + column]
                if row != column { products[column * width + row] += ownProducts[row * width + column] }
            }
        }
    }

    /// `Σ (x_t − x̄)²` of the targets.
    var targetSquare: Double { targetSquares - targetSum * targetSum / max(count, 1) }

    /// Means of window places and targets, and their covariances times the count.
    func centred() -> (means: [Double], targetMean: Double, products: [Double], targetProducts: [Double]) {
        let means = sums.map { $0 / max(count, 1) }
        let targetMean = targetSum / max(count, 1)
        var centred = products
        for row in 0..<width {
            for column in 0..<width { centred[row * width + column] -= count * means[row] * means[column] }
        }
        let centredTargets = (0..<width).map { targetProducts[$0] - count * means[$0] * targetMean }
        return (means, targetMean, centred, centredTargets)
    }
}
