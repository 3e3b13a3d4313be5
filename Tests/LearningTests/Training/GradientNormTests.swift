import Learning
import Testing

/// How far the gradient reaches, lag by lag.
@Suite struct GradientNormTests {
    private let steps = 4
    private let batch = 3
    private let loss = MeanSquaredError()

    @Test("The norm at each lag is that of the slopes of the last loss by that state", arguments: RecurrentCase.all)
    func slopes(of item: RecurrentCase) {
        let network = item.network(Double.self, startingState: .learned)
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 1)
        let input: [Double] = someNumbers(steps * batch * 2, seed: 2)
        let targets: [Double] = someNumbers(batch, seed: 3)
        let norms = network.gradientNormsByLag(
            parameters: parameters, input: input, steps: steps, batch: batch, loss: loss, targets: targets,
            lags: steps)
        #expect(norms.count == steps + 1)

        let workspace = Workspace<Double>(recordsTape: false)
        let width = batch * network.inputSize
        func run(_ range: Range<Int>, _ state: inout [Double]) {
            guard !range.isEmpty else { return }
            network.forward(
                parameters: parameters, input: Array(input[range.lowerBound * width..<range.upperBound * width]),
                steps: range.count, batch: batch, state: &state, workspace: workspace)
        }
        for lag in 1...steps {
            var state = network.initialState(parameters: parameters, batch: batch)
            run(0..<steps - lag, &state)
            // The sequences do not meet, so the slopes of the sum of their losses are each one's own.
            let slopes = centralDifferences(at: state) { moved in
                var moved = moved
                run(steps - lag..<steps, &moved)
                return zip(workspace.output.suffix(batch), targets).reduce(0) { $0 + squaredError($1.0, $1.1) }
            }
            #expect(abs(norms[lag] - meanNorm(slopes)) < 1e-6 * meanNorm(slopes))
        }
    }

    @Test("At lag 0 the norm is that of the head's slopes")
    func lagZero() {
        let network = RecurrentCase.all[2].network(Double.self)
        let head = Network<Double>([Dense(inputSize: 3, outputSize: 1)])
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 1)
        let input: [Double] = someNumbers(batch * 2, seed: 2)
        let targets: [Double] = someNumbers(batch, seed: 3)
        let norms = network.gradientNormsByLag(
            parameters: parameters, input: input, steps: 1, batch: batch, loss: loss, targets: targets, lags: 0)
        let workspace = Workspace<Double>(recordsTape: false)
        var state = network.initialState(batch: batch)
        network.forward(
            parameters: parameters, input: input, steps: 1, batch: batch, state: &state, workspace: workspace)
        // h, without the cells behind it.
        let hidden = (0..<batch).flatMap { state[$0 * 6..<$0 * 6 + 3] }
        let slopes = centralDifferences(at: hidden) { moved in
            var none: [Double] = []
            head.forward(
                parameters: Array(parameters.suffix(4)), input: moved, steps: 1, batch: batch, state: &none,
                workspace: workspace)
            return zip(workspace.output, targets).reduce(0) { $0 + squaredError($1.0, $1.1) }
        }
        #expect(norms.count == 1 && abs(norms[0] - meanNorm(slopes)) < 1e-6 * norms[0])
    }

    @Test("Skipped steps change nothing, nor does the scalar but for its rounding")
    func variants() {
        let item = RecurrentCase.all[0]
        let network = item.network(Double.self)
        let skipping = Network<Double>([
            Elman(inputSize: 2, hiddenSize: 3), SkipSteps(inputSize: 3, count: 3),
            Dense(inputSize: 3, outputSize: 1),
        ])
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 1)
        let input: [Double] = someNumbers(steps * batch * 2, seed: 2)
        let targets: [Double] = someNumbers(batch, seed: 3)
        func norms(_ network: Network<Double>) -> [Double] {
            network.gradientNormsByLag(
                parameters: parameters, input: input, steps: steps, batch: batch, loss: loss, targets: targets,
                lags: 3)
        }
        #expect(norms(skipping) == norms(network))
        let single = item.network(Float.self).gradientNormsByLag(
            parameters: parameters.map { Float($0) }, input: input.map { Float($0) }, steps: steps, batch: batch,
            loss: loss, targets: targets.map { Float($0) }, lags: 3)
        for (a, b) in zip(single, norms(network)) { #expect(abs(a - b) < 1e-5 * b) }
    }

    private func squaredError(_ output: Double, _ target: Double) -> Double {
        var gradient = 0.0
        return loss.row(outputs: [output], target: target, gradient: &gradient)
    }

    private func meanNorm(_ values: [Double]) -> Double {
        let width = values.count / batch
        return (0..<batch).map { values[$0 * width..<($0 + 1) * width].reduce(0) { $0 + $1 * $1 }.squareRoot() }
            .reduce(0, +) / Double(batch)
    }
}
