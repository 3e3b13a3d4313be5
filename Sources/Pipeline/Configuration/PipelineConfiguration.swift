internal import Evaluation
public import Forecasting
public import Market
public import Windowing

/// What a pipeline file says, defaults filled in: everything a run needs to know, as plain values.
///
/// Paths stand in it as they were written; ``PipelineFile`` knows the folder they are relative to.
public struct PipelineConfiguration: Hashable, Sendable {
    /// What a run is for.
    public enum Kind: Hashable, Sendable {
        /// Walk forward over the past: forecast every session of `test` and judge.
        case backtest(test: ClosedRange<SessionDate>, refit: RefitSchedule)
        /// Forecast the next session, once a night.
        case nightly(retrain: RefitSchedule)
    }

    /// When models are fitted anew.
    public enum RefitSchedule: Hashable, Sendable {
        /// At the first session of each calendar year.
        case yearly
        /// At the first session of each calendar month.
        case monthly
        /// After this many sessions.
        case every(sessions: Int)
        /// Once, at the start.
        case never
    }

    /// A length of time that is either civil or counted in trading days.
    public enum SpanLength: Hashable, Sendable {
        /// Calendar years.
        case years(Int)
        /// Sessions of the series' own calendar.
        case sessions(Int)
    }

    /// Which past a fold learns from.
    public enum TrainingWindow: Hashable, Sendable {
        /// All of it, more each fold.
        case expanding
        /// The last part of it, always as long.
        case rolling(SpanLength)
        /// All of it from a date on.
        case anchored(SessionDate)
    }

    /// Where prices come from and which of them are used.
    public struct Inputs: Hashable, Sendable {
        /// Files and folders of price files, as written.
        public var prices: [String]
        /// The symbols to use, sorted; nil for all that are found.
        public var symbols: [String]?
        /// The symbol drawn in the report's chart.
        public var index: String?
        /// The first date used; nil for all there are.
        public var from: SessionDate?
        /// The last date used; nil for all there are.
        public var to: SessionDate?
        /// A table of dates before which a symbol is not to be used, as written.
        public var firstDates: String?
        /// The table of shock periods, as written.
        public var shockPeriods: String?
        /// The symbols that are forecast but that no model of all series learns from, sorted.
        public var forecastOnly: [String] = []
    }

    /// Where results go.
    public struct Output: Hashable, Sendable {
        /// The SQLite file, as written.
        public var store: String
        /// The folder of reports, as written.
        public var reports: String
    }

    /// What is forecast beside the next session's return.
    public struct Horizons: Hashable, Sendable {
        /// The numbers of sessions summed over, rising from 1.
        public var sessions = [1]
        /// The single sessions, by how many they are ahead, rising.
        public var sessionsAhead: [Int] = []
        /// How they are forecast by models that can; nil for each model's own way.
        public var method: HorizonMethod?
        /// Paths a cutoff, where a model is simulated.
        public var paths = 500
        /// Sessions from one cutoff of such forecasts to the next.
        public var step = 5

        /// All that is beyond the next session, rising.
        public var targets: [ReturnTarget] {
            (sessions.map { .sum($0) } + sessionsAhead.map { .session($0) }).filter { $0 > .nextSession }.sorted()
        }

        /// The next session alone.
        public init() {}
    }

    /// The name that run identifiers and report folders start with.
    public var name: String
    /// Backtest or nightly forecast, with what only that kind needs.
    public var kind: Kind
    /// Where prices come from.
    public var data: Inputs
    /// The models in the order of the file, sweeps expanded: one entry a model.
    public var models: [ModelConfiguration]
    /// The seeds of the networks, without doubles.
    public var seeds: [Int]
    /// Which past a fold learns from.
    public var training: TrainingWindow
    /// The last part of each training span, kept for early stopping.
    public var validation: SpanLength
    /// Sessions ahead.
    public var horizon: Int
    /// The shock period that gets a chart; nil for none.
    public var shockPeriod: String?
    /// Where results go.
    public var output: Output
    /// How price files are read and judged.
    public var ingest = IngestSettings()
    /// Sessions dropped between training, validation and test, beyond the purge that the horizon asks for.
    public var embargo = 0
    /// What a trade of a strategy costs, in basis points of what is traded.
    public var costBasisPoints = EvaluationPlan.usualCostBasisPoints
    /// The parameters that every network of a size is to have; nil for the sizes written.
    public var equalParameters: Int?
    /// What is judged beside the next session.
    public var horizons = Horizons()
    /// Searches for settings, each of which adds the model it chooses.
    public var searches: [SearchConfiguration] = []

    /// The seeds a model is fitted with: all of them for a network, the first for any other.
    public func seeds(of model: ModelConfiguration) -> [Int] {
        model.isNetwork ? seeds : Array(seeds.prefix(1))
    }
}

extension PipelineConfiguration.RefitSchedule: CustomStringConvertible {
    /// As in the file: `yearly`, `every 250 sessions`.
    public var description: String {
        switch self {
        case .yearly: "yearly"
        case .monthly: "monthly"
        case .every(let sessions): "every \(sessions) sessions"
        case .never: "never"
        }
    }
}

extension PipelineConfiguration.SpanLength: CustomStringConvertible {
    /// As in the file: `1 year`, `250 sessions`.
    public var description: String {
        switch self {
        case .years(let count): count == 1 ? "1 year" : "\(count) years"
        case .sessions(let count): count == 1 ? "1 session" : "\(count) sessions"
        }
    }
}

extension PipelineConfiguration.TrainingWindow: CustomStringConvertible {
    /// As in the file: `expanding`, `rolling 10 years`.
    public var description: String {
        switch self {
        case .expanding: "expanding"
        case .rolling(let length): "rolling \(length)"
        case .anchored(let date): "anchored \(date)"
        }
    }
}
