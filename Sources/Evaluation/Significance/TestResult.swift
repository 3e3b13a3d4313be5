/// A statistic and how improbable one as large is if nothing is there.
public struct TestResult: Hashable, Sendable {
    /// The statistic.
    public var statistic: Double
    /// The probability of one as large or larger under the hypothesis.
    public var pValue: Double

    /// A result from its two numbers.
    public init(statistic: Double, pValue: Double) {
        self.statistic = statistic
        self.pValue = pValue
    }

    /// Of a statistic that is χ² under the hypothesis; rounding below zero counts as zero.
    init(chiSquared statistic: Double, degreesOfFreedom: Int) {
        self.init(
            statistic: max(0, statistic),
            pValue: ChiSquared.upperTail(statistic, degreesOfFreedom: degreesOfFreedom))
    }
}
