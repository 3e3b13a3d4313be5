import Learning

/// W6: training steps of character models as `hindcast lab charlm` trains them: 23 symbols as ones among zeros, 64 units,
/// the logits of the next symbol at every step, cross-entropy, Adam, 16 lanes of 32 steps, the state carried along.
func trainCharacterModels(path: String) {
    let (symbols, hidden, lanes, steps) = (23, 64, 16, 32)
    for cell in Cell.allCases {
        let network = Network<Float>([
            cell.layer(inputs: symbols, hidden: hidden), Dense<Float>(inputSize: hidden, outputSize: symbols),
        ])
        var random = RandomSource(seed: 1)
        var batch = Batch<Float>()
        batch.reshape(
            steps: steps, sequences: lanes, context: 0, inputSize: symbols, continuesSequences: true)
        for row in 0..<steps * lanes {
            batch.input[row * symbols + random.integer(below: symbols)] = 1
            batch.targets[row] = Float(random.integer(below: symbols))
            batch.weights[row] = 1
        }
        let pass = MinibatchPass(network: network, loss: CategoricalCrossEntropyLoss(classes: symbols))
        let optimiser = Adam()
        var parameters = network.initialParameters(using: &random)
        var state = optimiser.initialState(parameterCount: network.parameterCount, of: Float.self)
        let measurement = measure(path: path) {
            pass.run(batch, parameters: parameters)
            optimiser.step(parameters: &parameters, gradient: pass.gradient, state: &state, learningRate: 1e-3)
        }
        var result = Result(work: "W6")
        result.set("model", cell.rawValue)
        result.set("H", hidden)
        result.set("T", steps)
        result.set("threads", 1)
        result.set("path", path)
        result.set("clock", Clock.cpu.rawValue)
        result.set(
            measurement, units: lanes * steps,
            operations: 2 * 3 * Double(network.multiplyAdds(steps: steps) * lanes))
        result.print()
    }
}
