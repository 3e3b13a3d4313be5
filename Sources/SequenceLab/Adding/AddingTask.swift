internal import Learning

/// The adding problem: of T random numbers two are marked, one in each half; at the end their sum is asked for.
///
/// Hochreiter and Schmidhuber (1997), *Long short-term memory*, in the form of Le, Jaitly and Hinton (2015): numbers
/// uniform in [0, 1), a mark of 1 or 0 beside each. Who always says 1 has a mean squared error of 2 · 1/12 = 1/6.
struct AddingTask: Sendable {
    /// T.
    let length: Int

    /// Numbers of a step: the value and its mark.
    static let inputSize = 2

    /// The error of always answering 1, the mean of the sum.
    static let trivialError = 1.0 / 6

    /// Draws sequences into a batch whose target is at the last step alone, where the network skips the others.
    func draw(_ batch: inout Batch<Float>, sequences: Int, context: Int, random: inout RandomSource) {
        // A network that needs less than T steps before its output sees the newest of them.
        let steps = min(context, length - 1)
        batch.reshape(
            steps: 1, sequences: sequences, context: context, inputSize: Self.inputSize, continuesSequences: false)
        for sequence in 0..<sequences {
            let first = random.integer(below: length / 2)
            let second = length / 2 + random.integer(below: length - length / 2)
            var sum = 0.0
            for step in 0..<length {
                let value = random.uniform()
                let isMarked = step == first || step == second
                if isMarked { sum += value }
                let place = context - (length - 1 - step)
                guard step >= length - 1 - steps else { continue }
                let row = place * sequences + sequence
                batch.input[row * Self.inputSize] = Float(value)
                batch.input[row * Self.inputSize + 1] = isMarked ? 1 : 0
            }
            batch.setTarget(Float(sum), step: 0, sequence: sequence)
        }
    }
}
