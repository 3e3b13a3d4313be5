/// The naive forecasts of a level some steps ahead, with the standard error that each has if its model is right.
///
/// Formulas and divisors of R's package forecast (Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, 3rd
/// ed., section 5.5).
public enum NaiveMethod: Hashable, Sendable {
    /// The last value: error `σ√h`, σ² the mean squared difference.
    case lastValue
    /// The last value and the mean difference a step: error `σ√(h(1 + h/(n−1)))`, σ the differences' deviation (ddof 1).
    case drift
    /// The value one season before: error `σ√(⌊(h−1)/m⌋ + 1)`, σ² the mean squared seasonal difference.
    case seasonal(season: Int)

    /// The next `horizon` values; nil for too few values.
    public func forecasts(_ values: [Double], horizon: Int) -> [(mean: Double, standardError: Double)]? {
        let count = values.count
        let season: Int
        if case .seasonal(let sessions) = self { season = sessions } else { season = 1 }
        guard season >= 1, count > season, let last = values.last else { return nil }
        let differences = zip(values.dropFirst(season), values).map { $0 - $1 }
        let meanSquare = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
        switch self {
        case .lastValue:
            return (1...horizon).map { (last, (meanSquare * Double($0)).squareRoot()) }
        case .drift:
            guard count > 2 else { return nil }
            let drift = (last - values[0]) / Double(count - 1)
            let variance =
                differences.reduce(0) { $0 + ($1 - drift) * ($1 - drift) } / Double(differences.count - 1)
            return (1...horizon).map { step in
                let ahead = Double(step)
                return (last + ahead * drift, (variance * ahead * (1 + ahead / Double(count - 1))).squareRoot())
            }
        case .seasonal:
            return (1...horizon).map { step in
                let cycles = Double((step - 1) / season + 1)
                return (values[count - season + (step - 1) % season], (meanSquare * cycles).squareRoot())
            }
        }
    }
}
