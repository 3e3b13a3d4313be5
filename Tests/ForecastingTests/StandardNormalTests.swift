import TestSupport
import Testing

@testable import Forecasting

@Suite("The standard normal distribution")
struct StandardNormalTests {
    @Test(
        "agrees with reference values to twelve digits",
        arguments: [
            ("cdf", StandardNormal.cumulativeProbability), ("logDensity", StandardNormal.logDensity),
            ("crps", StandardNormal.crps), ("quantile", StandardNormal.quantile),
        ] as [(String, @Sendable (Double) -> Double)])
    func reference(name: String, function: @Sendable (Double) -> Double) throws {
        let tolerance = Tolerance(relative: 1e-12)
        let rows = try DistributionTable.rows(DistributionTable().normal[name])
        #expect(rows.count > 10)
        for row in rows {
            #expect(tolerance.accepts(function(row.argument), row.value), "\(name)(\(row.argument))")
        }
    }

    @Test("has quantiles that are odd about the median", arguments: [0.0625, 0.125, 0.25, 0.375, 0.5])
    func quantileSymmetry(p: Double) {
        // 1 − p is exact for these.
        #expect(StandardNormal.quantile(1 - p) == -StandardNormal.quantile(p))
    }
}
