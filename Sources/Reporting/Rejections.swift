/// What ingestion refused: how much of each kind, and a few rows as they stood in the file.
public struct Rejections: Hashable, Sendable {
    /// How often one reason occurred in one file.
    public struct Count: Hashable, Sendable {
        /// The file's path.
        public var file: String
        /// The reason's stored name, such as `bad_number`.
        public var reason: String
        /// Rows refused.
        public var rows: Int

        /// A count from its fields.
        public init(file: String, reason: String, rows: Int) {
            self.file = file
            self.reason = reason
            self.rows = rows
        }
    }

    /// One refused row.
    public struct Example: Hashable, Sendable {
        /// The file's path.
        public var file: String
        /// The line of the file, counted from 1.
        public var line: Int
        /// The reason's stored name.
        public var reason: String
        /// One sentence: what it said, what was expected.
        public var detail: String
        /// The row as it stood there.
        ///
        /// It is never trusted: the renderer makes it harmless.
        public var rawText: String

        /// An example from its fields.
        public init(file: String, line: Int, reason: String, detail: String, rawText: String) {
            self.file = file
            self.line = line
            self.reason = reason
            self.detail = detail
            self.rawText = rawText
        }
    }

    /// Counts by file and reason.
    public var counts: [Count]
    /// The first few rows.
    public var examples: [Example]

    /// What was refused; by default nothing.
    public init(counts: [Count] = [], examples: [Example] = []) {
        self.counts = counts
        self.examples = examples
    }
}
