import Foundation
import Learning
import Testing

/// Any JSON value of an oracle file.
enum LayerOracleValue: Decodable, Sendable {
    case number(Double)
    case text(String)
    case list([LayerOracleValue])
    case object([String: LayerOracleValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let flag = try? container.decode(Bool.self) {
            self = .number(flag ? 1 : 0)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([LayerOracleValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: LayerOracleValue].self))
        }
    }

    subscript(_ key: String) -> LayerOracleValue? {
        if case .object(let fields) = self { return fields[key] }
        return nil
    }

    subscript(_ index: Int) -> LayerOracleValue? {
        if case .list(let items) = self { return items[index] }
        return nil
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var number: Double? {
        if case .number(let number) = self { return number }
        return nil
    }

    /// The numbers of a list or of a tensor `{"shape": …, "data": …}`, row-major.
    var numbers: [Double] {
        if case .list(let items) = self { return items.compactMap(\.number) }
        return self["data"]?.numbers ?? []
    }

    var shape: [Int] { self["shape"]?.numbers.map { Int($0) } ?? [numbers.count] }
}

/// One case of an oracle file.
struct LayerOracleCase: Sendable, CustomTestStringConvertible {
    let fields: LayerOracleValue

    var testDescription: String { fields["name"]?.text ?? "unnamed" }

    static func load(_ file: String) throws -> [LayerOracleCase] {
        let url = try #require(
            Bundle.module.url(forResource: file, withExtension: "json", subdirectory: "Fixtures"))
        let root = try JSONDecoder().decode(LayerOracleValue.self, from: Data(contentsOf: url))
        guard case .list(let cases)? = root["cases"] else { return [] }
        return cases.map { LayerOracleCase(fields: $0) }
    }

    func value(_ path: String...) throws -> LayerOracleValue {
        try path.reduce(fields) { try #require($0[$1], "\(testDescription) has no \($1)") }
    }

    func integer(_ key: String) throws -> Int { Int(try #require(try value(key).number)) }
}

/// |a - b| <= atol + rtol |b|, the oracle files' rule.
struct LayerTolerance: Sendable {
    var relative: Double
    var absolute: Double

    /// The one of the files, by scalar type.
    static func oracle<Scalar: NetworkScalar>(for scalar: Scalar.Type) -> LayerTolerance {
        scalar == Double.self
            ? LayerTolerance(relative: 1e-10, absolute: 1e-12) : LayerTolerance(relative: 2e-4, absolute: 2e-6)
    }

    func accepts<Scalar: NetworkScalar>(_ found: [Scalar], _ expected: [Double]) -> Bool {
        found.count == expected.count
            && zip(found, expected).allSatisfy { abs(Double($0) - $1) <= absolute + relative * abs($1) }
    }

    func check<Scalar: NetworkScalar>(
        _ found: [Scalar], _ expected: [Double], _ what: String, _ location: SourceLocation = #_sourceLocation
    ) {
        let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(
            !expected.isEmpty && accepts(found, expected),
            "\(what): \(found.count) of \(expected.count) values, largest difference \(worst)",
            sourceLocation: location)
    }
}

/// Row-major `[rows][columns]` turned to `[columns][rows]`.
func turned<Element>(_ matrix: [Element], rows: Int, columns: Int) -> [Element] {
    (0..<columns).flatMap { column in (0..<rows).map { row in matrix[row * columns + column] } }
}

/// `2 (y - target) / n` and the mean of `(y - target)²`.
func squaredErrorAndSlope<Scalar: NetworkScalar>(_ y: ArraySlice<Scalar>, _ target: [Double]) -> (Double, [Scalar])
{
    let count = Double(target.count)
    let differences = zip(y, target).map { Double($0) - $1 }
    return (
        differences.reduce(0) { $0 + $1 * $1 } / count, differences.map { Scalar(2 * $0 / count) }
    )
}
