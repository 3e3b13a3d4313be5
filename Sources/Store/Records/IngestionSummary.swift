public import Ingestion

/// What ``Store/ingest(_:firstUsable:at:)`` did with one file.
public struct IngestionSummary: Hashable, Sendable {
    /// Whether the same content had been taken from this path before, so that nothing was written.
    public var isUnchangedFile: Bool
    /// Sessions the store did not have.
    public var newBars: Int
    /// Sessions whose values changed; the old values are kept as revisions.
    public var revisedBars: Int
    /// Sessions that were there with the same values.
    public var unchangedBars: Int
    /// Rows of the file that are not bars.
    public var rejected: Int
    /// Restatements of the whole past by one factor.
    public var rebases: Int

    /// A summary from its fields.
    public init(
        isUnchangedFile: Bool, newBars: Int, revisedBars: Int, unchangedBars: Int, rejected: Int, rebases: Int = 0
    ) {
        self.isUnchangedFile = isUnchangedFile
        self.newBars = newBars
        self.revisedBars = revisedBars
        self.unchangedBars = unchangedBars
        self.rejected = rejected
        self.rebases = rebases
    }
}

/// A refused row with the file it stood in.
public struct StoredRejection: Hashable, Sendable {
    /// The series the file belongs to.
    public var symbol: String
    /// The file's path.
    public var path: String
    /// The row and why it was refused.
    public var row: RejectedRow

    /// A rejection from its fields.
    public init(symbol: String, path: String, row: RejectedRow) {
        self.symbol = symbol
        self.path = path
        self.row = row
    }
}
