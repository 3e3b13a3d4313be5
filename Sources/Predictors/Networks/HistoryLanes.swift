internal import Learning
internal import Windowing

/// Minibatches for a network of infinite response: whole histories side by side, a chunk of steps at a time.
///
/// A lane is a stretch of one series; a batch holds the next chunk of every lane, so the recurrent state is
/// carried through the whole history and the gradient is cut at chunk borders (truncated backpropagation
/// through time, `k1 = k2 =` the chunk's length).
struct HistoryLanes: BatchSource {
    private struct Lane {
        var series: Int
        var sessions: Range<Int>
        var scored: Range<Int>
    }

    private let series: [ExampleSeries]
    private let lanes: [Lane]
    private let stepsPerChunk: Int

    /// Training lanes: the training cutoffs of every series in some stretches of equal length.
    init(training series: [ExampleSeries], lanesPerSeries: Int, stepsPerChunk: Int) {
        var lanes: [Lane] = []
        for (index, series) in series.enumerated() where !series.training.isEmpty {
            let range = series.training
            for lane in 0..<lanesPerSeries {
                let first = range.lowerBound + range.count * lane / lanesPerSeries
                let last = range.lowerBound + range.count * (lane + 1) / lanesPerSeries
                if first < last { lanes.append(Lane(series: index, sessions: first..<last, scored: first..<last)) }
            }
        }
        self.init(series: series, lanes: lanes, stepsPerChunk: stepsPerChunk)
    }

    /// Validation lanes: the validation cutoffs of every series, after some sessions that only warm the state.
    init(validating series: [ExampleSeries], warmUp: Int, stepsPerChunk: Int) {
        let lanes = series.enumerated().compactMap { index, series -> Lane? in
            let scored = series.validation
            guard !scored.isEmpty else { return nil }
            return Lane(
                series: index, sessions: max(0, scored.lowerBound - warmUp)..<scored.upperBound, scored: scored)
        }
        self.init(series: series, lanes: lanes, stepsPerChunk: stepsPerChunk)
    }

    private init(series: [ExampleSeries], lanes: [Lane], stepsPerChunk: Int) {
        self.series = series
        self.lanes = lanes
        self.stepsPerChunk = stepsPerChunk
    }

    var batchCount: Int {
        let longest = lanes.reduce(0) { max($0, $1.sessions.count) }
        return (longest + stepsPerChunk - 1) / stepsPerChunk
    }

    func fill(_ batch: inout Batch<Float>, index: Int) {
        let channels = series[0].features.channels
        batch.reshape(
            steps: stepsPerChunk, sequences: lanes.count, context: 0, inputSize: channels,
            continuesSequences: index > 0)
        for (sequence, lane) in lanes.enumerated() {
            let first = lane.sessions.lowerBound + index * stepsPerChunk
            let sessions = first..<max(first, min(first + stepsPerChunk, lane.sessions.upperBound))
            guard !sessions.isEmpty else { continue }
            let source = series[lane.series]
            batch.setInput(
                source.features.rows(sessions), sequence: sequence, firstStep: 0, inputSize: channels)
            for (step, session) in sessions.enumerated() where lane.scored.contains(session) {
                batch.setTarget(source.targets[session], step: step, sequence: sequence)
            }
        }
    }
}
