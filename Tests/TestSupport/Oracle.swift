public import Foundation

/// A fixture of numbers that a trusted implementation computed.
///
/// A fixture is one JSON object: `cases`, each with a `name`, `inputs` and `expected`, often `params` and `tolerance`;
/// perhaps top-level `series`, for which a value `"series.x"` anywhere in a case stands.
///
/// ```swift
/// let oracle = try Oracle("metrics", in: .module)
/// let mae = try oracle["mae"]
/// let value = try #require(
///     PointMetrics.meanAbsoluteError(mae.inputs["forecast"].numbers(), actual: mae.inputs["y"].numbers()))
/// try #expect(mae.tolerance().accepts(value, mae.expected["value"].number()))
/// ```
public struct Oracle: Sendable {
    /// The cases, in the order of the file.
    public let cases: [OracleCase]
    /// The whole file; read a fixture of another form from here.
    public let contents: OracleValue

    /// Reads `Fixtures/<name>.json` of a test target's bundle.
    public init(_ name: String, in bundle: Bundle) throws {
        guard let file = bundle.url(forResource: name, withExtension: "json", subdirectory: "Fixtures") else {
            throw OracleError.noFixture(name)
        }
        try self.init(contentsOf: file)
    }

    /// Reads a fixture from a file.
    public init(contentsOf file: URL) throws {
        contents = try JSONDecoder().decode(OracleValue.self, from: Data(contentsOf: file))
        guard case .object(let root) = contents else {
            throw OracleError.wrongType(expected: "an object", contents)
        }
        var found: [OracleCase] = []
        if let listed = root["cases"] {
            for fields in try listed.list() {
                let resolved = try fields.resolvingSeries(root["series"] ?? .object([:]))
                found.append(
                    OracleCase(
                        name: try fields["name"].text(), fields: resolved,
                        commonTolerance: root["tolerance"] ?? .object([:])))
            }
        }
        cases = found
    }

    /// The case of that name.
    public subscript(name: String) -> OracleCase {
        get throws {
            guard let match = cases.first(where: { $0.name == name }) else { throw OracleError.missing(name) }
            return match
        }
    }

    /// The cases whose names begin so; throws if there are none, so that a table of tests is never empty.
    public func cases(startingWith prefix: String) throws -> [OracleCase] {
        let matches = cases.filter { $0.name.hasPrefix(prefix) }
        if matches.isEmpty { throw OracleError.missing("\(prefix)…") }
        return matches
    }
}

/// One case of a fixture.
public struct OracleCase: Sendable, CustomStringConvertible {
    /// The name, unique in its file.
    public let name: String
    /// All fields, with references to series filled in.
    public let fields: OracleValue
    fileprivate let commonTolerance: OracleValue

    /// The case's name, for messages of tests.
    public var description: String { name }
    /// What to compute from.
    public var inputs: OracleValue { get throws { try fields["inputs"] } }
    /// Settings, or weights.
    public var params: OracleValue { get throws { try fields["params"] } }
    /// What must come out.
    public var expected: OracleValue { get throws { try fields["expected"] } }

    /// How close a result must come: the tolerance of the case, or else of the file.
    ///
    /// - Parameter path: keys below `tolerance`, such as `"float64"`.
    /// - Throws: if neither `rtol` nor `atol` is given there.
    public func tolerance(_ path: String...) throws -> Tolerance {
        for var level in [fields.member("tolerance"), commonTolerance].compactMap(\.self) {
            for key in path { level = level.member(key) ?? .null }
            let (relative, absolute) = (level.member("rtol"), level.member("atol"))
            if relative != nil || absolute != nil {
                return Tolerance(relative: try relative?.number() ?? 0, absolute: try absolute?.number() ?? 0)
            }
        }
        throw OracleError.missing("tolerance of \(name)")
    }
}

/// The comparison of the fixtures, `|a − b| ≤ atol + rtol·|b|` with b the expected number.
public struct Tolerance: Hashable, Sendable {
    /// `rtol`.
    public var relative: Double
    /// `atol`.
    public var absolute: Double

    /// A tolerance from its two parts.
    public init(relative: Double, absolute: Double = 0) {
        self.relative = relative
        self.absolute = absolute
    }

    /// Whether `actual` is close enough; NaN is close to NaN, an infinity to itself.
    public func accepts(_ actual: Double, _ expected: Double) -> Bool {
        if actual == expected || (actual.isNaN && expected.isNaN) { return true }
        guard actual.isFinite && expected.isFinite else { return false }
        return abs(actual - expected) <= absolute + relative * abs(expected)
    }

    /// Whether both are equally long and each number is close enough.
    public func accepts(_ actual: [Double], _ expected: [Double]) -> Bool {
        actual.count == expected.count && zip(actual, expected).allSatisfy { accepts($0, $1) }
    }

    /// The same for single precision, compared in double.
    public func accepts(_ actual: [Float], _ expected: [Double]) -> Bool {
        accepts(actual.map(Double.init), expected)
    }
}
