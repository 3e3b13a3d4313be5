/// A distribution given by its quantiles at nineteen levels.
///
/// For what has no formula: an empirical distribution, the quantiles a network learned, a mixture. Between two quantiles the density
/// is even. Beyond the outermost it falls as that of a Student t with four degrees of freedom does,
/// `P(X < x) = p·((m − q)/(m − x))⁴` with `q` the quantile at `p` = 0.5 % and `m` the median: daily returns have tails of about that
/// index (Cont 2001, "Empirical properties of asset returns"), and no outcome is impossible. Quantiles rise strictly, so they never cross, and every
/// score is finite.
public struct QuantileDistribution: Hashable, Sendable {
    /// The probabilities of ``values``, symmetric about one half.
    public static let levels = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.175, 0.25, 0.325, 0.4, 0.5, 0.6, 0.675, 0.75, 0.825, 0.9, 0.95, 0.975,
        0.99, 0.995,
    ]

    /// The index of the tails: that of a Student t with four degrees of freedom.
    static let tailIndex = 4.0
    /// The probability of each tail.
    static let tailProbability = 0.005
    /// The place of the median.
    static let middle = 9

    /// The quantiles, a log return each, strictly rising.
    public let values: [Double]

    /// A distribution from its quantiles; nil unless there is one for each of ``levels`` and they are finite and rise strictly.
    public init?(_ values: [Double]) {
        guard values.count == Self.levels.count, values.allSatisfy(\.isFinite),
            zip(values, values.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.values = values
    }

    init(rising values: [Double]) { self.values = values }

    /// The quantile at one half.
    public var median: Double { values[Self.middle] }
    var lowest: Double { values[0] }
    var highest: Double { values[values.count - 1] }
    /// How far the outermost quantiles lie from the median.
    var leftReach: Double { median - lowest }
    var rightReach: Double { highest - median }

    /// The place of the last quantile at or below a value; nil below the lowest.
    func place(of value: Double) -> Int? {
        guard value >= lowest else { return nil }
        var (low, high) = (0, values.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if values[middle] <= value { low = middle } else { high = middle }
        }
        return low
    }

    /// The distribution with all distances from the median multiplied by a factor above zero.
    func scaled(by factor: Double) -> QuantileDistribution {
        QuantileDistribution(separating: values.map { median + factor * ($0 - median) })
    }

    /// The distribution whose quantiles lie at these values or, where they touch or cross, as little above their neighbour as a
    /// number can, from the median outwards; `leastSlope` times the step of the level apart at least.
    public init(separating values: [Double], leastSlope: Double = 0) {
        var apart = values
        let levels = Self.levels
        for place in Self.middle + 1..<apart.count {
            let least = apart[place - 1] + leastSlope * (levels[place] - levels[place - 1])
            apart[place] = max(apart[place], least, apart[place - 1].nextUp)
        }
        for place in stride(from: Self.middle - 1, through: 0, by: -1) {
            let most = apart[place + 1] - leastSlope * (levels[place + 1] - levels[place])
            apart[place] = min(apart[place], most, apart[place + 1].nextDown)
        }
        self.values = apart
    }
}

extension QuantileDistribution: Codable {
    /// Reads a list of quantiles.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let own = QuantileDistribution(try container.decode([Double].self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "quantiles that do not rise")
        }
        self = own
    }

    /// Writes the list of quantiles.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}
