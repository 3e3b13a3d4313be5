import Learning
import Testing

/// Every gradient against central differences, in double.
struct GradientTests {
    @Test("The gradients of parameters, inputs and states are the slopes of the loss", arguments: NetworkCase.all)
    func slopes(of item: NetworkCase) {
        let network = item.network(Double.self)
        let pass = RandomPass(network, steps: item.steps, batch: item.batch)
        let result = pass.run(network, path: .chosen)
        #expect(result.gradient.count == network.parameterCount)
        checkSlopes(result.gradient, at: pass.parameters, "parameters") { parameters in
            var moved = pass
            moved.parameters = parameters
            return moved.loss(network)
        }
        checkSlopes(result.inputGradient, at: pass.input, "input") { input in
            var moved = pass
            moved.input = input
            return moved.loss(network)
        }
        checkSlopes(result.initialStateGradient, at: pass.state, "state") { state in
            var moved = pass
            moved.state = state
            return moved.loss(network)
        }
    }

    @Test("A second backward pass adds to the gradient")
    func gradientsAddUp() {
        let network = NetworkCase.all[0].network(Double.self)
        let pass = RandomPass(network, steps: 3, batch: 2)
        let workspace = Workspace<Double>()
        var state = pass.state
        network.forward(
            parameters: pass.parameters, input: pass.input, steps: 3, batch: 2, state: &state, workspace: workspace)
        var once = pass.zeroGradient
        var twice = pass.zeroGradient
        network.backward(
            parameters: pass.parameters, outputGradient: pass.outputWeights, workspace: workspace, gradient: &once)
        for _ in 0..<2 {
            network.backward(
                parameters: pass.parameters, outputGradient: pass.outputWeights, workspace: workspace,
                gradient: &twice)
        }
        LayerTolerance(relative: 1e-12, absolute: 1e-14).check(twice, once.map { 2 * $0 }, "twice")
    }

    /// `(loss(x + e) - loss(x - e)) / 2e` has an error of e² and of rounding / e.
    private func checkSlopes(
        _ gradient: [Double], at point: [Double], _ what: String, _ loss: ([Double]) -> Double
    ) {
        let e = 1e-5
        let slopes = point.indices.map { index in
            var (above, below) = (point, point)
            above[index] += e
            below[index] -= e
            return (loss(above) - loss(below)) / (2 * e)
        }
        guard !point.isEmpty else { return #expect(gradient.isEmpty) }
        LayerTolerance(relative: 1e-6, absolute: 1e-8).check(gradient, slopes, what)
    }
}
