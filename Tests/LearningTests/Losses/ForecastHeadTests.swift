import Foundation
import Learning
import Testing

@Suite("Forecast heads")
struct ForecastHeadTests {
    @Test("the Student-t head is the raw Student-t loss of its own distribution")
    func studentTHeadIsRawLoss() {
        let head = StudentTHeadLoss()
        var random = RandomSource(seed: 3)
        for _ in 0..<500 {
            let outputs = [4 * random.normal(), 2 * random.normal(), 8 * random.normal()]
            let target = 3 * random.normal()
            let distribution = head.distribution(of: outputs)
            let raw = StudentTLoss().value(
                outputs: [distribution.location, distribution.scale, distribution.degreesOfFreedom],
                targets: [target])
            let value = head.value(outputs: outputs, targets: [target]).value
            #expect((value - raw.value).magnitude < 1e-12 * max(1, raw.value.magnitude))
        }
    }

    @Test("the Gaussian head is the log-sigma loss of its own distribution")
    func gaussianHeadIsRawLoss() {
        let head = GaussianHeadLoss()
        let distribution = head.distribution(of: [2.0, -0.5] as [Float])
        #expect(distribution.mean == 0.2)
        #expect((distribution.standardDeviation - exp(-0.5)).magnitude < 1e-16)
        let raw = GaussianLogSigmaLoss().value(outputs: [0.2, -0.5], targets: [1.3])
        #expect((head.value(outputs: [2.0, -0.5], targets: [1.3]).value - raw.value).magnitude < 1e-15)
    }

    @Test("the quantile head is the pinball loss of its own quantiles, which never cross")
    func quantileHeadIsPinball() {
        let levels = [0.01, 0.25, 0.5, 0.75, 0.9]
        let head = QuantileHeadLoss(levels: levels, reference: [-3, -1, 0, 1, 2])
        var random = RandomSource(seed: 4)
        for _ in 0..<500 {
            let outputs = (0..<6).map { _ in 5 * random.normal() }
            let target = 2 * random.normal()
            let quantiles = head.quantiles(of: outputs)
            #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 })
            let raw = PinballLoss(quantiles: levels).value(outputs: quantiles, targets: [target]).value
            #expect((head.value(outputs: outputs, targets: [target]).value - raw).magnitude < 1e-12 * max(1, raw))
        }
        // Fresh: the reference, e^−¼ as wide.
        let fresh = head.quantiles(of: [Double](repeating: 0, count: 6))
        for (quantile, reference) in zip(fresh, [-3.0, -1, 0, 1, 2]) {
            #expect((quantile - exp(-0.25) * reference).magnitude < 1e-14)
        }
    }

    @Test("a network that says 0 forecasts mean 0, scale e^−¼ and 2.3 + log(1 + e) degrees of freedom")
    func freshNetwork() {
        let fresh = StudentTHeadLoss().distribution(of: [0.0, 0, 0])
        #expect(fresh.location == 0)
        #expect((fresh.scale - exp(-0.25)).magnitude < 1e-15)
        #expect((fresh.degreesOfFreedom - (2.3 + log(1 + exp(1)))).magnitude < 1e-15)
    }

    @Test(
        "beyond the limits the scale stops, its slope is 0 and nothing overflows", arguments: [-1e38, -7, 7, 1e38])
    func logScaleLimits(_ output: Float) {
        let head = StudentTHeadLoss()
        let scale = head.distribution(of: [0, output, 0]).scale
        #expect((scale - exp(output > 0 ? 6 : -6)).magnitude < 1e-12 * scale)
        var gradient: [Float] = [.nan, .nan, .nan]
        let value = head.evaluate(outputs: [0, output, 0], targets: [1.0], gradient: &gradient)
        #expect(value.value.isFinite)
        #expect(gradient[1] == 0)
        #expect(gradient[0].isFinite && gradient[2].isFinite)
    }

    @Test("outputs at the ends of Float give finite losses and gradients")
    func extremeOutputs() {
        let ends: [Float] = [-.greatestFiniteMagnitude, -100, 0, 100, .greatestFiniteMagnitude]
        for m in ends {
            for g in ends {
                for o in ends {
                    var gradient: [Float] = [.nan, .nan, .nan]
                    let value = StudentTHeadLoss().evaluate(
                        outputs: [m, g, o], targets: [0.5], gradient: &gradient)
                    #expect(value.value.isFinite, "at \([m, g, o])")
                    #expect(!gradient.contains { $0.isNaN }, "at \([m, g, o])")
                }
            }
        }
    }

    @Test("the constant of the density is that of lgamma, for every number of degrees of freedom")
    func densityConstant() {
        for nu in [0.05, 0.5, 1, 2.1, 2.3, 3.6, 5, 12.5, 19.999, 20, 20.001, 35, 300, 1e4, 1e6] {
            let value = StudentTLoss().value(outputs: [0, 1, nu], targets: [0.0]).value
            let expected = 0.5 * log(nu * .pi) + lgamma(nu / 2) - lgamma((nu + 1) / 2)
            // lgamma itself is rounded at its own size.
            #expect((value - expected).magnitude < 1e-13 + 4e-16 * lgamma(nu / 2).magnitude, "ν = \(nu)")
        }
        // ν = 1 is Cauchy: log π + log(1 + z²).
        let cauchy = StudentTLoss().value(outputs: [0, 1, 1], targets: [3.0]).value
        #expect((cauchy - log(10 * Double.pi)).magnitude < 1e-15 * 4)
    }
}
