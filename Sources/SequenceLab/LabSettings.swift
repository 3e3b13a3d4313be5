internal import Learning

/// What every lab is given: where its random numbers come from and how it works.
public struct LabSettings: Sendable {
    /// The seed of all random numbers.
    public var seed: UInt64
    /// How often each model is trained, each time from another start.
    public var seeds: Int
    /// Trainings side by side; results do not depend on it.
    public var jobs: Int
    /// Whether the user asked to stop.
    public var isCancelled: @Sendable () -> Bool
    /// Told what is going on, for the log.
    public var progress: @Sendable (String) -> Void

    /// Settings from their parts.
    ///
    /// - Throws: ``LabError/argument(_:)`` for a count below 1.
    public init(
        seed: UInt64 = 1, seeds: Int, jobs: Int = 2, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(LabError) {
        guard seeds > 0 else { throw .argument("--seeds must be at least 1, not \(seeds)") }
        guard jobs > 0 else { throw .argument("--jobs must be at least 1, not \(jobs)") }
        self.seed = seed
        self.seeds = seeds
        self.jobs = jobs
        self.isCancelled = isCancelled
        self.progress = progress
    }

    /// The stream of one training: its own for every label and start, whatever else runs.
    func random(_ label: String, start: Int = 0) -> RandomSource {
        RandomSource(seed: seed).split(label).split(UInt64(start))
    }
}

/// Checks lengths that somebody typed.
///
/// - Throws: ``LabError/argument(_:)`` for none or one below 1.
func checkLengths(_ lengths: [Int]) throws(LabError) {
    guard !lengths.isEmpty else { throw .argument("--lengths names no length") }
    for length in lengths where length < 1 {
        throw .argument("a length must be at least 1, not \(length); correct --lengths")
    }
}
