public import Market

/// How a test span is cut into folds: what each fit may learn from, and how often it is made anew.
///
/// A fold's three spans follow each other in time: training, validation, test; a span holds the *target*
/// sessions of its examples. With a horizon above 1 the targets of neighbouring examples overlap, so
/// `horizon − 1` sessions are purged at the end of the training and of the validation span, and `embargo` sessions
/// more where losses are known to depend on each other for longer.
public struct WalkForward: Hashable, Sendable {
    /// How much of the past is learned from.
    public enum TrainingWindow: Hashable, Sendable {
        /// Everything before the validation span.
        case expanding
        /// The last sessions before the validation span.
        case rolling(sessions: Int)
        /// The last calendar years before the validation span.
        case rollingYears(Int)
        /// Everything from a date on: as expanding, without what lies before an era one wants to learn from.
        case anchored(SessionDate)
    }

    /// When a model is fitted anew.
    public enum Refit: Hashable, Sendable {
        case yearly
        case monthly
        case every(sessions: Int)
        case never
    }

    /// The last part of what is known, on which a fit is chosen.
    public enum Validation: Hashable, Sendable {
        case years(Int)
        case sessions(Int)
    }

    /// The dates whose sessions are forecast, closed.
    public var test: ClosedRange<SessionDate>
    /// How much of the past is learned from.
    public var trainingWindow: TrainingWindow
    /// When a model is fitted anew.
    public var refit: Refit
    /// What is held out for choosing.
    public var validation: Validation
    /// Sessions ahead.
    public var horizon: Int
    /// Sessions dropped between spans beyond the purge.
    public var embargo: Int

    /// A plan from its parts.
    public init(
        test: ClosedRange<SessionDate>, trainingWindow: TrainingWindow = .expanding, refit: Refit = .yearly,
        validation: Validation = .years(1), horizon: Int = 1, embargo: Int = 0
    ) {
        self.test = test
        self.trainingWindow = trainingWindow
        self.refit = refit
        self.validation = validation
        self.horizon = horizon
        self.embargo = embargo
    }
}

/// One step of a walk-forward: learn from `training`, choose on `validation`, be judged on `test`.
public struct Fold: Hashable, Sendable {
    /// The fold's place in the walk, from 0.
    public let index: Int
    /// The targets to fit on.
    public let training: ClosedRange<SessionDate>
    /// The targets to choose on, all later than `training`.
    public let validation: ClosedRange<SessionDate>
    /// The targets to be judged on, all later than `validation`.
    public let test: ClosedRange<SessionDate>

    /// A fold from its spans.
    ///
    /// - Precondition: the spans follow each other in time without touching.
    public init(
        index: Int, training: ClosedRange<SessionDate>, validation: ClosedRange<SessionDate>,
        test: ClosedRange<SessionDate>
    ) {
        precondition(training.upperBound < validation.lowerBound, "validation must come after training")
        precondition(validation.upperBound < test.lowerBound, "test must come after validation")
        self.index = index
        self.training = training
        self.validation = validation
        self.test = test
    }
}

/// Why a walk-forward cannot be cut into folds.
public enum WalkForwardError: Error, Hashable, CustomStringConvertible {
    /// No session of any series lies in the test span.
    case noTestSessions(test: ClosedRange<SessionDate>, first: SessionDate?, last: SessionDate?)
    /// What lies before a fold's test span is too short for training and validation.
    case tooLittlePast(test: SessionDate, sessions: Int)

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .noTestSessions(let test, let first?, let last?):
            "no session lies between \(test.lowerBound) and \(test.upperBound): the prices run from \(first) to "
                + "\(last); choose test dates inside them"
        case .noTestSessions(let test, _, _):
            "no session lies between \(test.lowerBound) and \(test.upperBound): there are no prices at all"
        case .tooLittlePast(let test, let sessions):
            "only \(sessions) sessions lie before the test span that starts on \(test), which leaves nothing to train "
                + "on after the validation span; start the test later, shorten the validation or add older prices"
        }
    }
}

extension WalkForward {
    /// The folds over a calendar: the sorted sessions of all series together.
    public func folds(over calendar: [SessionDate]) throws(WalkForwardError) -> [Fold] {
        let sessions = calendar.filter { test.contains($0) }
        guard let firstTest = sessions.first else {
            throw .noTestSessions(test: test, first: calendar.first, last: calendar.last)
        }
        let past = calendar.prefix { $0 < firstTest }
        var folds: [Fold] = []
        for block in blocks(of: sessions) {
            let known = Array(past) + sessions.prefix { $0 < block[0] }
            guard let spans = spans(known: known) else {
                throw .tooLittlePast(test: block[0], sessions: known.count)
            }
            folds.append(
                Fold(
                    index: folds.count, training: spans.training, validation: spans.validation,
                    test: block[0]...block[block.count - 1]))
        }
        return folds
    }

    /// The test sessions between one refit and the next.
    private func blocks(of sessions: [SessionDate]) -> [ArraySlice<SessionDate>] {
        var blocks: [ArraySlice<SessionDate>] = []
        var start = 0
        for index in 1...sessions.count {
            let isEnd: Bool
            if index == sessions.count {
                isEnd = true
            } else {
                let (before, after) = (sessions[index - 1].components, sessions[index].components)
                switch refit {
                case .never: isEnd = false
                case .yearly: isEnd = before.year != after.year
                case .monthly: isEnd = (before.year, before.month) != (after.year, after.month)
                case .every(let count): isEnd = index - start == count
                }
            }
            if isEnd {
                blocks.append(sessions[start..<index])
                start = index
            }
        }
        return blocks.map { ArraySlice(Array($0)) }
    }

    /// Training and validation inside what is known, or nil where either would be empty.
    private func spans(
        known: [SessionDate]
    ) -> (training: ClosedRange<SessionDate>, validation: ClosedRange<SessionDate>)? {
        let purge = horizon - 1 + embargo
        guard let last = known.last else { return nil }
        let validationStart: Int
        switch validation {
        case .sessions(let count):
            validationStart = known.count - count
        case .years(let years):
            // A test that starts in January has its whole calendar years before it; one that starts inside a
            // year has the same number of days.
            let limit = SessionDate(dayNumber: last.dayNumber - Int32((Double(years) * 365.25).rounded()))
            validationStart = known.firstIndex { $0 > limit } ?? known.count
        }
        let trainingEnd = validationStart - 1 - purge
        let validationEnd = known.count - 1 - purge
        guard trainingEnd >= 0, validationStart <= validationEnd else { return nil }
        let trainingStart: Int
        switch trainingWindow {
        case .expanding:
            trainingStart = 0
        case .rolling(let sessions):
            trainingStart = max(0, trainingEnd + 1 - sessions)
        case .rollingYears(let years):
            let limit = known[trainingEnd].dayNumber - Int32((Double(years) * 365.25).rounded())
            trainingStart = known.firstIndex { $0.dayNumber > limit } ?? trainingEnd
        case .anchored(let date):
            guard let start = known.firstIndex(where: { $0 >= date }), start <= trainingEnd else { return nil }
            trainingStart = start
        }
        return (known[trainingStart]...known[trainingEnd], known[validationStart]...known[validationEnd])
    }
}
