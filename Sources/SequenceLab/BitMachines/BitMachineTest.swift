internal import Learning

/// Counts the test sequences of a length whose answer is wrong in any bit.
///
/// The sequences are never in memory as a whole: a chunk of steps is drawn, run with the state carried, and checked.
struct BitMachineTest: Sendable {
    let machine: BitMachine
    let network: Network<Float>
    /// How many sequences.
    var sequences = 1_000

    /// The number of wrong answers.
    func wrongSequences(parameters: [Float], length: Int, random: RandomSource) -> Int {
        let block = 250
        var wrong = 0
        for first in stride(from: 0, to: sequences, by: block) {
            wrong += wrongSequences(
                first..<min(first + block, sequences), parameters: parameters, length: length,
                random: random.split(UInt64(first)))
        }
        return wrong
    }

    private func wrongSequences(
        _ range: Range<Int>, parameters: [Float], length: Int, random: RandomSource
    ) -> Int {
        var random = random
        let batch = range.count
        let chunk = 64
        let steps = machine.steps(length: length)
        let workspace = Workspace<Float>(recordsTape: false)
        var state = network.initialState(batch: batch)
        var machineStates = [Int](repeating: 0, count: batch)
        var isWrong = [Bool](repeating: false, count: batch)
        var input = [Float](repeating: 0, count: chunk * batch * machine.inputSize)
        var expected = [UInt8](repeating: 0, count: chunk * batch)
        var start = 0
        while start < steps {
            let count = min(chunk, steps - start)
            for offset in 0..<count {
                let step = start + offset
                for sequence in 0..<batch {
                    let row = offset * batch + sequence
                    let symbol =
                        step < length
                        ? machine.testSymbol(step: step, sequence: range.lowerBound + sequence, random: &random) : 0
                    for bit in 0..<machine.inputSize {
                        input[row * machine.inputSize + bit] = (symbol >> bit) & 1 == 1 ? 1 : -1
                    }
                    expected[row] = UInt8(machine.step(&machineStates[sequence], reading: symbol))
                }
            }
            input.withUnsafeBufferPointer { input in
                network.forward(
                    parameters: parameters,
                    input: UnsafeBufferPointer(rebasing: input[..<(count * batch * machine.inputSize)]),
                    steps: count, batch: batch, state: &state, workspace: workspace)
            }
            let firstChecked = machine.answersAtEveryStep ? 0 : start + count == steps ? count - 1 : count
            for row in (firstChecked * batch)..<(count * batch)
            where (workspace.output[row] > 0) != (expected[row] == 1) {
                isWrong[row % batch] = true
            }
            start += count
        }
        return isWrong.count { $0 }
    }
}
