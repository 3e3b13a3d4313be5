internal import Market

/// How a backtest of the command line splits the past, and what it does beside judging models on the next session.
public struct BacktestSplits: Hashable, Sendable {
    /// `expanding`, `rolling 10 years` or `anchored 2000-01-03`.
    public var training = "expanding"
    /// A length, the last part of each training span.
    public var validation = "1 year"
    /// Sessions dropped between spans.
    public var embargo = 0
    /// The numbers of sessions that sums are forecast over, as words; nil for none.
    public var horizons: [String]?
    /// The single sessions forecast, by how many they are ahead, as words; nil for none but the next.
    public var sessionsAhead: [String]?
    /// The parameters every network is to have; nil for its default size.
    public var equalParameters: Int?
    /// A pipeline file whose searches are made; nil for none.
    public var search: String?
    /// Candidates of each search, instead of the file's.
    public var searchTrials: Int?
    /// Whether models are audited for leaks.
    public var auditsLeaks = false
    /// Whether models are fitted again without shocks in their training.
    public var stresses = false

    /// The defaults.
    public init() {}
}

// The splits as words of a command line, the same as in a pipeline file.

extension PipelineConfiguration.SpanLength {
    /// `1 year`, `10 years`, `250 sessions`.
    init(words text: String, option: String) throws(UsageError) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let count = Int(parts[0]), count >= 1 else {
            throw UsageError("\(option) is “\(text)”; write a length such as \"1 year\" or \"250 sessions\"")
        }
        switch parts[1] {
        case "year", "years": self = .years(count)
        case "session", "sessions": self = .sessions(count)
        default: throw UsageError("\(option) is “\(text)”; a length is counted in years or sessions")
        }
    }
}

extension PipelineConfiguration.Horizons {
    /// What is forecast beside the next session: lists of different whole numbers.
    init(words splits: BacktestSplits) throws(UsageError) {
        self.init()
        sessions = try Self.numbers(splits.horizons, in: HorizonDecoding.sums, option: "--horizons").union([1])
            .sorted()
        sessionsAhead = try Self.numbers(
            splits.sessionsAhead, in: HorizonDecoding.ahead, option: "--sessions-ahead"
        ).sorted()
    }

    private static func numbers(
        _ words: [String]?, in range: ClosedRange<Int>, option: String
    ) throws(UsageError) -> Set<Int> {
        guard let words else { return [] }
        let wish = "write numbers of sessions from \(range.lowerBound) to \(range.upperBound), separated by commas"
        guard !words.isEmpty else { throw UsageError("\(option) is empty; \(wish)") }
        var numbers: Set<Int> = []
        for word in words {
            guard let number = Int(word), range.contains(number) else {
                throw UsageError("\(option) holds “\(word)”; \(wish)")
            }
            guard numbers.insert(number).inserted else {
                throw UsageError("\(option) names \(number) twice; remove one")
            }
        }
        return numbers
    }
}

extension PipelineConfiguration.TrainingWindow {
    /// `expanding`, `rolling 10 years`, `anchored 2000-01-03`.
    init(words text: String) throws(UsageError) {
        let refusal = UsageError(
            "--training is “\(text)”; write expanding, \"rolling 10 years\" or \"anchored 2000-01-03\"")
        if text == "expanding" {
            self = .expanding
        } else if text.hasPrefix("rolling ") {
            self = .rolling(
                try PipelineConfiguration.SpanLength(words: String(text.dropFirst(8)), option: "--training"))
        } else if text.hasPrefix("anchored ") {
            guard let date = SessionDate(iso: text.dropFirst(9)) else { throw refusal }
            self = .anchored(date)
        } else {
            throw refusal
        }
    }
}

extension PipelineConfiguration.RefitSchedule {
    /// `yearly`, `monthly`, `once` (or `never`), or a number of sessions.
    init(words text: String) throws(UsageError) {
        switch text {
        case "yearly": self = .yearly
        case "monthly": self = .monthly
        case "once", "never": self = .never
        default:
            guard let sessions = Int(text), sessions >= 1 else {
                throw UsageError("--refit is “\(text)”; write yearly, monthly, once or a number of sessions")
            }
            self = .every(sessions: sessions)
        }
    }
}
