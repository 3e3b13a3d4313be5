import Learning
import Testing

/// A state before the first step that is learned like a weight.
@Suite struct InitialStateTests {
    @Test("The gradient of a learned initial state is the slope of the loss", arguments: RecurrentCase.all)
    func slopes(of item: RecurrentCase) {
        let network = item.network(Double.self, startingState: .learned)
        let batch = someBatch(for: network, steps: 4, sequences: 5, seed: 1)
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 3)
        // The whole batch at once, and in four shards of which one has a sequence more.
        for sequencesPerShard in [nil, 1] {
            let pass = MinibatchPass(
                network: network, loss: MeanSquaredError(), sequencesPerShard: sequencesPerShard)
            pass.run(batch, parameters: parameters)
            let slopes = centralDifferences(at: parameters) { moved in
                let (sum, weight) = pass.run(batch, parameters: moved, computesGradient: false)
                return sum / weight
            }
            LayerTolerance(relative: 1e-6, absolute: 1e-8).check(pass.gradient, slopes, "parameters")
            #expect(pass.gradient.suffix(network.stateSize).allSatisfy { $0 != 0 })
        }
    }

    @Test("It lies behind the layers' parameters, starts at zero, and a zero state adds nothing")
    func shapes() {
        let item = RecurrentCase.all[3]
        let (zero, learned) = (item.network(Float.self), item.network(Float.self, startingState: .learned))
        // h and c of the LSTM, then the other layers' h.
        #expect(learned.parameterCount == zero.parameterCount + 6 + 2 + 2)
        #expect(
            learned.parameterShapes.dropFirst(zero.parameterShapes.count).map(\.name) == [
                "0.initial_state", "1.initial_state", "2.initial_state",
            ])
        #expect(learned.parameterShapes.last?.range.upperBound == learned.parameterCount)
        var (one, other) = (RandomSource(seed: 1), RandomSource(seed: 1))
        let parameters = learned.initialParameters(using: &one)
        #expect(parameters == zero.initialParameters(using: &other) + Array(repeating: 0, count: 10))
        #expect(learned.initialState(parameters: parameters, batch: 2) == zero.initialState(batch: 2))
        let moved = parameters.dropLast(10) + (1...10).map { Float($0) }
        #expect(
            learned.initialState(parameters: Array(moved), batch: 2) == (1...10).map { Float($0) }
                + (1...10).map { Float($0) })
    }

    @Test("A state that was carried over is no parameter")
    func carried() {
        let network = RecurrentCase.all[0].network(Double.self, startingState: .learned)
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 3)
        let pass = MinibatchPass(network: network, loss: MeanSquaredError())
        var batch = someBatch(for: network, steps: 3, sequences: 2, seed: 1)
        pass.run(batch, parameters: parameters)
        batch.continuesSequences = true
        pass.run(batch, parameters: parameters)
        #expect(pass.gradient.suffix(3).allSatisfy { $0 == 0 })
        #expect(pass.gradient.dropLast(3).contains { $0 != 0 })
    }
}
