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
        let means = losses.compactMap { arithmeticMean($0) }
        guard !losses.isEmpty, means.count == losses.count, draws > 0 else { return nil }
        // Deviations of the draws' means from the sample's.
        let deviations = bootstrap.means(of: losses, draws: draws).map { zip($0, means).map { $0 - $1 } }
        var left = Array(losses.indices)
        var pValues = [Double](repeating: 1, count: losses.count)
        var order: [Int] = []
        var highest = 0.0
        while left.count > 1 {
            let (worst, pValue) =
                statistic == .range
                ? Self.byRange(left, means: means, deviations: deviations)
                : Self.byMaximum(left, means: means, deviations: deviations)
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

    private static func byRange(
        _ left: [Int], means: [Double], deviations: [[Double]]
    ) -> (worst: Int, pValue: Double) {
        var largest = [Double](repeating: 0, count: deviations.count)
        var (statistic, worst) = (-Double.infinity, left[0])
        for (place, first) in left.enumerated() {
            for second in left.dropFirst(place + 1) {
                var square = 0.0
                for draw in deviations {
                    let difference = draw[first] - draw[second]
                    square += difference * difference
                }
                let error = (square / Double(deviations.count)).squareRoot()
                let difference = means[first] - means[second]
                // Models with the same losses do not differ.
                let scaled = error > 0 ? difference / error : 0
                if abs(scaled) > statistic {
                    statistic = abs(scaled)
                    worst = scaled > 0 ? first : second
                }
                guard error > 0 else { continue }
                for draw in deviations.indices {
                    largest[draw] = max(
                        largest[draw], abs(deviations[draw][first] - deviations[draw][second]) / error)
                }
            }
        }
        return (worst, share(of: largest, above: statistic))
    }

    private static func byMaximum(
        _ left: [Int], means: [Double], deviations: [[Double]]
    ) -> (worst: Int, pValue: Double) {
        let count = Double(left.count)
        let grand = left.reduce(0) { $0 + means[$1] } / count
        let drawn = deviations.map { draw in left.reduce(0) { $0 + draw[$1] } / count }
        var largest = [Double](repeating: -.infinity, count: deviations.count)
        var (statistic, worst) = (-Double.infinity, left[0])
        for model in left {
            var square = 0.0
            for (draw, mean) in zip(deviations, drawn) { square += (draw[model] - mean) * (draw[model] - mean) }
            let error = (square / Double(deviations.count)).squareRoot()
            let scaled = error > 0 ? (means[model] - grand) / error : 0
            if scaled > statistic { (statistic, worst) = (scaled, model) }
            guard error > 0 else { continue }
            for draw in deviations.indices {
                largest[draw] = max(largest[draw], (deviations[draw][model] - drawn[draw]) / error)
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
