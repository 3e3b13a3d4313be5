import Foundation

/// A JSON value of an oracle fixture, with accessors that throw a sentence where the fixture is not as a test takes it to be.
public enum OracleValue: Hashable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number; `"nan"`, `"inf"` and `"-inf"` are text until asked for with ``number()``.
    case number(Double)
    /// A string.
    case text(String)
    /// An array.
    case list([OracleValue])
    /// An object.
    case object([String: OracleValue])

    /// The member of an object.
    public subscript(key: String) -> OracleValue {
        get throws {
            guard let value = member(key) else { throw OracleError.missing(key) }
            return value
        }
    }

    /// The member of an object, or nil if there is none or this is not an object.
    public func member(_ key: String) -> OracleValue? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    /// The number, also of `"nan"`, `"inf"`, `"-inf"`.
    public func number() throws -> Double {
        switch self {
        case .number(let value): return value
        case .text("nan"): return .nan
        case .text("inf"): return .infinity
        case .text("-inf"): return -.infinity
        default: throw OracleError.wrongType(expected: "a number", self)
        }
    }

    /// The number as an integer.
    public func integer() throws -> Int {
        guard let value = Int(exactly: try number()) else {
            throw OracleError.wrongType(expected: "an integer", self)
        }
        return value
    }

    /// The string.
    public func text() throws -> String {
        guard case .text(let value) = self else { throw OracleError.wrongType(expected: "a string", self) }
        return value
    }

    /// The truth value.
    public func bool() throws -> Bool {
        guard case .bool(let value) = self else { throw OracleError.wrongType(expected: "a truth value", self) }
        return value
    }

    /// The elements of an array.
    public func list() throws -> [OracleValue] {
        guard case .list(let values) = self else { throw OracleError.wrongType(expected: "a list", self) }
        return values
    }

    /// The numbers of a list, or of a `{"shape", "data"}` array in row-major order.
    public func numbers() throws -> [Double] {
        try (member("data") ?? self).list().map { try $0.number() }
    }

    /// The numbers in single precision.
    public func floats() throws -> [Float] { try numbers().map(Float.init) }

    /// The sizes of the dimensions: one for a list of numbers.
    public func shape() throws -> [Int] {
        guard let shape = member("shape") else { return [try list().count] }
        return try shape.list().map { try $0.integer() }
    }

    /// The rows of a `{"shape", "data"}` array of two dimensions.
    public func rows() throws -> [[Double]] {
        let (shape, data) = (try shape(), try numbers())
        guard shape.count == 2, shape[0] * shape[1] == data.count else {
            throw OracleError.wrongType(expected: "a matrix", self)
        }
        return (0..<shape[0]).map { Array(data[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }

    /// The value with every `"series.x"` replaced by the member `x` of `series`.
    func resolvingSeries(_ series: OracleValue) throws -> OracleValue {
        switch self {
        case .text(let text) where text.hasPrefix("series."):
            try series[String(text.dropFirst("series.".count))]
        case .list(let values): .list(try values.map { try $0.resolvingSeries(series) })
        case .object(let members): .object(try members.mapValues { try $0.resolvingSeries(series) })
        default: self
        }
    }
}

extension OracleValue: Decodable {
    /// Decodes any JSON value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode([OracleValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: OracleValue].self))
        }
    }
}

/// What is wrong with a fixture.
public enum OracleError: Error, CustomStringConvertible {
    /// There is no such file in the bundle.
    case noFixture(String)
    /// A case or member is not there.
    case missing(String)
    /// A value has another type.
    case wrongType(expected: String, OracleValue)

    /// The sentence for the reader of a failed test.
    public var description: String {
        switch self {
        case .noFixture(let name): "there is no Fixtures/\(name).json in the bundle of this test target"
        case .missing(let name): "the fixture has no \(name)"
        case .wrongType(let expected, let value): "the fixture has \("\(value)".prefix(80)) instead of \(expected)"
        }
    }
}
