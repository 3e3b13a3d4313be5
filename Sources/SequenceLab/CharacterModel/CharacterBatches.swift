internal import Learning

/// A stretch of a text cut into lanes side by side, some steps at a time, each symbol as a one among zeros.
///
/// The one-hot rows are made as they are needed: a text is never in memory as such. The state is carried from batch to
/// batch along the lanes and the gradient is cut there.
struct CharacterBatches: BatchSource {
    private let codes: [Int32]
    private let range: Range<Int>
    private let alphabetCount: Int
    private let lanes: Int
    private let chunk: Int

    /// Lanes of equal length over a stretch; a short stretch has fewer lanes than asked for.
    init(_ text: SymbolText, range: Range<Int>, lanes: Int, chunk: Int) {
        codes = text.codes
        self.range = range
        alphabetCount = text.alphabet.count
        self.lanes = max(1, min(lanes, range.count / chunk))
        self.chunk = chunk
    }

    private var laneLength: Int { (range.count + lanes - 1) / lanes }

    /// One for each chunk of the lanes.
    var batchCount: Int { (laneLength + chunk - 1) / chunk }

    func fill(_ batch: inout Batch<Float>, index: Int) {
        let first = index * chunk
        let steps = min(chunk, laneLength - first)
        batch.reshape(
            steps: steps, sequences: lanes, context: 0, inputSize: alphabetCount, continuesSequences: index > 0)
        for lane in 0..<lanes {
            let start = range.lowerBound + lane * laneLength + first
            for step in 0..<steps where start + step < range.upperBound {
                let row = step * lanes + lane
                batch.input[row * alphabetCount + Int(codes[start + step])] = 1
                batch.targets[row] = Float(codes[start + step + 1])
                batch.weights[row] = 1
            }
        }
    }
}
