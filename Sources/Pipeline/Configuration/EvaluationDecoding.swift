internal import Market

/// Reads spans and schedules: the parts of `evaluation` and `nightly`.
enum EvaluationDecoding {
    /// Both ends of the test span.
    static func test(from value: DocumentValue) throws(PipelineFileError) -> ClosedRange<SessionDate> {
        let section = try DocumentSection(value, keys: ["from", "to"], owner: value.keyPath)
        let from = try section.required("from", expected: "a date such as 2015-01-01").date()
        let last = try section.required("to", expected: "a date such as 2022-12-31")
        let to = try last.date()
        guard from <= to else {
            throw last.refused("is \(to), but must not lie before \(value.keyPath).from, \(from)")
        }
        return from...to
    }

    /// `expanding`, `rolling` with a length, or `anchored` at a date.
    static func training(
        from value: DocumentValue
    ) throws(PipelineFileError) -> PipelineConfiguration.TrainingWindow {
        let expected = "expanding, {rolling: {years: 10}} or {anchored: 2000-01-03}"
        if value.isScalar {
            _ = try value.word(of: ["expanding"], expected: expected)
            return .expanding
        }
        let section = try DocumentSection(value, keys: ["rolling", "anchored"], owner: value.keyPath)
        if let anchor = section["anchored"] {
            guard section["rolling"] == nil else { throw value.refused("must have either rolling or anchored") }
            return .anchored(try anchor.date())
        }
        return .rolling(try length(from: section.required("rolling", expected: "a length such as 10 years")))
    }

    /// `1 year`, `250 sessions`, `{years: 1}` or `{sessions: 250}`.
    static func length(from value: DocumentValue) throws(PipelineFileError) -> PipelineConfiguration.SpanLength {
        let expected = "a length such as 1 year or 250 sessions"
        guard value.isScalar else {
            let section = try DocumentSection(value, keys: ["years", "sessions"], owner: value.keyPath)
            switch (section["years"], section["sessions"]) {
            case (let years?, nil): return .years(try count(from: years, upTo: mostYears))
            case (nil, let sessions?): return .sessions(try count(from: sessions, upTo: mostSessions))
            default: throw value.refused("must have either years or sessions")
            }
        }
        let words = try value.text(expected: expected).split(separator: " ")
        guard words.count == 2, words[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(words[0]),
            count > 0
        else { throw value.refused(expected: expected) }
        switch words[1] {
        case "year", "years":
            guard count <= mostYears else { throw value.refused(expected: "at most \(mostYears) years") }
            return .years(count)
        case "session", "sessions":
            guard count <= mostSessions else { throw value.refused(expected: "at most \(mostSessions) sessions") }
            return .sessions(count)
        default:
            throw value.refused(expected: expected)
        }
    }

    /// `yearly`, `monthly`, `once` (or `never`: never again) or `{every: 250}`.
    static func schedule(from value: DocumentValue) throws(PipelineFileError) -> PipelineConfiguration.RefitSchedule
    {
        guard value.isScalar else {
            let section = try DocumentSection(value, keys: ["every"], owner: value.keyPath)
            let every = try section.required("every", expected: "a number of sessions such as 250")
            let text = try every.text(expected: "a number of sessions such as 250")
            // `every: 20 sessions` reads as it is said; a bare number means the same.
            if text.hasSuffix("sessions") || text.hasSuffix("session"),
                case .sessions(let sessions) = try length(from: every)
            {
                return .every(sessions: sessions)
            }
            return .every(sessions: try count(from: every, upTo: mostSessions))
        }
        let words = ["yearly", "monthly", "once", "never"]
        switch try value.word(of: words, expected: "yearly, monthly, once, never or {every: 250}") {
        case "yearly": return .yearly
        case "monthly": return .monthly
        default: return .never
        }
    }

    private static let mostYears = 100
    private static let mostSessions = 25_000

    private static func count(from value: DocumentValue, upTo most: Int) throws(PipelineFileError) -> Int {
        try value.integer(in: 1...most, expected: "a whole number from 1 to \(most)")
    }
}
