/// How much a price moved in one session, in log return.
public struct SessionSize: Hashable, Sendable {
    /// The root of the session's variance by its range, the night included.
    public var whole: Double
    /// The size of the return from the last close to the open; zero where no open is known.
    public var night: Double

    /// A size from its parts.
    public init(whole: Double, night: Double) {
        self.whole = whole
        self.night = night
    }
}

/// The sizes of a series' sessions by their ranges (``SessionRange``), from the first bar that had a high and a low on.
///
/// A later bar that has none counts by its return, as before the first one all would.
public struct SessionSizes: Hashable, Sendable {
    /// The size of each session.
    public private(set) var whole: [Double]
    /// The size of each session's night.
    public private(set) var nights: [Double]
    /// The first session that had a range itself: before it nothing is known of ranges.
    public let first: Int

    /// Sizes from parallel columns; without nights they are zero.
    ///
    /// - Precondition: the columns have one length, and `first` is a place in them.
    public init(whole: [Double], nights: [Double]? = nil, first: Int = 0) {
        precondition(nights.map { $0.count == whole.count } ?? true, "every session has a size and a night")
        precondition(first >= 0 && first < whole.count, "sizes have a first session")
        self.whole = whole
        self.nights = nights ?? Array(repeating: 0, count: whole.count)
        self.first = first
    }

    /// Sizes of sessions some of which have none; nil where none has.
    public init?(_ sizes: [SessionSize?], logReturns: [Double]) {
        guard let first = sizes.firstIndex(where: { $0 != nil }) else { return nil }
        self.init(
            whole: zip(sizes, logReturns).map { $0?.whole ?? abs($1) }, nights: sizes.map { $0?.night ?? 0 },
            first: first)
    }

    /// The number of sessions.
    public var count: Int { whole.count }

    /// The size of a session; nil before the first range.
    public subscript(session: Int) -> SessionSize? {
        session < first ? nil : SessionSize(whole: whole[session], night: nights[session])
    }

    /// Those of some sessions, in rising order; nil where none of them had a range yet.
    public func selecting(_ sessions: some Collection<Int>) -> SessionSizes? {
        guard let first = sessions.enumerated().first(where: { $0.element >= first })?.offset else { return nil }
        return SessionSizes(whole: sessions.map { whole[$0] }, nights: sessions.map { nights[$0] }, first: first)
    }

    /// The same with one session of another size.
    public func replacing(_ session: Int, by size: SessionSize) -> SessionSizes {
        var sizes = self
        sizes.whole[session] = size.whole
        sizes.nights[session] = size.night
        return sizes
    }
}
