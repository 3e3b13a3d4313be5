import Learning
import Testing

/// Outputs and gradients that must not differ in a bit.
struct SameBitsTests {
    /// Without a recurrent layer behind a convolution, which would see the overlapping inputs twice.
    static let steppable = NetworkCase.all.filter {
        let network = $0.network(Float.self)
        return network.context == 0 || network.stateSize == 0
    }

    static let otherPaths = KernelPath.allNames.filter { $0 != "baseline" }

    @Test("Every path gives the baseline's bits, forward and backward", arguments: otherPaths, NetworkCase.all)
    func paths(name: String, item: NetworkCase) throws {
        // A path that this processor lacks shows up as skipped.
        guard let path = KernelPath(named: name), let baseline = KernelPath(named: "baseline") else {
            try Test.cancel("this processor has no \(name)")
        }
        try compare(item.network(Float.self), item, path, baseline)
        try compare(item.network(Double.self), item, path, baseline)
    }

    private func compare<Scalar: NetworkScalar>(
        _ network: Network<Scalar>, _ item: NetworkCase, _ path: KernelPath, _ other: KernelPath
    ) throws {
        let pass = RandomPass(network, steps: item.steps, batch: item.batch)
        let result = pass.run(network, path: path)
        let reference = pass.run(network, path: other)
        #expect(result == reference)
        #expect(result.output.contains { $0 != 0 } && result.gradient.contains { $0 != 0 })
    }

    @Test("Wider networks too give the same bits on every path", arguments: otherPaths)
    func widePaths(name: String) throws {
        guard let path = KernelPath(named: name), let baseline = KernelPath(named: "baseline") else {
            try Test.cancel("this processor has no \(name)")
        }
        // 107 columns are 64 + 32 + 11 floats, 7 rows leave a remainder of every tile, and 70 have weights packed.
        for recurrent in [NetworkCase.Kind.elman(5, 107), .gru(5, 107), .lstm(5, 107)] {
            let item = NetworkCase(
                name: "wide", layers: [recurrent, .head(107, 3, kernel: 2)], steps: 10, batch: 7)
            try compare(item.network(Float.self), item, path, baseline)
            try compare(item.network(Double.self), item, path, baseline)
        }
    }

    @Test("A sequence alone gives the bits it has in a batch", arguments: NetworkCase.all)
    func batches(item: NetworkCase) {
        let network = item.network(Float.self)
        let pass = RandomPass(network, steps: item.steps, batch: item.batch)
        let together = Workspace<Float>(recordsTape: false)
        var states = pass.state
        network.forward(
            parameters: pass.parameters, input: pass.input, steps: item.steps, batch: item.batch, state: &states,
            workspace: together)
        for sequence in 0..<item.batch {
            let alone = Workspace<Float>(recordsTape: false)
            var state = Array(pass.state[(sequence * network.stateSize)...].prefix(network.stateSize))
            network.forward(
                parameters: pass.parameters,
                input: only(sequence, of: pass.input, batch: item.batch, width: network.inputSize),
                steps: item.steps, batch: 1, state: &state, workspace: alone)
            #expect(
                alone.output == only(sequence, of: together.output, batch: item.batch, width: network.outputSize))
            #expect(state == Array(states[(sequence * network.stateSize)...].prefix(network.stateSize)))
        }
    }

    @Test("Many steps at once are single steps with the state carried", arguments: steppable)
    func steps(item: NetworkCase) {
        let network = item.network(Float.self)
        let pass = RandomPass(network, steps: item.steps, batch: item.batch)
        let atOnce = Workspace<Float>()
        var state = pass.state
        network.forward(
            parameters: pass.parameters, input: pass.input, steps: item.steps, batch: item.batch, state: &state,
            workspace: atOnce)
        let stepwise = Workspace<Float>(recordsTape: false)
        var carried = pass.state
        var outputs: [Float] = []
        for step in 0..<item.steps {
            let width = item.batch * network.inputSize
            network.forward(
                parameters: pass.parameters,
                input: Array(pass.input[(step * width)..<((step + 1 + network.context) * width)]), steps: 1,
                batch: item.batch, state: &carried, workspace: stepwise)
            outputs += stepwise.output
        }
        #expect(outputs == atOnce.output)
        #expect(carried == state)
    }

    @Test("A workspace used for other extents in between changes nothing")
    func reuse() {
        let workspace = Workspace<Float>()
        let cases = NetworkCase.all + NetworkCase.all.reversed()
        for item in cases {
            let network = item.network(Float.self)
            let pass = RandomPass(network, steps: item.steps, batch: item.batch)
            var (state, gradient) = (pass.state, pass.zeroGradient)
            network.forward(
                parameters: pass.parameters, input: pass.input, steps: item.steps, batch: item.batch, state: &state,
                workspace: workspace, random: pass.random)
            network.backward(
                parameters: pass.parameters, outputGradient: pass.outputWeights,
                finalStateGradient: pass.stateWeights, workspace: workspace, gradient: &gradient)
            let fresh = pass.run(network, path: .chosen)
            #expect(workspace.output == fresh.output && gradient == fresh.gradient)
            #expect(workspace.initialStateGradient == fresh.initialStateGradient)
            #expect(workspace.inputGradient.isEmpty)
        }
    }

    private func only(_ sequence: Int, of values: [Float], batch: Int, width: Int) -> [Float] {
        stride(from: sequence * width, to: values.count, by: batch * width).flatMap { values[$0..<($0 + width)] }
    }
}
