internal import Evaluation
internal import Forecasting
internal import Ingestion
internal import Market
internal import SequenceLab
internal import Store

/// An error in the two forms a caller needs: a sentence for people, an exit code for cron.
public struct Failure: Sendable {
    /// What happened, where, and what to do.
    public let sentence: String
    /// The code of `sysexits.h` that fits.
    public let exitCode: Int32

    /// The failure behind an error of this program; nil for errors of the command line's own parser.
    public init?(_ error: any Error) {
        switch error {
        case let error as PipelineFileError:
            self.init("\(error)", error.kind == .missingInput ? .noInput : .usage)
        case let error as IngestionError:
            let code: Code =
                switch error {
                case .notFound: .noInput
                case .unreadable: .inputOutput
                case .refused, .invalidTable: .data
                }
            self.init("\(error)", code)
        case let error as DataError: self.init("\(error)", .data)
        case let error as WalkForwardError: self.init("\(error)", .data)
        case let error as PriceSeriesError: self.init("\(error)", .data)
        case FittingError.cancelled: self.init("interrupted", .interrupted)
        case let error as FittingError: self.init("\(error)", .data)
        case let error as Leak: self.init("\(error)", .inner)
        case let error as InvalidForecastError: self.init("\(error)", .data)
        case let error as InterruptedError: self.init("\(error)", .interrupted)
        case let error as RunLockError:
            if case .held = error { self.init("\(error)", .tryAgain) } else { self.init("\(error)", .cannotCreate) }
        case let error as StoreError: self.init("\(error)", Self.code(error))
        case let error as PlanFileError:
            if case .missing = error { self.init("\(error)", .noInput) } else { self.init("\(error)", .data) }
        case let error as ShardFileError: self.init("\(error)", .data)
        case let error as ClusterError: self.init("\(error)", Self.code(error))
        case let error as StateError: self.init("\(error)", .inputOutput)
        case is DecodingError:
            self.init(
                "a model or a state in the store cannot be read, so the store is damaged; put back the copy that "
                    + "hindcast backup made, and run again", .inputOutput)
        case let error as UnknownFamilyError: self.init("\(error)", .inputOutput)
        case let error as ModelFileError: self.init("\(error)", Self.code(error.kind))
        case let error as OutputError: self.init("\(error)", .cannotCreate)
        case let error as LabError: self.init("\(error)", Self.code(error))
        case let error as UsageError: self.init("\(error)", .usage)
        case let error as NothingStoredError: self.init("\(error)", .noInput)
        default: return nil
        }
    }

    private init(_ sentence: String, _ code: Code) {
        self.sentence = sentence
        exitCode = code.rawValue
    }

    private static func code(_ error: LabError) -> Code {
        switch error {
        case .argument: .usage
        case .data: .data
        case .cancelled: .interrupted
        }
    }

    private static func code(_ error: StoreError) -> Code {
        switch error {
        case .cannotCreate, .readOnly, .noBackup: .cannotCreate
        case .missing, .unknownRun, .unknownSeries, .unknownTrial, .unknownModel: .noInput
        case .notADatabase, .otherApplication, .newerVersion, .olderVersion, .notFinite, .refused: .data
        case .locked, .clockRunsBackwards: .tryAgain
        case .diskFull, .damaged, .inputOutput: .inputOutput
        case .differentRun: .inner
        }
    }

    private static func code(_ error: ClusterError) -> Code {
        switch error {
        case .missingShards: .missingShards
        case .notABacktest, .search: .usage
        case .noFolder: .noInput
        case .otherVersion, .otherRun, .otherSeries: .data
        }
    }

    private static func code(_ kind: ModelFileError.Kind) -> Code {
        switch kind {
        case .missing: .noInput
        case .unreadable: .inputOutput
        case .refused: .data
        }
    }

    private enum Code: Int32 {
        case missingShards = 3
        case usage = 64
        case data = 65
        case noInput = 66
        case inner = 70
        case cannotCreate = 73
        case inputOutput = 74
        case tryAgain = 75
        case interrupted = 130
    }
}

/// Words on the command line that do not fit together.
public struct UsageError: Error, Hashable, CustomStringConvertible {
    /// The sentence for the operator.
    public let description: String

    /// An error with its sentence.
    public init(_ sentence: String) { description = sentence }
}

/// What was asked for is not in the store.
public struct NothingStoredError: Error, Hashable, CustomStringConvertible {
    /// The sentence for the operator.
    public let description: String

    init(_ sentence: String) { description = sentence }
}
