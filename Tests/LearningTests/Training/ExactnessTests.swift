import Foundation
import Learning
import Testing

/// Whole training runs that must not differ in a bit.
@Suite struct ExactnessTests {
    @Test("200 steps end in these weights on every path", arguments: KernelPath.available)
    func pinned(path: KernelPath) throws {
        let single = try Run<Float>.train(path: path)
        #expect(single.log.map { ($0.trainingLoss * 1e6).rounded() / 1e6 } == pinnedLosses)
        #expect(String(bitHash(single.parameters), radix: 16) == pinnedHash)
        let double = try Run<Double>.train(path: path)
        #expect(double.log.map { ($0.trainingLoss * 1e6).rounded() / 1e6 } == pinnedLosses)
        #expect(String(bitHash(double.parameters), radix: 16) == pinnedDoubleHash)
    }

    @Test(
        "Neither threads nor prefetching nor a second run change a bit",
        arguments: [(1, false), (1, true), (2, false), (3, true), (8, true)])
    func threads(count: Int, prefetches: Bool) throws {
        let run = try Run<Float>.train(threads: count, prefetches: prefetches)
        #expect(String(bitHash(run.parameters), radix: 16) == pinnedHash)
        let double = try Run<Double>.train(threads: count, prefetches: prefetches)
        #expect(String(bitHash(double.parameters), radix: 16) == pinnedDoubleHash)
    }

    @Test(
        "A run that is interrupted, saved, read and resumed ends as if it had not been", arguments: Sources.allCases
    )
    func resumed(source: Sources) throws {
        try checkResumed(source, Float.self)
        try checkResumed(source, Double.self)
    }

    private func checkResumed<Scalar: NetworkScalar>(_ source: Sources, _: Scalar.Type) throws {
        switch source {
        case .windows: try checkResumed(Run<Scalar>.windows(), steps: 40)
        case .lanes: try checkResumed(Run<Scalar>.lanes(), steps: 16)
        case .shuffled: try checkResumed(ShuffledBatches(Run<Scalar>.windows(), count: 7), steps: 7)
        }
    }

    private func checkResumed<Scalar: NetworkScalar>(_ source: some BatchSource<Scalar>, steps: Int) throws {
        let trainer = Run<Scalar>.trainer(epochs: 3)
        let validation = Run<Scalar>.windows(batchesPerEpoch: 2)
        var whole = Run<Scalar>.initialState(of: trainer)
        let expected = try trainer.train(&whole, on: source, validatingOn: validation)
        #expect(whole.isFinished && whole.step == 3 * steps)

        for pause in [1, 5, steps, steps + 3] {
            var state = Run<Scalar>.initialState(of: trainer)
            var interruptions = 0
            var result: TrainingResult<Scalar>?
            while result == nil {
                var left = pause
                do throws(TrainingError) {
                    result = try trainer.train(&state, on: source, validatingOn: validation) {
                        left -= 1
                        return left < 0
                    }
                } catch {
                    #expect(error == .cancelled)
                    interruptions += 1
                    let saved = try JSONEncoder().encode(state)
                    state = try JSONDecoder().decode(TrainerState<Scalar>.self, from: saved)
                }
            }
            #expect(interruptions == (3 * steps - 1) / pause)
            #expect(state == whole)
            #expect(result?.parameters == expected.parameters && result?.log == expected.log)
        }
        // A finished run has nothing left to do.
        let again = try trainer.train(&whole, on: source, validatingOn: validation) { true }
        #expect(again.parameters == expected.parameters && again.bestEpoch == expected.bestEpoch)
    }

    enum Sources: CaseIterable { case windows, lanes, shuffled }

    @Test("How a batch is cut depends on its size alone, and small ones are left whole")
    func shards() throws {
        func hash(sequences: Int, perShard: Int?) throws -> UInt64 {
            let pass = MinibatchPass(
                network: Run<Float>.network, loss: MeanSquaredError(), sequencesPerShard: perShard)
            let batch = someBatch(for: Run<Float>.network, steps: 3, sequences: sequences, seed: 1)
            pass.run(batch, parameters: someNumbers(Run<Float>.network.parameterCount, seed: 2))
            return bitHash(pass.gradient)
        }
        #expect(try hash(sequences: 63, perShard: 32) == hash(sequences: 63, perShard: nil))
        #expect(try hash(sequences: 64, perShard: 32) != hash(sequences: 64, perShard: nil))
        #expect(try hash(sequences: 64, perShard: 32) == hash(sequences: 64, perShard: 17))
    }
}

/// A small run of everything: three kinds of layers, dropout, a learned initial state, clipping, one cycle of rates.
private enum Run<Scalar: NetworkScalar> {
    static var network: Network<Scalar> {
        Network(
            [
                Elman(inputSize: 1, hiddenSize: 5), Dropout(size: 5, probability: 0.1),
                GRU(inputSize: 5, hiddenSize: 3), Dense(inputSize: 3, outputSize: 1),
            ], startingState: .learned)
    }

    static var series: [SequenceView<Scalar>] {
        var values: [Scalar] = someNumbers(3 * 860, seed: 11)
        // Each number remembers the one before, so that there is something to learn.
        for index in values.indices.dropFirst() { values[index] = (values[index - 1] + values[index]) / 2 }
        return (0..<3).map {
            let range = $0 * 860..<($0 + 1) * 860
            return SequenceView(input: values[range.dropLast()], targets: values[range.dropFirst()])
        }
    }

    static func windows(batchesPerEpoch: Int = 40) -> WindowBatches<Scalar> {
        WindowBatches(
            series, inputSize: 1, width: 4, context: 0, scoredSteps: 2, windowsPerBatch: 64,
            batchesPerEpoch: batchesPerEpoch)
    }

    static func lanes() -> SequenceLanes<Scalar> {
        SequenceLanes(
            series, inputSize: 1,
            lanes: (0..<3).flatMap { SequenceLanes<Scalar>.Lane.dividing(0..<160, of: $0, into: 5) },
            truncation: Truncation(stepsPerUpdate: 2, stepsBack: 5))
    }

    static func trainer(
        epochs: Int, threads: Int = 1, prefetches: Bool = false, path: KernelPath = .chosen
    ) -> Trainer<Scalar> {
        Trainer(
            network: network, loss: MeanSquaredError(),
            configuration: TrainerConfiguration(
                epochs: epochs, optimiser: .adam(Adam()),
                schedule: .oneCycle(OneCycleSchedule(maximumRate: 0.01, totalSteps: 200)), largestGradientNorm: 0.5,
                sequencesPerShard: 8),
            threads: threads, prefetches: prefetches, path: path)
    }

    static func initialState(of trainer: Trainer<Scalar>) -> TrainerState<Scalar> {
        var random = RandomSource(seed: 4)
        return trainer.initialState(from: network.initialParameters(using: &random), random: random)
    }

    static func train(
        threads: Int = 1, prefetches: Bool = false, path: KernelPath = .chosen
    ) throws -> TrainingResult<Scalar> {
        let trainer = trainer(epochs: 5, threads: threads, prefetches: prefetches, path: path)
        var state = initialState(of: trainer)
        let result = try trainer.train(&state, on: windows(), validatingOn: nil)
        #expect(state.step == 200)
        return result
    }
}

/// Another source's batches in an order that each epoch shuffles anew from the one before.
private struct ShuffledBatches<Source: BatchSource>: BatchSource {
    private let source: Source
    private var order: [Int]

    init(_ source: Source, count: Int) {
        self.source = source
        order = Array(0..<count)
    }

    var batchCount: Int { order.count }

    mutating func startEpoch(using random: inout RandomSource) { random.shuffle(&order) }

    func fill(_ batch: inout Batch<Source.Scalar>, index: Int) { source.fill(&batch, index: order[index]) }
}

/// FNV-1a over the bytes of the numbers.
private func bitHash<Scalar: NetworkScalar>(_ values: [Scalar]) -> UInt64 {
    values.withUnsafeBytes { bytes in
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}

/// Recorded from a run that was checked by the other tests; a change means that training itself changed.
private let pinnedLosses: [Double] = [0.188024, 0.107086, 0.088647, 0.086299, 0.085626]
private let pinnedHash = "ba0c4e1693a9fb33"
private let pinnedDoubleHash = "c2ea19dec566c5e2"
