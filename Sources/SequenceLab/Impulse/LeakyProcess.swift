internal import Learning

/// The infinite response that the impulse lab learns: `y_t − 1 = 0.9 (y_{t−1} − 1) + 0.1 x_t`.
///
/// An impulse fades by a tenth a step, so that half of it is left after ln ½ / ln 0.9 = 6.6 steps and some of it forever.
enum LeakyProcess {
    /// What is kept of a deviation from one step to the next.
    static let kept = 0.9
    /// What a unit of input adds.
    static let gain = 0.1
    /// Where the process rests without input.
    static let level = 1.0

    /// Draws sequences cut from the midst of the process, so that what was before is not known.
    static func draw(
        _ batch: inout Batch<Float>, steps: Int, sequences: Int, context: Int, random: inout RandomSource
    ) {
        let burnIn = max(60, context)
        batch.reshape(steps: steps, sequences: sequences, context: context, inputSize: 1, continuesSequences: false)
        for sequence in 0..<sequences {
            var value = level
            for step in -burnIn..<steps {
                let input = random.normal()
                value = level + kept * (value - level) + gain * input
                if step >= -context { batch.input[(step + context) * sequences + sequence] = Float(input) }
                if step >= 0 { batch.setTarget(Float(value), step: step, sequence: sequence) }
            }
        }
    }
}
