/// Why a lab has no result: a sentence for the operator.
public enum LabError: Error, Hashable, CustomStringConvertible {
    /// An argument that makes no sense.
    case argument(String)
    /// A text or a checkpoint that cannot be used.
    case data(String)
    /// The user asked to stop.
    case cancelled

    /// The sentence for the operator.
    public var description: String {
        switch self {
        case .argument(let sentence), .data(let sentence): sentence
        case .cancelled: "interrupted; nothing was written"
        }
    }
}
