extension QuantileDistribution {
    /// The mean: a middle of each step, and `m ∓ 4/3·reach` of the tails.
    public var mean: Double {
        median + deviation(upTo: Self.levels.count - 1) + tailMean(rightReach) - tailMean(leftReach)
    }

    /// The variance about the mean; a step from a to b has the second moment `(a² + ab + b²)/3`, a tail `2·reach²`.
    public var variance: Double {
        var second = Self.tailProbability * 2 * (leftReach * leftReach + rightReach * rightReach)
        for place in 1..<values.count {
            let (a, b) = (values[place - 1] - median, values[place] - median)
            second += (Self.levels[place] - Self.levels[place - 1]) * (a * a + a * b + b * b) / 3
        }
        let shift = mean - median
        return second - shift * shift
    }

    /// The mean of the worst share `level` of outcomes.
    ///
    /// - Precondition: `level` lies strictly between 0 and 1.
    public func expectedShortfall(_ level: Double) -> Double {
        let quantile = quantile(level)
        guard level > Self.tailProbability else {
            return median - (median - quantile) * Self.tailIndex / (Self.tailIndex - 1)
        }
        var sum = -tailMean(leftReach)
        if let place = place(of: quantile) {
            sum += deviation(upTo: place)
            let upper = place == values.count - 1 ? tailShare(beyond: level) : nil
            sum +=
                upper
                ?? (level - Self.levels[place]) * (0.5 * (values[place] + quantile) - median)
        }
        return median + sum / level
    }

    /// `p·4/3·reach`: what a tail adds to the distance from the median.
    private func tailMean(_ reach: Double) -> Double {
        Self.tailProbability * Self.tailIndex / (Self.tailIndex - 1) * reach
    }

    /// What the right tail up to a level adds to the distance from the median.
    private func tailShare(beyond level: Double) -> Double {
        tailMean(rightReach) - (1 - level) * Self.tailIndex / (Self.tailIndex - 1) * (quantile(level) - median)
    }

    /// What the steps up to a place add to the distance from the median.
    private func deviation(upTo last: Int) -> Double {
        var sum = 0.0
        for place in stride(from: 1, through: last, by: 1) {
            sum +=
                (Self.levels[place] - Self.levels[place - 1])
                * (0.5 * (values[place - 1] + values[place]) - median)
        }
        return sum
    }
}
