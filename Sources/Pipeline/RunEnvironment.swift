/// What a run needs from the world, handed in: time, interruption, an ear for progress.
public struct RunEnvironment: Sendable {
    /// The time now as ISO 8601 text in UTC, for the record.
    public var now: @Sendable () -> String
    /// Seconds of a clock that never runs backwards, for durations.
    public var seconds: @Sendable () -> Double
    /// Whether the user asked to stop.
    public var isCancelled: @Sendable () -> Bool
    /// Told what happens.
    public var progress: @Sendable (ProgressEvent) -> Void
    /// Trials worked on side by side.
    ///
    /// Results do not depend on it.
    public var jobs: Int

    /// An environment from its parts.
    public init(
        now: @escaping @Sendable () -> String, seconds: @escaping @Sendable () -> Double,
        isCancelled: @escaping @Sendable () -> Bool, progress: @escaping @Sendable (ProgressEvent) -> Void,
        jobs: Int
    ) {
        self.now = now
        self.seconds = seconds
        self.isCancelled = isCancelled
        self.progress = progress
        self.jobs = jobs
    }
}

/// Something worth telling while a run works.
public enum ProgressEvent: Hashable, Sendable {
    /// A sentence for the log.
    case notice(String)
    /// A sentence that somebody should look into.
    case warning(String)
    /// A stage that ended, and how long it took.
    case stage(name: String, seconds: Double)
    /// Work done out of all work, in any unit, and what was finished last.
    case trials(done: Int, of: Int, share: Double, last: String)
    /// Files read and taken into the store, of all files.
    case files(done: Int, of: Int)
}

/// The user asked to stop: what was finished is in the store.
public struct InterruptedError: Error, Hashable, CustomStringConvertible {
    /// The run.
    public var runID: String

    /// The sentence for the operator.
    public var description: String {
        "interrupted; run \(runID) keeps what was finished and goes on from there when the same command is given again"
    }
}
