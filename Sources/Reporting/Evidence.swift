public import Market

/// What the pictures of a report are drawn from, beside the rows of ``ReportContent``: series that a run's stored
/// forecasts and bars add up to.
///
/// Losses are means over symbols and seeds, one a session, over the forecasts that every model made: the values that
/// the Diebold–Mariano tests are about.
public struct Evidence: Sendable {
    /// One model through the test span.
    public struct Track: Hashable, Sendable {
        /// The name with settings.
        public var model: String
        /// Mean squared error, one value a session.
        public var squaredError: [Double]
        /// Mean negative log density, one value a session.
        public var nll: [Double]
        /// Simple return of an equal weight in every series of the model's *invest*, the rest idle, before costs.
        public var strategyReturn: [Double]
        /// Outcomes by twentieths of the probability integral transform, all seeds together.
        public var transform: [Int]

        /// A track from its fields.
        public init(
            model: String, squaredError: [Double], nll: [Double], strategyReturn: [Double], transform: [Int]
        ) {
            self.model = model
            self.squaredError = squaredError
            self.nll = nll
            self.strategyReturn = strategyReturn
            self.transform = transform
        }
    }

    /// A price through a shock with the intervals a model forecast the evening before each session.
    public struct Fan: Hashable, Sendable {
        /// One forecast and what came.
        public struct Step: Hashable, Sendable {
            /// The session it is about.
            public var target: SessionDate
            /// The close it starts from.
            public var base: Double
            /// The log returns at 0.5, 5, 25, 75, 95 and 99.5 %.
            public var quantiles: [Double]
            /// The log return that came.
            public var actual: Double

            /// A step from its fields.
            public init(target: SessionDate, base: Double, quantiles: [Double], actual: Double) {
                self.target = target
                self.base = base
                self.quantiles = quantiles
                self.actual = actual
            }
        }

        /// The series.
        public var symbol: String
        /// The model.
        public var model: String
        /// One step a session, oldest first; one seed's.
        public var steps: [Step]

        /// A fan from its fields.
        public init(symbol: String, model: String, steps: [Step]) {
            self.symbol = symbol
            self.model = model
            self.steps = steps
        }
    }

    /// The forecast scale of one series beside what came, in one shock period.
    public struct Volatility: Hashable, Sendable {
        /// The shock period.
        public var period: String
        /// The series.
        public var symbol: String
        /// The target sessions, oldest first.
        public var sessions: [SessionDate]
        /// The absolute log return that came.
        public var absoluteReturn: [Double]
        /// The standard deviation forecast, mean over seeds, by model; nil where there was no forecast.
        public var forecasts: [String: [Double?]]

        /// A window from its fields.
        public init(
            period: String, symbol: String, sessions: [SessionDate], absoluteReturn: [Double],
            forecasts: [String: [Double?]]
        ) {
            self.period = period
            self.symbol = symbol
            self.sessions = sessions
            self.absoluteReturn = absoluteReturn
            self.forecasts = forecasts
        }
    }

    /// What the files hold of one series, month by month.
    public struct Calendar: Hashable, Sendable {
        /// One month.
        public struct Month: Hashable, Sendable {
            /// Months since year 0: `12 · year + month − 1`.
            public var number: Int
            /// Sessions the series has.
            public var sessions: Int
            /// Sessions most other series have and this one lacks.
            public var missing: Int
            /// Rows refused whose own date lies in the month.
            public var rejected: Int

            /// A month from its fields.
            public init(number: Int, sessions: Int, missing: Int, rejected: Int) {
                self.number = number
                self.sessions = sessions
                self.missing = missing
                self.rejected = rejected
            }
        }

        /// The series.
        public var symbol: String
        /// From the first to the last month, without a hole.
        public var months: [Month]
        /// Refused rows that bear no date that can be read.
        public var undatedRejections: Int

        /// A calendar from its fields.
        public init(symbol: String, months: [Month], undatedRejections: Int) {
            self.symbol = symbol
            self.months = months
            self.undatedRejections = undatedRejections
        }
    }

    /// How one fit went.
    public struct Fit: Hashable, Sendable {
        /// The model.
        public var model: String
        /// The seed's number.
        public var seed: Int
        /// The fold's number.
        public var fold: Int
        /// The year the fold's test begins in.
        public var year: Int
        /// Passes over the training span until the weights that were kept: the epoch they are of, from 1.
        public var epochs: Int?
        /// Loss on the training span.
        public var trainingLoss: Double?
        /// Loss on the validation span.
        public var validationLoss: Double?
        /// Losses epoch by epoch, from the first; empty where they are not stored.
        public var history: [Epoch] = []

        /// What one epoch of a fit lost.
        public struct Epoch: Hashable, Sendable {
            /// Mean over the training span, while the weights moved.
            public var trainingLoss: Double
            /// Mean over the validation span, after the epoch.
            public var validationLoss: Double?

            /// An epoch from its fields.
            public init(trainingLoss: Double, validationLoss: Double?) {
                self.trainingLoss = trainingLoss
                self.validationLoss = validationLoss
            }
        }

        /// A fit from its fields.
        public init(
            model: String, seed: Int, fold: Int, year: Int, epochs: Int?, trainingLoss: Double?,
            validationLoss: Double?, history: [Epoch] = []
        ) {
            self.history = history
            self.model = model
            self.seed = seed
            self.fold = fold
            self.year = year
            self.epochs = epochs
            self.trainingLoss = trainingLoss
            self.validationLoss = validationLoss
        }
    }

    /// How much an event still matters, lag by lag.
    public struct Influence: Hashable, Sendable {
        /// The model.
        public var model: String
        /// `finite` or `infinite`.
        public var response: String
        /// Look-back in sessions; nil for an infinite response.
        public var width: Int?
        /// Sessions since the event.
        public var lags: [Int]
        /// The measured influence at each lag.
        public var values: [Double]

        /// A profile from its fields.
        public init(model: String, response: String, width: Int?, lags: [Int], values: [Double]) {
            self.model = model
            self.response = response
            self.width = width
            self.lags = lags
            self.values = values
        }
    }

    /// The sessions scored, oldest first.
    public var sessions: [SessionDate]
    /// How many series stand behind each session's means, at most.
    public var seriesCount: Int
    /// One track a model.
    public var tracks: [Track]
    /// Simple return of an equal weight in every series, always invested, one value a session.
    public var holdReturn: [Double]
    /// The fans, the best model's first.
    public var fans: [Fan]
    /// One window a shock period and series.
    public var volatility: [Volatility]
    /// One calendar a series.
    public var calendars: [Calendar]
    /// One a trial that was trained.
    public var fits: [Fit]
    /// One a stored model whose memory was measured.
    public var influences: [Influence]

    /// Evidence from its parts; what is left out is empty.
    public init(
        sessions: [SessionDate] = [], seriesCount: Int = 0, tracks: [Track] = [], holdReturn: [Double] = [],
        fans: [Fan] = [], volatility: [Volatility] = [], calendars: [Calendar] = [], fits: [Fit] = [],
        influences: [Influence] = []
    ) {
        self.sessions = sessions
        self.seriesCount = seriesCount
        self.tracks = tracks
        self.holdReturn = holdReturn
        self.fans = fans
        self.volatility = volatility
        self.calendars = calendars
        self.fits = fits
        self.influences = influences
    }
}
