/// Minibatches of windows, gathered from views one batch at a time; no more windows than that are ever in memory.
///
/// A window is `width` consecutive steps of one series, and the target that of its last step. Every epoch shows each
/// window once in a new order, which is computed and not stored: what a batch holds is a function of the epoch's key
/// and the batch's number, whoever gathers it and when. Before the first epoch, as for validation, the windows are in
/// order.
///
/// ```swift
/// let returns: [Float] = …  // all series, one after another
/// let views = series.map { SequenceView(input: returns[$0.dropLast()], targets: returns[$0.dropFirst()]) }
/// let source = WindowBatches(views, inputSize: 1, width: 60, context: network.context, windowsPerBatch: 64)
/// ```
public struct WindowBatches<Scalar: NetworkScalar>: BatchSource {
    /// Windows of all series.
    public let windowCount: Int

    private let series: [SequenceView<Scalar>]
    private let inputSize: Int
    private let width: Int
    private let context: Int
    private let scoredSteps: Int
    private let windowsPerBatch: Int
    private let batchesPerEpoch: Int?
    /// The last steps of each series' windows, and how many windows the series before it have.
    private let cutoffs: [Range<Int>]
    private let firstWindow: [Int]
    private var order: RandomPermutation?

    /// The windows of some series.
    ///
    /// - Parameters:
    ///   - series: views that every window lies in.
    ///   - inputSize: features of a step.
    ///   - width: steps of a window.
    ///   - context: the network's, that is the steps of a window without an output.
    ///   - scoredSteps: the newest of the others, whose targets count.
    ///   - cutoffs: for each series the last steps of its windows; nil for every step that has a target and is the
    ///     last of a window.
    ///   - windowsPerBatch: windows side by side.
    ///   - batchesPerEpoch: an epoch's batches, if not all windows are to be shown.
    /// - Precondition: sizes are positive, and cutoffs lie where there are a window and its targets.
    public init(
        _ series: [SequenceView<Scalar>], inputSize: Int, width: Int, context: Int, scoredSteps: Int = 1,
        cutoffs: [Range<Int>]? = nil, windowsPerBatch: Int, batchesPerEpoch: Int? = nil
    ) {
        precondition(inputSize > 0 && windowsPerBatch > 0, "sizes are positive")
        precondition(context >= 0 && scoredSteps > 0 && context + scoredSteps <= width, "a window has its outputs")
        let possible = series.map { view in
            width - 1..<max(width - 1, min(view.input.count / inputSize, view.targets.count))
        }
        let cutoffs = cutoffs ?? possible
        precondition(cutoffs.count == series.count, "each series has its cutoffs")
        for (chosen, possible) in zip(cutoffs, possible) {
            precondition(
                chosen.isEmpty || chosen.clamped(to: possible) == chosen, "a cutoff ends a window and has a target")
        }
        self.series = series
        self.inputSize = inputSize
        self.width = width
        self.context = context
        self.scoredSteps = scoredSteps
        self.windowsPerBatch = windowsPerBatch
        self.batchesPerEpoch = batchesPerEpoch
        self.cutoffs = cutoffs
        var first = [0]
        for range in cutoffs { first.append(first[first.count - 1] + range.count) }
        firstWindow = first
        windowCount = first[first.count - 1]
    }

    /// As many as show every window once, or fewer if so asked.
    public var batchCount: Int {
        let all = (windowCount + windowsPerBatch - 1) / windowsPerBatch
        return batchesPerEpoch.map { min($0, all) } ?? all
    }

    /// Draws the epoch's key.
    public mutating func startEpoch(using random: inout RandomSource) {
        let key = random.next()
        if windowCount > 0 { order = RandomPermutation(count: windowCount, key: key) }
    }

    /// Gathers the windows of a batch; the epoch's last one may be smaller.
    @specialized(where Scalar == Float)
    public func fill(_ batch: inout Batch<Scalar>, index: Int) {
        let places = index * windowsPerBatch..<min((index + 1) * windowsPerBatch, windowCount)
        batch.reshape(
            steps: width - context, sequences: places.count, context: context, inputSize: inputSize,
            continuesSequences: false)
        for (sequence, place) in places.enumerated() {
            let (index, cutoff) = window(order?[place] ?? place)
            let first = cutoff - width + 1
            series[index].copyInput(
                first..<cutoff + 1, to: &batch, sequence: sequence, firstStep: 0, inputSize: inputSize)
            for step in cutoff - scoredSteps + 1...cutoff {
                batch.setTarget(
                    series[index].target(of: step), step: step - first - context, sequence: sequence)
            }
        }
    }

    /// The series of a window and its last step, by bisection.
    private func window(_ number: Int) -> (series: Int, cutoff: Int) {
        var (low, high) = (0, cutoffs.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if firstWindow[middle] <= number { low = middle } else { high = middle - 1 }
        }
        return (low, cutoffs[low].lowerBound + number - firstWindow[low])
    }
}
