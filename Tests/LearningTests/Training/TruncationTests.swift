import Learning
import Testing

/// Backpropagation through time, whole and truncated, along lanes of different lengths.
@Suite struct TruncationTests {
    private static let truncations = [
        Truncation(stepsPerUpdate: 1, stepsBack: 1), Truncation(stepsPerUpdate: 1, stepsBack: 4),
        Truncation(stepsPerUpdate: 2, stepsBack: 5), Truncation(stepsPerUpdate: 3, stepsBack: 4),
        Truncation(stepsPerUpdate: 2, stepsBack: .max), .chunks(of: 4), .full,
    ]

    private func lanes<Scalar: NetworkScalar>(_ truncation: Truncation, of _: Scalar.Type) -> SequenceLanes<Scalar>
    {
        // Two series in one buffer, one of them in two lanes; the target of a step is the next input.
        let buffer: [Scalar] = someNumbers(2 * 40, seed: 5)
        let targets: [Scalar] = someNumbers(40, seed: 6)
        let series = [
            SequenceView(input: buffer[0..<50], targets: targets[0..<24]),
            SequenceView(input: buffer[50..<80], targets: targets[25..<40]),
        ]
        return SequenceLanes(
            series, inputSize: 2,
            lanes: SequenceLanes.Lane.dividing(0..<24, of: 0, into: 2)
                + [SequenceLanes.Lane(series: 1, steps: 2..<13, scored: 5..<12)], truncation: truncation)
    }

    @Test(
        "An update's gradient is the slope of its loss, the state it begins with taken as given",
        arguments: RecurrentCase.all, truncations)
    func slopes(of item: RecurrentCase, truncation: Truncation) {
        let network = item.network(Double.self, startingState: .learned)
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 7)
        let source = lanes(truncation, of: Double.self)
        let pass = MinibatchPass(network: network, loss: MeanSquaredError())
        var batch = Batch<Double>()
        for index in 0..<source.batchCount {
            source.fill(&batch, index: index)
            let before = pass.state
            pass.run(batch, parameters: parameters)
            let slopes = centralDifferences(at: parameters) { moved in
                let again = MinibatchPass(network: network, loss: MeanSquaredError())
                again.state = before
                let (sum, weight) = again.run(batch, parameters: moved, computesGradient: false)
                return sum / weight
            }
            LayerTolerance(relative: 1e-6, absolute: 1e-8).check(pass.gradient, slopes, "update \(index)")
        }
    }

    @Test("However it is cut, weights at rest have the losses of one long sequence", arguments: truncations)
    func losses(truncation: Truncation) {
        let network = RecurrentCase.all[3].network(Double.self, startingState: .learned)
        let whole = total(network, .full)
        let cut = total(network, truncation)
        #expect(cut.weight == whole.weight && whole.weight == 24 + 7)
        #expect(abs(cut.loss - whole.loss) < 1e-12 * whole.loss)
    }

    @Test("A gradient that reaches back to the beginning from every update sums to the whole gradient")
    func fullReach() {
        let network = RecurrentCase.all[3].network(Double.self, startingState: .learned)
        let whole = total(network, .full).gradient
        for stepsPerUpdate in 1...5 {
            let cut = total(network, Truncation(stepsPerUpdate: stepsPerUpdate, stepsBack: .max)).gradient
            LayerTolerance(relative: 1e-10, absolute: 1e-12).check(cut, whole, "k1 = \(stepsPerUpdate)")
        }
        // And one that does not reach so far, does not.
        let short = total(network, Truncation(stepsPerUpdate: 2, stepsBack: 3)).gradient
        #expect(zip(short, whole).contains { abs($0 - $1) > 1e-3 })
    }

    @Test("Shards and threads leave a truncated gradient as it is", arguments: truncations)
    func shards(truncation: Truncation) {
        let network = RecurrentCase.all[3].network(Double.self, startingState: .learned)
        let whole = total(network, truncation)
        let shared = total(network, truncation, sequencesPerShard: 1, threads: 3)
        LayerTolerance(relative: 1e-10, absolute: 1e-12).check(shared.gradient, whole.gradient, "gradient")
        #expect(abs(shared.loss - whole.loss) < 1e-12 * whole.loss)
    }

    /// Sums over all updates, the weights at rest.
    private func total(
        _ network: Network<Double>, _ truncation: Truncation, sequencesPerShard: Int? = nil, threads: Int = 1
    ) -> (loss: Double, weight: Double, gradient: [Double]) {
        let parameters: [Double] = someNumbers(network.parameterCount, seed: 7)
        let source = lanes(truncation, of: Double.self)
        let pass = MinibatchPass(
            network: network, loss: MeanSquaredError(), sequencesPerShard: sequencesPerShard, threads: threads)
        var batch = Batch<Double>()
        var total = (loss: 0.0, weight: 0.0, gradient: [Double](repeating: 0, count: parameters.count))
        for index in 0..<source.batchCount {
            source.fill(&batch, index: index)
            let (loss, weight) = pass.run(batch, parameters: parameters)
            total.loss += loss
            total.weight += weight
            if weight > 0 { for p in parameters.indices { total.gradient[p] += weight * pass.gradient[p] } }
        }
        return total
    }

    @Test("A truncated run in Float and in Double agree")
    func floats() throws {
        func train<Scalar: NetworkScalar>(_: Scalar.Type) throws -> [Double] {
            let network = RecurrentCase.all[0].network(Scalar.self, startingState: .learned)
            let start: [Scalar] = someNumbers(network.parameterCount, seed: 1)
            return try Trainer(
                network: network, loss: MeanSquaredError(),
                configuration: TrainerConfiguration(
                    epochs: 3, optimiser: .adam(Adam()), schedule: .constant(rate: 0.01))
            ).train(
                from: start, on: lanes(Truncation(stepsPerUpdate: 2, stepsBack: 5), of: Scalar.self),
                validatingOn: nil, random: RandomSource(seed: 1)
            ).log.map(\.trainingLoss)
        }
        for (a, b) in zip(try train(Float.self), try train(Double.self)) { #expect(abs(a - b) < 1e-5) }
    }
}
