import Learning
import Testing

/// Layers that draw random numbers while training, and only then.
struct NoiseTests {
    private let network = Network<Float>([Elman(inputSize: 2, hiddenSize: 20, stateNoise: 0.25)])

    @Test("The same source gives the same noise, another another, and none none")
    func seeds() {
        let noisy = outputs(of: network, random: RandomSource(seed: 3))
        #expect(outputs(of: network, random: RandomSource(seed: 3)) == noisy)
        #expect(outputs(of: network, random: RandomSource(seed: 4)) != noisy)
        let plain = Network<Float>([Elman(inputSize: 2, hiddenSize: 20)])
        #expect(outputs(of: network, random: nil) == outputs(of: plain, random: nil))
        #expect(outputs(of: network, random: nil, recordsTape: false) == outputs(of: plain, random: nil))
    }

    @Test("Noise on the states has the deviation asked for")
    func deviation() {
        // One step from the same inputs, so that the difference of the outputs is the noise itself.
        let noisy = outputs(of: network, random: RandomSource(seed: 3), steps: 1, batch: 500)
        let quiet = outputs(of: network, random: nil, steps: 1, batch: 500)
        let squares = zip(noisy, quiet).map { Double(($0 - $1) * ($0 - $1)) }
        let deviation = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
        // Of 10,000 draws the deviation is within 0.7 % in two of three cases.
        #expect(squares.count == 10_000 && abs(deviation / 0.25 - 1) < 0.03)
    }

    private func outputs(
        of network: Network<Float>, random: RandomSource?, recordsTape: Bool = true, steps: Int = 6, batch: Int = 3
    ) -> [Float] {
        let pass = RandomPass(network, steps: steps, batch: batch)
        let workspace = Workspace<Float>(recordsTape: recordsTape)
        var state = pass.state
        network.forward(
            parameters: pass.parameters, input: pass.input, steps: steps, batch: batch, state: &state,
            workspace: workspace, random: random)
        return workspace.output
    }
}
