extension QuantileDistribution {
    /// The distribution of a sorted sample: each quantile at the `p(n + 1/3) + 1/3`-th value, interpolated.
    ///
    /// Hyndman & Fan's (1996) eighth definition, unbiased for the median of a quantile whatever the sample is from. Where values
    /// tie, neighbours are held apart so that the density is nowhere above `highestDensity`: a price that often stands still must
    /// not win by a spike.
    ///
    /// - Precondition: the sample is not empty, `highestDensity` above zero.
    public init(ofSorted sample: some RandomAccessCollection<Double>, highestDensity: Double) {
        let count = Double(sample.count)
        let quantiles = Self.levels.map { level in
            let position = min(max(level * (count + 1 / 3.0) + 1 / 3.0, 1), count) - 1
            let lower = Int(position)
            let first = sample[sample.index(sample.startIndex, offsetBy: lower)]
            guard lower + 1 < sample.count else { return first }
            let second = sample[sample.index(sample.startIndex, offsetBy: lower + 1)]
            return first + (position - Double(lower)) * (second - first)
        }
        self.init(separating: quantiles, leastSlope: 1 / highestDensity)
    }

    /// The distribution whose quantiles are the means of those of some others.
    ///
    /// - Precondition: there is one.
    public init(averagingQuantilesOf forecasts: [PredictiveDistribution]) {
        precondition(!forecasts.isEmpty, "a mean is one of something")
        self.init(
            separating: Self.levels.map { level in
                forecasts.reduce(0) { $0 + $1.quantile(level) } / Double(forecasts.count)
            })
    }

    /// The mixture of some forecasts, each as probable as any other: its distribution function is the mean of theirs.
    ///
    /// Each quantile lies between the least and the greatest of the members' and is found there by false position (Illinois; Dowell &
    /// Jarratt 1971) to a 10⁻⁹th of the members' spread.
    ///
    /// - Precondition: there is one.
    public init(mixing forecasts: [PredictiveDistribution]) {
        precondition(!forecasts.isEmpty, "a mixture is one of something")
        let share = 1 / Double(forecasts.count)
        self.init(
            separating: Self.levels.map { level in
                let own = forecasts.map { $0.quantile(level) }
                var (low, high) = (own.min() ?? 0, own.max() ?? 0)
                func excess(_ value: Double) -> Double {
                    forecasts.reduce(-level) { $0 + share * $1.cumulativeProbability(of: value) }
                }
                var (below, above) = (excess(low), excess(high))
                let tolerance = 1e-9 * (high - low)
                var (value, side) = (low, 0)
                for _ in 0..<60 where high - low > tolerance && below < 0 && above > 0 {
                    value = (low * above - high * below) / (above - below)
                    let middle = excess(value)
                    if abs(middle) < 1e-12 { break }
                    if middle < 0 {
                        (low, below) = (value, middle)
                        if side < 0 { above *= 0.5 }
                        side = -1
                    } else {
                        (high, above) = (value, middle)
                        if side > 0 { below *= 0.5 }
                        side = 1
                    }
                }
                return above <= 0 ? high : value
            })
    }
}
