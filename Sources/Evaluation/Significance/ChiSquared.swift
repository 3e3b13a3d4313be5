/// The χ² distribution with whole degrees of freedom.
public enum ChiSquared {
    /// The probability of a value above `x`.
    ///
    /// `Q₁ = erfc√(x/2)`, `Q₂ = e^(−x/2)`, and `Q_{k+2} = Q_k + (x/2)^(k/2)·e^(−x/2) / Γ(k/2 + 1)`: positive terms only.
    ///
    /// - Precondition: there is at least one degree of freedom.
    public static func upperTail(_ x: Double, degreesOfFreedom: Int) -> Double {
        precondition(degreesOfFreedom >= 1, "χ² has at least one degree of freedom")
        guard x > 0 else { return 1 }
        let half = x / 2
        var degrees = degreesOfFreedom % 2 == 0 ? 2 : 1
        var tail = degrees == 2 ? exponential(-half) : complementaryErrorFunction(half.squareRoot())
        // (x/2)^(k/2)·e^(−x/2) / Γ(k/2 + 1), at k = 2: x/2·e^(−x/2); at k = 1: √(x/2)·e^(−x/2)·2/√π.
        var term =
            degrees == 2
            ? half * exponential(-half) : half.squareRoot() * exponential(-half) * 1.12837916709551257
        while degrees < degreesOfFreedom {
            tail += term
            degrees += 2
            term *= half / (Double(degrees) / 2)
        }
        return min(1, tail)
    }
}
