/// Minibatches for a network of infinite response: long sequences side by side, some steps at a time.
///
/// A lane is a stretch of a series. All lanes begin together at the initial state, and a batch is one update of all of
/// them as the ``Truncation`` says: the state is carried along the lane, the gradient is cut. A lane that is over stays
/// as rows without weight.
public struct SequenceLanes<Scalar: NetworkScalar>: BatchSource {
    /// A stretch of a series.
    public struct Lane: Hashable, Sendable {
        /// Which series.
        public var series: Int
        /// The steps that are run.
        public var steps: Range<Int>
        /// Those whose loss counts; the others only warm the state up.
        public var scored: Range<Int>

        /// A lane, every step of which is scored unless told otherwise.
        public init(series: Int, steps: Range<Int>, scored: Range<Int>? = nil) {
            self.series = series
            self.steps = steps
            self.scored = scored ?? steps
        }

        /// A stretch of a series, cut into some lanes of equal length, but none that is empty.
        public static func dividing(_ steps: Range<Int>, of series: Int, into count: Int) -> [Lane] {
            (0..<count).compactMap { lane in
                let first = steps.lowerBound + steps.count * lane / count
                let last = steps.lowerBound + steps.count * (lane + 1) / count
                return first < last ? Lane(series: series, steps: first..<last) : nil
            }
        }
    }

    private let series: [SequenceView<Scalar>]
    private let inputSize: Int
    private let lanes: [Lane]
    private let truncation: Truncation
    private let longest: Int

    /// Lanes of some series.
    ///
    /// - Precondition: every lane lies within its series, and has a target wherever it is scored.
    public init(
        _ series: [SequenceView<Scalar>], inputSize: Int, lanes: [Lane], truncation: Truncation
    ) {
        for lane in lanes {
            precondition(
                lane.steps.lowerBound >= 0 && lane.steps.upperBound * inputSize <= series[lane.series].input.count,
                "a lane lies within its series")
            let scored = lane.scored.clamped(to: lane.steps)
            precondition(
                scored.isEmpty || scored.upperBound <= series[lane.series].targets.count,
                "a step that is scored has a target")
        }
        self.series = series
        self.inputSize = inputSize
        self.lanes = lanes
        longest = lanes.reduce(0) { max($0, $1.steps.count) }
        self.truncation = truncation.limited(to: longest)
    }

    /// One an update.
    public var batchCount: Int {
        (longest + truncation.stepsPerUpdate - 1) / truncation.stepsPerUpdate
    }

    /// Gathers the steps of one update.
    @specialized(where Scalar == Float)
    public func fill(_ batch: inout Batch<Scalar>, index: Int) {
        let window = truncation.window(index)
        batch.reshape(
            steps: window.count, sequences: lanes.count, context: 0, inputSize: inputSize,
            continuesSequences: window.lowerBound > 0)
        batch.stepsToNext = truncation.window(index + 1).lowerBound - window.lowerBound
        let firstScored = window.upperBound - truncation.stepsPerUpdate
        for (sequence, lane) in lanes.enumerated() {
            let first = lane.steps.lowerBound + window.lowerBound
            let steps = first..<max(first, min(first + window.count, lane.steps.upperBound))
            guard !steps.isEmpty else { continue }
            let view = series[lane.series]
            view.copyInput(steps, to: &batch, sequence: sequence, firstStep: 0, inputSize: inputSize)
            let scored = max(first, lane.steps.lowerBound + firstScored)..<max(steps.upperBound, first)
            for step in scored where lane.scored.contains(step) {
                batch.setTarget(view.target(of: step), step: step - first, sequence: sequence)
            }
        }
    }
}
