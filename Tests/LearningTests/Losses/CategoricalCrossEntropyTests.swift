import Foundation
import Learning
import Testing

@Suite("Categorical cross-entropy")
struct CategoricalCrossEntropyTests {
    @Test("the gradient is the slope of the value", arguments: [2, 3, 10])
    func gradientIsSlope(classes: Int) {
        let loss = CategoricalCrossEntropyLoss(classes: classes)
        var random = RandomSource(seed: 4)
        for _ in 0..<50 {
            let outputs = (0..<classes).map { _ in 3 * random.normal() }
            let target = Double(random.integer(below: classes))
            var gradient = [Double](repeating: 0, count: classes)
            loss.evaluate(outputs: outputs, targets: [target], gradient: &gradient)
            for index in outputs.indices {
                var (above, below) = (outputs, outputs)
                above[index] += 1e-5
                below[index] -= 1e-5
                let slope =
                    (loss.value(outputs: above, targets: [target]).value
                        - loss.value(outputs: below, targets: [target]).value) / 2e-5
                #expect((gradient[index] - slope).magnitude < 1e-9, "class \(index) of \(outputs)")
            }
        }
    }

    @Test("it is minus the logarithm of the target's share of the exponentials")
    func value() {
        // Logits log 1, log 2 and log 5 have the probabilities 1/8, 2/8 and 5/8.
        let outputs = [0.0, 0.693_147_180_559_945_3, 1.609_437_912_434_100_3]
        for (target, probability) in [(0.0, 0.125), (1, 0.25), (2, 0.625)] {
            var gradient = [0.0, 0, 0]
            let value = CategoricalCrossEntropyLoss(classes: 3).evaluate(
                outputs: outputs, targets: [target], gradient: &gradient)
            #expect((value.value + logarithm(probability)).magnitude < 1e-15)
            #expect((gradient[Int(target)] - (probability - 1)).magnitude < 1e-15)
            #expect(gradient.reduce(0, +).magnitude < 1e-15)
        }
    }

    private func logarithm(_ x: Double) -> Double { log(x) }

    @Test("extreme logits have finite losses and gradients", arguments: [-1e30, -900, 900, 1e30])
    func extremeLogits(_ logit: Double) {
        var gradient = [0.0, 0, 0]
        let value = CategoricalCrossEntropyLoss(classes: 3).evaluate(
            outputs: [0, logit, 0], targets: [1.0], gradient: &gradient)
        #expect(gradient.allSatisfy { $0.isFinite })
        #expect((value.value - max(-logit, 0)).magnitude <= 1e-15 * logit.magnitude + (logit < 0 ? 0.7 : 0))
    }

    @Test("a target that is no class makes the value NaN", arguments: [-1, 3, 0.5, .nan])
    func noClass(_ target: Double) {
        let value = CategoricalCrossEntropyLoss(classes: 3).value(outputs: [0.0, 1, 2], targets: [target])
        #expect(value.value.isNaN)
    }
}
