/// What differs from run to run though the results are the same: the machine and the time it took.
public struct MachineFacts: Hashable, Sendable {
    /// Wall-clock seconds of one stage of the pipeline.
    public struct Stage: Hashable, Sendable {
        /// The stage, such as `ingestion`.
        public var name: String
        /// Wall-clock seconds.
        public var seconds: Double

        /// A stage from its fields.
        public init(name: String, seconds: Double) {
            self.name = name
            self.seconds = seconds
        }
    }

    /// The processor's name.
    public var processor: String?
    /// Logical processors.
    public var processorCount: Int?
    /// The operating system's name and version.
    public var operatingSystem: String?
    /// Trials that ran at once.
    public var jobs: Int?
    /// When the run began, as text.
    public var startedAt: String?
    /// The stages in the order they ran.
    public var stages: [Stage]

    /// Facts from their fields; what is left out is not printed.
    public init(
        processor: String? = nil, processorCount: Int? = nil, operatingSystem: String? = nil, jobs: Int? = nil,
        startedAt: String? = nil, stages: [Stage] = []
    ) {
        self.processor = processor
        self.processorCount = processorCount
        self.operatingSystem = operatingSystem
        self.jobs = jobs
        self.startedAt = startedAt
        self.stages = stages
    }
}
