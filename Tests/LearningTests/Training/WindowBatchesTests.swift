import Learning
import Testing

/// Windows read in place, in an order that is computed.
@Suite struct WindowBatchesTests {
    /// Steps of two features that say which series and step they are, the target too; all series in one buffer.
    private func views(lengths: [Int]) -> [SequenceView<Float>] {
        let numbers = lengths.enumerated().flatMap { series, length in
            (0..<length).map { Float(1000 * series + $0) }
        }
        let buffer = numbers.flatMap { [$0, -$0] }
        var first = 0
        return lengths.map { length in
            defer { first += length }
            return SequenceView(
                input: buffer[2 * first..<2 * (first + length)],
                targets: numbers[first..<first + max(0, length - 1)])
        }
    }

    /// What a window's last step is called, once its inputs are seen to be the steps up to there.
    private func lastSteps(_ source: WindowBatches<Float>, batch index: Int, width: Int, context: Int) -> [Float] {
        var batch = Batch<Float>()
        source.fill(&batch, index: index)
        #expect(batch.steps == width - context && !batch.continuesSequences)
        return (0..<batch.sequences).map { sequence in
            let last = batch.targets[(batch.steps - 1) * batch.sequences + sequence]
            for row in 0..<width {
                let expected = last - Float(width - 1 - row)
                let place = 2 * (row * batch.sequences + sequence)
                #expect(batch.input[place] == expected && batch.input[place + 1] == -expected)
            }
            for step in 0..<batch.steps {
                let weight = batch.weights[step * batch.sequences + sequence]
                #expect(weight == (step >= batch.steps - 2 ? 1 : 0))
            }
            return last
        }
    }

    @Test("An epoch shows every window once, in a new order each time", arguments: [0, 3])
    func epochs(context: Int) {
        var source = WindowBatches(
            views(lengths: [9, 3, 0, 6, 40]), inputSize: 2, width: 5, context: context, scoredSteps: 2,
            windowsPerBatch: 8)
        // Steps 4…7 of the first series, none of 2 targets or 0, 4 of the fourth, 4…38 of the last.
        let all = [4, 5, 6, 7, 3004].map { Float($0) } + (4...38).map { Float(4000 + $0) }
        #expect(source.windowCount == all.count && source.batchCount == 5)
        func epoch() -> [Float] {
            (0..<source.batchCount).flatMap { lastSteps(source, batch: $0, width: 5, context: context) }
        }
        #expect(epoch() == all)
        var random = RandomSource(seed: 1)
        var orders: Set<[Float]> = [all]
        for _ in 0..<4 {
            source.startEpoch(using: &random)
            let order = epoch()
            #expect(order.sorted() == all)
            #expect(orders.insert(order).inserted)
        }
    }

    @Test("Any number of windows is put in order", arguments: [1, 2, 3, 4, 5, 15, 16, 17, 1000, 4097])
    func permutations(count: Int) {
        let view = SequenceView<Float>(input: (0..<count).map { Float($0) }, targets: (0..<count).map { Float($0) })
        var source = WindowBatches([view], inputSize: 1, width: 1, context: 0, windowsPerBatch: count)
        var random = RandomSource(seed: 3)
        source.startEpoch(using: &random)
        var batch = Batch<Float>()
        source.fill(&batch, index: 0)
        #expect(batch.targets.sorted() == (0..<count).map { Float($0) })
        if count >= 1000 {
            // A random permutation of n has one fixed point on average, and a third of n as mean distance.
            let moved = batch.targets.enumerated().map { abs(Float($0) - $1) }
            #expect(moved.count { $0 == 0 } < 8)
            #expect(abs(moved.reduce(0, +) / Float(count * count) - 1.0 / 3) < 0.03)
        }
    }

    @Test("A batch is the same whoever gathers it and when; an epoch may be shorter; cutoffs may be chosen")
    func pure() {
        var source = WindowBatches(
            views(lengths: [50, 50]), inputSize: 2, width: 5, context: 0, scoredSteps: 2,
            cutoffs: [4..<4, 10..<40],
            windowsPerBatch: 4, batchesPerEpoch: 3)
        #expect(source.windowCount == 30 && source.batchCount == 3)
        var random = RandomSource(seed: 2)
        source.startEpoch(using: &random)
        let forth = (0..<3).map { lastSteps(source, batch: $0, width: 5, context: 0) }
        let copy = source
        let back = (0..<3).reversed().map { lastSteps(copy, batch: $0, width: 5, context: 0) }
        #expect(forth == back.reversed())
        #expect(Set(forth.joined()).count == 12)
        #expect(forth.joined().allSatisfy { (1010..<1040).contains($0) })
    }
}
