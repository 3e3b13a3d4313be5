import Forecasting
import Market
import TestSupport
import Testing
import Windowing

@testable import Predictors

@Suite("Inputs of a network of infinite response")
struct MarketFeaturesTests {
    private let series = (0..<3).map {
        syntheticReturns(symbol: "S\($0)", from: SessionDate(dayNumber: 0), count: 120, seed: UInt64(5 + $0))
    }.sharingPanel()

    private func rows(_ series: [ReturnSeries]) -> [[Float]] {
        let matrix = MarketFeatures(reference: 0.01)
            .matrix(of: series[0], market: MarketRows(series, reference: 0.01)).features
        return (0..<matrix.sessions).map { Array(matrix.rows($0..<$0 + 1)) }
    }

    @Test("are the same bits stepped as computed for a whole panel")
    func stepped() {
        var state = MarketFeatures(reference: 0.01)
        let stepped = series[0].dates.indices.map { state.step(session: $0, of: series[0]) }
        #expect(stepped == rows(series))
        #expect(stepped[0].count == MarketFeatures.channels(hasRanges: false))
    }

    @Test("depend on the past of all symbols and on no one's future")
    func past() {
        let before = rows(series)
        #expect(rows(series.changingReturns(60..<120) { 0.02 - 3 * $0 }).prefix(60) == before.prefix(60))
        var others = series.map { ReturnSeries(symbol: $0.symbol, dates: $0.dates, logReturns: $0.logReturns) }
        others[2] = others[2].changingReturns(10..<11) { $0 + 0.1 }
        #expect(rows(others.sharingPanel()).last != before.last)
    }

    @Test("weeks without change do not make the scale vanish")
    func floor() {
        var features = MarketFeatures(reference: 0.01)
        for _ in 0..<2000 {
            #expect(features.step(logReturn: 0).allSatisfy { $0.isFinite })
        }
        #expect(features.scale == 0.0015)
    }

    @Test("measure scales over their sessions")
    func ratios() {
        var track = ScaleTrack(reference: 0.01)
        for index in 0..<100 { _ = track.standardise(index < 95 ? 0.01 : 0.02) }
        // EWMA: 1 − 0.94⁵ of 4e-4, the rest of 1e-4: 4 − 3·0.7339 = 1.7983; the last five days 4.
        #expect(abs(Double(track.logRatio(sessions: 5)) - 0.5 * 0.79949) < 1e-4)
        #expect(abs(track.scale - (1.798288e-4).squareRoot()) < 1e-8)
    }
}
