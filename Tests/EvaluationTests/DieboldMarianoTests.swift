import Evaluation
import TestSupport
import Testing

@Suite("The Diebold–Mariano test")
struct DieboldMarianoTests {
    /// `|e1|^p − |e2|^p`.
    static func differences(_ testCase: OracleCase) throws -> [Double] {
        let isSquared = try testCase.inputs["power"].integer() == 2
        return try zip(testCase.inputs["e1"].numbers(), testCase.inputs["e2"].numbers()).map {
            isSquared ? $0 * $0 - $1 * $1 : abs($0) - abs($1)
        }
    }

    @Test("agrees with R's dm.test for both variances, powers and horizons", arguments: ["dm_h1", "dm_h5"])
    func oracle(prefix: String) throws {
        for testCase in try Oracle("stat_tests", in: .module).cases(startingWith: prefix) {
            let horizon = try testCase.inputs["h"].integer()
            let isBartlett = try testCase.inputs["varestimator"].text() == "bartlett"
            let test = try #require(
                try DieboldMariano(
                    lossDifferences: Self.differences(testCase), horizon: horizon,
                    variance: isBartlett ? .bartlett(lags: horizon - 1) : .rectangular))
            let (tolerance, expected) = (try testCase.tolerance(), try testCase.expected)
            try #expect(tolerance.accepts(#require(test.statistic), expected["statistic"].number()), "\(testCase)")
            try #expect(tolerance.accepts(#require(test.pValue), expected["p_two.sided"].number()), "\(testCase)")
            let better = try #require(test.pValueModelBetter)
            try #expect(tolerance.accepts(better, expected["p_less"].number()), "\(testCase)")
            try #expect(tolerance.accepts(1 - better, expected["p_greater"].number()), "\(testCase)")
            #expect(test.horizon == horizon)
        }
    }

    @Test("falls back to one step ahead where the rectangular variance is negative, and says so")
    func negativeVariance() throws {
        let testCase = try Oracle("stat_tests", in: .module)["dm_negative_variance"]
        let differences = try Self.differences(testCase)
        let horizon = try testCase.inputs["h"].integer()
        let expected = try testCase.expected["R_fallback"]
        let test = try #require(DieboldMariano(lossDifferences: differences, horizon: horizon))
        #expect(test.horizon == 1)
        try #expect(testCase.tolerance().accepts(#require(test.statistic), expected["statistic"].number()))
        try #expect(testCase.tolerance().accepts(#require(test.pValue), expected["p"].number()))
        let bartlett = try #require(
            DieboldMariano(lossDifferences: differences, horizon: horizon, variance: .bartlett(lags: horizon - 1)))
        try #expect(
            testCase.tolerance().accepts(
                #require(bartlett.statistic), testCase.expected["bartlett_statistic"].number()))
    }

    @Test("has no statistic where all differences are equal")
    func identical() throws {
        let testCase = try Oracle("stat_tests", in: .module)["dm_identical"]
        for shift in [0, 0.1] {
            let differences = try Self.differences(testCase).map { $0 + shift }
            let test = try #require(DieboldMariano(lossDifferences: differences, horizon: 1))
            #expect(test.statistic == nil && test.pValue == nil && test.pValueModelBetter == nil)
            #expect(abs(test.meanDifference - shift) < 1e-15)
        }
    }

    @Test("has no statistic where equal differences only seem to vary by the rounding of their mean")
    func rounding() throws {
        // The sum of ten times 0.1 is 0.9999999999999999, so each deviation from the mean is 1.4e-17, not zero.
        let test = try #require(DieboldMariano(lossDifferences: Array(repeating: 0.1, count: 10), horizon: 1))
        #expect(test.statistic == nil)
    }

    @Test("has no statistic for fewer differences than the horizon needs, and no result for none")
    func tooShort() throws {
        #expect(DieboldMariano(lossDifferences: [], horizon: 1) == nil)
        #expect(DieboldMariano(lossDifferences: [1, .infinity], horizon: 1) == nil)
        #expect(try #require(DieboldMariano(lossDifferences: [0.3], horizon: 1)).statistic == nil)
        #expect(try #require(DieboldMariano(lossDifferences: [0.3, -0.1, 0.2], horizon: 3)).statistic == nil)
        #expect(try #require(DieboldMariano(lossDifferences: [0.3, -0.1, 0.2], horizon: 2)).statistic != nil)
    }

    @Test("of one step ahead is the t-test of the mean")
    func byHand() throws {
        // mean 2, γ₀ = (1 + 0 + 1)/3 = 2/3; 2/√(2/9)·√((3 + 1 − 2)/3) = 2√3; t with 2 degrees: p = 1 − 2√3/√(12 + 2)
        let test = try #require(DieboldMariano(lossDifferences: [1, 2, 3], horizon: 1))
        let tolerance = Tolerance(relative: 1e-14)
        try #expect(tolerance.accepts(#require(test.statistic), 3.4641016151377544))
        try #expect(tolerance.accepts(#require(test.pValue), 0.07417990022744858))
    }

    @Test("changes sign, and nothing else, when model and baseline change places")
    func antisymmetry() throws {
        let testCase = try Oracle("stat_tests", in: .module)["dm_h5_power2_acf"]
        let differences = try Self.differences(testCase)
        let test = try #require(DieboldMariano(lossDifferences: differences, horizon: 5))
        let swapped = try #require(DieboldMariano(lossDifferences: differences.map { -$0 }, horizon: 5))
        #expect(try #require(swapped.statistic) == -(try #require(test.statistic)))
        #expect(swapped.pValue == test.pValue)
    }

    @Test(
        "takes ⌊4(n/100)^(2/9)⌋ Bartlett lags unless told",
        arguments: [(25, 2), (100, 4), (250, 4), (1000, 6), (5000, 9)])
    func lags(count: Int, expected: Int) throws {
        #expect(DieboldMariano.defaultLags(count: count) == expected)
        let differences = (0..<count).map { Double(($0 * 7919) % 101) - 40 }
        #expect(
            DieboldMariano(lossDifferences: differences, horizon: 1, variance: .bartlett(lags: nil))
                == DieboldMariano(lossDifferences: differences, horizon: 1, variance: .bartlett(lags: expected)))
    }
}
