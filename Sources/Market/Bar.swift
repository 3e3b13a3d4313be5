/// One session's prices of one symbol.
///
/// Only the date and the close are always there: many sources (reference rates, index closes) have nothing
/// else. Prices are in the currency of the source.
public struct Bar: Hashable, Sendable {
    /// The session.
    public var date: SessionDate
    /// First price of the session.
    public var open: Double?
    /// Highest price of the session.
    public var high: Double?
    /// Lowest price of the session.
    public var low: Double?
    /// Last price of the session.
    public var close: Double
    /// Close corrected for splits and dividends that came later.
    public var adjustedClose: Double?
    /// Units traded.
    public var volume: Double?

    /// A bar from its fields.
    public init(
        date: SessionDate, open: Double? = nil, high: Double? = nil, low: Double? = nil, close: Double,
        adjustedClose: Double? = nil, volume: Double? = nil
    ) {
        self.date = date
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.adjustedClose = adjustedClose
        self.volume = volume
    }

    /// The close that returns are measured on: adjusted where the source has it, else as traded.
    public var returnClose: Double { adjustedClose ?? close }
}
