import TestSupport
import Testing

@testable import Forecasting

@Suite("Student's t distribution")
struct StudentTTests {
    @Test(
        "agrees with reference values to twelve digits from 1 to a million degrees of freedom",
        arguments: ["cdf", "logDensity", "crps", "quantile"])
    func reference(name: String) throws {
        let tolerance = Tolerance(relative: 1e-12)
        var compared = 0
        for table in try DistributionTable().studentT {
            let t = StudentT(degreesOfFreedom: try table["degreesOfFreedom"].number())
            for row in try DistributionTable.rows(table[name]) {
                let x = row.argument
                let value =
                    switch name {
                    case "cdf": t.cumulativeProbability(x)
                    case "logDensity": t.logDensity(x)
                    case "crps": t.crps(x)
                    default: t.quantile(x)
                    }
                #expect(tolerance.accepts(try #require(value), row.value), "\(name)(\(x)), \(t.degreesOfFreedom)")
                compared += 1
            }
        }
        #expect(compared > 200)
    }

    @Test("takes its constants from a ratio of gamma functions that is good to fourteen digits")
    func gammaRatio() throws {
        let tolerance = Tolerance(relative: 1e-14)
        for row in try DistributionTable().gammaHalfRatio {
            #expect(tolerance.accepts(gammaHalfRatio(row.argument), row.value), "\(row.argument)")
        }
    }

    @Test(
        "has quantiles that its tail undoes, everywhere",
        arguments: [1, 1.01, 2.0001, 2.7, 3, 4.99, 8, 12.1, 15.99, 16, 18.2, 40, 333, 1e4, 3.3e5, 1e6, 1e12])
    func roundTrip(degreesOfFreedom: Double) {
        let t = StudentT(degreesOfFreedom: degreesOfFreedom)
        for exponent in stride(from: -300.0, through: -1, by: 0.37) {
            var p = 0.45
            for _ in 0..<Int(-exponent) { p *= 0.1 }
            let x = t.quantile(p)
            if x < -1e150 { continue }
            #expect(abs(t.cumulativeProbability(x) - p) <= 1e-11 * p, "p = \(p)")
        }
        for p in stride(from: 0.01, to: 0.5, by: 0.007) {
            #expect(abs(t.cumulativeProbability(t.quantile(p)) - p) <= 1e-15, "p = \(p)")
        }
    }

    @Test("is symmetric to the bit", arguments: [2.3, 6, 17.5, 1e6])
    func symmetry(degreesOfFreedom: Double) {
        let t = StudentT(degreesOfFreedom: degreesOfFreedom)
        #expect(t.quantile(0.5) == 0)
        #expect(t.cumulativeProbability(0) == 0.5)
        for p in [0.0625, 0.125, 0.375] { #expect(t.quantile(1 - p) == -t.quantile(p)) }
        for x in [1e-9, 0.3, 2.2, 50] {
            #expect(t.upperTail(x) == t.cumulativeProbability(-x))
            #expect(t.logDensity(x) == t.logDensity(-x))
            #expect(t.crps(x) == t.crps(-x))
        }
    }

    @Test("becomes the normal distribution as the degrees of freedom grow")
    func limit() throws {
        let t = StudentT(degreesOfFreedom: 1e15)
        let tolerance = Tolerance(relative: 1e-12)
        for x in [-6.0, -2, -0.4, 0.1, 3] {
            #expect(tolerance.accepts(t.cumulativeProbability(x), StandardNormal.cumulativeProbability(x)))
            #expect(tolerance.accepts(t.logDensity(x), StandardNormal.logDensity(x)))
            #expect(tolerance.accepts(try #require(t.crps(x)), StandardNormal.crps(x)))
        }
        #expect(tolerance.accepts(t.quantile(0.95), StandardNormal.quantile(0.95)))
    }

    @Test("has no seam at 16 degrees of freedom, where the method changes", arguments: [0.2, 1.7, 6.9, 7.1, 30])
    func seam(x: Double) {
        let below = StudentT(degreesOfFreedom: (16.0).nextDown)
        let above = StudentT(degreesOfFreedom: 16)
        #expect(Tolerance(relative: 1e-12).accepts(below.upperTail(x), above.upperTail(x)))
        #expect(Tolerance(relative: 1e-12).accepts(below.density(x), above.density(x)))
    }

    @Test(
        "stays finite for outcomes and probabilities at the ends of the number range",
        arguments: [2.01, 5, 20, 1e300])
    func extremes(degreesOfFreedom: Double) throws {
        let t = StudentT(degreesOfFreedom: degreesOfFreedom)
        for x in [Double.leastNonzeroMagnitude, 1e-300, 1e154, 1e155, 1e300, -1e300] {
            #expect(t.logDensity(x).isFinite && t.density(x).isFinite)
            #expect(try #require(t.crps(x)).isFinite)
            #expect((0...1).contains(t.cumulativeProbability(x)))
        }
        for p in [Double.leastNonzeroMagnitude, 0x1p-1030, 0.5.nextDown, 0.5.nextUp, 1.0.nextDown] {
            #expect(t.quantile(p).isFinite)
            #expect((t.quantile(p) >= 0) == (p >= 0.5) || t.quantile(p) == 0)
        }
    }

    @Test("has no CRPS with one degree of freedom, where the mean does not exist")
    func cauchy() { #expect(StudentT(degreesOfFreedom: 1).crps(0.3) == nil) }
}
