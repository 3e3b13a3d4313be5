/// A series that a run did not use, or not with every model, and why.
public struct LeftOutSeries: Hashable, Sendable {
    /// The series.
    public var symbol: String
    /// The model that could not use it; nil where none was asked to.
    public var model: String?
    /// A phrase that ends a sentence: why.
    public var reason: String

    /// An entry from its fields.
    public init(symbol: String, model: String? = nil, reason: String) {
        self.symbol = symbol
        self.model = model
        self.reason = reason
    }
}
