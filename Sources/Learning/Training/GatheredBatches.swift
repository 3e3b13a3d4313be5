/// The batches of a source one after another, each gathered before it is asked for or, with prefetching, while the one
/// before is worked on.
struct GatheredBatches<Source: BatchSource> {
    private let source: Source
    private let prefetches: Bool
    private var index: Int
    private var batch = Batch<Source.Scalar>()
    private var spare = Batch<Source.Scalar>()
    /// Whether `batch` holds batch `index` already.
    private var isGathered = false

    /// The batches from some index on.
    init(_ source: Source, from index: Int, prefetches: Bool) {
        self.source = source
        self.prefetches = prefetches
        self.index = index
    }

    /// Hands the next batch to `work`, together with what is to be done beside it, on any thread, if anything is.
    mutating func next<Result>(_ work: (Batch<Source.Scalar>, (() -> Void)?) -> Result) -> Result {
        if !isGathered { source.fill(&batch, index: index) }
        index += 1
        isGathered = prefetches && index < source.batchCount
        guard isGathered else { return work(batch, nil) }
        let gathering = Gathering(source: source, batch: spare)
        // The batch must have one owner for its memory to be used again.
        spare = Batch()
        let result = work(batch) { [index] in gathering.fill(index: index) }
        spare = batch
        batch = gathering.batch
        return result
    }
}

/// A batch on its way to another thread and back.
private final class Gathering<Source: BatchSource> {
    let source: Source
    var batch: Batch<Source.Scalar>

    init(source: Source, batch: Batch<Source.Scalar>) {
        self.source = source
        self.batch = batch
    }

    func fill(index: Int) { source.fill(&batch, index: index) }
}
