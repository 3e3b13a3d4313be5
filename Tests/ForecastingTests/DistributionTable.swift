import Foundation
import TestSupport

/// The reference values of `make_distributions.py`: for each function, argument and value.
struct DistributionTable {
    /// One row.
    struct Row {
        var argument: Double
        var value: Double
    }

    let normal: OracleValue
    let studentT: [OracleValue]
    let gammaHalfRatio: [Row]

    init() throws {
        let contents = try Oracle("distributions", in: .module).contents
        normal = try contents["normal"]
        studentT = try contents["studentT"].list()
        gammaHalfRatio = try Self.rows(contents["gammaHalfRatio"])
    }

    /// The rows of a function.
    static func rows(_ value: OracleValue) throws -> [Row] {
        try value.list().map {
            let pair = try $0.numbers()
            return Row(argument: pair[0], value: pair[1])
        }
    }
}
