/// What a lab found out: tables for people, one sentence, and the same numbers as records for programs.
public struct LabReport: Hashable, Sendable {
    /// A table, or text that is shown as it is.
    public enum Part: Hashable, Sendable {
        /// Columns and rows, the first columns left-aligned.
        case table(title: String, columns: [String], leftAligned: Int, rows: [[String]])
        /// Lines.
        case text(String)
    }

    /// The lab's name on the command line.
    public var lab: String
    /// From top to bottom.
    public var parts: [Part]
    /// One plain sentence.
    public var conclusion: String
    /// The numbers behind the tables.
    public var records: [LabRecord]

    /// A report from its parts.
    public init(lab: String, parts: [Part], conclusion: String, records: [LabRecord]) {
        self.lab = lab
        self.parts = parts
        self.conclusion = conclusion
        self.records = records
    }
}

/// One object of a lab's JSON: what was measured of one model in one situation.
public struct LabRecord: Hashable, Sendable, Encodable, ExpressibleByDictionaryLiteral {
    /// The fields by name.
    public var fields: [String: LabValue]

    /// A record from its fields.
    public init(dictionaryLiteral elements: (String, LabValue)...) {
        fields = Dictionary(uniqueKeysWithValues: elements)
    }

    /// A field.
    public subscript(name: String) -> LabValue? { fields[name] }

    /// An object with the fields as its keys.
    public func encode(to encoder: any Encoder) throws { try fields.encode(to: encoder) }
}

/// A field of a record.
public enum LabValue: Hashable, Sendable, Encodable {
    /// A name.
    case text(String)
    /// A count.
    case count(Int)
    /// A measured number.
    case number(Double)

    /// The bare value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .count(let count): try container.encode(count)
        case .number(let number): try container.encode(number)
        }
    }
}

extension LabValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// A name.
    public init(stringLiteral value: String) { self = .text(value) }

    /// A count.
    public init(integerLiteral value: Int) { self = .count(value) }
}
