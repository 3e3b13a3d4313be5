import Foundation
import TestSupport
import Testing

@Suite("The reader of oracle fixtures")
struct OracleTests {
    let oracle: Oracle

    init() throws {
        let json = """
            {"tolerance": {"float64": {"rtol": 1e-3, "atol": 0.5}},
             "series": {"x": [1, "nan", "-inf"], "m": {"shape": [2, 3], "data": [1, 2, 3, 4, 5, 6]}},
             "cases": [{"name": "a", "inputs": {"x": "series.x", "deep": [{"m": "series.m"}]}, "expected": {"flag": true}},
                       {"name": "b", "inputs": {"x": [0.1]}, "expected": 2, "tolerance": {"rtol": 1e-9}}]}
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(json.utf8).write(to: file)
        oracle = try Oracle(contentsOf: file)
    }

    @Test("fills in series at any depth and reads numbers that JSON has no form for")
    func references() throws {
        let x = try oracle["a"].inputs["x"].numbers()
        #expect(x[0] == 1 && x[1].isNaN && x[2] == -.infinity)
        let matrix = try oracle["a"].inputs["deep"].list()[0]["m"]
        #expect(try matrix.rows() == [[1, 2, 3], [4, 5, 6]])
        #expect(try matrix.shape() == [2, 3])
        #expect(try oracle["a"].expected["flag"].bool())
    }

    @Test("takes the tolerance of the case, else of the file, and none that is not there")
    func tolerances() throws {
        #expect(try oracle["b"].tolerance() == Tolerance(relative: 1e-9))
        #expect(try oracle["a"].tolerance("float64") == Tolerance(relative: 1e-3, absolute: 0.5))
        #expect(throws: OracleError.self) { try oracle["a"].tolerance() }
        #expect(throws: OracleError.self) { try oracle["c"] }
        #expect(throws: OracleError.self) { try oracle.cases(startingWith: "z") }
    }

    @Test("compares with |a − b| ≤ atol + rtol·|b|, NaN with NaN, and never lists of unequal length")
    func comparison() {
        let tolerance = Tolerance(relative: 0.1, absolute: 1)
        #expect(tolerance.accepts(21.9, 20) && tolerance.accepts(17, 20))
        #expect(!tolerance.accepts(23.1, 20) && !tolerance.accepts(16.9, 20))
        #expect(tolerance.accepts(.nan, .nan) && tolerance.accepts(.infinity, .infinity))
        #expect(!tolerance.accepts(.nan, 1) && !tolerance.accepts(1, .nan) && !tolerance.accepts(1, .infinity))
        #expect(!tolerance.accepts([1.0], [1, 2]) && !tolerance.accepts([Float](), [1]))
    }
}
