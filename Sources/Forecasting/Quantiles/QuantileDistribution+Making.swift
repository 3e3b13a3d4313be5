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
}
