/// A finished run of a lab and the records it measured.
public struct LabRunRecord: Hashable, Sendable {
    /// A field's value.
    public enum Value: Hashable, Sendable {
        /// A name.
        case text(String)
        /// A count or a measured number.
        case number(Double)
    }

    /// The lab's name.
    public var lab: String
    /// The command line that ran it.
    public var command: String
    /// The program's version.
    public var version: String
    /// The seed of its random numbers.
    public var seed: UInt64
    /// What it found, in one sentence.
    public var conclusion: String
    /// One dictionary a record, field by name.
    public var records: [[String: Value]]

    /// A run from its parts.
    public init(
        lab: String, command: String, version: String, seed: UInt64, conclusion: String,
        records: [[String: Value]]
    ) {
        self.lab = lab
        self.command = command
        self.version = version
        self.seed = seed
        self.conclusion = conclusion
        self.records = records
    }
}
