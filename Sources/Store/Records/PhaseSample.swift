public import Market

/// The sessions that were scored in one phase of a shock period, as a row of the table `phase_sample`.
public struct PhaseSample: Hashable, Sendable {
    /// The shock period.
    public var period: String
    /// `pre`, `shock` or `recovery`.
    public var phase: String
    /// First session scored.
    public var firstDate: SessionDate
    /// Last session scored.
    public var lastDate: SessionDate
    /// Sessions scored.
    public var sessions: Int

    /// A sample from its fields.
    public init(period: String, phase: String, firstDate: SessionDate, lastDate: SessionDate, sessions: Int) {
        self.period = period
        self.phase = phase
        self.firstDate = firstDate
        self.lastDate = lastDate
        self.sessions = sessions
    }
}
