/// The models that cannot be told from the best one: the Model Confidence Set.
///
/// As long as the models left differ by more than chance, the worst is dropped; a model's p-value is the largest met up to
/// its dropping, and the set at size a holds the models with a p-value above a. Source: Hansen, Lunde & Nason, Econometrica 79 (2011).
public struct ModelConfidenceSet: Hashable, Sendable {
    /// How the models left are tested to be equally good.
    public enum Statistic: Hashable, Sendable {
        /// The largest difference of two models, in standard errors.
        case range
        /// The largest difference of a model from the mean of all, in standard errors.
        case maximum
    }

    /// The size at which membership is said: the set holds the best model with 90 % confidence.
    public static let usualSize = 0.1

    /// The p-value of each model, in the order given.
    public let pValues: [Double]
    /// The models in the order in which they were dropped; the best one last.
    public let eliminationOrder: [Int]

    /// The set of some models' losses, each a series over the same sessions in order of time.
    ///
    /// - Returns: nil for no models, no sessions or losses that are not finite.
    public init?(
        losses: [[Double]], statistic: Statistic = .range, bootstrap: StationaryBootstrap, draws: Int = 2000
    ) {
        guard draws > 0, let count = losses.first?.count, count > 0,
            let drawn = DrawnMeans(losses, resampling: Resampling(bootstrap, draws: draws, count: count))
        else { return nil }
        self.init(drawn, statistic: statistic)
    }

    /// The set of models whose means were drawn together; nil for no models.
    init?(_ drawn: DrawnMeans, statistic: Statistic) {
        guard !drawn.means.isEmpty else { return nil }
        var left = Array(drawn.means.indices)
        var pValues = [Double](repeating: 1, count: left.count)
        var order: [Int] = []
        var highest = 0.0
        let errors = statistic == .range ? Self.errors(drawn) : []
        while left.count > 1 {
            let (worst, pValue) =
                statistic == .range ? Self.byRange(left, drawn, errors: errors) : Self.byMaximum(left, drawn)
            highest = max(highest, pValue)
            pValues[worst] = highest
            order.append(worst)
            left.removeAll { $0 == worst }
        }
        self.pValues = pValues
        eliminationOrder = order + left
    }

    /// The models in the set of a size, such as 0.1: those with a p-value above it.
    public func members(size: Double) -> [Int] { pValues.indices.filter { pValues[$0] > size } }

    /// The bootstrap standard error of each pair's difference, `[first · models + second]` for first < second.
    private static func errors(_ drawn: DrawnMeans) -> [Double] {
        let models = drawn.means.count
        var errors = [Double](repeating: 0, count: models * models)
        for first in 0..<models {
            for second in (first + 1)..<max(models, first + 1) {
                let (a, b) = (drawn.deviations[first], drawn.deviations[second])
                var square = 0.0
                for draw in a.indices { square += (a[draw] - b[draw]) * (a[draw] - b[draw]) }
                errors[first * models + second] = (square / Double(a.count)).squareRoot()
            }
        }
        return errors
    }

    private static func byRange(
        _ left: [Int], _ drawn: DrawnMeans, errors: [Double]
    ) -> (worst: Int, pValue: Double) {
        let draws = drawn.deviations[0].count
        var largest = [Double](repeating: 0, count: draws)
        var (statistic, worst) = (-Double.infinity, left[0])
        largest.withUnsafeMutableBufferPointer { largest in
            for (place, first) in left.enumerated() {
                for second in left.dropFirst(place + 1) {
                    let error = errors[first * drawn.means.count + second]
                    let difference = drawn.means[first] - drawn.means[second]
                    // Models with the same losses do not differ.
                    let scaled = error > 0 ? difference / error : 0
                    if abs(scaled) > statistic {
                        statistic = abs(scaled)
                        worst = scaled > 0 ? first : second
                    }
                    guard error > 0 else { continue }
                    let (a, b) = (drawn.deviations[first], drawn.deviations[second])
                    let inverse = 1 / error
                    a.withUnsafeBufferPointer { a in
                        b.withUnsafeBufferPointer { b in
                            for draw in 0..<draws {
                                let value = abs(a[draw] - b[draw]) * inverse
                                largest[draw] = largest[draw] > value ? largest[draw] : value
                            }
                        }
                    }
                }
            }
        }
        return (worst, share(of: largest, above: statistic))
    }

    private static func byMaximum(_ left: [Int], _ drawn: DrawnMeans) -> (worst: Int, pValue: Double) {
        let count = Double(left.count)
        let draws = drawn.deviations[0].indices
        let grand = left.reduce(0) { $0 + drawn.means[$1] } / count
        let together = draws.map { draw in left.reduce(0) { $0 + drawn.deviations[$1][draw] } / count }
        var largest = [Double](repeating: -.infinity, count: draws.count)
        var (statistic, worst) = (-Double.infinity, left[0])
        for model in left {
            let deviations = drawn.deviations[model]
            var square = 0.0
            for draw in draws {
                square += (deviations[draw] - together[draw]) * (deviations[draw] - together[draw])
            }
            let error = (square / Double(draws.count)).squareRoot()
            let scaled = error > 0 ? (drawn.means[model] - grand) / error : 0
            if scaled > statistic { (statistic, worst) = (scaled, model) }
            guard error > 0 else { continue }
            for draw in draws {
                largest[draw] = max(largest[draw], (deviations[draw] - together[draw]) / error)
            }
        }
        return (worst, share(of: largest, above: statistic))
    }

    private static func share(of values: [Double], above limit: Double) -> Double {
        // Where nothing differs, nothing speaks against equality.
        guard limit > 0 else { return 1 }
        return Double(values.reduce(0) { $0 + ($1 > limit ? 1 : 0) }) / Double(values.count)
    }
}
