import TestSupport
import Testing

@testable import Forecasting

@Suite("What the baselines are built on")
struct BaselineNumericsTests {
    @Test("digamma and trigamma have their known values")
    func polygamma() {
        // ψ(1) = −γ, ψ(½) = −γ − 2 ln 2; ψ′(1) = π²/6, ψ′(½) = π²/2.
        #expect(abs(digamma(1) + 0.577215664901532861) < 1e-14)
        #expect(abs(digamma(0.5) + 1.96351002602142348) < 1e-14)
        #expect(abs(trigamma(1) - Double.pi * Double.pi / 6) < 1e-14)
        #expect(abs(trigamma(0.5) - Double.pi * Double.pi / 2) < 1e-13)
        #expect(abs(digamma(1e6) - 13.8155100579642) < 1e-12)
    }

    @Test("the moments of windows are those of summing each window")
    func windowMoments() {
        var random = TestRandom(seed: 3)
        let values = (0..<60).map { _ in random.normal() + 0.3 }
        let (width, targets) = (7, 11..<48)
        var moments = WindowMoments(width: width)
        moments.add(values, targets: targets)
        let (means, targetMean, products, targetProducts) = moments.centred()
        let count = Double(targets.count)
        for row in 0..<width {
            let mean = targets.reduce(0) { $0 + values[$1 - 1 - row] } / count
            #expect(abs(means[row] - mean) < 1e-13)
            let cross = targets.reduce(0) { $0 + values[$1 - 1 - row] * values[$1] } - count * mean * targetMean
            #expect(abs(targetProducts[row] - cross) < 1e-11)
            for column in 0..<width {
                let sum = targets.reduce(0) { $0 + values[$1 - 1 - row] * values[$1 - 1 - column] }
                #expect(abs(products[row * width + column] - (sum - count * mean * means[column])) < 1e-11)
            }
        }
        let map = LinearMap(constant: 0.1, weights: (0..<width).map { Double($0) / 10 })
        let errors = targets.map { target in
            values[target] - 0.1 - (0..<width).reduce(0) { $0 + Double($1) / 10 * values[target - 1 - $1] }
        }
        #expect(abs(moments.meanSquaredError(map) - errors.reduce(0) { $0 + $1 * $1 } / count) < 1e-11)
    }

    @Test("gradient and information of GARCH are those of differences", arguments: [nil, 6.0])
    func garchGradient(degreesOfFreedom: Double?) {
        var random = TestRandom(seed: 9)
        let returns = (0..<400).map { _ in random.normal() }
        let base = [0.02, 0.1, 0.07, 0.05, 0.8, 1 / (degreesOfFreedom ?? 6)]
        func likelihood(_ point: [Double]) -> GARCHLikelihood {
            let parameters = GARCHParameters(
                mean: point[0], constant: point[1], arch: point[2], asymmetry: point[3], garch: point[4],
                degreesOfFreedom: degreesOfFreedom == nil ? nil : 1 / point[5])
            return returns.withUnsafeBufferPointer {
                GARCHLikelihood(parameters, returns: $0, backcast: 0.9)
            }
        }
        let exact = likelihood(base)
        for place in 0..<(degreesOfFreedom == nil ? 5 : 6) {
            let step = 1e-5
            var (above, below) = (base, base)
            above[place] += step
            below[place] -= step
            let difference = (likelihood(above).value - likelihood(below).value) / (2 * step)
            #expect(abs(exact.gradient[place] - difference) < 1e-5 * max(1, abs(difference)), "parameter \(place)")
            #expect(exact.information[place * 6 + place] > 0)
            for other in 0..<6 {
                #expect(exact.information[place * 6 + other] == exact.information[other * 6 + place])
            }
        }
    }

    @Test("a constrained step stops at the constraint and slides along it")
    func constrainedSteps() {
        // Maximise 2x + y − (x² + y²)/2, best at (2, 1), with x ≤ 1: (1, 1). With x + y ≤ 1 too: (1, 0).
        let first = LinearConstraint(coefficients: [-1, 0], bound: -1)
        let second = LinearConstraint(coefficients: [-1, -1], bound: -1)
        func step(_ constraints: [LinearConstraint]) -> [Double] {
            constrainedStep(
                gradient: [2, 1], curvature: [1, 0, 0, 1], constraints: constraints,
                slacks: constraints.map { $0.slack(at: [0, 0]) })
        }
        #expect(step([]) == [2, 1])
        #expect(Tolerance(relative: 1e-14).accepts(step([first]), [1, 1]))
        #expect(Tolerance(relative: 1e-14, absolute: 1e-14).accepts(step([second, first]), [1, 0]))
        // A constraint met at the start is left where that pays.
        let third = LinearConstraint(coefficients: [1, 0], bound: 0)
        #expect(step([third]) == [2, 1])
    }

    @Test("an error law finds the parameters it was drawn from, and a likelihood no neighbour beats")
    func errorLaw() throws {
        // Quantiles of t(5)·0.7 + 0.2 at evenly spaced probabilities stand for a large sample.
        let t = StudentT(degreesOfFreedom: 5)
        let errors = (0..<4000).map { 0.2 + 0.7 * t.quantile((Double($0) + 0.5) / 4000) }
        let law = try #require(ErrorLaw(errors, family: .studentT))
        #expect(abs(law.location - 0.2) < 1e-6)
        #expect(abs(law.scale - 0.7) < 0.005)
        #expect(abs((law.degreesOfFreedom ?? 0) - 5) < 0.15)
        func likelihood(_ law: ErrorLaw) -> Double {
            let distribution = law.distribution(centre: 0, scale: 1)
            return errors.reduce(0) { $0 + distribution.logDensity(at: $1) }
        }
        let best = likelihood(law)
        for (byScale, byDegrees) in [(1.002, 1.0), (0.998, 1), (1, 1.02), (1, 0.98)] {
            let other = ErrorLaw(
                location: law.location, scale: law.scale * byScale,
                degreesOfFreedom: (law.degreesOfFreedom ?? 0) * byDegrees)
            #expect(likelihood(other) < best)
        }
    }

    @Test("coarse ticks are left out up to the last coarse stretch, but never nearly everything")
    func fineSessions() {
        let coarse = (0..<300).map { $0 % 2 == 0 ? 0 : 0.01 }
        let fine = (0..<600).map { $0 % 2 == 0 ? -0.01 : 0.01 }
        // 125 zeros in the window when it ends at 300; one fewer every second session until 30 are left.
        let first = firstFineSession(coarse + fine)
        #expect((480...500).contains(first))
        #expect(firstFineSession(fine) == 0)
        #expect(firstFineSession(coarse) == 0)
    }

    @Test("Akaike's criterion finds the order of a strong autoregression")
    func akaike() throws {
        var random = TestRandom(seed: 21)
        var values = [0.0, 0.0]
        for index in 2..<3000 { values.append(0.5 * values[index - 1] - 0.4 * values[index - 2] + random.normal()) }
        let model = try #require(AutoRegression.fitByAkaike(values, highest: 6))
        #expect(model.weights.count >= 2 && model.weights.count <= 4)
        #expect(abs(model.weights[0] - 0.5) < 0.06 && abs(model.weights[1] + 0.4) < 0.06)
    }
}
