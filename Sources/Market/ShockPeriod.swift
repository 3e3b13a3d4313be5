/// A named stretch of time in which the world broke, with what came before and after it.
///
/// Dates are closed intervals: first and last session both belong to the phase. An open end would let the
/// same name mean another sample tomorrow.
public struct ShockPeriod: Hashable, Sendable {
    /// The part of a shock period a session belongs to.
    public enum Phase: String, CaseIterable, Hashable, Sendable {
        case pre
        case shock
        case recovery
    }

    /// A phase's closed interval of dates and where they were taken from.
    public struct Interval: Hashable, Sendable {
        /// Which part of the period it is.
        public var phase: Phase
        /// First and last date, both inside.
        public var dates: ClosedRange<SessionDate>
        /// Who says so: a citation or address.
        public var source: String

        /// An interval from its fields.
        public init(phase: Phase, dates: ClosedRange<SessionDate>, source: String) {
            self.phase = phase
            self.dates = dates
            self.source = source
        }
    }

    /// A short name such as `covid-2020`, used in tables and in the store.
    public let name: String
    /// The phases in order of time, at most one of each kind.
    public let intervals: [Interval]

    /// A period from its phases.
    public init(name: String, intervals: [Interval]) {
        self.name = name
        self.intervals = intervals.sorted { $0.dates.lowerBound < $1.dates.lowerBound }
    }

    /// The phase a date lies in, or nil outside the period.
    public func phase(of date: SessionDate) -> Phase? {
        intervals.first { $0.dates.contains(date) }?.phase
    }
}
