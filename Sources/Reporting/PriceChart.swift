public import Market

/// What the chart of an index through a shock is drawn from.
public struct PriceChart: Hashable, Sendable {
    /// The close of one session.
    public struct Session: Hashable, Sendable {
        /// The session.
        public var date: SessionDate
        /// The close that returns are measured on, in index points, above zero.
        public var close: Double

        /// A session from its fields.
        public init(date: SessionDate, close: Double) {
            self.date = date
            self.close = close
        }
    }

    /// The 99 % interval that a model forecast for one session, and what came.
    public struct Band: Hashable, Sendable {
        /// The last session the forecast knew.
        public var cutoff: SessionDate
        /// The session it is about.
        public var target: SessionDate
        /// 0.5 % quantile of the log return.
        public var lower: Double
        /// 99.5 % quantile of the log return.
        public var upper: Double
        /// The log return that came.
        public var actual: Double

        /// A band from its fields.
        public init(cutoff: SessionDate, target: SessionDate, lower: Double, upper: Double, actual: Double) {
            self.cutoff = cutoff
            self.target = target
            self.lower = lower
            self.upper = upper
            self.actual = actual
        }

        /// Whether the outcome lay outside; the interval is closed.
        public var isBreached: Bool { actual < lower || actual > upper }
    }

    /// A date that the chart points at.
    public struct Mark: Hashable, Sendable {
        /// The date.
        public var date: SessionDate
        /// What happened, in a few words, such as `closing high`.
        public var note: String

        /// A mark from its fields.
        public init(date: SessionDate, note: String) {
            self.date = date
            self.note = note
        }
    }

    /// The index.
    public var symbol: String
    /// The model whose bands are shown.
    public var model: String
    /// The closes, oldest first.
    public var sessions: [Session]
    /// One band a target session, oldest first: one seed's, not several pooled.
    public var bands: [Band]
    /// The dates to point at.
    public var marks: [Mark]

    /// A chart from its parts.
    public init(symbol: String, model: String, sessions: [Session], bands: [Band], marks: [Mark]) {
        self.symbol = symbol
        self.model = model
        self.sessions = sessions
        self.bands = bands
        self.marks = marks
    }
}
