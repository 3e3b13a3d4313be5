import Learning
import Testing

@Suite("A network fed step by step")
struct StreamingNetworkTests {
    @Test("gives the outputs and the state of the whole sequence, to the bit", arguments: NetworkCase.all)
    func sameBits(_ example: NetworkCase) {
        let network = example.network(Float.self)
        var random = RandomSource(seed: 5)
        let parameters = network.initialParameters(using: &random)
        let width = example.batch * network.inputSize
        let input = (0..<(example.steps + network.context) * width).map { _ in Float(random.normal()) }

        let workspace = Workspace<Float>(recordsTape: false)
        var state = network.initialState(batch: example.batch)
        network.forward(
            parameters: parameters, input: input, steps: example.steps, batch: example.batch, state: &state,
            workspace: workspace)

        guard !network.layers.contains(where: { $0 is SkipSteps<Float> }) else { return }
        let streaming = StreamingNetwork(network, parameters: parameters, batch: example.batch)
        streaming.state = network.initialState(batch: example.batch)
        let outputs = (0..<example.steps).flatMap { step in
            streaming.step(Array(input[step * width..<(step + 1 + network.context) * width]))
        }
        #expect(outputs.map(\.bitPattern) == workspace.output.map(\.bitPattern))
        #expect(streaming.state.map(\.bitPattern) == state.map(\.bitPattern))
    }

    @Test("begins at a learned initial state")
    func learnedState() {
        let network = Network<Float>([Elman<Float>(inputSize: 1, hiddenSize: 2)], startingState: .learned)
        let parameters = (0..<network.parameterCount).map { Float($0 + 1) / 8 }
        let streaming = StreamingNetwork(network, parameters: parameters, batch: 2)
        #expect(streaming.state == network.initialState(parameters: parameters, batch: 2))
        #expect(streaming.state.allSatisfy { $0 > 0 })
    }

    @Test("goes on from a state that was put back")
    func restoredState() {
        let network = Network<Float>([Elman<Float>(inputSize: 2, hiddenSize: 3)])
        var random = RandomSource(seed: 6)
        let parameters = network.initialParameters(using: &random)
        let first = StreamingNetwork(network, parameters: parameters)
        _ = first.step([1, -1])
        let second = StreamingNetwork(network, parameters: parameters)
        second.state = first.state
        #expect(first.step([0.5, 2]) == second.step([0.5, 2]))
        #expect(first.step([0, 0]) != StreamingNetwork(network, parameters: parameters).step([0, 0]))
    }
}
