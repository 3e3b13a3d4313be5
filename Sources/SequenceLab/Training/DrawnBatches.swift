internal import Learning

/// Minibatches that are drawn one at a time, each from a stream of its own.
///
/// They may have any shape: a batch of short sequences may follow one of long ones.
struct DrawnBatches: BatchSource {
    /// The number of batches of an epoch.
    let batchCount: Int
    /// Fills the batch of a step, counted over all epochs.
    let draw: @Sendable (_ batch: inout Batch<Float>, _ step: Int, _ random: inout RandomSource) -> Void
    private var epoch = -1
    private let random: RandomSource

    init(
        count: Int, random: RandomSource,
        draw: @escaping @Sendable (_ batch: inout Batch<Float>, _ step: Int, _ random: inout RandomSource) -> Void
    ) {
        batchCount = count
        self.random = random
        self.draw = draw
    }

    mutating func startEpoch(using random: inout RandomSource) { epoch += 1 }

    func fill(_ batch: inout Batch<Float>, index: Int) {
        let step = max(epoch, 0) * batchCount + index
        var stream = random.split(UInt64(step))
        draw(&batch, step, &stream)
    }
}
