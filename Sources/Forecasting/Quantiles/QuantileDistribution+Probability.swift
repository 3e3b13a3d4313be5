extension QuantileDistribution {
    /// The probability of a log return not above `value`.
    public func cumulativeProbability(of value: Double) -> Double {
        guard let place = place(of: value) else { return Self.tail(leftReach / (median - value)) }
        guard place < values.count - 1 else { return 1 - Self.tail(rightReach / (value - median)) }
        let share = (value - values[place]) / (values[place + 1] - values[place])
        return Self.levels[place] + share * (Self.levels[place + 1] - Self.levels[place])
    }

    /// `p·ratio⁴`.
    private static func tail(_ ratio: Double) -> Double { tailProbability * (ratio * ratio) * (ratio * ratio) }

    /// The log return that lies above a share `p` of the distribution.
    ///
    /// - Precondition: `p` lies strictly between 0 and 1.
    public func quantile(_ p: Double) -> Double {
        precondition(p > 0 && p < 1, "a quantile is asked for at a level between 0 and 1, not at \(p)")
        let levels = Self.levels
        // At its own levels to the bit, whatever the tails' powers round to.
        if let place = levels.firstIndex(of: p) { return values[place] }
        if p < levels[0] { return median - leftReach * (Self.tailProbability / p).squareRoot().squareRoot() }
        guard let above = levels.firstIndex(where: { $0 > p }) else {
            return median + rightReach * (Self.tailProbability / (1 - p)).squareRoot().squareRoot()
        }
        let share = (p - levels[above - 1]) / (levels[above] - levels[above - 1])
        return values[above - 1] + share * (values[above] - values[above - 1])
    }

    /// The natural logarithm of the density at `value`; at a quantile that of the step above it.
    public func logDensity(at value: Double) -> Double {
        guard let place = place(of: value) else { return Self.logTailDensity(leftReach, at: median - value) }
        guard place < values.count - 1 else { return Self.logTailDensity(rightReach, at: value - median) }
        return ln(Self.levels[place + 1] - Self.levels[place]) - ln(values[place + 1] - values[place])
    }

    /// Of `4p·reach⁴/distance⁵`.
    private static func logTailDensity(_ reach: Double, at distance: Double) -> Double {
        ln(tailIndex * tailProbability) - ln(reach) - (tailIndex + 1) * (ln(distance) - ln(reach))
    }

    /// The continuous ranked probability score `∫ (F(x) − 1[outcome ≤ x])² dx`.
    ///
    /// Over a step of width w on which F goes from p to p′, `w(p² + pp′ + p′²)/3`; over a tail of reach R, `p²R/7`. Beyond a tail's
    /// quantile, at the distance d from the median, `d − R − 2pR(1 − (R/d)³)/3 + p²R/7`.
    public func crps(_ outcome: Double) -> Double {
        var score = Self.tailScore(leftReach, distance: median - outcome)
        score += Self.tailScore(rightReach, distance: outcome - median)
        for place in 1..<values.count {
            let (a, b) = (values[place - 1], values[place])
            let (p, q) = (Self.levels[place - 1], Self.levels[place])
            if outcome >= b {
                score += Self.step(b - a, p, q)
            } else if outcome <= a {
                score += Self.step(b - a, 1 - p, 1 - q)
            } else {
                let at = p + (q - p) * (outcome - a) / (b - a)
                score += Self.step(outcome - a, p, at) + Self.step(b - outcome, 1 - at, 1 - q)
            }
        }
        return score
    }

    private static func step(_ width: Double, _ p: Double, _ q: Double) -> Double {
        width * (p * p + p * q + q * q) / 3
    }

    private static func tailScore(_ reach: Double, distance: Double) -> Double {
        let inside = tailProbability * tailProbability * reach / (2 * tailIndex - 1)
        guard distance > reach else { return inside }
        let ratio = reach / distance
        return inside + distance - reach
            - 2 * tailProbability * reach / (tailIndex - 1) * (1 - ratio * ratio * ratio)
    }
}
