public import Market

/// One execution of a pipeline, as a row of the table `run`.
public struct RunRecord: Hashable, Sendable {
    /// Where a run stands.
    ///
    /// A run that was killed stays `running` until ``Store/recoverDeadRuns()`` finds it.
    public enum Status: String, CaseIterable, Hashable, Sendable {
        case running
        case done
        case failed
        case interrupted
    }

    /// The run's name, given by the caller.
    public var id: String
    /// The pipeline's name.
    public var pipeline: String
    /// Where it stands.
    public var status: Status
    /// What identifies the settings.
    public var configurationHash: String
    /// What identifies the prices.
    public var dataHash: String
    /// The program's version.
    public var version: String
    /// The pipeline with all defaults filled in, as text.
    public var configuration: String
    /// The command line that makes this run again.
    public var command: String
    /// The seed all others are derived from; the table shows it as a signed 64-bit number.
    public var seed: UInt64
    /// First session that is forecast, once it is known.
    public var firstTestDate: SessionDate?
    /// Last session that is forecast, once it is known.
    public var lastTestDate: SessionDate?
    /// When it began, as ISO text.
    public var startedAt: String
    /// When it ended, as ISO text.
    public var finishedAt: String?
    /// What there is to say about its end.
    public var message: String?

    /// A run from its fields; the defaults are those of one that begins.
    public init(
        id: String, pipeline: String, status: Status = .running, configurationHash: String, dataHash: String,
        version: String, configuration: String, command: String, seed: UInt64, firstTestDate: SessionDate? = nil,
        lastTestDate: SessionDate? = nil, startedAt: String, finishedAt: String? = nil, message: String? = nil
    ) {
        self.id = id
        self.pipeline = pipeline
        self.status = status
        self.configurationHash = configurationHash
        self.dataHash = dataHash
        self.version = version
        self.configuration = configuration
        self.command = command
        self.seed = seed
        self.firstTestDate = firstTestDate
        self.lastTestDate = lastTestDate
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.message = message
    }
}

/// What ``Store/beginRun(_:)`` found.
public enum RunStart: Hashable, Sendable {
    /// The run was not in the store and is now.
    case new
    /// It had been begun; its saved trials need not be made again.
    case resumed(completedTrials: Int)
    /// It is done, and was left as it is.
    case alreadyDone
}
