import Foundation

/// The oracle numbers for losses and optimisers: one case of `losses.json` or `optim.json`.
struct TrainingFixture {
    let params: [String: Any]
    let inputs: [String: Any]
    let expected: [String: Any]

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    init(_ file: String, case name: String) throws {
        guard let url = Bundle.module.url(forResource: "Fixtures/\(file)", withExtension: "json"),
            let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any],
            let cases = root["cases"] as? [[String: Any]],
            let found = cases.first(where: { $0["name"] as? String == name })
        else { throw Missing(description: "\(file).json has no case \(name)") }
        params = found["params"] as? [String: Any] ?? [:]
        inputs = found["inputs"] as? [String: Any] ?? [:]
        expected = found["expected"] as? [String: Any] ?? [:]
    }

    /// The names of all cases, to check that none is left out.
    static func names(_ file: String) throws -> Set<String> {
        guard let url = Bundle.module.url(forResource: "Fixtures/\(file)", withExtension: "json"),
            let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any],
            let cases = root["cases"] as? [[String: Any]]
        else { throw Missing(description: "\(file).json cannot be read") }
        return Set(cases.compactMap { $0["name"] as? String })
    }

    /// The row-major numbers of a list, or of a `{"shape", "data"}` array.
    static func numbers(_ value: Any?) throws -> [Double] {
        if let list = value as? [Double] { return list }
        if let array = value as? [String: Any], let data = array["data"] as? [Double] { return data }
        throw Missing(description: "not a list of numbers: \(String(describing: value))")
    }

    static func number(_ value: Any?) throws -> Double {
        guard let number = value as? Double else { throw Missing(description: "not a number") }
        return number
    }
}

/// Where `|a − b| ≤ absolute + relative·|b|` fails first, as a sentence; nil if it holds everywhere.
func firstDifference(_ actual: [Double], _ expected: [Double], relative: Double, absolute: Double) -> String? {
    guard actual.count == expected.count else { return "\(actual.count) numbers, expected \(expected.count)" }
    for (index, (a, b)) in zip(actual, expected).enumerated()
    where !((a - b).magnitude <= absolute + relative * b.magnitude) {
        return "[\(index)] is \(a), expected \(b)"
    }
    return nil
}
