import Evaluation
import Market
import Testing

@testable import Reporting

@Suite("Readings computed from rows")
struct SectionTests {
    private func sweep(_ model: String, width: Int?, parameters: Int, nll: Double?, p: Double?) -> WidthSweepRow {
        WidthSweepRow(
            runID: "r", model: model, response: width == nil ? "infinite" : "finite", width: width,
            parameters: parameters, multiplyAddsPerForecast: parameters * 2, trainSeconds: 1, rmse: 0.01, nll: nll,
            qlike: -7, dmPVsBest: p)
    }

    @Test("tell how a finite response grows and where its best width is")
    func growth() {
        // 3,000 / 100 = 30-fold; multiply-adds are twice the parameters on both ends.
        let rows = [
            sweep("tdnn(width=250)", width: 250, parameters: 3_000, nll: -2.80, p: 0.01),
            sweep("tdnn(width=5)", width: 5, parameters: 100, nll: -2.82, p: nil),
        ]
        #expect(
            widthReadings(rows) == [
                "From N = 5 to N = 250 the parameters of tdnn grow 30.0-fold (100 to 3,000) and its multiply-adds "
                    + "grow 30.0-fold (200 to 6,000); its lowest NLL is -2.8200 at N = 5."
            ])
    }

    @Test(
        "compare the best infinite response with the best width, whichever of them leads",
        arguments: [
            (
                -2.84, Double?.none, 0.03,
                "0.0200 below that of tdnn(width=5) (DM p = 0.030), a difference beyond chance."
            ),
            (-2.81, 0.4, nil, "0.0100 above that of tdnn(width=5) (DM p = 0.400), no more than chance allows."),
            (-2.82, nil, nil, "the same as that of tdnn(width=5) (DM p undefined), which was not tested."),
        ])
    func finiteAgainstInfinite(nll: Double, ownP: Double?, otherP: Double?, expected: String) {
        let rows = [
            sweep("rnn", width: nil, parameters: 1_731, nll: nll, p: ownP),
            sweep("tdnn(width=5)", width: 5, parameters: 100, nll: -2.82, p: otherP),
        ]
        #expect(
            widthReadings(rows) == ["rnn has 1,731 parameters however long the history; its NLL is " + expected])
    }

    @Test(
        "know a family by its settings without the width",
        arguments: [
            ("tdnn(width=60)", "tdnn"), ("tdnn(width=60,hidden=16)", "tdnn(hidden=16)"),
            ("tdnn(hidden=16, width=60)", "tdnn(hidden=16)"), ("drift", "drift"), ("broken(", "broken("),
        ])
    func families(model: String, expected: String) {
        #expect(familyName(model) == expected)
    }

    @Test("expect 1 % of the forecasts a seed made below the 1 % quantile")
    func expectedCount() {
        let row = Sample.shockTable[0]
        let metric = MetricRow(
            model: row.model, symbol: wholeSample, period: row.period, phase: row.phase, horizon: 1,
            name: "var_99_breaches", value: 7, n: 504)
        var content = Sample.content
        content.metrics = [metric]
        // 24 sessions × 21 series = 504 forecasts a seed.
        #expect(expectedBreaches(row, metrics: MetricIndex(content)) == 5.04)
        content.metrics = []
        #expect(expectedBreaches(row, metrics: MetricIndex(content)) == nil)
    }

    @Test("give Wilson's interval as Brown, Cai and DasGupta print it")
    func wilson() throws {
        // x = 0 of n = 10: upper bound z²/(n + z²) = 3.8415/13.8415.
        let none = try #require(wilsonInterval(share: 0, n: 10))
        #expect(none.lowerBound == 0)
        #expect(abs(none.upperBound - 0.277_533) < 1e-6)
        let half = try #require(wilsonInterval(share: 0.5, n: 100))
        #expect(abs(half.lowerBound - 0.403_832) < 1e-6)
        #expect(abs(half.upperBound - 0.596_168) < 1e-6)
        #expect(wilsonInterval(share: 0.5, n: 0) == nil)
    }
}
