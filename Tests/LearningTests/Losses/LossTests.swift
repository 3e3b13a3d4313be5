import Foundation
import Learning
import Testing

@Suite("Losses")
struct LossTests {
    struct Item: Sendable, CustomTestStringConvertible {
        let loss: any Loss
        /// Makes outputs valid (a scale above 0, say) from standard normal numbers.
        var admit: @Sendable ([Double]) -> [Double] = { $0 }
        /// Where the slope jumps, so that differences across it mean nothing.
        var kinks: @Sendable ([Double], Double) -> Bool = { _, _ in false }
        var testDescription: String { "\(loss)" }
    }

    static let items: [Item] = [
        Item(loss: MeanSquaredError()),
        Item(loss: MeanAbsoluteError(), kinks: { ($0[0] - $1).magnitude < 1e-4 }),
        Item(loss: HuberLoss(delta: 0.7), kinks: { (($0[0] - $1).magnitude - 0.7).magnitude < 1e-4 }),
        Item(loss: BinaryCrossEntropyLoss(positiveWeight: 1.7)),
        Item(
            loss: PinballLoss(quantiles: [0.1, 0.9]), kinks: { o, y in o.contains { ($0 - y).magnitude < 1e-4 } }),
        Item(loss: GaussianLogSigmaLoss()),
        Item(loss: GaussianVarianceLoss(), admit: { [$0[0], 0.1 + $0[1].magnitude] }),
        Item(loss: StudentTLoss(), admit: { [$0[0], 0.1 + $0[1].magnitude, 0.4 + 20 * $0[2].magnitude] }),
        Item(
            loss: StandardisedStudentTLoss(), admit: { [$0[0], 0.1 + $0[1].magnitude, 2.2 + 9 * $0[2].magnitude] }),
        Item(loss: GaussianHeadLoss()),
        Item(
            loss: QuantileHeadLoss(levels: [0.1, 0.4, 0.5, 0.8, 0.9], reference: [-2, -0.3, 0, 1, 1.7]),
            kinks: { outputs, target in
                QuantileHeadLoss(levels: [0.1, 0.4, 0.5, 0.8, 0.9], reference: [-2, -0.3, 0, 1, 1.7])
                    .quantiles(of: outputs).contains { ($0 - target).magnitude < 1e-3 }
            }),
        Item(loss: StudentTHeadLoss(), admit: { [$0[0], $0[1], 6 * $0[2]] }),
    ]

    @Test("the gradient is the slope of the value", arguments: items)
    func gradientIsSlope(_ item: Item) {
        let loss = item.loss
        var random = RandomSource(seed: 11)
        for _ in 0..<200 {
            let outputs = item.admit((0..<loss.outputsPerRow).map { _ in random.normal() })
            let target = 1.5 * random.normal()
            if item.kinks(outputs, target) { continue }
            var gradient = [Double](repeating: 0, count: outputs.count)
            loss.evaluate(outputs: outputs, targets: [target], gradient: &gradient)
            for index in outputs.indices {
                let step = 1e-5
                var above = outputs
                var below = outputs
                above[index] += step
                below[index] -= step
                let slope =
                    (loss.value(outputs: above, targets: [target]).value
                        - loss.value(outputs: below, targets: [target]).value) / (2 * step)
                #expect(
                    (gradient[index] - slope).magnitude < 2e-6 * max(1, slope.magnitude),
                    "output \(index) of \(outputs), target \(target)")
            }
        }
    }

    @Test("the mean is weighted and rows of weight 0 are ignored, NaN or not", arguments: items)
    func weightsAndMissingRows(_ item: Item) {
        let loss = item.loss
        let width = loss.outputsPerRow
        var random = RandomSource(seed: 5)
        // More rows than one block holds, an odd number, and weights 0, 1 and 2 in turn.
        let rows = 701
        var outputs: [Double] = []
        var targets: [Double] = []
        var weights: [Double] = []
        for row in 0..<rows {
            let weight = Double(row % 3)
            weights.append(weight)
            outputs += item.admit((0..<width).map { _ in random.normal() }).map { weight == 0 ? .nan : $0 }
            targets.append(weight == 0 ? .nan : random.normal())
        }
        var gradient = [Double](repeating: .nan, count: outputs.count)
        let mean = loss.evaluate(outputs: outputs, targets: targets, weights: weights, gradient: &gradient)

        var sum = 0.0
        let total = weights.reduce(0, +)
        for row in 0..<rows {
            let columns = row * width..<(row + 1) * width
            guard weights[row] > 0 else {
                #expect(gradient[columns].allSatisfy { $0 == 0 })
                continue
            }
            var alone = [Double](repeating: 0, count: width)
            let value = loss.evaluate(outputs: Array(outputs[columns]), targets: [targets[row]], gradient: &alone)
            sum += weights[row] * value.value
            // The same bits, whichever rows stand beside it.
            #expect(gradient[columns].elementsEqual(alone.map { $0 * (weights[row] / total) }))
        }
        #expect(mean.value == sum / total)
        #expect(mean.weight == total)
    }

    @Test("without any weight the value and the gradient are 0")
    func noWeight() {
        var gradient = [Float.nan, .nan]
        let none = MeanSquaredError().evaluate(
            outputs: [Float.nan, 3], targets: [1.0, 2], weights: [0, 0], gradient: &gradient)
        #expect(none.value == 0 && none.weight == 0)
        #expect(gradient == [0, 0])
    }

    @Test("a NaN in a row that counts makes the value and its gradient NaN", arguments: items)
    func nanIsNotHidden(_ item: Item) {
        let width = item.loss.outputsPerRow
        var gradient = [Double](repeating: 0, count: 2 * width)
        let outputs = item.admit([Double](repeating: 1, count: width))
        let value = item.loss.evaluate(outputs: outputs + outputs, targets: [1.0, .nan], gradient: &gradient)
        #expect(value.value.isNaN)
        #expect(gradient[width].isNaN)
        #expect(gradient[0].isFinite)
        let poor = item.loss.value(outputs: [Double](repeating: .nan, count: width), targets: [1.0])
        #expect(poor.value.isNaN)
    }

    @Test("extreme logits have finite losses and gradients", arguments: [-1e30, -800, -40, 40, 800, 1e30])
    func extremeLogits(_ logit: Double) {
        for target in [0.0, 0.25, 1] {
            var gradient = [0.0]
            let value = BinaryCrossEntropyLoss().evaluate(outputs: [logit], targets: [target], gradient: &gradient)
            #expect(value.value.isFinite && gradient[0].isFinite)
            // Far out the loss is the logit itself, for the share of the target that it misses.
            let missed = logit > 0 ? 1 - target : target
            #expect((value.value - missed * logit.magnitude).magnitude <= 1e-15 * logit.magnitude)
        }
    }

    @Test("the slope at a kink is 0, and a variance below the minimum can still grow")
    func kinks() {
        var gradient = [1.0]
        MeanAbsoluteError().evaluate(outputs: [2.0], targets: [2.0], gradient: &gradient)
        #expect(gradient == [0])
        PinballLoss(quantile: 0.1).evaluate(outputs: [2.0], targets: [2.0], gradient: &gradient)
        #expect(gradient == [0])
        var pair = [0.0, 0]
        let value = GaussianVarianceLoss(minimumVariance: 0.25, includesConstant: false).evaluate(
            outputs: [0.0, -3], targets: [1.0], gradient: &pair)
        // ½·(log ¼ + 1/¼) and ½·(1 − 4)/¼.
        #expect((value.value - (0.5 * log(0.25) + 2)).magnitude < 1e-15)
        #expect(pair == [-4, -6])
    }
}
